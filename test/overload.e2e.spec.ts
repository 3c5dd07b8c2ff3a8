import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { OrderPlacedDto } from '../src/adapters/driving/http/orders/orders.dto';
import { viewName } from '../src/projections/projection';
import { orderView } from '../src/projections/order-view/order-view';
import { fillCart, orderOf } from './support/e2e-orders';
import { signIn } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

let deployment: Deployment;
let server: Process;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
}, 60_000);

afterAll(() => deployment.remove());

/** Takes every connection that requests may use. */
async function takeAll(): Promise<readonly PoolClient[]> {
  const { pool } = server.tiffin.parts.database;
  const taken: PoolClient[] = [];
  while (taken.length < pool.options.max) taken.push(await pool.connect());
  return taken;
}

describe('with more requests than there are connections', () => {
  it('what was accepted is still carried out, and shows in the read models', async () => {
    const { background, eventStore } = server.tiffin.parts;
    const customer = await signIn(server.http, '+919000000001');
    const order = orderOf(await fillCart(customer));
    const taken = await takeAll();
    try {
      const placed = await customer.http.post('/orders', { ...order, payment_method: 'COD' }, randomUUID());
      const { order_id: orderId } = placed.body(OrderPlacedDto);
      await until('it is confirmed', async () => {
        const types = (await eventStore.readStream(`order-${orderId}`)).map(({ type }) => type);
        return types.includes('OrderConfirmed') ? true : undefined;
      });
      await until('the read model says so', async () => {
        const text = `SELECT status FROM ${viewName(orderView)} WHERE order_id = $1`;
        const { rows } = await background.query<{ status: string }>({ text, values: [orderId] });
        return rows[0]?.status === 'CONFIRMED' ? true : undefined;
      });
    } finally {
      for (const client of taken) client.release();
    }
  }, 60_000);
});
