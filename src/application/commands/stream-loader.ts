import { EMPTY_HEAD } from '../../../eventstore/registry/event-record';
import { parseMetadata, type EventMetadata } from '../../../eventstore/registry/metadata';
import type { EventStore, RecordedEvent } from '../ports/event-store';
import { streamOf, type Aggregate } from './aggregate';
import type { LoadedStream, SeenCommand, StreamCache } from './stream-cache';

/** An event of one aggregate, read back. */
export interface LoadedEvent<E> {
  readonly event: E;
  readonly metadata: EventMetadata;
  readonly recorded: RecordedEvent;
}

/** A stream just read, with its events. */
export interface FreshStream<S, E> extends LoadedStream<S> {
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

/** Reads and folds streams, and keeps the cache up to date with what it read. */
export class StreamLoader {
  constructor(
    private readonly store: EventStore,
    private readonly cache: StreamCache,
  ) {}

  /** The stream as the store has it now. */
  async fresh<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
  ): Promise<FreshStream<S, E>> {
    const stream = streamOf(aggregate, id);
    const recorded = await this.store.readStream(stream);
    const events = recorded.map((one) => {
      const metadata = parseMetadata(one.metadata);
      return { event: aggregate.codec.decode(one.type, metadata.schema, one.data), metadata, recorded: one };
    });
    const seen = new Map<string, SeenCommand>();
    let state = aggregate.decider.initial;
    for (const { event, metadata, recorded: one } of events) {
      state = aggregate.decider.evolve(state, event);
      const from = seen.get(metadata.commandId)?.from ?? one.revision;
      seen.set(metadata.commandId, { fingerprint: metadata.fingerprint, from, to: one.revision });
    }
    const last = recorded.at(-1);
    const head = last === undefined ? EMPTY_HEAD : { revision: last.revision, hash: last.hash };
    const loaded = { head, state, seen };
    if (last !== undefined) this.cache.put(stream, loaded);
    return { ...loaded, events };
  }

  /** The stream as last known here, read only when it is not known. For facts that may be a moment old. */
  async recent<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
  ): Promise<LoadedStream<S>> {
    return this.cache.get<S>(streamOf(aggregate, id)) ?? (await this.fresh(aggregate, id));
  }
}
