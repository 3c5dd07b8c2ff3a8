import { randomUUID } from 'node:crypto';
import { OffersDto } from '../src/adapters/driving/http/couriers/couriers.dto';
import { ProfileDto } from '../src/adapters/driving/http/identity/users.dto';
import { OrderPlacedDto } from '../src/adapters/driving/http/orders/orders.dto';
import { pngOf } from '../src/application/reviews/picture.fixtures';
import { goOnline, northOfKitchen } from './support/e2e-delivery';
import { EventReader } from './support/e2e-events';
import { changed, fillCart, orderOf, showOrder, untilStatus } from './support/e2e-orders';
import { addAddress, NEARBY_ADDRESS, register, signIn, signInAll, type Person } from './support/e2e-people';
import { Others, type Asked } from './support/e2e-others';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

/** Owns other restaurants than Pizza Palace. */
const OTHER_OWNER = '+919000000016';

const STREET = '17, Tamarind Tree Lane';
const INSTRUCTIONS = 'The bell is behind the jasmine.';
const CUSTOMER_NAME = 'Meenakshi Venkataraman';
const COURIER_NAME = 'Balakrishnan Oommen';

const PICTURE = pngOf(['IHDR', 'size'], ['IDAT', 'a door']);

let deployment: Deployment;
let others: Others;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let customer: Person;
let stranger: Person;
let otherOwner: Person;
/** Never asked to bring it. */
let never: Person;
/** Asked, and did not want to. */
let declined: Person;
/** Took it on, and gave it back. */
let released: Person;
/** Brings it. */
let courier: Person;
let orderId: string;
let customerPhone = '';
let courierPhone = '';

const untilAsked = ({ http }: Person) =>
  until('a courier is asked', async () => {
    const { offers } = (await http.get('/delivery/orders/available')).body(OffersDto);
    return offers.find(({ order_id: id }) => id === orderId);
  });

const says = ({ http }: Person, step: string, body: object = {}) =>
  http.post(`/delivery/orders/${orderId}/${step}`, body);

async function named(person: Person, name: string): Promise<string> {
  return (await person.http.put('/users/profile', { name })).body(ProfileDto).phone;
}

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  others = new Others(server);
  people = await signInAll(server.http);
  [customer, stranger] = [await register(server.http), await register(server.http)];
  await addAddress(stranger);
  otherOwner = await signIn(server.http, OTHER_OWNER);
  const couriers: Person[] = [];
  for (let n = 0; n < 4; n += 1) couriers.push(await register(server.http, 'DELIVERY', 'bicycle'));
  [never, declined, released, courier] = couriers as [Person, Person, Person, Person];
  customerPhone = await named(customer, CUSTOMER_NAME);
  courierPhone = await named(courier, COURIER_NAME);
  await customer.http.post('/users/addresses', { ...NEARBY_ADDRESS, address_line1: STREET });

  const body = { ...orderOf(await fillCart(customer)), delivery_instructions: INSTRUCTIONS };
  orderId = (await customer.http.post('/orders', body, randomUUID())).body(OrderPlacedDto).order_id;
  await untilStatus(customer, orderId, 'CONFIRMED');
  for (const [n, one] of [declined, released, courier].entries()) {
    await goOnline(one, northOfKitchen(n * 500));
  }
  changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 1 }));
}, 60_000);

afterAll(() => deployment.remove());

/** What a courier can ask of the delivery, and of the order. */
const OF_DELIVERIES: readonly Asked[] = [
  ['POST', '/delivery/orders/ID/accept', {}],
  ['POST', '/delivery/orders/ID/decline', { reason: 'too-far' }],
  ['POST', '/delivery/orders/ID/arrived', { where: 'restaurant' }],
  ['POST', '/delivery/orders/ID/arrived', { where: 'customer' }],
  ['POST', '/delivery/orders/ID/release', {}],
  ['POST', '/delivery/orders/ID/fail', { reason: 'customer-refused' }],
  ['POST', '/delivery/orders/ID/fail', { reason: 'customer-unreachable' }],
  ['POST', '/delivery/orders/ID/proof', PICTURE],
  ['POST', '/delivery/orders/ID/proof?lat=12.97&lng=77.6&accuracy=5', PICTURE],
];
const OF_ORDERS: readonly Asked[] = [
  ['PUT', '/delivery/orders/ID/status', { status: 'PICKED_UP' }],
  ['PUT', '/delivery/orders/ID/status', { status: 'PICKED_UP', pickup_code: '0000' }],
  ['PUT', '/delivery/orders/ID/status', { status: 'OUT_FOR_DELIVERY' }],
  ['PUT', '/delivery/orders/ID/status', { status: 'DELIVERED', code: '0000' }],
  ['PUT', '/delivery/orders/ID/status', { status: 'DELIVERED' }],
  ['PUT', '/delivery/orders/ID/cash', { amount_minor: 1 }],
  ['GET', '/orders/ID'],
  ['GET', '/orders/ID/timeline'],
  ['GET', '/orders/ID/proof'],
];
const OF_CUSTOMERS: readonly Asked[] = [
  ['GET', '/orders/ID/track'],
  ['GET', '/tracking/ID'],
  ['GET', '/tracking/ID/events'],
  ['GET', '/tracking/ID/messages'],
  ['GET', '/tracking/ID/messages?after_seq=900'],
  ['POST', '/tracking/ID/ticket', {}],
  ['POST', '/orders/ID/wait', {}],
  ['POST', '/orders/ID/reorder', { replace: true }],
  ['PUT', '/orders/ID/cancel', {}],
  ['GET', '/orders/ID'],
  ['GET', '/orders/ID/timeline'],
  ['GET', '/orders/ID/proof'],
  ['POST', '/ratings', { order_id: 'ID', restaurant_rating: 1 }],
];
const OF_KITCHENS: readonly Asked[] = [
  ['POST', '/restaurant/orders/ID/returned', {}],
  ['GET', '/orders/ID'],
  ['GET', '/orders/ID/timeline'],
];

