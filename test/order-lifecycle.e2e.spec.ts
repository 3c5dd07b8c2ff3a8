import { randomUUID } from 'node:crypto';
import { ClockDto } from '../src/adapters/driving/http/operations/sandbox.controller';
import { CartDto } from '../src/adapters/driving/http/cart/cart.dto';
import {
  OrderCancelledDto,
  type OrderChangedDto,
  OrderListDto,
  OrderPlacedDto,
} from '../src/adapters/driving/http/orders/orders.dto';
import { MAX_CODE_ATTEMPTS } from '../src/domain/order/order';
import { createDeployment, withTableLocked, type Deployment, type Process } from './support/e2e-server';
import {
  assignCourier,
  changed,
  confirmedOrder,
  fillCart,
  orderAt,
  orderOf,
  placeOrder,
  showOrder,
  untilStatus,
  untilTimeline,
  type OrderParties,
} from './support/e2e-orders';
import { addAddress, register, signIn, signInAll, type Person } from './support/e2e-people';
import { until } from './support/e2e-until';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let parties: OrderParties;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
});

/** Each test has a courier of its own: the orders that it leaves open take no room of the others'. */
beforeEach(async () => {
  people = { ...people, courier: await register(server.http, 'DELIVERY') };
  parties = people;
});

afterAll(() => deployment.remove());

async function advance(minutes: number): Promise<void> {
  (await people.admin.http.put('/sandbox/clock', { advance_minutes: minutes })).body(ClockDto);
}

async function newCustomer(): Promise<Person> {
  const customer = await register(server.http);
  await addAddress(customer);
  return customer;
}

/** An order that was held before anything could confirm it. */
function heldOrder(): Promise<OrderChangedDto> {
  const { customer, support } = people;
  // The process that confirms orders cannot save what it decided, and sends nothing before it has.
  return withTableLocked(deployment.databaseUrl, 'process_journal', async () => {
    const { order_id: orderId } = await placeOrder(customer);
    const reply = await support.http.post(`/staff/orders/${orderId}/hold`, { reason: 'many-orders' });
    return changed(reply);
  });
}

const courierSays = (orderId: string, status: string, code?: string) =>
  people.courier.http.put(`/delivery/orders/${orderId}/status`, { status, ...(code && { code }) });

async function codeOf(orderId: string): Promise<string> {
  const { delivery_code: code } = await showOrder(people.customer, orderId);
  if (code === null) throw new Error(`order ${orderId} has no code`);
  return code;
}

const wrongCode = (code: string): string => (code === '0000' ? '1111' : '0000');

