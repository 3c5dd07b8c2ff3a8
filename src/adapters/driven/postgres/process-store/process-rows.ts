import type {
  EffectStatus,
  JournalEntry,
  ParkedInput,
  ProcessInstance,
} from '../../../../application/ports/process-store';

/** As they are selected: under the names of what they are. */
export type InstanceRow = ProcessInstance;
export type JournalRow = JournalEntry;
export type ParkedRow = ParkedInput;
export type EffectRow = Omit<EffectStatus, 'nextAttemptAt'> & { readonly next_attempt_at: number };

export const instanceOf = ({ key, shard, seq, state, timers }: InstanceRow): ProcessInstance => ({
  key,
  shard,
  seq,
  state,
  timers,
});

export const entryOf = ({ key, seq, shard, at, input, effects }: JournalRow): JournalEntry => ({
  key,
  seq,
  shard,
  at,
  input,
  effects,
});

export const statusOf = (row: EffectRow): EffectStatus => ({
  key: row.key,
  seq: row.seq,
  step: row.step,
  shard: row.shard,
  status: row.status,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  detail: row.detail,
});

/** An instance as the save statement reads it. */
export const instanceJson = (instance: ProcessInstance): object => {
  const [nextDue = null] = Object.values(instance.timers)
    .map(({ dueAt }) => dueAt)
    .sort();
  return { ...instance, next_due: nextDue };
};

/** Per shard, which of the entries send commands; of shards that are settled, none but those. */
export function undispatchedJson(
  settled: readonly number[],
  journal: readonly JournalEntry[],
): readonly object[] {
  const byShard = new Map<number, { readonly key: string; readonly seq: number }[]>(
    settled.map((shard) => [shard, []]),
  );
  for (const { key, seq, shard, effects } of journal) {
    if (!effects.some((effect) => effect.do === 'send')) continue;
    const entries = byShard.get(shard);
    if (entries === undefined) byShard.set(shard, [{ key, seq }]);
    else entries.push({ key, seq });
  }
  return [...byShard].map(([shard, undispatched]) => ({ shard, undispatched }));
}
