import { randomUUID } from 'node:crypto';
import { render } from './load';
import type { PreparedOrder } from './messages';

/** A body of the size of a stored order, for the floor to insert. */
const FLOOR_BODY = JSON.stringify({
  restaurant_id: randomUUID(),
  items: Array.from({ length: 6 }, (_, i) => ({
    item_id: randomUUID(),
    name: `Margherita Pizza ${i}`,
    quantity: 2,
    price: 37_900,
    customizations: [{ group: 'Size', label: 'Medium', price: 5_000 }],
  })),
});

export const floorRequest = (host: string): Buffer =>
  render({ path: '/orders', headers: {}, body: FLOOR_BODY }, host);

export const orderRequest = (order: PreparedOrder, paymentMethod: 'COD' | 'UPI', host: string): Buffer =>
  render(
    {
      path: '/api/v1/orders',
      headers: { authorization: `Bearer ${order.token}`, 'idempotency-key': uuidv7() },
      body: JSON.stringify({
        cart_id: order.cartId,
        address_id: order.addressId,
        payment_method: paymentMethod,
        delivery_instructions: 'Ring twice, second floor',
        quote_hash: order.quoteHash,
      }),
    },
    host,
  );

export const initiateRequest = (token: string, orderId: string, host: string): Buffer =>
  render(
    {
      path: '/api/v1/payments/initiate',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': uuidv7() },
      body: JSON.stringify({ order_id: orderId }),
    },
    host,
  );

/** A step of an order's life, taken by whoever the token belongs to. */
export const commandRequest = (
  method: 'POST' | 'PUT',
  path: string,
  token: string,
  body: object | undefined,
  host: string,
): Buffer => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': uuidv7() };
  return render({ method, path: `/api/v1/${path}`, headers, body: JSON.stringify(body ?? {}) }, host);
};

export const lookRequest = (token: string, orderId: string, host: string): Buffer =>
  render(
    { path: `/api/v1/orders/${orderId}`, headers: { authorization: `Bearer ${token}` }, body: null },
    host,
  );

/** The payer's bank says yes. */
export const payRequest = (page: URL): Buffer =>
  render({ path: page.pathname, headers: {}, body: '{"outcome":"pay"}' }, page.host);

/** As good clients make their keys: 48 bits of time, then random (RFC 9562 §5.7). */
export function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