describe('an order', () => {
  it('is placed by someone who has just registered, at the price that their cart showed', async () => {
    const customer = await newCustomer();
    const cart = await fillCart(customer);
    expect(cart.bill?.subtotal_minor).toBe(75_800);
    const reply = await customer.http.post(
      '/orders',
      { ...orderOf(cart), delivery_instructions: 'The bell is broken: knock' },
      randomUUID(),
    );
    const placed = reply.body(OrderPlacedDto);

    expect(reply.status).toBe(202);
    expect(reply.headers.get('location')).toBe(`/api/v1/orders/${placed.order_id}`);
    expect(placed.total_amount_minor).toBe(cart.bill?.total_amount_minor);
    const order = await showOrder(customer, placed.order_id, placed.position);
    expect(order).toMatchObject({
      restaurant_name: 'Pizza Palace',
      total_amount_minor: placed.total_amount_minor,
      delivery_address: { address_line1: '4, Museum Road' },
      delivery_instructions: 'The bell is broken: knock',
      delivery_code: expect.stringMatching(/^\d{4}$/) as string,
    });
    expect((await customer.http.get('/cart')).body(CartDto).items).toEqual([]);
  });

  it('is confirmed by itself when it is paid in cash', async () => {
    const { order_id: orderId } = await placeOrder(people.customer);
    expect((await untilStatus(people.customer, orderId, 'CONFIRMED')).payment_method).toBe('COD');
  });

  it('is cooked, delayed, fetched, and handed over against the code', async () => {
    const { customer, restaurant } = people;
    const orderId = await confirmedOrder(customer);
    const kitchen = `/restaurant/orders/${orderId}`;
    const said = (events: string[]) => expect.objectContaining({ order_id: orderId, events }) as unknown;

    const accepted = changed(await restaurant.http.post(`${kitchen}/accept`, { prep_minutes: 20 }));
    expect(accepted).toEqual(said(['OrderAcceptedByRestaurant', 'PreparationStarted']));
    const { ready_by: firstPromise } = await showOrder(customer, orderId, accepted.position);
    const delayed = changed(await restaurant.http.post(`${kitchen}/delay`, { minutes: 40 }));
    const { ready_by: secondPromise } = await showOrder(customer, orderId, delayed.position);
    expect(Date.parse(secondPromise ?? '')).toBeGreaterThan(Date.parse(firstPromise ?? ''));
    changed(await restaurant.http.post(`${kitchen}/ready`));
    await until('somebody is looked for to bring it', async () => {
      const { delivery_status: delivery } = await showOrder(customer, orderId);
      return delivery === 'SEARCHING' || undefined;
    });
    (await courierSays(orderId, 'PICKED_UP')).refused('NOT_FOUND');
    await assignCourier(people, orderId);
    changed(await courierSays(orderId, 'PICKED_UP'));

    const code = await codeOf(orderId);
    const wrong = (await courierSays(orderId, 'DELIVERED', wrongCode(code))).refused('DELIVERY_CODE_WRONG');
    expect(wrong['attempts_left']).toBe(MAX_CODE_ATTEMPTS - 1);
    const delivered = changed(await courierSays(orderId, 'DELIVERED', code));

    const order = await showOrder(customer, orderId, delivered.position);
    expect(order).toMatchObject({ status: 'DELIVERED', delivery_code: null });
    expect(order.actual_delivery_time).not.toBeNull();
    expect(await untilTimeline(customer, orderId, 'CodCollected')).toEqual([
      ['OrderPlaced', 'customer'],
      ['CodApproved', 'system'],
      ['OrderConfirmed', 'system'],
      ['OrderAcceptedByRestaurant', 'restaurant'],
      ['PreparationStarted', 'restaurant'],
      ['PreparationDelayed', 'restaurant'],
      ['OrderReadyForPickup', 'restaurant'],
      ['PartnerSearchStarted', 'system'],
      ['PartnerAttached', 'support'],
      ['OrderHandedOver', 'courier'],
      ['DeliveryCodeFailed', 'courier'],
      ['OrderOutForDelivery', 'courier'],
      ['OrderDelivered', 'courier'],
      ['CodCollected', 'system'],
    ]);
  });

  it('shows the address to the courier and the code to the customer alone', async () => {
    const orderId = await orderAt('READY', parties);
    const seenBy = async (person: Person) => {
      const { delivery_address: address, delivery_code: code } = await showOrder(person, orderId);
      return { address: address !== null, code: code !== null };
    };
    expect(await seenBy(people.customer)).toEqual({ address: true, code: true });
    expect(await seenBy(people.courier)).toEqual({ address: true, code: false });
    expect(await seenBy(people.restaurant)).toEqual({ address: false, code: false });
    expect(await seenBy(people.support)).toEqual({ address: true, code: false });
  });
});

