import { randomUUID } from 'node:crypto';
import { AvailabilityReplyDto } from '../../src/adapters/driving/http/couriers/couriers.dto';
import { CartDto } from '../../src/adapters/driving/http/cart/cart.dto';
import {
  OrderChangedDto,
  OrderDto,
  OrderListDto,
  OrderPlacedDto,
  TimelineDto,
} from '../../src/adapters/driving/http/orders/orders.dto';
import { menuOf, restaurantIdOf } from '../../src/main/demo/demo-city';
import { PIZZA_PALACE } from '../../src/main/demo/city/pizza-palace';
import type { Reply } from './e2e-http';
import type { Person } from './e2e-people';
import { until } from './e2e-until';

/** Open around the clock. */
export const PIZZA_PALACE_ID = restaurantIdOf(PIZZA_PALACE.name);

const dishes = menuOf(PIZZA_PALACE).categories.flatMap(({ items }) => items);

/** @param name of a dish of Pizza Palace */
export function dishId(name: string): string {
  const dish = dishes.find((candidate) => candidate.name === name);
  if (dish === undefined) throw new Error(`Pizza Palace has no ${name}`);
  return dish.itemId;
}

/** Two medium pizzas with extra cheese: 379.00 each. */
export const TWO_PIZZAS = {
  restaurant_id: PIZZA_PALACE_ID,
  item_id: dishId('Margherita Pizza'),
  quantity: 2,
  customizations: ['medium', 'extra-cheese'],
  replace_cart: true,
};

/** Puts two pizzas into the cart. */
export async function fillCart({ http }: Person): Promise<CartDto> {
  return (await http.post('/cart/items', TWO_PIZZAS)).body(CartDto);
}

/** What orders a cart as it is shown, paid in cash. */
export function orderOf(cart: CartDto): Readonly<Record<string, unknown>> {
  if (cart.quote === null) throw new Error(`the cart cannot be ordered: ${JSON.stringify(cart)}`);
  const { address_id, quote_hash } = cart.quote;
  return { cart_id: cart.cart_id, address_id, payment_method: 'COD', quote_hash };
}

/** Fills a cart and orders it. */
export async function placeOrder(customer: Person): Promise<OrderPlacedDto> {
  const cart = await fillCart(customer);
  return (await customer.http.post('/orders', orderOf(cart), randomUUID())).body(OrderPlacedDto);
}

export async function showOrder({ http }: Person, orderId: string, position?: string): Promise<OrderDto> {
  const query = position === undefined ? '' : `?min_position=${position}`;
  return (await http.get(`/orders/${orderId}${query}`)).body(OrderDto);
}

/** Waits for what Tiffin does by itself. */
export function untilStatus(person: Person, orderId: string, status: string): Promise<OrderDto> {
  return until(`order ${orderId} is ${status}`, async () => {
    const order = await showOrder(person, orderId);
    return order.status === status ? order : undefined;
  });
}

/** What happened, and by whom, once it came as far as this. */
export function untilTimeline(
  { http }: Person,
  orderId: string,
  last: string,
): Promise<readonly (readonly [type: string, by: string])[]> {
  return until(`the timeline of order ${orderId} ends with ${last}`, async () => {
    const { timeline } = (await http.get(`/orders/${orderId}/timeline`)).body(TimelineDto);
    return timeline.at(-1)?.type === last ? timeline.map(({ type, by }) => [type, by] as const) : undefined;
  });
}

export async function confirmedOrder(customer: Person): Promise<string> {
  const { order_id: orderId } = await placeOrder(customer);
  await untilStatus(customer, orderId, 'CONFIRMED');
  return orderId;
}

export const changed = (reply: Reply): OrderChangedDto => reply.body(OrderChangedDto);

export interface OrderParties {
  readonly customer: Person;
  readonly restaurant: Person;
  readonly courier: Person;
  readonly support: Person;
}

/** Far from every restaurant: whoever looks for couriers finds nobody there, and staff can assign them. */
const FAR_AWAY = { lat: 15.3, lng: 75.1 };

/** Goes online, far away. */
export async function goOnlineFarAway({ http }: Person): Promise<void> {
  (await http.post('/delivery/available', { available: true, ...FAR_AWAY })).body(AvailabilityReplyDto);
}

/** Staff give the order to the courier, who goes online for it; once they have room again, if they had none. */
export async function assignCourier(
  { courier, support }: Pick<OrderParties, 'courier' | 'support'>,
  orderId: string,
): Promise<OrderChangedDto> {
  await goOnlineFarAway(courier);
  const reply = await until(`courier ${courier.id} has room`, async () => {
    const asked = await support.http.put(`/staff/orders/${orderId}/courier`, { courier_id: courier.id });
    return asked.status === 409 && asked.problem().error_code === 'COURIER_BUSY' ? undefined : asked;
  });
  return changed(reply);
}

/** The kitchen accepts whatever waits for its answer: before much time passes, so that nothing counts as missed. */
export async function answerAll({ http }: Person): Promise<void> {
  const reply = await http.get('/restaurant/orders?status=active&limit=100');
  for (const { order_id: id, status, kitchen_status: kitchen } of reply.body(OrderListDto).orders) {
    if (status !== 'CONFIRMED' || kitchen !== 'NONE') continue;
    await http.post(`/restaurant/orders/${id}/accept`, { prep_minutes: 180, start_now: false });
  }
}

export const ORDER_STAGES = ['CONFIRMED', 'PREPARING', 'READY', 'PICKED_UP'] as const;

/** An order that everyone has brought as far as this; from READY on it has a courier. */
export async function orderAt(
  stage: (typeof ORDER_STAGES)[number],
  { customer, restaurant, courier, support }: OrderParties,
): Promise<string> {
  const orderId = await confirmedOrder(customer);
  const steps = [
    () => restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }),
    async () => {
      await assignCourier({ courier, support }, orderId);
      return restaurant.http.post(`/restaurant/orders/${orderId}/ready`);
    },
    () => courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' }),
  ];
  for (const step of steps.slice(0, ORDER_STAGES.indexOf(stage))) changed(await step());
  return orderId;
}
