import { entry, type Accepted, type Entry, type Json } from '../accepted';
import { list, record, text } from '../people';
import { until } from '../program';
import { pictureOf } from './pictures';
import type { World } from '../world';

/** A line of a cart of two dishes. */
async function lineOf(world: World): Promise<Accepted> {
  const cart = await world.ask(world.customer, 'POST', '/cart/items', world.item());
  const [line] = list(cart, 'items');
  return { by: [world.customer], ids: { line_id: encodeURIComponent(text(line ?? {}, 'line_id')) } };
}

const jsonOf = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const toPlace = async (world: World): Promise<Accepted> => ({
  by: [world.customer],
  body: jsonOf(await world.cart()),
});

async function photoNameOf({ wire, customer }: World): Promise<string> {
  const { status, text: answered } = await wire.send({
    method: 'POST',
    path: '/api/v1/ratings/photos',
    headers: { authorization: `Bearer ${customer.token}`, 'content-type': 'image/png' },
    body: pictureOf('a thali'),
  });
  if (status !== 201) throw new Error(`a picture was refused: ${answered}`);
  return text(record(JSON.parse(answered)), 'name');
}

const reviewsOf = (world: World): Promise<Accepted> =>
  Promise.resolve({ by: [], ids: { id: world.kitchen.id }, query: { limit: '5', page: '1', cursor: '' } });

/** What a customer does up to the order, and after it. */
export const SHOPPING: readonly Entry[] = [
  entry('GET /city', () => Promise.resolve({ by: [] })),
  entry('GET /city/streets', () => Promise.resolve({ by: [] })),
  entry('GET /city/feed', () => Promise.resolve({ by: [] })),
  entry('GET /images/{name}', async (world) => {
    const { images } = await world.ask(null, 'GET', `/restaurants/${world.kitchen.id}`);
    return { by: [], ids: { name: text(record(images), 'logo').split('/').at(-1) ?? '' } };
  }),
  entry('GET /restaurants', ({ place }) =>
    Promise.resolve({
      by: [],
      query: {
        ...{ lat: String(place.lat), lng: String(place.lng), cuisine: 'Pizza', veg_only: 'false' },
        ...{ open_now: 'true', min_rating: '1', max_cost: '5000', currency: 'INR' },
        ...{ max_delivery_minutes: '90', sort: 'distance', page: '1', cursor: '', limit: '10' },
      },
    }),
  ),
  entry('GET /restaurants/{id}', ({ kitchen: { id } }) => Promise.resolve({ by: [], ids: { id } })),
  entry('GET /restaurants/{id}/menu', ({ kitchen: { id } }) => Promise.resolve({ by: [], ids: { id } })),
  entry('GET /restaurants/{id}/reviews', reviewsOf),
  entry('GET /ratings/restaurant/{id}', reviewsOf),
  entry('GET /cart', ({ customer, addressId }) =>
    Promise.resolve({ by: [customer], query: { address_id: addressId } }),
  ),
  entry(
    'POST /cart/items',
    (world) => Promise.resolve({ by: [world.customer], body: jsonOf(world.item()) }),
    { statuses: [201], keeps: true },
  ),
  entry('PUT /cart/items/{line_id}', async (world) => ({ ...(await lineOf(world)), body: { quantity: 3 } })),
  entry('DELETE /cart/items/{line_id}', lineOf),
  entry(
    'DELETE /cart/clear',
    async (world) => {
      await world.cart();
      return { by: [world.customer] };
    },
    { statuses: [204] },
  ),
  entry('POST /orders', toPlace, { statuses: [202] }),
  entry('POST /checkout', toPlace, { statuses: [202] }),
  entry('POST /orders/{id}/reorder', async (world) => ({
    by: [world.customer],
    ids: { id: (await world.placed()).id },
    body: { replace: true },
  })),
  entry(
    'POST /ratings',
    async (world) => {
      const { id } = await world.delivered();
      await until('the order can be reviewed', async () => {
        const shown = await world.ask(world.customer, 'GET', `/orders/${id}`);
        return shown['status'] === 'DELIVERED' || undefined;
      });
      const stars = { restaurant_rating: 4, food_quality: 5, delivery_rating: 3 };
      const words = { dish_tags: ['crisp', 'தோசை'], review_text: 'The best of the week.' };
      return {
        by: [world.customer],
        body: { order_id: id, ...stars, ...words, photos: [await photoNameOf(world)] },
      };
    },
    { statuses: [201] },
  ),
  entry(
    'POST /ratings/photos',
    ({ customer }) =>
      Promise.resolve({ by: [customer], picture: { type: 'image/png', bytes: pictureOf('a dosa') } }),
    { statuses: [201], keeps: true },
  ),
  entry('GET /ratings/photos/{name}', async (world) => ({ by: [], ids: { name: await photoNameOf(world) } })),
];