describe('an order that is called off', () => {
  const cancel = (orderId: string, by = people.customer, body = {}) =>
    by.http.put(`/orders/${orderId}/cancel`, body);

  it('is free before the kitchen has begun', async () => {
    const cancelled = (await cancel(await orderAt('CONFIRMED', parties))).body(OrderCancelledDto);
    expect(cancelled).toMatchObject({ status: 'CANCELLED', cancellation_fee_minor: 0 });
  });

  it('costs a fifth while it is cooked, and the food when it is ready', async () => {
    const preparing = await orderAt('PREPARING', parties);
    const { bill } = await showOrder(people.customer, preparing);
    const fee = (await cancel(preparing)).body(OrderCancelledDto).cancellation_fee_minor;
    expect(fee).toBe(Math.round(bill.total_amount_minor / 5));

    const ready = (await cancel(await orderAt('READY', parties))).body(OrderCancelledDto);
    expect(ready.cancellation_fee_minor).toBe(bill.subtotal_minor - bill.discount_minor);
    const shown = await showOrder(people.customer, ready.order_id, ready.position);
    expect(shown.cancellation).toMatchObject({
      how: 'CANCELLED',
      by: 'customer',
      fault: 'customer',
      stage: 'READY',
      fee_minor: ready.cancellation_fee_minor,
    });
  });

  it('costs the same when it is called off again', async () => {
    const orderId = await orderAt('READY', parties);
    const first = (await cancel(orderId)).body(OrderCancelledDto);
    const again = (await cancel(orderId)).body(OrderCancelledDto);
    expect(first.cancellation_fee_minor).toBeGreaterThan(0);
    expect(again.cancellation_fee_minor).toBe(first.cancellation_fee_minor);
  });

  it('needs no body', async () => {
    const orderId = await orderAt('CONFIRMED', parties);
    const reply = await people.customer.http.put(`/orders/${orderId}/cancel`);
    expect(reply.body(OrderCancelledDto).status).toBe('CANCELLED');
  });

  it('is on the customer’s account whatever the customer says, and free when others are at fault', async () => {
    const body = { fault: 'restaurant', reason: 'too-late' };
    const byCustomer = (await cancel(await orderAt('PREPARING', parties), people.customer, body)).body(
      OrderCancelledDto,
    );
    expect(byCustomer.cancellation_fee_minor).toBeGreaterThan(0);
    const byStaff = (await cancel(await orderAt('READY', parties), people.support, body)).body(
      OrderCancelledDto,
    );
    expect(byStaff.cancellation_fee_minor).toBe(0);
  });

  it('cannot be once the courier has it', async () => {
    const problem = (await cancel(await orderAt('PICKED_UP', parties))).refused('CANCELLATION_NOT_ALLOWED');
    expect(problem['status_now']).toBe('PICKED_UP');
  });

  it('is restored by the staff within the minute, and not after it', async () => {
    const { customer, support } = people;
    const orderId = await orderAt('PREPARING', parties);
    (await cancel(orderId)).body(OrderCancelledDto);
    const restored = changed(await support.http.post(`/staff/orders/${orderId}/restore`));
    const order = await showOrder(customer, orderId, restored.position);
    expect(order).toMatchObject({ status: 'PREPARING', cancellation: null });

    (await cancel(orderId)).body(OrderCancelledDto);
    await advance(2);
    (await support.http.post(`/staff/orders/${orderId}/restore`)).refused('NOT_ALLOWED_NOW');
  });

  it('costs nothing when the kitchen rejects it', async () => {
    const { customer, restaurant } = people;
    const orderId = await confirmedOrder(customer);
    const { position } = changed(
      await restaurant.http.post(`/restaurant/orders/${orderId}/reject`, { reason: 'oven-broken' }),
    );
    const order = await showOrder(customer, orderId, position);
    expect(order).toMatchObject({
      status: 'CANCELLED',
      kitchen_status: 'REJECTED',
      reason: 'oven-broken',
      cancellation: { how: 'REJECTED', fee_minor: 0 },
    });
    (await cancel(orderId)).body(OrderCancelledDto);
  });
});

describe('an order that is held for review', () => {
  it('is not confirmed before the hold is cleared', async () => {
    const { customer, support } = people;
    const { order_id: orderId, position } = await heldOrder();
    // An order placed later is confirmed: the process has been past the held one.
    await confirmedOrder(customer);
    const held = await showOrder(customer, orderId, position);
    expect(held).toMatchObject({ status: 'PENDING', risk_status: 'HELD' });
    changed(await support.http.post(`/staff/orders/${orderId}/clear-hold`));
    const order = await untilStatus(customer, orderId, 'CONFIRMED');
    expect(order.risk_status).toBe('CLEARED');
  });
});

