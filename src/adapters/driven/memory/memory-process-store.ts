import {
  ProcessStore,
  ShardsLost,
  type EffectStatus,
  type HeldShard,
  type JournalEntry,
  type ParkedInput,
  type ProcessBatch,
  type ProcessInstance,
  type ShardAdvance,
} from '../../../application/ports/process-store';
import type { Instant } from '../../../domain/kernel/instant';
import { SHARD_COUNT } from '../../../domain/kernel/shard';

interface Shard {
  position: number;
  epoch: number;
  owner: string | null;
  leaseUntil: number;
  undispatched: readonly JournalEntry[];
}

class Tables {
  readonly shards: Shard[] = Array.from({ length: SHARD_COUNT }, () => ({
    position: 0,
    epoch: 0,
    owner: null,
    leaseUntil: 0,
    undispatched: [],
  }));
  readonly instances = new Map<string, ProcessInstance>();
  readonly journal = new Map<string, JournalEntry[]>();
  readonly parked = new Map<string, ParkedInput[]>();
  readonly effects = new Map<string, EffectStatus>();
}

/** Processes in memory, for tests and simulations. The runners of one program may share one store. */
export class MemoryProcessStore extends ProcessStore {
  private readonly processes = new Map<string, Tables>();

  register(process: string): Promise<void> {
    this.tables(process);
    return Promise.resolve();
  }

  claim(process: string, owner: string, now: number, leaseMs: number): Promise<readonly HeldShard[]> {
    const held: HeldShard[] = [];
    this.tables(process).shards.forEach((row, shard) => {
      if (row.owner !== owner) {
        if (row.owner !== null && row.leaseUntil >= now) return;
        row.owner = owner;
        row.epoch += 1;
      }
      row.leaseUntil = now + leaseMs;
      held.push({ shard, position: row.position, epoch: row.epoch });
    });
    return Promise.resolve(held);
  }

  release(process: string, owner: string): Promise<void> {
    for (const row of this.tables(process).shards) {
      if (row.owner === owner) Object.assign(row, { owner: null, leaseUntil: 0 });
    }
    return Promise.resolve();
  }

