import type { Codec } from '../../../eventstore/registry/codec';
import type { Decider } from '../../domain/kernel/decider';

/** An aggregate as the application runs it: its decider, how its events are stored, and where. */
export interface Aggregate<C, S, E extends { readonly type: string }, R> {
  /** The stream of an instance is `<category>-<id>`. */
  readonly category: string;
  readonly decider: Decider<C, S, E, R>;
  readonly codec: Codec<E>;
  /**
   * The key whose shard the events of an instance go to. It never changes once there is an event.
   * @param state with the events that go there
   */
  partitionKey(id: string, state: S): string;
}

export const streamOf = (aggregate: { readonly category: string }, id: string): string =>
  `${aggregate.category}-${id}`;
