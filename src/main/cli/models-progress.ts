import type { GenerationState } from '../../projections/generations';
import { READ_MODELS } from '../../projections/read-models';
import type { Infrastructure } from '../infrastructure';

/** How far a generation of a read model is. */
export interface GenerationProgress {
  readonly model: string;
  readonly consumer: string;
  readonly state: GenerationState;
  /** The furthest of its checkpoints. */
  readonly position: number;
  /** Shards with events that it has not taken in. */
  readonly shardsBehind: number;
}

export interface ModelsProgress {
  /** Position of the last stored event. */
  readonly head: number;
  readonly generations: readonly GenerationProgress[];
}

/** How many shards have events after a checkpoint. */
export const behind = (positions: readonly number[], heads: readonly number[]): number =>
  positions.filter((position, shard) => position < (heads[shard] ?? 0)).length;

/** How far the generations of all read models are. */
export async function modelsProgress({
  generations,
  shards,
  eventStore,
}: Pick<Infrastructure, 'generations' | 'shards' | 'eventStore'>): Promise<ModelsProgress> {
  const head = await eventStore.headPosition();
  const heads = await eventStore.shardHeads(head);
  const progress: GenerationProgress[] = [];
  for (const model of READ_MODELS) {
    for (const { consumer, state } of await generations.list(model)) {
      const positions = await shards.positions(consumer);
      progress.push({
        ...{ model: model.name, consumer, state },
        position: Math.max(...positions),
        shardsBehind: behind(positions, heads),
      });
    }
  }
  return { head, generations: progress };
}
