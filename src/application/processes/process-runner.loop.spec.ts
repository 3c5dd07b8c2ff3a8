import { randomUUID } from 'node:crypto';
import { CheckoutWorld, LEASE_MS, RecordingDispatcher } from '../../../test/support/checkout-world';
import { executorOn } from '../../../test/support/order-executors';
import { InProcessBus } from '../../adapters/driven/memory/in-process-bus';
import { MemoryProcessStore } from '../../adapters/driven/memory/memory-process-store';
import { SHARD_COUNT } from '../../domain/kernel/shard';
import { ShardFeed } from '../feed/shard-feed';
import type { ProcessBatch } from '../ports/process-store';
import { checkoutProcess } from './checkout-process';
import { ProcessRunner } from './process-runner';

const QUARTER = 15 * 60_000;

/** Counts how often timers are looked for, and breaks when it is told to. */
class WatchedStore extends MemoryProcessStore {
  looks = 0;
  failing: 'no' | 'before saving' | 'after saving' | 'noting what was sent' = 'no';

  override due(...args: Parameters<MemoryProcessStore['due']>): ReturnType<MemoryProcessStore['due']> {
    this.looks += 1;
    return super.due(...args);
  }

  override async save(batch: ProcessBatch): Promise<void> {
    this.failOnce('before saving');
    if (batch.settled.length > 0) this.failOnce('noting what was sent');
    await super.save(batch);
    this.failOnce('after saving');
  }

  private failOnce(where: WatchedStore['failing']): void {
    if (this.failing !== where) return;
    this.failing = 'no';
    throw new Error(`broken ${where}`);
  }
}

describe('a process runner in its loop', () => {
  let world: CheckoutWorld;
  let store: WatchedStore;
  let stopping: AbortController;
  let feed: ShardFeed;
  let running: Promise<void>;
  let reported: string[];

  beforeEach(async () => {
    store = new WatchedStore();
    world = new CheckoutWorld({ store });
    const { system, business } = world.time;
    stopping = new AbortController();
    reported = [];
    feed = new ShardFeed(world.events, new InProcessBus(() => undefined), system);
    const runner = new ProcessRunner(
      checkoutProcess,
      {
        store,
        source: feed,
        events: world.events,
        dispatcher: new RecordingDispatcher(executorOn(world.events)),
        system,
        business,
        report: (error) => reported.push(error instanceof Error ? error.message : String(error)),
      },
      { owner: randomUUID(), leaseMs: LEASE_MS },
    );
    running = runner.run(stopping.signal);
    await world.time.advance(0);
  });

  afterEach(async () => {
    stopping.abort();
    await running;
    feed.close();
  });

  it('sleeps until the next timer is due, and looks for timers only then', async () => {
    await world.place('order-1', 'UPI');
    await world.time.advance(QUARTER - 1);
    expect(await world.types('order-1')).toEqual(['OrderPlaced']);
    expect(store.looks).toBe(0);
    await world.time.advance(1);
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderExpired']);
    expect(store.looks).toBe(1);
  });

  it('wakes for a timer that was set later and is due earlier', async () => {
    await world.place('order-1', 'UPI');
    await world.time.advance(1_000);
    await world.place('order-2', 'UPI', 2_000);
    await world.time.advance(2_000);
    expect(await world.types('order-2')).toEqual(['OrderPlaced', 'OrderExpired']);
  });

  it('wakes when the business clock is moved', async () => {
    await world.place('order-1', 'UPI');
    await world.time.advance(1_000);
    world.time.change({ to: { advanceMs: QUARTER } });
    await world.time.advance(0);
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderExpired']);
  });

  it('wakes as much earlier as the business clock runs faster', async () => {
    await world.place('order-1', 'UPI');
    await world.time.advance(1_000);
    world.time.change({ rate: 60 });
    await world.time.advance(15_000);
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderExpired']);
  });

  it.each(['before saving', 'after saving', 'noting what was sent'] as const)(
    'takes up again what it was at when the store broke %s, and says so',
    async (failing) => {
      store.failing = failing;
      await world.place('order-1', 'COD');
      await world.time.advance(5_000);
      expect(reported).toEqual([`broken ${failing}`]);
      expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
      await world.check(['order-1']);
    },
  );

  it('gives its shards back when it stops', async () => {
    stopping.abort();
    await world.time.advance(0);
    await running;
    expect(await store.claim('checkout', 'other', world.time.system.now(), LEASE_MS)).toHaveLength(
      SHARD_COUNT,
    );
  });
});
