import { randomUUID } from 'node:crypto';
import { ClockDto } from '../src/adapters/driving/http/operations/sandbox.controller';
import {
  PhotoKeptDto,
  ReviewListDto,
  ReviewSubmittedDto,
} from '../src/adapters/driving/http/ratings/ratings.dto';
import { RestaurantDto, RestaurantListDto } from '../src/adapters/driving/http/restaurants/restaurants.dto';
import { CourierRatingQuery } from '../src/projections/ratings/query';
import { pngOf } from '../src/application/reviews/picture.fixtures';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import {
  changed,
  confirmedOrder,
  orderAt,
  PIZZA_PALACE_ID,
  showOrder,
  untilStatus,
} from './support/e2e-orders';
import { manyCustomers, register, signInAll, type Person } from './support/e2e-people';
import { until } from './support/e2e-until';

const PNG = pngOf(['IHDR', 'size'], ['IDAT', 'a pizza']);

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let customers: readonly Person[];
let courier: Person;
let next = 0;

const somebody = (): Person => customers[next++]!;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
  customers = await manyCustomers(server.tiffin, 8);
  courier = await register(server.http, 'DELIVERY');
}, 60_000);

afterAll(() => deployment.remove());

/** An order that the courier has brought. */
async function delivered(customer: Person): Promise<string> {
  const orderId = await orderAt('PICKED_UP', { ...people, customer, courier });
  const { delivery_code: code } = await showOrder(customer, orderId);
  changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'DELIVERED', code }));
  return orderId;
}

const entryOf = (orderId: string, over: object = {}) => ({
  ...{ order_id: orderId, restaurant_rating: 4, food_quality: 5, delivery_rating: 3 },
  ...{ dish_tags: ['crisp', 'தோசை'], review_text: 'The crust of my dreams.' },
  ...over,
});

