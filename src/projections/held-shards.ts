import type { OwnedShard, ShardAdvance } from '../adapters/driven/postgres/consumer-shards';
import type { ShardBatch } from '../application/feed/shard-batch';

interface Held {
  readonly epoch: number;
  /** The checkpoint in the database. */
  saved: number;
  /** How far events were handled; beyond `saved` there were only events that change nothing. */
  done: number;
}

/** The shards an owner holds, and how far it is with each. */
export class HeldShards {
  private readonly held = new Map<number, Held>();

  get size(): number {
    return this.held.size;
  }

  take(shards: readonly OwnedShard[]): void {
    for (const { shard, position, epoch } of shards) {
      this.held.set(shard, { epoch, saved: position, done: position });
    }
  }

  /** Whether these are exactly the shards held, each in the same hands as when it was taken. */
  agreesWith(shards: readonly OwnedShard[]): boolean {
    return (
      shards.length === this.held.size &&
      shards.every(({ shard, epoch }) => this.held.get(shard)?.epoch === epoch)
    );
  }

  /** How far each shard has been handled. */
  positions(): ReadonlyMap<number, number> {
    return new Map([...this.held].map(([shard, { done }]) => [shard, done]));
  }

  /** Notes that the batches need nothing more than their checkpoint. */
  handled(batches: readonly ShardBatch[]): void {
    for (const [shard, to] of lastPositions(batches)) {
      const held = this.held.get(shard);
      if (held !== undefined) held.done = to;
    }
  }

  /** The moves that bring the saved checkpoints to the end of these batches, or to where shards are handled. */
  advances(batches: readonly ShardBatch[] = []): readonly ShardAdvance[] {
    const ends = lastPositions(batches);
    return [...this.held]
      .map(([shard, { epoch, saved, done }]) => ({ shard, from: saved, to: ends.get(shard) ?? done, epoch }))
      .filter(({ from, to }) => to > from);
  }

  /** Notes that the moves were committed. */
  saved(advances: readonly ShardAdvance[]): void {
    for (const { shard, to } of advances) {
      const held = this.held.get(shard);
      if (held !== undefined) held.saved = held.done = to;
    }
  }
}

const lastPositions = (batches: readonly ShardBatch[]): ReadonlyMap<number, number> =>
  new Map(batches.map(({ shard, from, events }) => [shard, events.at(-1)?.position ?? from]));
