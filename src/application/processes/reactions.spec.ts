import { z } from 'zod';
import { chainEvents, EMPTY_HEAD } from '../../../eventstore/registry/event-record';
import { shardOf } from '../../domain/kernel/shard';
import type { Effect } from '../../domain/kernel/process';
import type { RecordedEvent } from '../ports/event-store';
import type { ProcessInstance } from '../ports/process-store';
import { keyed, Reactions } from './reactions';
import type { RegisteredProcess } from './registered-process';

const NOON = '2026-03-14T12:00:00.000Z';
const at = (minute: number): string => `2026-03-14T12:${String(minute).padStart(2, '0')}:00.000Z`;

/** An event that says itself what is to be done, or breaks. */
interface Told {
  readonly type: 'Told';
  readonly effects: readonly Effect<string>[] | null;
}

/** Writes down the names of its timers as they fire; `more` says what each of them asks for. */
const recorder = (more: Readonly<Record<string, readonly Effect<string>[]>> = {}) =>
  ({
    manager: {
      name: 'recorder',
      initial: [],
      reads: ['Told'],
      keyOf: () => 'key',
      react: (state, input) => {
        if (input.kind === 'timer') {
          return { state: [...state, input.timer], effects: more[input.timer] ?? [] };
        }
        if (input.event.effects === null) throw new Error('broken');
        return { state: [...state, 'told'], effects: input.event.effects };
      },
    },
    decode: ({ data }) => JSON.parse(data) as Told,
    stateSchema: z.array(z.string()),
    commandSchema: z.string(),
  }) satisfies RegisteredProcess<readonly string[], Told, string>;

const told = (position: number, effects: Told['effects'], metadata?: string): RecordedEvent => {
  const [event] = chainEvents(
    'stream',
    EMPTY_HEAD,
    [{ type: 'Told', schema: 1, data: JSON.stringify({ type: 'Told', effects }) }],
    {
      commandId: 'command',
      fingerprint: 'request',
      correlationId: `request ${position}`,
      causationId: 'cause',
      actor: { id: 'customer-1', role: 'customer' },
      occurredAt: NOON,
      partitionKey: 'key',
      policies: {},
      traceparent: null,
    },
  );
  return {
    ...event!,
    metadata: metadata ?? event!.metadata,
    stream: 'stream',
    revision: 0,
    position,
    recordedAt: NOON,
  };
};

const instance = (timers: Readonly<Record<string, number>>, state: unknown = []): ProcessInstance => ({
  key: 'key',
  shard: shardOf('key'),
  seq: 4,
  state,
  timers: Object.fromEntries(
    Object.entries(timers).map(([name, minute]) => [
      name,
      { dueAt: at(minute), correlationId: `of ${name}` },
    ]),
  ),
});

const reactionsAt = (minute: number, stored: ProcessInstance, process = recorder()) =>
  new Reactions(process, [stored], [], at(minute));

describe('the reactions to a batch of inputs', () => {
  it('fire the timers that are due, the earliest first', () => {
    const reactions = reactionsAt(10, instance({ b: 9, a: 10, c: 11, early: 1 }));
    reactions.fireTimers('key', shardOf('key'));
    expect(reactions.instances()).toMatchObject([{ seq: 7, state: ['early', 'b', 'a'], timers: { c: {} } }]);
    expect(reactions.journal.map(({ seq, at: takenAt, input }) => [seq, takenAt, input])).toMatchObject([
      [5, at(10), { kind: 'timer', timer: 'early', dueAt: at(1), correlationId: 'of early' }],
      [6, at(10), { timer: 'b' }],
      [7, at(10), { timer: 'a' }],
    ]);
  });

  it('fire no timer that an earlier one has unset or moved', () => {
    const process = recorder({
      first: [
        { do: 'unschedule', timer: 'unset' },
        { do: 'schedule', timer: 'moved', at: at(20) },
      ],
    });
    const reactions = reactionsAt(10, instance({ first: 1, unset: 2, moved: 3 }), process);
    reactions.fireTimers('key', shardOf('key'));
    expect(reactions.instances()).toMatchObject([{ state: ['first'], timers: { moved: { dueAt: at(20) } } }]);
  });

  it('fire a timer that sets itself anew only once, even if it is due again', () => {
    const process = recorder({ again: [{ do: 'schedule', timer: 'again', at: at(5) }] });
    const reactions = reactionsAt(10, instance({ again: 1 }), process);
    reactions.fireTimers('key', shardOf('key'));
    expect(reactions.instances()).toMatchObject([{ state: ['again'], timers: { again: { dueAt: at(5) } } }]);
  });

  it('give a timer the correlation of what set it', () => {
    const reactions = reactionsAt(0, instance({ old: 30 }));
    reactions.takeEvent(keyed(told(7, [{ do: 'schedule', timer: 'new', at: at(20) }])));
    expect(reactions.instances()).toMatchObject([
      { timers: { old: { correlationId: 'of old' }, new: { dueAt: at(20), correlationId: 'request 7' } } },
    ]);
  });

  it('keep what came before a broken input, and park it with all that come behind it', () => {
    const reactions = reactionsAt(0, instance({}));
    for (const event of [told(7, []), told(8, null), told(9, [])]) reactions.takeEvent(keyed(event));
    expect(reactions.instances()).toMatchObject([{ seq: 5, state: ['told'] }]);
    expect(reactions.parked).toMatchObject([
      { position: 8, cause: 'broken' },
      { position: 9, cause: null },
    ]);
  });

  it('park what would be one command though it is two', () => {
    const reactions = reactionsAt(0, instance({}));
    const send = { do: 'send', step: 'twice', command: 'go' } as const;
    reactions.takeEvent(keyed(told(7, [send, send])));
    expect(reactions.parked).toMatchObject([{ cause: 'one reaction has a step twice: twice, twice' }]);
    expect(reactions.journal).toEqual([]);
  });

  it('park the inputs of an instance whose stored state cannot be read', () => {
    const reactions = reactionsAt(10, instance({ due: 1 }, 'no list'));
    reactions.fireTimers('key', shardOf('key'));
    reactions.takeEvent(keyed(told(7, [])));
    expect(reactions.parked).toMatchObject([
      { position: 0, type: 'timer:due' },
      { position: 7, cause: null },
    ]);
    expect(reactions.parked[0]?.cause).toContain('expected array');
    expect(reactions.instances()).toEqual([]);
  });

  it('park an event whose metadata cannot be read under its stream', () => {
    const reactions = new Reactions(recorder(), [], [], NOON);
    reactions.takeEvent(keyed(told(7, [], 'garbage')));
    expect(reactions.parked).toMatchObject([
      { key: 'stream', position: 7, cause: 'its metadata cannot be read' },
    ]);
  });
});