const sendPhoto = async ({ http, accessToken }: Person, bytes = PNG, type = 'image/png') => {
  const response = await fetch(`${http.url}/api/v1/ratings/photos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': type },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, text: await response.text() };
};

const keptPhoto = async (person: Person): Promise<PhotoKeptDto> => {
  const { status, text } = await sendPhoto(person);
  expect(status).toBe(201);
  return PhotoKeptDto.schema.parse(JSON.parse(text));
};

const listed = async (query = ''): Promise<ReviewListDto> =>
  (await server.http.get(`/ratings/restaurant/${PIZZA_PALACE_ID}${query}`)).body(ReviewListDto);

const untilListed = (count: number): Promise<ReviewListDto> =>
  until(`${count} reviews are listed`, async () => {
    const list = await listed();
    return list.reviews.length === count && list.rating_count === count ? list : undefined;
  });

describe('a review', () => {
  it('is read by everybody, with a first name and without the order, and counts in the rating', async () => {
    const customer = somebody();
    const orderId = await delivered(customer);
    const photo = await keptPhoto(customer);
    const body = entryOf(orderId, { photos: [photo.name] });
    (await customer.http.post('/ratings', body)).body(ReviewSubmittedDto);

    const list = await untilListed(1);
    expect(list).toMatchObject({ rating: 4, rating_count: 1, food_rating: 5, food_rating_count: 1 });
    expect(list.reviews[0]).toMatchObject({
      ...{ by: 'One', restaurant_rating: 4, food_quality: 5, dish_tags: ['crisp', 'தோசை'] },
      ...{ review_text: 'The crust of my dreams.', photos: [photo.url] },
    });
    expect(JSON.stringify(list)).not.toMatch(new RegExp(`${orderId}|${customer.id}|delivery_rating`));
    const alias = await server.http.get(`/restaurants/${PIZZA_PALACE_ID}/reviews`);
    expect(alias.body(ReviewListDto)).toEqual(list);

    const shown = await fetch(`${server.http.url}${photo.url}`);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(shown.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);

    const place = 'lat=12.9745&lng=77.6033&min_rating=4';
    const { restaurants } = (await server.http.get(`/restaurants?${place}`)).body(RestaurantListDto);
    expect(restaurants).toMatchObject([{ id: PIZZA_PALACE_ID, rating: 4, rating_count: 1 }]);
    const page = (await server.http.get(`/restaurants/${PIZZA_PALACE_ID}`)).body(RestaurantDto);
    expect(page).toMatchObject({ rating: 4, rating_count: 1, food_rating: 5 });
    expect(await new CourierRatingQuery(server.tiffin.parts.database).of(courier.id)).toEqual({
      average: 3,
      count: 1,
    });
  });

  it('completes the order at once; an order that nobody reviews is complete a day later', async () => {
    const [reviewer, silent] = [somebody(), somebody()];
    const [reviewed, left] = [await delivered(reviewer), await delivered(silent)];
    (await reviewer.http.post('/ratings', entryOf(reviewed))).body(ReviewSubmittedDto);
    await untilStatus(reviewer, reviewed, 'COMPLETED');
    expect((await showOrder(silent, left)).status).toBe('DELIVERED');
    (await people.admin.http.put('/sandbox/clock', { advance_minutes: 24 * 60 })).body(ClockDto);
    await untilStatus(silent, left, 'COMPLETED');
    (await silent.http.post('/ratings', entryOf(left))).body(ReviewSubmittedDto);
  });

  it('is said once: a repeat gets the same answer, and anything else is refused', async () => {
    const customer = somebody();
    const orderId = await delivered(customer);
    const key = randomUUID();
    const first = (await customer.http.post('/ratings', entryOf(orderId), key)).body(ReviewSubmittedDto);
    expect((await customer.http.post('/ratings', entryOf(orderId), key)).body(ReviewSubmittedDto)).toEqual(
      first,
    );
    (await customer.http.post('/ratings', entryOf(orderId))).refused('ALREADY_REVIEWED');
    const other = entryOf(orderId, { restaurant_rating: 1 });
    (await customer.http.post('/ratings', other, key)).refused('IDEMPOTENCY_KEY_REUSED');
  });

  it('is not said of an order that is not delivered, of another’s, of none, nor after 30 days', async () => {
    const customer = somebody();
    const early = await confirmedOrder(customer);
    (await customer.http.post('/ratings', entryOf(early))).refused('NOT_ALLOWED_NOW');
    (await customer.http.post('/ratings', entryOf(randomUUID()))).refused('NOT_FOUND');
    const orderId = await delivered(customer);
    (await somebody().http.post('/ratings', entryOf(orderId))).refused('NOT_FOUND');
    (await people.courier.http.post('/ratings', entryOf(orderId))).refused('FORBIDDEN');
    const photo = await keptPhoto(people.customer);
    (await customer.http.post('/ratings', entryOf(orderId, { photos: [photo.name] }))).refused(
      'VALIDATION_ERROR',
    );
    for (const wrong of [
      { restaurant_rating: 0 },
      { restaurant_rating: 4.5 },
      { delivery_rating: 6 },
      { dish_tags: ['call 98765 43210'] },
      { dish_tags: Array.from({ length: 11 }, () => 'crisp') },
      { review_text: 'x'.repeat(2_001) },
      { photos: ['../../master.key'] },
    ]) {
      (await customer.http.post('/ratings', entryOf(orderId, wrong))).refused('VALIDATION_ERROR');
    }
    (await people.admin.http.put('/sandbox/clock', { advance_minutes: 30 * 24 * 60 + 1 })).body(ClockDto);
    (await customer.http.post('/ratings', entryOf(orderId))).refused('NOT_ALLOWED_NOW');
  });

  it('is one of pages that do not shift, and keeps nothing of somebody who was erased but the stars', async () => {
    const whole = await listed();
    expect(whole.reviews.length).toBeGreaterThanOrEqual(4);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await listed(`?limit=1&cursor=${cursor}`);
      seen.push(...page.reviews.map(({ review_id: id }) => id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(whole.reviews.map(({ review_id: id }) => id));
    expect((await listed('?limit=2&page=2')).reviews.map(({ review_id: id }) => id)).toEqual(
      seen.slice(2, 4),
    );

    const first = customers[0]!;
    await server.tiffin.parts.accounts.erase(first.id);
    await server.tiffin.parts.subjectKeys.erase(first.id);
    const after = (await listed()).reviews.at(-1);
    expect(after).toEqual({
      ...whole.reviews.at(-1),
      ...{ by: null, review_text: null, photos: [] },
    });
  });
});

describe('a picture of a review', () => {
  it('is what it says it is, and not too large', async () => {
    const customer = people.customer;
    expect((await sendPhoto(customer, Buffer.from('<svg/>'))).status).toBe(400);
    expect((await sendPhoto(customer, PNG, 'image/jpeg')).status).toBe(400);
    expect((await sendPhoto(customer, PNG.subarray(0, -1))).status).toBe(400);
    expect((await sendPhoto(customer, PNG, 'image/gif')).status).toBe(415);
    expect((await sendPhoto(customer, Buffer.alloc(6 * 1024 * 1024, PNG))).status).toBe(413);
    expect((await sendPhoto(people.courier)).status).toBe(403);
    expect((await keptPhoto(customer)).name).toBe((await keptPhoto(customer)).name);
    (await server.http.get('/ratings/photos/nothing.png')).refused('VALIDATION_ERROR');
    (await server.http.get(`/ratings/photos/${randomUUID()}.png`)).refused('NOT_FOUND');
  });
});
