import { randomUUID } from 'node:crypto';
import { entry, signedWith, type Accepted, type Entry } from '../accepted';
import { list, Refused, text } from '../people';
import { until, WaitedInVain } from '../program';
import type { GatewayAccess } from '../servers';
import type { Order, World } from '../world';

const period = { currency: 'INR', from: '2026-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z' };
const page = { limit: '5', cursor: '' };

const byBooks = ({ staff }: World, query: Readonly<Record<string, string>>): Promise<Accepted> =>
  Promise.resolve({ by: Object.values(staff), query });

/** A refund that its gateway did not make. */
async function failedRefund(
  world: World,
  gateway: GatewayAccess,
): Promise<{ readonly order: Order; readonly refundId: string }> {
  // Brought to its end: nothing else becomes of it while time passes.
  const order = await until(
    'an order is delivered',
    () =>
      world.delivered('UPI').catch((error: unknown) => {
        // Whoever else waits for a refund moves time on: what was not paid or cooked by then is called off.
        if (error instanceof Refused || error instanceof WaitedInVain) return undefined;
        throw error;
      }),
    90_000,
  );
  await misbehave(gateway, { 'refund-failed': 1000 });
  const body = { amount_minor: 100, reason: 'goodwill' };
  const path = `/payments/${order.paymentId}`;
  await world.ask(world.staff.support, 'POST', `${path}/refund`, body, randomUUID());
  const failed = await until('a refund fails', async () => {
    await world.ask(world.staff.admin, 'PUT', '/sandbox/clock', { advance_minutes: 61 });
    const { refunds } = await world.ask(world.customer, 'GET', `${path}/status`);
    return list({ refunds }, 'refunds').find((one) => one['status'] === 'FAILED');
  });
  await misbehave(gateway, {});
  return { order, refundId: text(failed, 'refund_id') };
}

async function misbehave(
  { url, key }: GatewayAccess,
  faults: Readonly<Record<string, number>>,
): Promise<void> {
  await fetch(`${url}/control/misbehaviour`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ seed: 1, faults }),
  });
}

const message = ({ webhookSecret }: GatewayAccess): Promise<Accepted> =>
  Promise.resolve({
    by: [],
    ids: { gateway: 'sandbox' },
    body: { id: `evt-${randomUUID()}`, kind: 'payment.captured', payment: { reference: randomUUID() } },
    sign: signedWith(webhookSecret),
  });

/** How money comes and goes. @param gateway null: nothing that it would have to do for it is tried */
export const payments = (gateway: GatewayAccess | null): readonly Entry[] => [
  entry('POST /payments/initiate', async (world) => {
    const { id, totalMinor } = await world.placed('UPI');
    const body = { order_id: id, amount_minor: totalMinor, amount: totalMinor / 100, method: 'CARD' };
    return { by: [world.customer], body };
  }),
  entry('GET /payments/{id}/status', async (world) => ({
    by: [world.customer, ...Object.values(world.staff)],
    ids: { id: (await world.confirmed('UPI')).paymentId },
  })),
  entry('GET /payments/{id}/return', async (world) => ({
    by: [],
    ids: { id: (await world.confirmed('UPI')).paymentId },
  })),
  entry(
    'POST /payments/{id}/refund',
    async (world) => {
      const { id, paymentId } = await world.confirmed('UPI');
      const { items } = await world.ask(world.customer, 'GET', `/orders/${id}`);
      const [line] = list({ items }, 'items');
      const why = { reason: 'goodwill', charge_to: 'restaurant' };
      const lines = [{ line_id: text(line ?? {}, 'line_id'), quantity: 1 }];
      return {
        ...{ by: [world.staff.support, world.staff.admin], ids: { id: paymentId } },
        ...{ body: { amount_minor: 100, ...why }, otherBodies: [{ lines, ...why }] },
      };
    },
    { statuses: [202] },
  ),
  ...(gateway === null
    ? []
    : [
        entry(
          'POST /payments/{id}/refunds/{refund_id}/retry',
          async (world) => {
            const { order, refundId } = await failedRefund(world, gateway);
            return { by: [world.staff.support], ids: { id: order.paymentId, refund_id: refundId } };
          },
          { statuses: [202], phase: 'last', share: 0.1 },
        ),
        entry('POST /payments/callback', () => message(gateway), { keeps: true }),
        entry('POST /payments/callback/{gateway}', () => message(gateway), { keeps: true }),
      ]),
  entry('GET /restaurant/statement', ({ kitchen: { id, owner } }) =>
    Promise.resolve({ by: [owner], query: { restaurant_id: id, ...period, ...page } }),
  ),
  entry('GET /staff/payments', (world) => byBooks(world, page)),
  entry('GET /staff/refunds', (world) => byBooks(world, { filter: 'failed', ...page })),
  entry('GET /staff/orders/{id}/payments', async (world) => ({
    by: Object.values(world.staff),
    ids: { id: (await world.confirmed('UPI')).id },
  })),
  entry('GET /staff/money/balances', (world) => byBooks(world, {})),
  entry('GET /staff/money/statement', (world) =>
    byBooks(world, { account: 'restaurant_payable', party: world.kitchen.id, ...period, ...page }),
  ),
  entry('GET /staff/money/runs', (world) => byBooks(world, { limit: '5' })),
  entry('GET /staff/money/breaks', (world) => byBooks(world, { open: 'true', ...page })),
  entry(
    'POST /staff/money/reconcile',
    ({ staff }) => {
      const now = Date.now();
      const [from, to] = [now - 3_600_000, now].map((at) => new Date(at).toISOString());
      return Promise.resolve({
        by: [staff.support, staff.admin],
        body: { from: from ?? '', to: to ?? '', heal: false },
      });
    },
    { keeps: true, phase: 'alone' },
  ),
];