  load(process: string, keys: readonly string[]): ReturnType<ProcessStore['load']> {
    const { instances, parked } = this.tables(process);
    return Promise.resolve({
      instances: keys.flatMap((key) => instances.get(key) ?? []),
      parked: new Set(keys.filter((key) => parked.has(key))),
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws has to reject
  async save(batch: ProcessBatch): Promise<void> {
    const tables = this.tables(batch.process);
    this.move(batch.process, batch.advances);
    for (const { shard } of batch.advances) {
      const sending = batch.journal.filter((entry) => entry.shard === shard && sends(entry));
      const row = tables.shards[shard];
      if (row === undefined) continue;
      if (sending.length > 0) row.undispatched = stored(sending);
      else if (batch.settled.includes(shard)) row.undispatched = [];
    }
    for (const instance of batch.instances) tables.instances.set(instance.key, stored(instance));
    for (const entry of batch.journal) {
      tables.journal.set(entry.key, [...(tables.journal.get(entry.key) ?? []), stored(entry)]);
    }
    for (const { key, position } of batch.unparked) unpark(tables, key, position);
    for (const input of batch.parked) park(tables, input);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws has to reject
  async settle(
    process: string,
    held: readonly ShardAdvance[],
    outcomes: readonly EffectStatus[],
  ): Promise<void> {
    const { shards, effects } = this.tables(process);
    this.move(process, held);
    for (const { shard } of held) {
      const row = shards[shard];
      if (row !== undefined) row.undispatched = [];
    }
    for (const outcome of outcomes) effects.set(`${outcome.key} ${outcome.seq} ${outcome.step}`, outcome);
  }

  undispatched(process: string, shards: readonly number[]): Promise<readonly JournalEntry[]> {
    const rows = this.tables(process).shards;
    return Promise.resolve(shards.flatMap((shard) => rows[shard]?.undispatched ?? []));
  }

  retrying(process: string, shards: readonly number[], limit: number): ReturnType<ProcessStore['retrying']> {
    const { effects, journal } = this.tables(process);
    const found = [...effects.values()]
      .filter(({ status, shard }) => status === 'retrying' && shards.includes(shard))
      .sort((a, b) => a.nextAttemptAt - b.nextAttemptAt)
      .slice(0, limit)
      .flatMap((status) => {
        const entry = journal.get(status.key)?.find(({ seq }) => seq === status.seq);
        return entry === undefined ? [] : [{ status, entry }];
      });
    return Promise.resolve(found);
  }

  due(
    process: string,
    shards: readonly number[],
    upTo: Instant,
    limit: number,
  ): Promise<readonly ProcessInstance[]> {
    const due = this.withTimer(process, shards).filter(({ dueAt }) => dueAt <= upTo);
    return Promise.resolve(due.slice(0, limit).map(({ instance }) => instance));
  }

  nextDue(process: string, shards: readonly number[]): Promise<Instant | null> {
    return Promise.resolve(this.withTimer(process, shards)[0]?.dueAt ?? null);
  }

  released(process: string, shards: readonly number[]): Promise<readonly ParkedInput[]> {
    const keys = [...this.tables(process).parked.values()].filter(([first]) => first?.cause === null);
    return Promise.resolve(keys.flat().filter(({ shard }) => shards.includes(shard)));
  }

  journal(process: string, key: string): Promise<readonly JournalEntry[]> {
    return Promise.resolve(this.tables(process).journal.get(key) ?? []);
  }

  parkedInputs(process: string, limit: number): Promise<readonly ParkedInput[]> {
    return Promise.resolve([...this.tables(process).parked.values()].flat().slice(0, limit));
  }

  effectsOf(process: string, key: string): Promise<readonly EffectStatus[]> {
    return Promise.resolve([...this.tables(process).effects.values()].filter((one) => one.key === key));
  }

  parkedEffects(process: string, limit: number): Promise<readonly EffectStatus[]> {
    const effects = [...this.tables(process).effects.values()];
    return Promise.resolve(effects.filter(({ status }) => status === 'parked').slice(0, limit));
  }

  retry(process: string, key: string): Promise<void> {
    const tables = this.tables(process);
    const [first] = tables.parked.get(key) ?? [];
    if (first !== undefined) park(tables, { ...first, cause: null });
    this.changeParkedEffects(tables, key, { status: 'retrying', attempts: 0 });
    return Promise.resolve();
  }

  skip(process: string, key: string): Promise<void> {
    const tables = this.tables(process);
    const [first] = tables.parked.get(key) ?? [];
    if (first !== undefined) {
      unpark(tables, key, first.position);
      const instance = tables.instances.get(key);
      if (first.position === 0 && instance !== undefined) {
        const timers = Object.entries(instance.timers).filter(([name]) => first.type !== `timer:${name}`);
        tables.instances.set(key, { ...instance, timers: Object.fromEntries(timers) });
      }
    }
    this.changeParkedEffects(tables, key, { status: 'rejected', detail: 'skipped' });
    return Promise.resolve();
  }

  /** Whether a checkpoint may be moved so. A test weakens it, to see that the weakness shows. */
  protected mayMove(row: Omit<HeldShard, 'shard'>, { from, epoch }: ShardAdvance): boolean {
    return row.position === from && row.epoch === epoch;
  }

  private changeParkedEffects(tables: Tables, key: string, change: Partial<EffectStatus>): void {
    for (const [id, effect] of tables.effects) {
      if (effect.key === key && effect.status === 'parked') tables.effects.set(id, { ...effect, ...change });
    }
  }

  private tables(process: string): Tables {
    const known = this.processes.get(process);
    if (known !== undefined) return known;
    const made = new Tables();
    this.processes.set(process, made);
    return made;
  }

  private move(process: string, advances: readonly ShardAdvance[]): void {
    const { shards } = this.tables(process);
    const held = advances.every((advance) => {
      const row = shards[advance.shard];
      return row !== undefined && this.mayMove(row, advance);
    });
    if (!held) throw new ShardsLost(process);
    for (const { shard, to } of advances) Object.assign(shards[shard] ?? {}, { position: to });
  }

  private withTimer(
    process: string,
    shards: readonly number[],
  ): readonly { readonly instance: ProcessInstance; readonly dueAt: Instant }[] {
    const { instances, parked } = this.tables(process);
    return [...instances.values()]
      .filter(({ key, shard }) => shards.includes(shard) && !parked.has(key))
      .flatMap((instance) => {
        const [dueAt] = Object.values(instance.timers)
          .map((timer) => timer.dueAt)
          .sort();
        return dueAt === undefined ? [] : [{ instance, dueAt }];
      })
      .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  }
}

const sends = ({ effects }: JournalEntry): boolean => effects.some((effect) => effect.do === 'send');

/** As a database would give it back. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function park(tables: Tables, input: ParkedInput): void {
  const others = (tables.parked.get(input.key) ?? []).filter(({ position }) => position !== input.position);
  tables.parked.set(
    input.key,
    [...others, input].sort((a, b) => a.position - b.position),
  );
}

function unpark(tables: Tables, key: string, position: number): void {
  const left = (tables.parked.get(key) ?? []).filter((input) => input.position !== position);
  if (left.length > 0) tables.parked.set(key, left);
  else tables.parked.delete(key);
}
