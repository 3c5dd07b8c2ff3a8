import fc from 'fast-check';
import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { SystemClock } from '../ports/clock';
import { EventBus, type FeedMessage } from '../ports/event-bus';
import type { RecordedEvent } from '../ports/event-store';
import { ShardFeed, type ShardFeedOptions } from './shard-feed';

const SHARDS = [0, 5, 15];

/** Time passes exactly when somebody sleeps. */
class EagerClock extends SystemClock {
  private ms = 0;

  now(): number {
    return this.ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted !== true) this.ms += ms;
    return Promise.resolve();
  }
}

/** A store whose next read can be made to fail. */
class FragileStore extends MemoryEventStore {
  failures = 0;
  reads = 0;

  override readAll(...args: Parameters<MemoryEventStore['readAll']>): Promise<readonly RecordedEvent[]> {
    this.reads += 1;
    if (this.failures === 0) return super.readAll(...args);
    this.failures -= 1;
    return Promise.reject(new Error('the store is away'));
  }
}

type Fate = 'arrives' | 'lost' | 'twice' | 'late';

/** A bus to which everything happens that can happen to a message. */
class FaultyBus extends EventBus {
  private listener: (messages: readonly FeedMessage[]) => void = () => undefined;
  private late: FeedMessage[] = [];

  publish(messages: readonly FeedMessage[]): Promise<void> {
    this.listener(messages);
    return Promise.resolve();
  }

  subscribe(listener: (messages: readonly FeedMessage[]) => void): () => void {
    this.listener = listener;
    return () => (this.listener = () => undefined);
  }

  send(message: FeedMessage, fate: Fate): void {
    if (fate === 'late') this.late.push(message);
    else if (fate !== 'lost') this.listener(fate === 'twice' ? [message, message] : [message]);
  }

  /** Brings what is late, the last first. */
  bringLate(): void {
    this.listener(this.late.reverse());
    this.late = [];
  }
}

/** A log, a bus, a feed, and a consumer who writes down what it gets. */
class World {
  readonly clock = new EagerClock();
  readonly store = new FragileStore(this.clock);
  readonly bus = new FaultyBus();
  readonly feed: ShardFeed;
  readonly got = new Map(SHARDS.map((shard) => [shard, [] as RecordedEvent[]]));
  private readonly prev = new Map<number, number>();
  private readonly signal = new AbortController().signal;

  constructor(
    options: ShardFeedOptions,
    Feed: new (...args: ConstructorParameters<typeof ShardFeed>) => ShardFeed = ShardFeed,
  ) {
    this.feed = new Feed(this.store, this.bus, this.clock, options);
    this.restart();
  }

  /** Begins again at the consumer's checkpoints. */
  restart(): void {
    this.feed.reset(new Map(SHARDS.map((shard) => [shard, this.checkpoint(shard)])));
  }

  async append(shard: number, fate: Fate): Promise<void> {
    const number = await this.store.headPosition();
    const stream = `thing-${number}`;
    const event = { id: stream, type: 'Happened', metadata: '{}', data: '{}', hash: '', shard };
    await this.store.append({ stream, expectedRevision: -1, events: [event] });
    const [recorded] = await this.store.readStream(stream);
    this.bus.send({ shard, prev: this.prev.get(shard) ?? 0, event: recorded! }, fate);
    this.prev.set(shard, recorded!.position);
  }

  /** Takes the next events, or survives the failure to. Returns how many there were. */
  async pull(limit: number, waitMs: number): Promise<number> {
    const batches = await this.feed.next(limit, waitMs, this.signal).catch(() => []);
    for (const { shard, from, events } of batches) {
      expect(from).toBe(this.checkpoint(shard));
      this.got.get(shard)!.push(...events);
    }
    const count = batches.reduce((total, { events }) => total + events.length, 0);
    expect(count).toBeLessThanOrEqual(limit);
    return count;
  }

  async drain(): Promise<void> {
    this.store.failures = 0;
    while ((await this.pull(7, 2_000)) > 0);
  }

  async expectEverythingOnceInOrder(): Promise<void> {
    for (const shard of SHARDS) {
      const all = await this.store.readAll(0, { limit: 10_000, shards: [shard] });
      expect(this.got.get(shard)!.map(({ position }) => position)).toEqual(
        all.map(({ position }) => position),
      );
    }
  }

  private checkpoint(shard: number): number {
    return this.got.get(shard)!.at(-1)?.position ?? 0;
  }
}

type Step =
  | { readonly do: 'append'; readonly shard: number; readonly fate: Fate }
  | { readonly do: 'bring-late' | 'restart' | 'break-store' }
  | {
      readonly do: 'pull';
      readonly limit: number;
      readonly waitMs: number;
      readonly meanwhile: readonly Step[];
    };

const append: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('append' as const),
  shard: fc.constantFrom(...SHARDS),
  fate: fc.constantFrom<Fate>('arrives', 'arrives', 'lost', 'twice', 'late'),
});
const bringLate: fc.Arbitrary<Step> = fc.constant({ do: 'bring-late' });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: append },
  { weight: 1, arbitrary: bringLate },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'restart' }, { do: 'break-store' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      limit: fc.integer({ min: 1, max: 6 }),
      waitMs: fc.constantFrom(0, 300, 700),
      meanwhile: fc.array(fc.oneof(append, bringLate), { maxLength: 3 }),
    }),
  },
);

