import type { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import type { Database } from '../adapters/driven/postgres/database';
import type { ShardBatch } from '../application/feed/shard-batch';
import type { SystemClock } from '../application/ports/clock';
import type { EventStore, RecordedEvent } from '../application/ports/event-store';
import { GenerationWriter } from './generation-writer';
import type { Generation } from './generations';
import { HeldShards } from './held-shards';
import type { AnyProjection } from './projection';

/** The owner of a generation that is being built has no rivals; a second build of it drops the first. */
const LEASE_MS = 24 * 60 * 60_000;

const PAGE = 2_000;

/** Fills a new generation from the log, up to a position of each shard that others decide. */
export class GenerationBuilder {
  /** Events of the log that have been gone through. */
  events = 0;
  private readonly held = new HeldShards();
  private readonly writer: GenerationWriter;
  private target: readonly number[] = [];

  constructor(
    private readonly shards: ConsumerShards,
    database: Database,
    private readonly clock: SystemClock,
    readonly projection: AnyProjection,
    readonly generation: Generation,
  ) {
    this.writer = new GenerationWriter(database, shards, clock, projection, generation, () => undefined);
  }

  async start(owner: string): Promise<void> {
    this.held.take(await this.shards.seize(this.generation.consumer, owner, this.clock.now(), LEASE_MS));
  }

  /** @param target per shard, the position of the last event to apply */
  aimAt(target: readonly number[]): void {
    this.target = target;
  }

  /** Position behind which something is missing; null when every shard is where it should be. */
  get missingAfter(): number | null {
    const behind = [...this.held.positions()].filter(([shard, at]) => at < (this.target[shard] ?? 0));
    return behind.length === 0 ? null : Math.min(...behind.map(([, at]) => at));
  }

  /** Applies what it still needs of the events. */
  async take(events: readonly RecordedEvent[]): Promise<void> {
    const at = this.held.positions();
    const batches = new Map<number, RecordedEvent[]>();
    for (const event of events) {
      const { shard, position } = event;
      if (position <= (at.get(shard) ?? 0) || position > (this.target[shard] ?? 0)) continue;
      const batch = batches.get(shard);
      if (batch === undefined) batches.set(shard, [event]);
      else batch.push(event);
      this.events += 1;
    }
    if (batches.size === 0) return;
    const list = [...batches].map(([shard, own]): ShardBatch => ({
      shard,
      from: at.get(shard) ?? 0,
      events: own,
    }));
    if (!(await this.writer.apply(list, this.held))) throw this.interrupted();
  }

  /** Saves how far it is. */
  async settle(): Promise<void> {
    if (!(await this.writer.flush(this.held))) throw this.interrupted();
  }

  private interrupted(): Error {
    return new Error(`another rebuild of ${this.projection.name} has begun`);
  }
}

/**
 * Reads the log once for several builders, until each is where it aims at.
 * @param onPage is given the position reached
 */
export async function fill(
  store: EventStore,
  builders: readonly GenerationBuilder[],
  onPage: (position: number) => void,
): Promise<void> {
  const missing = builders.map(({ missingAfter }) => missingAfter).filter((after) => after !== null);
  if (missing.length > 0) {
    let page = await store.readAll(Math.min(...missing), { limit: PAGE });
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      const current = page;
      // The next page is read while this one is applied.
      [page] = await Promise.all([
        store.readAll(last.position, { limit: PAGE }),
        ...builders.map((builder) => builder.take(current)),
      ]);
      onPage(last.position);
      if (builders.every(({ missingAfter }) => missingAfter === null)) break;
    }
  }
  await Promise.all(builders.map((builder) => builder.settle()));
}
