import { SHARD_COUNT } from '../../domain/kernel/shard';
import type { SystemClock } from '../ports/clock';
import type { EventBus, FeedMessage } from '../ports/event-bus';
import type { EventStore, RecordedEvent } from '../ports/event-store';

/** How far the log has been published. */
export interface RelayPoint {
  /** Everything up to here has been taken by the bus. */
  readonly position: number;
  /** Per shard, the position of its last event at or before `position` (0: none): 16 numbers. */
  readonly prev: readonly number[];
}

/** Where a relay keeps its place. */
export abstract class RelayCheckpoint {
  /** Null before the first `save`: the relay then begins with the first event. */
  abstract load(): Promise<RelayPoint | null>;
  abstract save(point: RelayPoint): Promise<void>;
}

const BEGINNING: RelayPoint = { position: 0, prev: new Array<number>(SHARD_COUNT).fill(0) };

const RETRY_MS = { first: 100, last: 10_000 };

/**
 * Publishes the log to the bus, every event at least once and in order, each with its shard's previous position.
 * The place moves only after the bus has taken a batch, so a crash repeats messages and loses none.
 */
export class Relay {
  /** @param report is told of every failure; the relay itself goes on from its last place */
  constructor(
    private readonly store: EventStore,
    private readonly bus: EventBus,
    private readonly checkpoint: RelayCheckpoint,
    private readonly clock: SystemClock,
    private readonly report: (error: unknown) => void,
  ) {}

  /** Runs until the signal aborts. Never rejects: store and bus are tried again, after ever longer pauses. */
  async run(signal: AbortSignal): Promise<void> {
    let retryMs = RETRY_MS.first;
    while (!signal.aborted) {
      try {
        await this.follow(signal, () => {
          retryMs = RETRY_MS.first;
        });
      } catch (error) {
        this.report(error);
        await this.clock.sleep(retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MS.last);
      }
    }
  }

  private async follow(signal: AbortSignal, onProgress: () => void): Promise<void> {
    let point = (await this.checkpoint.load()) ?? BEGINNING;
    for await (const events of this.store.follow(point.position, signal)) {
      const step = link(point, events);
      await this.bus.publish(step.messages);
      await this.checkpoint.save(step.point);
      point = step.point;
      onProgress();
    }
  }
}

/** Gives each event the position of the one before it in its shard. */
function link(
  from: RelayPoint,
  events: readonly RecordedEvent[],
): { readonly point: RelayPoint; readonly messages: readonly FeedMessage[] } {
  const prev = [...from.prev];
  let { position } = from;
  const messages = events.map((event): FeedMessage => {
    const message = { shard: event.shard, prev: prev[event.shard] ?? 0, event };
    prev[event.shard] = event.position;
    ({ position } = event);
    return message;
  });
  return { point: { position, prev }, messages };
}

/**
 * The place of a relay whose bus lives and dies with the process: it begins at the end of the log, because
 * consumers read what came before from the store.
 */
export class RelayFromHead extends RelayCheckpoint {
  private point: RelayPoint | null = null;

  constructor(private readonly store: EventStore) {
    super();
  }

  override async load(): Promise<RelayPoint> {
    if (this.point === null) {
      const position = await this.store.headPosition();
      this.point = { position, prev: await this.store.shardHeads(position) };
    }
    return this.point;
  }

  override save(point: RelayPoint): Promise<void> {
    this.point = point;
    return Promise.resolve();
  }
}
