import { createTestDatabase } from '../../test/support/database';
import { orderAggregate, paymentAggregate } from '../application/aggregates';
import { StreamCache } from '../application/commands/stream-cache';
import { StreamLoader } from '../application/commands/stream-loader';
import { paymentIdFor, refundIdFor } from '../application/deterministic-ids';
import { asId } from '../domain/kernel/ids';
import { historyTo, minutesAfterNoon } from '../domain/order/order.fixtures';
import {
  anInitiatePayment,
  aRequestRefund,
  paymentEventsOf,
  rupees,
  seeing,
} from '../domain/payment/payment.fixtures';
import type { GatewayStatus } from '../domain/payment/gateway-payment';
import type { PaymentCommand } from '../domain/payment/payment-messages';
import { InvalidCursor } from './cursor';
import { OrderReader } from './order-view/order-reader';
import { orderView } from './order-view/order-view';
import { OrderViewQuery } from './order-view/query';
import { payments } from './payments/payments';
import { PaymentQuery } from './payments/query';
import { appendEvents, ModelWorld } from './projection.fixtures';
import type { AnyProjection } from './projection';
import { READ_MODELS } from './read-models';
import { RefundQuery } from './refunds/query';
import { refunds } from './refunds/refunds';

const MODELS: readonly AnyProjection[] = [orderView, payments, refunds];

