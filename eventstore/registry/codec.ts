import { z } from 'zod';
import type { EncodedEvent } from './event-record';

type Json = Readonly<Record<string, unknown>>;

/** How one event type is stored. */
export interface EventEntry<Data> {
  /** The version of the form that is written today. */
  readonly version: number;
  /** Checks and orders the data of that version. Fields are never optional: what is absent is null. */
  readonly schema: z.ZodType<Data>;
  /** Lifts data of version n to n + 1, for each n below the current version. */
  readonly upcast?: Readonly<Record<number, (data: Json) => Json>>;
}

/** An entry for every type of the union: an event that is not registered does not compile. */
export type EventEntries<E extends { readonly type: string }> = {
  readonly [T in E['type']]: EventEntry<Omit<Extract<E, { readonly type: T }>, 'type'>>;
};

/** An event that no reader knows: written by a newer version, or under a name that was never registered. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
}

/** Turns the events of one aggregate into stored bytes and back. */
export class Codec<E extends { readonly type: string }> {
  constructor(readonly entries: EventEntries<E>) {}

  handles(type: string): type is E['type'] {
    return Object.hasOwn(this.entries, type);
  }

  /** @throws ZodError when the event does not have the registered form: a bug in the decider */
  encode(event: E): EncodedEvent {
    const entry = this.entry(event.type);
    return { type: event.type, schema: entry.version, data: JSON.stringify(entry.schema.parse(event)) };
  }

  /**
   * @throws UnknownEventError for a type or version without a reader
   * @throws ZodError when the data is not what its version says
   */
  decode(type: string, schema: number, data: string): E {
    const entry = this.entry(type);
    if (schema > entry.version) {
      throw new UnknownEventError(`${type} version ${schema} is newer than this reader (${entry.version})`);
    }
    let value: unknown = JSON.parse(data);
    for (let version = schema; version < entry.version; version += 1) {
      const upcast = entry.upcast?.[version];
      if (upcast === undefined) throw new UnknownEventError(`no upcaster for ${type} version ${version}`);
      value = upcast(value as Json);
    }
    // The one cast: the entry's schema has just checked that this is the data of that type.
    return { ...(entry.schema.parse(value) as object), type } as unknown as E;
  }

  private entry(type: string): EventEntry<unknown> {
    if (!this.handles(type)) throw new UnknownEventError(`no reader for ${type}`);
    return this.entries[type];
  }
}

/** A string that the domain keeps apart by a brand; its content is not checked again. */
export const branded = <T extends string>(): z.ZodType<T> => z.string() as unknown as z.ZodType<T>;