async function take(world: World, next: Step): Promise<void> {
  switch (next.do) {
    case 'append':
      return world.append(next.shard, next.fate);
    case 'bring-late':
      world.bus.bringLate();
      return;
    case 'restart':
      world.restart();
      return;
    case 'break-store':
      world.store.failures = 1;
      return;
    case 'pull': {
      const pulled = world.pull(next.limit, next.waitMs);
      for (const inner of next.meanwhile) await take(world, inner);
      await pulled;
    }
  }
}

const exactlyOnceInOrder = (
  Feed: typeof ShardFeed,
  options: ShardFeedOptions = { buffer: 3, pollMs: 500 },
): fc.IAsyncProperty<[Step[]]> =>
  fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const world = new World(options, Feed);
    for (const next of steps) await take(world, next);
    await world.drain();
    await world.expectEverythingOnceInOrder();
  });

describe('the feed of a consumer', () => {
  it('delivers every event of every shard once and in order, whatever the bus does', async () => {
    await fc.assert(exactlyOnceInOrder(ShardFeed), { numRuns: 3_000 });
  }, 60_000);

  it('would skip events if it believed every message to be the next one', async () => {
    class CredulousFeed extends ShardFeed {
      protected override follows(): boolean {
        return true;
      }
    }
    expect((await fc.check(exactlyOnceInOrder(CredulousFeed), { numRuns: 3_000 })).failed).toBe(true);
  }, 60_000);

  it('would miss the last messages that were lost if it never asked the store', async () => {
    const never = { pollMs: Number.POSITIVE_INFINITY };
    expect((await fc.check(exactlyOnceInOrder(ShardFeed, never), { numRuns: 3_000 })).failed).toBe(true);
  }, 60_000);

  it('delivers everything when the bus swallows everything', async () => {
    const world = new World({});
    for (let i = 0; i < 50; i += 1) await world.append(SHARDS[i % 3]!, 'lost');
    await world.drain();
    await world.expectEverythingOnceInOrder();
  });

  it('gives all of its shards at once', async () => {
    const world = new World({});
    for (const shard of SHARDS) await world.append(shard, 'arrives');
    const batches = await world.feed.next(100, 0, new AbortController().signal);
    expect(batches.map(({ shard }) => shard).sort((a, b) => a - b)).toEqual(SHARDS);
  });

  it('leaves the store alone while the bus brings everything', async () => {
    const world = new World({});
    await world.drain();
    const before = world.store.reads;
    for (let i = 0; i < 30; i += 1) {
      for (const shard of SHARDS) await world.append(shard, 'arrives');
      expect(await world.pull(10, 0)).toBe(3);
    }
    expect(world.store.reads).toBe(before);
  });

  it('leaves the store alone while what the bus brought waits for a consumer that takes long', async () => {
    const world = new World({});
    await world.drain();
    for (const shard of SHARDS) await world.append(shard, 'arrives');
    await world.clock.sleep(400);
    for (const shard of SHARDS) await world.append(shard, 'arrives');
    await world.clock.sleep(400);
    const before = world.store.reads;
    expect(await world.pull(10, 0)).toBe(6);
    expect(world.store.reads).toBe(before);
  });

  it.each([
    { buffer: 9, kept: true },
    { buffer: 8, kept: false },
  ])(
    'keeps $buffer messages for all of its shards together, and reads what is more',
    async ({ buffer, kept }) => {
      const world = new World({ buffer });
      await world.drain();
      const before = world.store.reads;
      for (const shard of [...SHARDS, ...SHARDS, ...SHARDS]) await world.append(shard, 'arrives');
      expect(await world.pull(20, 0)).toBe(9);
      expect(world.store.reads === before).toBe(kept);
      await world.expectEverythingOnceInOrder();
    },
  );

  it('asks the store for no more than its last position while nothing happens', async () => {
    const world = new World({});
    for (const shard of SHARDS) await world.append(shard, 'arrives');
    await world.drain();
    const before = world.store.reads;
    expect(await world.pull(10, 60_000)).toBe(0);
    expect(world.store.reads).toBe(before);
  });

  it('tells of which shards it has given everything that there was', async () => {
    const world = new World({});
    const [first = 0, second = 0] = SHARDS;
    for (const shard of [first, first, second]) await world.append(shard, 'lost');
    world.restart();
    expect(world.feed.caughtUp()).toEqual([]);
    // From the store, as long as there is more.
    expect(await world.pull(2, 0)).toBe(2);
    expect(world.feed.caughtUp()).toEqual([]);
    await world.drain();
    expect(world.feed.caughtUp()).toEqual(SHARDS);
    // From the bus.
    for (const shard of [first, first, second]) await world.append(shard, 'arrives');
    expect(await world.pull(1, 0)).toBe(1);
    expect(world.feed.caughtUp()).toEqual(SHARDS.filter((shard) => shard !== first && shard !== second));
    expect(await world.pull(10, 0)).toBe(2);
    expect(world.feed.caughtUp()).toEqual(SHARDS);
  });

  it('gives nothing of shards that it was not asked for', async () => {
    const world = new World({});
    await world.append(5, 'arrives');
    world.feed.reset(new Map([[0, 0]]));
    await world.append(5, 'arrives');
    expect(await world.feed.next(10, 1_000, new AbortController().signal)).toEqual([]);
  });

  it('stops waiting when the signal aborts', async () => {
    const stop = new AbortController();
    const never = new (class extends EagerClock {
      override sleep(_ms: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
      }
    })();
    const feed = new ShardFeed(new MemoryEventStore(never), new FaultyBus(), never);
    feed.reset(new Map([[0, 0]]));
    const waiting = feed.next(10, 60_000, stop.signal);
    stop.abort();
    expect(await waiting).toEqual([]);
  });
});
