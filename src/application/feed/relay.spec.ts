import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { EventBus, type FeedMessage } from '../ports/event-bus';
import type { RecordedEvent } from '../ports/event-store';
import { Relay, RelayCheckpoint, RelayFromHead, type RelayPoint } from './relay';

/** Keeps what was published, and lets tests wait for it. */
class RecordingBus extends EventBus {
  readonly published: FeedMessage[] = [];
  failures = 0;
  private wake: () => void = () => undefined;

  publish(messages: readonly FeedMessage[]): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error('the bus is away'));
    }
    this.published.push(...messages);
    this.wake();
    return Promise.resolve();
  }

  subscribe(): () => void {
    return () => undefined;
  }

  async saw(count: number): Promise<void> {
    while (this.published.length < count) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

class KeptPoint extends RelayCheckpoint {
  point: RelayPoint | null = null;

  load(): Promise<RelayPoint | null> {
    return Promise.resolve(this.point);
  }

  save(point: RelayPoint): Promise<void> {
    this.point = point;
    return Promise.resolve();
  }
}

describe('the relay', () => {
  const clock = new VirtualClock('2026-03-14T12:00:00.000Z');
  let store: MemoryEventStore;
  let bus: RecordingBus;
  let point: KeptPoint;
  let stop: AbortController;
  let reported: unknown[];
  let running: Promise<void>[];

  beforeEach(() => {
    store = new MemoryEventStore(clock.system);
    bus = new RecordingBus();
    point = new KeptPoint();
    stop = new AbortController();
    reported = [];
    running = [];
  });

  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
  });

  const append = async (...shards: readonly number[]): Promise<void> => {
    for (const shard of shards) {
      const stream = `thing-${await store.headPosition()}`;
      const event = { id: stream, type: 'Happened', metadata: '{}', data: '{}', hash: '', shard };
      await store.append({ stream, expectedRevision: -1, events: [event] });
    }
  };

  const start = (from: RelayCheckpoint = point, log: MemoryEventStore = store): void => {
    const relay = new Relay(log, bus, from, clock.system, (error) => reported.push(error));
    running.push(relay.run(stop.signal));
  };

  const links = (): readonly (readonly number[])[] =>
    bus.published.map(({ shard, prev, event }) => [shard, prev, event.position]);

  it('publishes every event in order, with the position of the one before it in its shard', async () => {
    await append(3, 3, 7);
    start();
    await bus.saw(3);
    await append(7, 3);
    await bus.saw(5);
    expect(links()).toEqual([
      [3, 0, 1],
      [3, 1, 2],
      [7, 0, 3],
      [7, 3, 4],
      [3, 2, 5],
    ]);
  });

  it('goes on from where it was, and knows each shard’s last event', async () => {
    await append(3, 7, 3);
    start();
    await bus.saw(3);
    stop.abort();
    await Promise.all(running);

    stop = new AbortController();
    await append(7);
    start();
    await bus.saw(4);
    expect(links().at(-1)).toEqual([7, 2, 4]);
  });

  it('does not move its place for messages that the bus has not taken, and sends them again', async () => {
    bus.failures = 2;
    await append(3, 7);
    start();
    await clock.advance(0);
    await clock.advance(99);
    expect(point.point).toBeNull();
    await clock.advance(1_000);
    await bus.saw(2);
    expect(reported).toHaveLength(2);
    expect(links()).toEqual([
      [3, 0, 1],
      [7, 0, 2],
    ]);
    expect(point.point?.position).toBe(2);
  });

  it('goes on when the store was away', async () => {
    await append(3);
    let failures = 1;
    const follow = store.follow.bind(store);
    jest.spyOn(store, 'follow').mockImplementation((after, signal) => {
      failures -= 1;
      return failures < 0 ? follow(after, signal) : failing();
    });
    start();
    await clock.advance(0);
    expect(reported).toEqual([new Error('the store is away')]);
    await clock.advance(100);
    await bus.saw(1);
    expect(links()).toEqual([[3, 0, 1]]);
  });

  it('of a bus that dies with the process begins at the end of the log', async () => {
    await append(3, 7, 3);
    start(new RelayFromHead(store));
    await clock.advance(0);
    await append(7);
    await bus.saw(1);
    expect(links()).toEqual([[7, 2, 4]]);
  });
});

// eslint-disable-next-line @typescript-eslint/require-await -- a subscription that breaks at once
async function* failing(): AsyncGenerator<readonly RecordedEvent[]> {
  throw new Error('the store is away');
}