const hidden = (person: Person, asks: readonly Asked[]) => others.seeNothing(person, asks, orderId);

/** Nobody but those whose order it is can tell it from one that was never placed. */
async function hiddenFromStrangers(): Promise<void> {
  await hidden(never, [...OF_DELIVERIES, ...OF_ORDERS]);
  await hidden(stranger, OF_CUSTOMERS);
  await hidden(otherOwner, OF_KITCHENS);
}

/** Everything that somebody can read of the order. */
async function readBy(person: Person, paths: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const path of paths) {
    const reply = await person.http.get(path.replace('ID', orderId));
    expect([path, reply.status]).toEqual([path, 200]);
    texts.push(reply.text);
  }
  return texts.join('\n');
}

/** What tells who and where the customer is. */
const personalOf = (): readonly string[] => [
  ...[STREET, 'Tamarind', INSTRUCTIONS, CUSTOMER_NAME, 'Meenakshi', customerPhone.slice(-10)],
  ...[String(NEARBY_ADDRESS.latitude), String(NEARBY_ADDRESS.longitude)],
];

function expectNone(text: string, words: readonly string[]): void {
  expect(words.filter((word) => text.includes(word))).toEqual([]);
}

const DESK = ['/delivery/orders/available', '/delivery/me', '/delivery/orders', '/orders'] as const;

/** What is on somebody's live feed now. */
async function feedOf(person: Person, path: string): Promise<string> {
  const feed = await EventReader.open(person.http, path);
  const shown = JSON.stringify(await feed.next('snapshot'));
  feed.leave();
  return shown;
}

describe('an order that a courier is asked to bring', () => {
  it('does not tell them where it goes, nor to whom', async () => {
    const offer = await untilAsked(declined);
    expect(offer.delivery_distance_metres).toBeGreaterThan(0);
    const text = (await readBy(declined, DESK)) + (await feedOf(declined, '/delivery/feed'));
    expect(text).toContain(orderId);
    expectNone(text, [...personalOf(), customer.id]);
    await hidden(declined, OF_ORDERS);
    for (const other of [released, courier]) {
      expectNone((await readBy(other, DESK)) + (await feedOf(other, '/delivery/feed')), [orderId]);
    }
  });

  it('is there for nobody else', async () => {
    await hiddenFromStrangers();
    await hidden(courier, [...OF_DELIVERIES, ...OF_ORDERS]);
  });

  it('is not theirs any more when they decline, or give it back', async () => {
    changed(await says(declined, 'decline'));
    await untilAsked(released);
    changed(await says(released, 'accept'));
    expect((await showOrder(released, orderId)).delivery_address?.address_line1).toBe(STREET);
    changed(await says(released, 'release'));
    await untilAsked(courier);
    for (const gone of [declined, released]) {
      await until('the order has let them go', async () => {
        const reply = await gone.http.get(`/orders/${orderId}`);
        return reply.status === 404 || undefined;
      });
      await hidden(gone, OF_ORDERS);
      expectNone((await readBy(gone, DESK)) + (await feedOf(gone, '/delivery/feed')), [
        ...personalOf(),
        customer.id,
      ]);
      (await says(gone, 'accept')).refused('OFFER_GONE');
    }
  });
});

