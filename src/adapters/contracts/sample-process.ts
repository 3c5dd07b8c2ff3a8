import { randomUUID } from 'node:crypto';
import type {
  EffectStatus,
  JournalEntry,
  ParkedInput,
  ProcessInstance,
} from '../../application/ports/process-store';
import { shardOf } from '../../domain/kernel/shard';

/** Wall time of the tests, milliseconds since the epoch. */
export const NOW = 1_773_489_600_000;

/** So many minutes after noon. */
export const at = (minute: number): string => `2026-03-14T12:${String(minute).padStart(2, '0')}:00.000Z`;

export const instanceOf = (key: string, change: Partial<ProcessInstance> = {}): ProcessInstance => ({
  key,
  shard: shardOf(key),
  seq: 1,
  state: { is: 'waiting', for: 'पैसे “now”', since: null },
  timers: {},
  ...change,
});

export const dueAt = (minute: number, timer = 'expiry'): ProcessInstance['timers'] => ({
  [timer]: { dueAt: at(minute), correlationId: 'correlation' },
});

export const entryOf = (key: string, change: Partial<JournalEntry> = {}): JournalEntry => ({
  key,
  seq: 1,
  shard: shardOf(key),
  at: at(0),
  input: {
    kind: 'event',
    id: randomUUID(),
    type: 'OrderPlaced',
    stream: `order-${key}`,
    revision: 0,
    position: 17,
    correlationId: 'correlation',
  },
  effects: [
    { do: 'send', step: 'confirm', command: { to: 'order', note: '“quoted” \\ and\nbroken' } },
    { do: 'schedule', timer: 'expiry', at: at(15) },
  ],
  ...change,
});

export const statusOf = (
  { key, seq, shard }: JournalEntry,
  change: Partial<EffectStatus> = {},
): EffectStatus => ({
  key,
  seq,
  shard,
  step: 'confirm',
  status: 'retrying',
  attempts: 1,
  nextAttemptAt: NOW + 1_000,
  detail: 'no answer',
  ...change,
});

export const parkedOf = (key: string, position: number, cause: string | null): ParkedInput => ({
  key,
  shard: shardOf(key),
  position,
  type: position === 0 ? 'timer:expiry' : 'OrderPlaced',
  cause,
});
