import { randomUUID } from 'node:crypto';
import { menuAggregate, restaurantAggregate } from '../src/application/aggregates';
import type { CommandContext } from '../src/application/commands/command-context';
import { canonicalMenu, withPrice } from '../src/domain/menu/menu-content';
import { asId, type ItemId } from '../src/domain/kernel/ids';
import { hash } from 'node:crypto';
import { CartDto } from '../src/adapters/driving/http/cart/cart.dto';
import { dishId, fillCart, orderOf, PIZZA_PALACE_ID, TWO_PIZZAS } from './support/e2e-orders';
import { manyCustomers, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

describe('an order is placed on what the customer saw', () => {
  const pizza = asId<ItemId>(dishId('Margherita Pizza'));
  let deployment: Deployment;
  let server: Process;
  let people: readonly Person[];
  let next = 0;

  const somebody = (): Person => people[next++]!;
  const place = (customer: Person, order: Readonly<Record<string, unknown>>) =>
    customer.http.post('/orders', order, randomUUID());

  const context = (): CommandContext => ({
    commandId: randomUUID(),
    fingerprint: '',
    correlationId: 'spec',
    causationId: 'spec',
    actor: { id: 'spec', role: 'system' },
    at: server.tiffin.parts.businessClock.now(),
    traceparent: null,
  });

  async function changePrice(priceMinor: number): Promise<void> {
    const { executor, loader } = server.tiffin.parts;
    const { state } = await loader.fresh(menuAggregate, PIZZA_PALACE_ID);
    if (state.is === 'absent') throw new Error('no menu');
    const text = canonicalMenu(withPrice(state.categories, pizza, priceMinor), state.currency);
    const of = context();
    await executor.execute(menuAggregate, PIZZA_PALACE_ID, of, () => ({
      ok: true,
      command: {
        type: 'ChangePrice' as const,
        itemId: pizza,
        priceMinor,
        baseHash: state.hash,
        hash: hash('sha256', text, 'hex'),
        at: of.at,
      },
    }));
  }

  async function setAvailability(available: boolean): Promise<void> {
    const of = context();
    await server.tiffin.parts.executor.execute(menuAggregate, PIZZA_PALACE_ID, of, () => ({
      ok: true,
      command: { type: 'SetAvailability' as const, itemId: pizza, available, until: null, at: of.at },
    }));
  }

  beforeAll(async () => {
    deployment = await createDeployment();
    server = await deployment.start();
    people = await manyCustomers(server.tiffin, 8);
  }, 60_000);

  afterAll(() => deployment.remove());

  it('not on a quote of a cart that was emptied since', async () => {
    const customer = somebody();
    const order = orderOf(await fillCart(customer));
    await customer.http.delete('/cart/clear');
    expect((await place(customer, order)).problem()).toMatchObject({ error_code: 'CART_EMPTY', status: 422 });
  });

  it('not on a quote of a cart that was edited since, but on the new one', async () => {
    const customer = somebody();
    const first = await fillCart(customer);
    const second = (
      await customer.http.put(`/cart/items/${encodeURIComponent(first.items[0]!.line_id)}`, { quantity: 3 })
    ).body(CartDto);
    expect((await place(customer, orderOf(first))).problem()).toMatchObject({
      error_code: 'PRICE_CHANGED',
      quote_hash: second.quote!.quote_hash,
    });
    expect((await place(customer, orderOf(second))).status).toBe(202);
  });

  it('not at another price than was shown, with or without the hash; the answer tells the change', async () => {
    const [withHash, without] = [somebody(), somebody()];
    const order = orderOf(await fillCart(withHash));
    const seedOrder = { ...orderOf(await fillCart(without)), quote_hash: null };
    await changePrice(31_900);
    try {
      const refused = (await place(withHash, order)).problem();
      expect(refused).toMatchObject({
        error_code: 'PRICE_CHANGED',
        changes: [expect.objectContaining({ old_price_minor: 37_900, new_price_minor: 39_900 })],
      });
      expect((await place(without, seedOrder)).problem()).toMatchObject({ error_code: 'PRICE_CHANGED' });
      const agreed = { ...order, quote_hash: (refused as { quote_hash?: unknown }).quote_hash };
      expect((await place(withHash, agreed)).status).toBe(202);
    } finally {
      await changePrice(29_900);
    }
  });

  it('not with a dish that has sold out since; the cart says so too', async () => {
    const customer = somebody();
    const order = orderOf(await fillCart(customer));
    await setAvailability(false);
    try {
      expect((await place(customer, order)).problem()).toMatchObject({
        error_code: 'ITEMS_UNAVAILABLE',
        items: [{ item_id: pizza, name: 'Margherita Pizza' }],
      });
      const cart = (await customer.http.get('/cart')).body(CartDto);
      expect(cart.not_orderable).toMatchObject({ error_code: 'ITEMS_UNAVAILABLE' });
      expect(cart.items[0]).toMatchObject({ available: false });
    } finally {
      await setAvailability(true);
    }
    expect((await place(customer, order)).status).toBe(202);
  });

  it('not while the restaurant takes none; the cart says so before', async () => {
    const customer = somebody();
    const pause = context();
    await server.tiffin.parts.executor.execute(restaurantAggregate, PIZZA_PALACE_ID, pause, () => ({
      ok: true,
      command: { type: 'PauseRestaurant' as const, reason: 'oven-broken', until: null, at: pause.at },
    }));
    try {
      const cart = await fillCart(customer);
      expect(cart.not_orderable).toMatchObject({ error_code: 'RESTAURANT_CLOSED' });
      expect((await place(customer, orderOf(cart))).problem()).toMatchObject({
        error_code: 'RESTAURANT_CLOSED',
      });
    } finally {
      const resume = context();
      await server.tiffin.parts.executor.execute(restaurantAggregate, PIZZA_PALACE_ID, resume, () => ({
        ok: true,
        command: { type: 'ResumeRestaurant' as const, at: resume.at },
      }));
    }
  });

  it('to the address as it is now', async () => {
    const customer = somebody();
    const cart = await fillCart(customer);
    const { address_id: addressId } = cart.quote!;
    const far = {
      address_type: 'HOME',
      address_line1: '1, Far Away Lane',
      city: 'Mysuru',
      pincode: '570001',
      latitude: 12.2958,
      longitude: 76.6394,
    };
    expect((await customer.http.put(`/users/addresses/${addressId}`, far)).status).toBe(200);
    expect((await place(customer, orderOf(cart))).status).not.toBe(202);
    const shown = (await customer.http.get('/cart')).body(CartDto);
    expect(shown.not_orderable).toMatchObject({ error_code: 'OUT_OF_DELIVERY_RANGE' });
  });

  it('only once from one cart, whatever the keys', async () => {
    const customer = somebody();
    const order = orderOf((await customer.http.post('/cart/items', TWO_PIZZAS)).body(CartDto));
    expect((await place(customer, order)).status).toBe(202);
    expect((await place(customer, order)).problem()).toMatchObject({ error_code: 'CART_EMPTY' });
  });
});
