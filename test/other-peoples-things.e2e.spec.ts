import { randomUUID } from 'node:crypto';
import type { HttpClient, Reply } from './support/e2e-http';
import { CartDto } from '../src/adapters/driving/http/cart/cart.dto';
import { AddressListDto } from '../src/adapters/driving/http/identity/users.dto';
import { restaurantIdOf } from '../src/main/demo/demo-city';
import { expectHidden } from './support/e2e-hidden';
import { fillCart, orderAt, orderOf, PIZZA_PALACE_ID, showOrder, untilTimeline } from './support/e2e-orders';
import { addAddress, NEARBY_ADDRESS, register, signIn, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

/** Owns other restaurants than Pizza Palace. */
const OTHER_OWNER = '+919000000016';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let stranger: Person;
let otherOwner: Person;
let otherCourier: Person;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
  stranger = await register(server.http);
  await addAddress(stranger);
  otherOwner = await signIn(server.http, OTHER_OWNER);
  otherCourier = await register(server.http, 'DELIVERY');
});

afterAll(() => deployment.remove());

describe('somebody else’s order', () => {
  type Ask = (http: HttpClient, id: string) => Promise<Reply>;

  const asked: readonly (readonly [string, () => Person, Ask])[] = [
    ['a customer reads', () => stranger, (http, id) => http.get(`/orders/${id}`)],
    ['a customer reads the timeline of', () => stranger, (http, id) => http.get(`/orders/${id}/timeline`)],
    ['a customer cancels', () => stranger, (http, id) => http.put(`/orders/${id}/cancel`, {})],
    ['a courier reads', () => otherCourier, (http, id) => http.get(`/orders/${id}`)],
    [
      'a courier picks up',
      () => otherCourier,
      (http, id) => http.put(`/delivery/orders/${id}/status`, { status: 'PICKED_UP' }),
    ],
    [
      'a courier delivers',
      () => otherCourier,
      (http, id) => http.put(`/delivery/orders/${id}/status`, { status: 'DELIVERED', code: '0000' }),
    ],
    ['a restaurant reads', () => otherOwner, (http, id) => http.get(`/orders/${id}`)],
    [
      'a restaurant reads the timeline of',
      () => otherOwner,
      (http, id) => http.get(`/orders/${id}/timeline`),
    ],
    ...(
      [
        ['accepts', 'accept', { prep_minutes: 20 }],
        ['rejects', 'reject', {}],
        ['delays', 'delay', { minutes: 30 }],
        ['starts', 'start', undefined],
        ['finishes', 'ready', undefined],
      ] as const
    ).map(
      ([says, step, body]) =>
        [
          `a restaurant ${says}`,
          () => otherOwner,
          (http: HttpClient, id: string) => http.post(`/restaurant/orders/${id}/${step}`, body),
        ] as const,
    ),
  ];

  it.each(asked)('looks as if it did not exist when %s it', async (_, person, ask) => {
    const orderId = await orderAt('CONFIRMED', people);
    await untilTimeline(people.support, orderId, 'OrderConfirmed');
    const before = await people.support.http.get(`/orders/${orderId}/timeline`);
    await expectHidden((id) => ask(person().http, id), orderId);
    const after = await people.support.http.get(`/orders/${orderId}/timeline`);
    expect(after.text).toBe(before.text);
  });

  it('stays out of reach of a courier it was taken from', async () => {
    const orderId = await orderAt('READY', { ...people, courier: otherCourier });
    expect((await showOrder(otherCourier, orderId)).order_id).toBe(orderId);
    const reply = await people.support.http.delete(`/staff/orders/${orderId}/courier`);
    expect(reply.status).toBe(200);
    await expectHidden((id) => otherCourier.http.get(`/orders/${id}`), orderId);
  });
});

describe('somebody else’s address', () => {
  it('can be neither changed nor removed nor ordered to', async () => {
    const addressId = await addAddress(people.customer);
    await expectHidden((id) => stranger.http.put(`/users/addresses/${id}`, NEARBY_ADDRESS), addressId);
    await expectHidden((id) => stranger.http.delete(`/users/addresses/${id}`), addressId);
    const order = { ...orderOf(await fillCart(stranger)), quote_hash: null };
    const ask = (id: string) => stranger.http.post('/orders', { ...order, address_id: id }, randomUUID());
    await expectHidden(ask, addressId);
    (await ask(addressId)).refused('ADDRESS_NOT_FOUND');
    const quoted = (await stranger.http.get(`/cart?address_id=${addressId}`)).body(CartDto);
    expect(quoted.not_orderable?.error_code).toBe('ADDRESS_NOT_FOUND');
    const { addresses } = (await people.customer.http.get('/users/addresses')).body(AddressListDto);
    expect(addresses.map(({ address_id: id }) => id)).toContain(addressId);
  });
});

describe('somebody else’s cart', () => {
  it('can be neither changed nor ordered, even with its quote', async () => {
    const cart = await fillCart(people.customer);
    await fillCart(stranger);
    const lineId = cart.items[0]?.line_id ?? '';
    const theirs = { ...orderOf(cart), address_id: await addAddress(stranger) };
    const ask = (id: string) => stranger.http.post('/orders', { ...theirs, cart_id: id }, randomUUID());
    await expectHidden(ask, cart.cart_id ?? '');
    (await ask(cart.cart_id ?? '')).refused('CART_EMPTY');
    await stranger.http.delete('/cart/clear');
    await expectHidden(
      (id) => stranger.http.put(`/cart/items/${encodeURIComponent(id)}`, { quantity: 5 }),
      lineId,
    );
    await expectHidden((id) => stranger.http.delete(`/cart/items/${encodeURIComponent(id)}`), lineId);
    const { items } = (await people.customer.http.get('/cart')).body(CartDto);
    expect(items.map(({ quantity }) => quantity)).toEqual([2]);
  });
});

describe('somebody else’s restaurant', () => {
  it('shows its orders to its owner alone', async () => {
    await expectHidden(
      (id) => otherOwner.http.get(`/restaurant/orders?restaurant_id=${id}`),
      PIZZA_PALACE_ID,
    );
    const own = restaurantIdOf('Dragon Wok');
    expect((await otherOwner.http.get(`/restaurant/orders?restaurant_id=${own}`)).status).toBe(200);
  });
});
