import { isDeepStrictEqual } from 'node:util';
import { metadataOf } from '../../../eventstore/registry/metadata';
import type { ProcessInput } from '../../domain/kernel/process';
import type { EventStore } from '../ports/event-store';
import type { JournalEntry } from '../ports/process-store';
import type { RegisteredProcess } from './registered-process';

/** What an instance's journal comes to when its inputs are taken in anew. */
export interface Replayed<S> {
  readonly state: S;
  /** The first entry that asks for something else today than it did then; null if none does. */
  readonly divergedAt: number | null;
}

/** Folds the inputs of a journal, in its order, without any effect. Events are read from where they are kept. */
export async function replay<S, E extends { readonly type: string }, C>(
  process: RegisteredProcess<S, E, C>,
  journal: readonly JournalEntry[],
  events: Pick<EventStore, 'readStream'>,
): Promise<Replayed<S>> {
  let state = process.manager.initial;
  let divergedAt: number | null = null;
  for (const entry of journal) {
    const reaction = process.manager.react(state, await inputOf(process, entry, events));
    state = reaction.state;
    if (divergedAt === null && !isDeepStrictEqual(asStored(reaction.effects), entry.effects)) {
      divergedAt = entry.seq;
    }
  }
  return { state, divergedAt };
}

async function inputOf<S, E extends { readonly type: string }, C>(
  process: RegisteredProcess<S, E, C>,
  { at, input }: JournalEntry,
  events: Pick<EventStore, 'readStream'>,
): Promise<ProcessInput<E>> {
  if (input.kind === 'timer') return { kind: 'timer', timer: input.timer, dueAt: input.dueAt, at };
  const [recorded] = await events.readStream(input.stream, input.revision);
  if (recorded?.id !== input.id) throw new Error(`${input.stream} has no event ${input.id}`);
  return { kind: 'event', event: process.decode(recorded, metadataOf(recorded)) };
}

const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