describe('an order that a courier brings', () => {
  it('tells its courier where it goes, and not whom to call', async () => {
    changed(await says(courier, 'accept'));
    await until('the desk shows it', async () => {
      const { text } = await courier.http.get('/delivery/me');
      return text.includes(orderId) || undefined;
    });
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/ready`));
    const text =
      (await readBy(courier, [...DESK, '/orders/ID', '/orders/ID/timeline'])) +
      (await feedOf(courier, '/delivery/feed'));
    expect(text).toContain(STREET);
    expect(text).toContain(INSTRUCTIONS);
    expectNone(text, [CUSTOMER_NAME, 'Meenakshi', customerPhone.slice(-10)]);
    const { delivery_code: code, pickup_code: bag } = await showOrder(courier, orderId);
    expect([code, bag]).toEqual([null, null]);
  });

  it('tells its customer who brings it, with a number that cannot be called', async () => {
    const paths = ['/orders/ID', '/orders/ID/timeline', '/orders/ID/track', '/tracking/ID'];
    const text = await readBy(customer, [...paths, '/tracking/ID/messages', '/notifications', '/orders']);
    expect(text).toContain(COURIER_NAME);
    expect(text).toMatch(new RegExp(`\\+91X{6}${courierPhone.slice(-4)}`));
    expectNone(text, [courierPhone, courierPhone.slice(-10), courierPhone.slice(-8)]);
  });

  it('tells its restaurant neither of them', async () => {
    const paths = ['/orders/ID', '/orders/ID/timeline', '/restaurant/orders?limit=100', '/notifications'];
    const text =
      (await readBy(people.restaurant, paths)) + (await feedOf(people.restaurant, '/restaurant/feed'));
    expect(text).toContain(orderId);
    expectNone(text, [...personalOf(), COURIER_NAME, courierPhone.slice(-10)]);
    expect((await showOrder(people.restaurant, orderId)).delivery_code).toBeNull();
  });

  it('tells an auditor what happened, and no code', async () => {
    const paths = ['/orders/ID', '/orders/ID/timeline', '/tracking/ID', '/staff/orders/ID/notifications'];
    const text = await readBy(people.auditor, [...paths, '/staff/orders/ID/track']);
    expectNone(text, [customerPhone.slice(-10), courierPhone.slice(-10), CUSTOMER_NAME]);
    const { delivery_code: code, pickup_code: bag } = await showOrder(people.auditor, orderId);
    expect([code, bag]).toEqual([null, null]);
    for (const person of [people.support, people.admin]) {
      expect((await showOrder(person, orderId)).delivery_code).toBeNull();
    }
  });

  it('is there for nobody else, before the handover and after it', async () => {
    await hiddenFromStrangers();
    for (const gone of [declined, released]) await hidden(gone, OF_ORDERS);
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' }));
    await hiddenFromStrangers();
    for (const gone of [declined, released]) await hidden(gone, OF_ORDERS);
  });

  it('cannot be touched by those who had it before, and repeats of what they said do nothing', async () => {
    for (const gone of [declined, released]) {
      for (const asked of OF_DELIVERIES) {
        const reply = await others.send(gone, asked, orderId);
        const isRepeat = reply.status === 200 && changed(reply).events.length === 0;
        const code = isRepeat ? 'OFFER_GONE' : reply.problem().error_code;
        expect([asked, ['OFFER_GONE', 'NOT_ALLOWED_NOW'].includes(code) || code]).toEqual([asked, true]);
      }
    }
  });

  it('is brought to its end by a courier who is suspended meanwhile, who takes on no other', async () => {
    const suspend = `/staff/couriers/${courier.id}/suspend`;
    expect((await people.support.http.post(suspend, { reason: 'papers-missing' })).status).toBe(200);
    (await says(courier, 'accept')).refused('COURIER_SUSPENDED');
    (await courier.http.post(`/delivery/orders/${randomUUID()}/accept`)).refused('COURIER_SUSPENDED');
    const online = { available: true, ...northOfKitchen(0) };
    (await courier.http.post('/delivery/available', online)).refused('COURIER_SUSPENDED');
    expect(await readBy(courier, ['/orders/ID'])).toContain(STREET);
    await until('they are on their way', async () => {
      const reply = await says(courier, 'arrived', { where: 'customer' });
      return reply.status === 200 || undefined;
    });
    const proof: Asked = ['POST', '/delivery/orders/ID/proof', PICTURE];
    changed(await others.send(courier, proof, orderId, false));
    for (const person of [customer, courier, people.auditor]) {
      const shown = await others.send(person, ['GET', '/orders/ID/proof'], orderId, false);
      expect(shown.status).toBe(200);
    }
    const { delivery_code: code } = await showOrder(customer, orderId);
    const body = { status: 'DELIVERED', code };
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, body));
    await hiddenFromStrangers();
    for (const gone of [declined, released]) await hidden(gone, OF_ORDERS);
  });

  it('does not tell its courier where it went, once it is there', async () => {
    await untilStatus(customer, orderId, 'DELIVERED');
    // The desk is a read model of its own.
    await until('the desk is clear', async () =>
      (await readBy(courier, DESK)).includes(STREET) ? undefined : true,
    );
    const paths = ['/orders/ID', '/orders/ID/timeline', ...DESK];
    expectNone((await readBy(courier, paths)) + (await feedOf(courier, '/delivery/feed')), personalOf());
    expect(await readBy(customer, ['/orders/ID'])).toContain(STREET);
  });
});

describe('what is one’s own', () => {
  it('answers its customer where it hides from others', async () => {
    expect((await customer.http.post(`/tracking/${orderId}/ticket`)).status).toBe(200);
    expect((await customer.http.post(`/orders/${orderId}/reorder`, { replace: true })).status).toBe(200);
    (await customer.http.post(`/orders/${orderId}/wait`)).refused('NOT_ALLOWED_NOW');
    const review = { order_id: orderId, restaurant_rating: 5 };
    expect((await customer.http.post('/ratings', review)).status).toBe(201);
    await hidden(stranger, OF_CUSTOMERS);
  });
});

it('what was refused has left nothing behind', () => others.leftNothingBehind(300));