describe('an order that cannot be handed over', () => {
  it('is closed by the staff once the code was wrong too often', async () => {
    const { customer, support } = people;
    const orderId = await orderAt('PICKED_UP', parties);
    const code = await codeOf(orderId);
    const left: unknown[] = [];
    for (let i = 0; i < MAX_CODE_ATTEMPTS; i += 1) {
      const reply = await courierSays(orderId, 'DELIVERED', wrongCode(code));
      left.push(reply.refused('DELIVERY_CODE_WRONG')['attempts_left']);
    }
    expect(left).toEqual([4, 3, 2, 1, 0]);
    (await courierSays(orderId, 'DELIVERED', code)).refused('DELIVERY_CODE_LOCKED');

    const { position } = changed(
      await support.http.post(`/staff/orders/${orderId}/deliver`, { reason: 'customer-called' }),
    );
    expect((await showOrder(customer, orderId, position)).status).toBe('DELIVERED');
  });

  it('comes back', async () => {
    const { customer, support } = people;
    const orderId = await orderAt('PICKED_UP', parties);
    (await support.http.post(`/staff/orders/${orderId}/confirm-return`)).refused('NOT_ALLOWED_NOW');
    const failed = changed(
      await support.http.post(`/staff/orders/${orderId}/fail-delivery`, { reason: 'nobody-at-home' }),
    );
    const onTheWayBack = await showOrder(customer, orderId, failed.position);
    expect(onTheWayBack).toMatchObject({ status: 'CANCELLED', delivery_status: 'RETURNING' });
    const returned = changed(await support.http.post(`/staff/orders/${orderId}/confirm-return`));
    const order = await showOrder(customer, orderId, returned.position);
    expect(order).toMatchObject({ status: 'CANCELLED', delivery_status: 'RETURNED' });
  });
});

describe('lists of orders', () => {
  const list = async (person: Person, path: string) => (await person.http.get(path)).body(OrderListDto);
  const idsOf = ({ orders }: OrderListDto) => orders.map(({ order_id: id }) => id);

  /** Lists show what happened a moment later; a read of the order waits for it. */
  const untilListed = (customer: Person, orderId: string, position: string) =>
    showOrder(customer, orderId, position);

  it('go page by page, the newest first, and are not shifted by what is new', async () => {
    const customer = await newCustomer();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { order_id: orderId, position } = await placeOrder(customer);
      await untilListed(customer, orderId, position);
      ids.unshift(orderId);
    }
    const first = await list(customer, '/orders?limit=2');
    const late = await placeOrder(customer);
    await untilListed(customer, late.order_id, late.position);

    const second = await list(customer, `/orders?limit=2&cursor=${first.next_cursor ?? ''}`);
    const third = await list(customer, `/orders?limit=2&cursor=${second.next_cursor ?? ''}`);
    expect([first, second, third].flatMap(idsOf)).toEqual(ids);
    expect(third.next_cursor).toBeNull();
    expect(idsOf(await list(customer, '/orders?limit=3&page=2'))).toEqual(ids.slice(2));
    expect(idsOf(await list(customer, '/orders?limit=1'))).toEqual([late.order_id]);
  });

  it('tell active orders from those that are over', async () => {
    const customer = await newCustomer();
    const [active, over] = [await confirmedOrder(customer), await confirmedOrder(customer)];
    const reply = await customer.http.put(`/orders/${over}/cancel`, {});
    await untilListed(customer, over, reply.body(OrderCancelledDto).position);
    expect(idsOf(await list(customer, '/orders?status=active'))).toEqual([active]);
    expect(idsOf(await list(customer, '/orders?status=cancelled'))).toEqual([over]);
    expect(idsOf(await list(customer, '/orders?status=completed'))).toEqual([]);
  });

  it('show a courier what they bring, and a restaurant what it cooks', async () => {
    const courier = await register(server.http, 'DELIVERY');
    const orderId = await orderAt('PICKED_UP', { ...parties, courier });
    await untilStatus(courier, orderId, 'PICKED_UP');
    const brought = await until('the list shows it', async () => {
      const ids = idsOf(await list(courier, '/delivery/orders'));
      return ids.length > 0 ? ids : undefined;
    });
    expect(brought).toEqual([orderId]);
    expect(idsOf(await list(people.restaurant, '/restaurant/orders?limit=1'))).toEqual([orderId]);
    const other = await signIn(server.http, '+919000000016');
    expect(idsOf(await list(other, '/restaurant/orders?status=all'))).toEqual([]);
  });
});

/** Last: the orders that were left unanswered are missed meanwhile, and the restaurant is paused for it. */
describe('a held order', () => {
  it('expires when nobody clears the hold within a quarter of an hour', async () => {
    const { customer, support } = people;
    const { order_id: orderId } = await heldOrder();
    await advance(15);
    const order = await untilStatus(customer, orderId, 'CANCELLED');
    expect(order.cancellation).toMatchObject({ how: 'EXPIRED', fee_minor: 0 });
    (await support.http.post(`/staff/orders/${orderId}/clear-hold`)).refused('NOT_ALLOWED_NOW');
  });
});