describe('the read models of payments', () => {
  let world: ModelWorld;

  beforeAll(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure(READ_MODELS);
    for (const model of MODELS) world.start(model);
  });

  afterAll(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
    expect(world.witness.causes).toEqual([]);
  });

  const caughtUp = async (): Promise<void> => {
    for (const model of MODELS) await world.caughtUp(model);
  };

  const pay = (orderId: string, attempt: number, ...commands: readonly PaymentCommand[]): Promise<void> => {
    const paymentId = paymentIdFor(asId(orderId), attempt);
    const minutes = Number(orderId.split('-')[1] ?? 0);
    const begin = anInitiatePayment({
      ...{ paymentId, orderId: asId(orderId), attempt },
      at: minutesAfterNoon(minutes),
    });
    return appendEvents(world.store, paymentAggregate, paymentId, paymentEventsOf([begin, ...commands]));
  };

  const look = (orderId: string, attempt: number, status: GatewayStatus): PaymentCommand => {
    const reference = paymentIdFor(asId(orderId), attempt);
    return seeing(status, { reference, gatewayPaymentId: `gw-${orderId}-${attempt}` });
  };

  const place = (orderId: string): Promise<void> =>
    appendEvents(world.store, orderAggregate, orderId, historyTo('PENDING', { orderId: asId(orderId) }));

  describe('for payments', () => {
    const query = (): PaymentQuery => new PaymentQuery(world.database);

    beforeAll(async () => {
      // Two begin at any one moment.
      for (let n = 0; n < 10; n += 1) {
        const id = `pay-${Math.floor(n / 2)}-${n}`;
        await place(id);
        await pay(id, 1, look(id, 1, n < 7 ? 'OPEN' : 'FAILED'));
      }
      await pay('pay-4-9', 2, look('pay-4-9', 2, 'CAPTURED'));
      await caughtUp();
    });

    it('find one by its id, and by its gateway’s', async () => {
      const row = await query().byId(paymentIdFor(asId('pay-4-9'), 2));
      expect(row).toMatchObject({ order_id: 'pay-4-9', attempt: 2, status: 'CAPTURED' });
      expect(await query().byGatewayPaymentId('sandbox', 'gw-pay-4-9-2')).toEqual(row);
      expect(await query().byGatewayPaymentId('stripe', 'gw-pay-4-9-2')).toBeNull();
      expect(await query().byId('nothing')).toBeNull();
    });

    it('list the attempts of an order in their order', async () => {
      expect((await query().ofOrder('pay-4-9')).map(({ attempt, status }) => [attempt, status])).toEqual([
        [1, 'FAILED'],
        [2, 'CAPTURED'],
      ]);
    });

    it.each([1, 2, 3, 100])('list those to be watched, the oldest first, in pages of %p', async (limit) => {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await query().listOpen({ limit, cursor });
        seen.push(...page.items.map(({ initiated_at }) => initiated_at));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual([0, 0, 1, 1, 2, 2, 3].map((minutes) => minutesAfterNoon(minutes)));
      await expect(query().listOpen({ limit, cursor: 'nonsense' })).rejects.toThrow(InvalidCursor);
    });
  });

  describe('for refunds', () => {
    const query = (): RefundQuery => new RefundQuery(world.database);
    const paymentId = paymentIdFor(asId('back-1'), 1);
    const ask = (cause: string, minutes: number): PaymentCommand =>
      aRequestRefund({
        ...{ refundId: refundIdFor(paymentId, cause), cause, amount: rupees(20) },
        at: minutesAfterNoon(minutes),
      });
    const refuse = (cause: string): PaymentCommand => ({
      type: 'RecordRefundRefused',
      refundId: refundIdFor(paymentId, cause),
      reason: 'too-old',
      at: minutesAfterNoon(70),
    });

    beforeAll(async () => {
      await place('back-1');
      await pay(
        'back-1',
        1,
        look('back-1', 1, 'CAPTURED'),
        ask('cold', 61),
        ask('missing', 60),
        ask('late', 62),
        refuse('cold'),
      );
      await caughtUp();
    });

    const causes = (rows: readonly { readonly cause: string }[]): readonly string[] =>
      rows.map(({ cause }) => cause);

    it('list those of a payment and of an order, the oldest first', async () => {
      expect(causes(await query().ofPayment(paymentId))).toEqual(['missing', 'cold', 'late']);
      expect(causes(await query().ofOrder('back-1'))).toEqual(['missing', 'cold', 'late']);
      expect(await query().ofOrder('pay-0-0')).toEqual([]);
      expect(await query().byId(refundIdFor(paymentId, 'late'))).toMatchObject({ cause: 'late' });
    });

    it('list those that somebody has to look after', async () => {
      const page = await query().list({ filter: 'open', limit: 1 });
      expect(causes(page.items)).toEqual(['missing']);
      const rest = await query().list({ filter: 'open', limit: 1, cursor: page.nextCursor! });
      expect(causes(rest.items)).toEqual(['late']);
      expect(rest.nextCursor).toBeNull();
      expect(causes((await query().list({ filter: 'failed', limit: 9 })).items)).toEqual(['cold']);
    });
  });

  it('give the reader of an order its payments too, whether or not the view has caught up', async () => {
    const idle = ModelWorld.open(await createTestDatabase());
    try {
      await idle.generations.ensure(READ_MODELS);
      const [placed, ...others] = historyTo('CONFIRMED', { orderId: asId('read-1') });
      const attempt = (n: number, status: GatewayStatus): Promise<void> => {
        const paymentId = paymentIdFor(asId('read-1'), n);
        const begin = anInitiatePayment({ paymentId, orderId: asId('read-1'), attempt: n });
        const commands = [begin, seeing(status, { reference: paymentId })];
        return appendEvents(idle.store, paymentAggregate, paymentId, paymentEventsOf(commands));
      };
      await appendEvents(idle.store, orderAggregate, 'read-1', [placed!]);
      await attempt(1, 'FAILED');
      await attempt(2, 'CAPTURED');
      await appendEvents(idle.store, orderAggregate, 'read-1', others);
      const reader = new OrderReader(
        new OrderViewQuery(idle.database),
        idle.progress,
        new StreamLoader(idle.store, new StreamCache()),
      );
      const folded = await reader.find('read-1', null);
      expect(folded).toMatchObject({
        status: 'CONFIRMED',
        payment_status: 'CAPTURED',
        payment_id: paymentIdFor(asId('read-1'), 2),
        revision: 1,
      });
      expect(await reader.find('nobody', null)).toBeNull();
      idle.start(orderView);
      await idle.caughtUp(orderView);
      expect(await new OrderViewQuery(idle.database).byId('read-1')).toEqual(folded);
    } finally {
      await idle.close();
    }
  });

  it('use an index even when they are planned while the tables are empty', async () => {
    const empty = ModelWorld.open(await createTestDatabase());
    try {
      await empty.generations.ensure(READ_MODELS);
      const scanned: string[] = [];
      const explain = {
        query: async ({ text }: { readonly text: string }) => {
          const { rows } = await empty.database.query<{ 'QUERY PLAN': string }>(
            `EXPLAIN (GENERIC_PLAN) ${text}`,
          );
          scanned.push(...rows.map((row) => row['QUERY PLAN']).filter((line) => /Seq Scan/.test(line)));
          return { rows: [], rowCount: 0 };
        },
      } as unknown as typeof empty.database;
      const paymentsQuery = new PaymentQuery(explain);
      await paymentsQuery.byId('a');
      await paymentsQuery.byGatewayPaymentId('sandbox', 'a');
      await paymentsQuery.ofOrder('a');
      await paymentsQuery.listOpen({ limit: 5 });
      const refundQuery = new RefundQuery(explain);
      await refundQuery.byId('a');
      await refundQuery.ofOrder('a');
      await refundQuery.ofPayment('a');
      for (const filter of ['open', 'failed'] as const) await refundQuery.list({ filter, limit: 5 });
      expect(scanned).toEqual([]);
    } finally {
      await empty.close();
    }
  });
});
