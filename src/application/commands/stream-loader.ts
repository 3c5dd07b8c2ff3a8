import { EMPTY_HEAD } from '../../../eventstore/registry/event-record';
import { metadataOf, type EventMetadata } from '../../../eventstore/registry/metadata';
import type { EventStore, RecordedEvent } from '../ports/event-store';
import { streamOf, type Aggregate } from './aggregate';
import type { LoadedStream, SeenCommand, StreamCache } from './stream-cache';

/** An event of one aggregate, read back. */
export interface LoadedEvent<E> {
  readonly event: E;
  readonly metadata: EventMetadata;
  readonly recorded: RecordedEvent;
}

/** A stream just read, with all of its events. */
export interface StreamHistory<S, E> extends LoadedStream<S> {
  readonly events: readonly LoadedEvent<E>[];
}

/** The record of a stream's commands with one more in it. */
export function remember(
  seen: ReadonlyMap<string, SeenCommand>,
  commandId: string,
  fingerprint: string,
  from: number,
  to: number,
): ReadonlyMap<string, SeenCommand> {
  return new Map(seen).set(commandId, { fingerprint, from, to });
}

/** A stream that nothing was written to yet. */
export const unwritten = <C, S, E extends { readonly type: string }, R>(
  aggregate: Aggregate<C, S, E, R>,
): LoadedStream<S> => ({
  head: EMPTY_HEAD,
  position: 0,
  state: aggregate.decider.initial,
  seen: new Map(),
});

/** Reads and folds streams, and keeps the cache up to date with what it read. */
export class StreamLoader {
  constructor(
    private readonly store: EventStore,
    private readonly cache: StreamCache,
  ) {}

  /** The stream as the store has it now. Of a stream that is known here, only what is new is read. */
  async fresh<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
  ): Promise<LoadedStream<S>> {
    const known = this.cache.get<S>(streamOf(aggregate, id));
    return known === undefined
      ? this.history(aggregate, id)
      : (await this.readOn(aggregate, id, known)).loaded;
  }

  /** The stream as the store has it now, with every event that it consists of. */
  async history<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
  ): Promise<StreamHistory<S, E>> {
    const { loaded, events } = await this.readOn(aggregate, id, unwritten(aggregate));
    return { ...loaded, events };
  }

  /** The stream as last known here, read only when it is not known. For facts that may be a moment old. */
  async recent<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
  ): Promise<LoadedStream<S>> {
    return this.remembered(aggregate, id) ?? (await this.fresh(aggregate, id));
  }

  /** The stream as last known here, if it is: for loops in which waiting for what is there would cost the most. */
  remembered<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
  ): LoadedStream<S> | undefined {
    return this.cache.get<S>(streamOf(aggregate, id));
  }

  /** Reads what a stream has beyond what is known, and folds it in. */
  private async readOn<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    known: LoadedStream<S>,
  ): Promise<{ readonly loaded: LoadedStream<S>; readonly events: readonly LoadedEvent<E>[] }> {
    const stream = streamOf(aggregate, id);
    const recorded = await this.store.readStream(stream, known.head.revision + 1);
    const last = recorded.at(-1);
    if (last === undefined) return { loaded: known, events: [] };
    const events = recorded.map((one) => {
      const metadata = metadataOf(one);
      return { event: aggregate.codec.decode(one.type, metadata.schema, one.data), metadata, recorded: one };
    });
    const seen = new Map(known.seen);
    let { state } = known;
    for (const { event, metadata, recorded: one } of events) {
      state = aggregate.decider.evolve(state, event);
      const from = seen.get(metadata.commandId)?.from ?? one.revision;
      seen.set(metadata.commandId, { fingerprint: metadata.fingerprint, from, to: one.revision });
    }
    const head = { revision: last.revision, hash: last.hash };
    const loaded = { head, position: last.position, state, seen };
    this.cache.put(stream, loaded);
    return { loaded, events };
  }
}
