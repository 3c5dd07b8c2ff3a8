import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  CheckoutWorld,
  RecordingDispatcher,
  STORE_CALLS,
  StoreSource,
} from '../../../test/support/checkout-world';
import { executorOn } from '../../../test/support/order-executors';
import { Turbulence } from '../../../test/support/turbulence';
import { MemoryProcessStore } from '../../adapters/driven/memory/memory-process-store';
import type { ProcessStore, ShardAdvance } from '../ports/process-store';
import { checkoutProcess } from './checkout-process';
import { ProcessRunner } from './process-runner';

const LEASE_MS = 3_000;
const ORDERS = ['order-1', 'order-2', 'order-3', 'order-4'];
const METHODS = ['COD', 'UPI', 'CARD'] as const;

interface Seen {
  failures: number;
  takeovers: number;
  confirmed: number;
  expired: number;
  collected: number;
}

/** Two programs that never stop, on stores that are slow and break, so that both often believe to hold a shard. */
async function live(seed: number, store: ProcessStore, seen: Seen): Promise<void> {
  const world = new CheckoutWorld({ store }, LEASE_MS);
  const { time } = world;
  const turbulence = new Turbulence(time, seed, 3 * LEASE_MS, 15);
  const stopping = new AbortController();
  const cleared = new Set<string>();
  let running = 2;
  const loops = ['first', 'second'].map(() => {
    const dispatcher = new RecordingDispatcher(
      executorOn(turbulence.over(world.events, ['append', 'readStream'])),
    );
    const runner = new ProcessRunner(
      checkoutProcess,
      {
        store: turbulence.over(world.store, STORE_CALLS),
        source: new StoreSource(world.events, (ms, signal) => time.sleep(ms, signal)),
        events: world.events,
        dispatcher: turbulence.over(dispatcher, ['dispatch']),
        system: time.system,
        business: time.business,
        report: (error) => {
          if (error instanceof Error && error.name === 'ShardsLost') seen.takeovers += 1;
        },
      },
      { owner: randomUUID(), leaseMs: LEASE_MS, batchSize: 3 },
    );
    return runner.run(stopping.signal).then(() => {
      running -= 1;
      for (const cart of dispatcher.clearedCarts) cleared.add(cart);
    });
  });

  const methods = new Map(ORDERS.map((orderId) => [orderId, METHODS[turbulence.draw(3)] ?? 'COD']));
  for (const [orderId, method] of methods) {
    await world.place(orderId, method, 30_000);
    await time.advance(turbulence.draw(10_000));
  }
  const paid = new Set<string>();
  for (const orderId of ORDERS) {
    const isBegun = (await world.paymentTypes(orderId)).includes('PaymentInitiated');
    if (!isBegun || turbulence.draw(3) === 0) continue;
    paid.add(orderId);
    await world.observe(orderId, methods.get(orderId) === 'CARD' ? 'AUTHORIZED' : 'CAPTURED');
    await time.advance(turbulence.draw(5_000));
  }
  const delivered = new Set<string>();
  for (const orderId of ORDERS) {
    if ((await world.types(orderId)).at(-1) !== 'OrderConfirmed') continue;
    delivered.add(orderId);
    await world.fulfil(orderId, 'AcceptOrder', 'MarkReady');
    await time.advance(turbulence.draw(5_000));
    await world.fulfil(orderId, 'ConfirmPickup');
  }
  await time.advance(40_000);
  stopping.abort();
  while (running > 0) await time.advance(LEASE_MS);
  await Promise.all(loops);

  const last = world.program();
  for (const ms of [0, 60_000, 60_000, 60_000, 60_000, 60_000]) {
    await time.advance(ms);
    await last.settle();
  }
  for (const cart of last.dispatcher.clearedCarts) cleared.add(cart);
  seen.failures += turbulence.failures;

  await world.check(ORDERS);
  assert.deepEqual(await world.store.parkedInputs('checkout', 9), []);
  assert.equal(cleared.size, ORDERS.length);
  for (const [orderId, method] of methods) {
    const [placed, ended] = await world.types(orderId);
    const payment = await world.paymentTypes(orderId);
    assert.equal(placed, 'OrderPlaced');
    assert(ended === 'OrderConfirmed' || ended === 'OrderExpired', `${orderId} did not end`);
    assert(ended === 'OrderExpired' || method === 'COD' || paid.has(orderId), `${orderId} was not paid`);
    assert.equal(payment[0], method === 'COD' ? 'CodApproved' : 'PaymentInitiated');
    const collected = payment.filter((type) => type === 'CodCollected' || type === 'CaptureRequested');
    assert.equal(collected.length, delivered.has(orderId) && method !== 'UPI' ? 1 : 0);
    seen.collected += collected.length;
    if (ended === 'OrderConfirmed') seen.confirmed += 1;
    else seen.expired += 1;
    const inputs = (await world.store.journal('checkout', orderId)).map(({ input }) => input.id);
    assert.equal(new Set(inputs).size, inputs.length, 'an input was taken in twice');
  }
}

/** Believes anyone who moves a checkpoint ahead. */
class UnfencedStore extends MemoryProcessStore {
  protected override mayMove(row: { readonly position: number }, { to }: ShardAdvance): boolean {
    return row.position <= to;
  }
}

const holdsOn = (open: () => ProcessStore, seen: Seen) =>
  fc.asyncProperty(fc.integer(), (seed) => live(seed, open(), seen));

const nothing = (): Seen => ({ failures: 0, takeovers: 0, confirmed: 0, expired: 0, collected: 0 });

const RUNS = { numRuns: 1_000, endOnFailure: true };

describe('two process runners that fight for the same shards', () => {
  it('take in every input once and carry out every effect once, however slow or broken their stores are', async () => {
    const seen = nothing();
    await fc.assert(
      holdsOn(() => new MemoryProcessStore(), seen),
      RUNS,
    );
    // A fault that never happened proves nothing.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  }, 120_000);

  it(
    'would be caught if a shard that was lost could still be written to',
    () =>
      expect(
        fc.assert(
          holdsOn(() => new UnfencedStore(), nothing()),
          RUNS,
        ),
      ).rejects.toThrow('Property failed'),
    120_000,
  );
});
