import type { Instant } from '../../domain/kernel/instant';
import type { ShardBatch, ShardSource } from '../feed/shard-batch';
import { AWAKE, type BusinessClock, type SystemClock } from '../ports/clock';
import type { EventStore, RecordedEvent } from '../ports/event-store';
import type {
  HeldShard,
  ParkedInput,
  ProcessBatch,
  ProcessStore,
  ShardAdvance,
} from '../ports/process-store';
import type { CommandDispatcher } from './command-dispatcher';
import { EffectDispatch, sendsOf, type PendingEffect } from './effect-dispatch';
import { KnownInstances, type LoadedInstances } from './known-instances';
import { keyed, Reactions } from './reactions';
import type { RegisteredProcess } from './registered-process';

export interface ProcessRunnerPorts<C> {
  readonly store: ProcessStore;
  readonly source: ShardSource;
  /** Only for parked events that are let go: where their bytes are. */
  readonly events: Pick<EventStore, 'readAll'>;
  readonly dispatcher: CommandDispatcher<C>;
  readonly system: SystemClock;
  readonly business: BusinessClock;
  /** Is told of every failure that the runner goes on after, and of whatever it has {@link Parked}. */
  readonly report: (error: unknown) => void;
}

export interface ProcessRunnerOptions {
  /** Unique to one run of one program. */
  readonly owner: string;
  /** How long others wait for a runner that does not answer (ms). */
  readonly leaseMs?: number;
  /** Events, timers or retries taken at a time. */
  readonly batchSize?: number;
  /** Rest after a small batch (ms), in which more events gather for the next transaction. */
  readonly restMs?: number;
}

/** An input or an effect that waits for a person from now on. */
export class Parked extends Error {
  override readonly name = 'Parked';
  constructor(
    readonly process: string,
    readonly key: string,
    /** The event's type, `timer:` and the timer's name, or the effect's step. */
    readonly what: string,
    reason: string,
  ) {
    super(`${process} ${key}: ${what} is parked: ${reason}`);
  }
}

const PAUSE_AFTER_FAILURE_MS = 1_000;

/** What can wait is noted together: the sooner, the less is read again and sent again after a crash. */
const NOTE_AFTER_MS = 250;

/** Reads after which they are noted even while more is there: otherwise failures that come often enough undo everything. */
const NOTE_AFTER_READS = 16;

/**
 * Runs one process manager over the shards that it holds the leases of.
 *
 * Inputs are taken in by one serial loop: events, due timers, and what was parked and let go. Each batch is
 * worked out in memory and saved in one transaction with the checkpoints of its shards; only then are its
 * commands sent, under ids that are functions of their causes. So a crash between any two steps repeats work
 * but no effect, and of two runners that both believe to hold a shard only one can save.
 */
export class ProcessRunner<S, E extends { readonly type: string }, C> {
  private readonly name: string;
  private readonly reads: ReadonlySet<string>;
  private readonly effects: EffectDispatch<S, E, C>;
  private readonly instances: KnownInstances;
  private readonly leaseMs: number;
  private readonly batchSize: number;
  private held = new Map<number, HeldShard>();
  /** Up to where shards were read without an effect since their checkpoints were saved. */
  private readonly passed = new Map<number, number>();
  /** How often was read since that was noted. */
  private readsPassed = 0;
  /** Shards whose effects were all carried out at the first try, which was not noted yet. */
  private readonly unsettled = new Set<number>();
  /** Wall time at which the leases are extended next; 0: at once. */
  private renewAt = 0;
  /** No timer is due before this instant. */
  private timerAt: Instant | null = null;
  /** Wall time; no effect is to be retried before. */
  private retryAt = Infinity;

  constructor(
    private readonly process: RegisteredProcess<S, E, C>,
    private readonly ports: ProcessRunnerPorts<C>,
    private readonly options: ProcessRunnerOptions,
  ) {
    this.name = process.manager.name;
    this.reads = new Set(process.manager.reads);
    this.effects = new EffectDispatch(process, ports.dispatcher, () => ports.system.now());
    this.instances = new KnownInstances(this.name, ports.store);
    this.leaseMs = options.leaseMs ?? 15_000;
    this.batchSize = options.batchSize ?? 500;
  }

  /** Runs until the signal aborts. A failure costs a pause; what was not saved is taken in again. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.turn(signal);
      } catch (error) {
        this.ports.report(error);
        this.letGo();
        await this.ports.system.sleep(PAUSE_AFTER_FAILURE_MS, signal);
      }
    }
    await this.note().catch(this.ports.report);
    await this.ports.store.release(this.name, this.options.owner).catch(this.ports.report);
  }

  /**
   * One round: leases, then the next events, for which it waits as long as nothing is due; then timers and retries.
   * A timer fires only when all that had happened before was taken in, however long that takes: what came of it may
   * have unset the timer.
   */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.ports.system.now() >= this.renewAt) await this.keepShards();
    const batches = await this.nextEvents(signal);
    const caughtUp = this.ports.source.caughtUp();
    if (batches.length > 0) await this.takeEvents(batches);
    if (batches.length === 0 || this.readsPassed >= NOTE_AFTER_READS) await this.note();
    const taken = batches.reduce((total, { events }) => total + events.length, 0);
    if (caughtUp.length > 0) await this.fireTimers(caughtUp);
    if (taken >= this.batchSize) return;
    await this.retryEffects();
    const isSmall = taken > 0 && taken < this.batchSize / 4 && caughtUp.length === this.held.size;
    if (isSmall) await this.ports.system.sleep(this.options.restMs ?? 0, signal);
  }

  private letGo(): void {
    this.held = new Map();
    this.passed.clear();
    this.unsettled.clear();
    this.instances.forget();
    this.ports.source.reset(new Map());
    this.renewAt = 0;
  }

  /** Extends leases and takes over shards; looks up whatever others may have changed meanwhile. */
  private async keepShards(): Promise<void> {
    const { store, system } = this.ports;
    const now = system.now();
    if (this.renewAt === 0) await store.register(this.name);
    const claimed = await store.claim(this.name, this.options.owner, now, this.leaseMs);
    const gained = claimed.filter(({ shard, epoch }) => this.held.get(shard)?.epoch !== epoch);
    if (gained.length > 0 || claimed.length !== this.held.size) {
      const kept = new Set(claimed.filter((one) => !gained.includes(one)).map(({ shard }) => shard));
      for (const shard of this.unsettled) if (!kept.has(shard)) this.unsettled.delete(shard);
      this.held = new Map(claimed.map((one) => [one.shard, one]));
      this.passed.clear();
      this.instances.forget();
      this.ports.source.reset(new Map(claimed.map(({ shard, position }) => [shard, position])));
    }
    await this.sendUndispatched(gained.map(({ shard }) => shard));
    await this.takeReleased();
    this.timerAt = await store.nextDue(this.name, this.shards());
    this.retryAt = 0;
    this.renewAt = now + this.leaseMs / 3;
  }

  private async sendUndispatched(shards: readonly number[]): Promise<void> {
    if (shards.length === 0) return;
    const entries = await this.ports.store.undispatched(this.name, shards);
    await this.dispatch(entries.flatMap(sendsOf));
  }

  private async takeReleased(): Promise<void> {
    const { store } = this.ports;
    const inputs = await store.released(this.name, this.shards());
    if (inputs.length === 0) return;
    const read = await this.readParked(inputs);
    const { instances } = await this.instances.load(inputs.map(({ key }) => key));
    await this.takeIn({ instances, parked: new Set() }, this.stay(inputs), (reactions) =>
      reactions.takeReleased(inputs, read),
    );
  }

  private async readParked(inputs: readonly ParkedInput[]): Promise<ReadonlyMap<number, RecordedEvent>> {
    const read = new Map<number, RecordedEvent>();
    for (const { position } of inputs) {
      if (position === 0) continue;
      const [event] = await this.ports.events.readAll(position - 1, { limit: 1 });
      if (event?.position !== position) throw new Error(`there is no event at position ${position}`);
      read.set(position, event);
    }
    return read;
  }

  /** @param shards those whose events were all taken in */
  private async fireTimers(shards: readonly number[]): Promise<void> {
    const { store, business } = this.ports;
    const now = business.now();
    if (this.timerAt === null || this.timerAt > now) return;
    const due = await store.due(this.name, shards, now, this.batchSize);
    if (due.length > 0) {
      await this.takeIn({ instances: due, parked: new Set() }, this.stay(due), (reactions) => {
        for (const { key, shard } of due) reactions.fireTimers(key, shard);
      });
    }
    this.timerAt = await store.nextDue(this.name, this.shards());
  }

  private async retryEffects(): Promise<void> {
    const { store, system } = this.ports;
    if (this.retryAt > system.now()) return;
    const retrying = await store.retrying(this.name, this.shards(), this.batchSize);
    const due = retrying.filter(({ status }) => status.nextAttemptAt <= system.now());
    const next = retrying[due.length]?.status.nextAttemptAt;
    this.retryAt = next ?? (due.length < this.batchSize ? Infinity : system.now());
    const effects = due.flatMap(({ status: { step, attempts }, entry }) =>
      sendsOf(entry)
        .filter((effect) => effect.step === step)
        .map((effect): PendingEffect => ({ ...effect, triedBefore: attempts })),
    );
    await this.dispatch(effects);
  }

  private async nextEvents(signal: AbortSignal): Promise<readonly ShardBatch[]> {
    const { source, business } = this.ports;
    const waiting = new AbortController();
    const wake = (): void => waiting.abort(AWAKE);
    const unsubscribe = business.onChange(wake);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
    try {
      return await source.next(this.batchSize, this.idleMs(), waiting.signal);
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', wake);
    }
  }

  /** How long nothing but an event can give this runner something to do (ms). */
  private idleMs(): number {
    const now = this.ports.system.now();
    const timerMs = this.timerAt === null ? Infinity : this.ports.business.wallMsUntil(this.timerAt);
    const noteMs = this.passed.size + this.unsettled.size === 0 ? Infinity : NOTE_AFTER_MS;
    return Math.max(0, Math.min(timerMs, this.renewAt - now, this.retryAt - now, noteMs));
  }

  private async takeEvents(batches: readonly ShardBatch[]): Promise<void> {
    const events = batches
      .flatMap((batch) => batch.events)
      .filter(({ type }) => this.reads.has(type))
      .map(keyed);
    const loaded = await this.instances.load(events.map(({ key }) => key));
    await this.takeIn(loaded, batches.map(this.advance), (reactions) => {
      for (const event of events) reactions.takeEvent(event);
    });
  }

  /** Works a batch out and saves it; then sends its commands. */
  private async takeIn(
    loaded: LoadedInstances,
    advances: readonly ShardAdvance[],
    take: (reactions: Reactions<S, E, C>) => void,
  ): Promise<void> {
    const now = this.ports.business.now();
    const reactions = new Reactions(this.process, loaded.instances, loaded.parked, now);
    take(reactions);
    const { journal, parked } = reactions;
    const instances = reactions.instances();
    const unparked = reactions.unparked();
    if (instances.length + journal.length + parked.length + unparked.length === 0) {
      for (const { shard, from, to } of advances) if (to > from) this.passed.set(shard, to);
      this.readsPassed += 1;
      return;
    }
    await this.save({ advances, instances, journal, parked, unparked });
    for (const { key, type, cause } of parked) {
      if (cause !== null) this.ports.report(new Parked(this.name, key, type, cause));
    }
    for (const { dueAt } of instances.flatMap(({ timers }) => Object.values(timers))) {
      if (this.timerAt === null || dueAt < this.timerAt) this.timerAt = dueAt;
    }
    await this.dispatch(journal.flatMap(sendsOf));
  }

  private async save(batch: Omit<ProcessBatch, 'process' | 'settled'>): Promise<void> {
    const settled = batch.advances.map(({ shard }) => shard).filter((shard) => this.unsettled.has(shard));
    await this.ports.store.save({ process: this.name, settled, ...batch });
    for (const { shard, to } of batch.advances) {
      this.held.set(shard, { ...this.hold(shard), position: to });
      this.passed.delete(shard);
      this.unsettled.delete(shard);
    }
    this.instances.saved(batch);
  }

  /** Notes what can wait for company: events that nothing followed from, effects that were carried out. */
  private async note(): Promise<void> {
    this.readsPassed = 0;
    const shards = distinct([...this.passed.keys(), ...this.unsettled]);
    if (shards.length === 0) return;
    const advances = shards.map((shard) => {
      const { position: from, epoch } = this.hold(shard);
      return { shard, from, to: this.passed.get(shard) ?? from, epoch };
    });
    await this.save({ advances, instances: [], journal: [], parked: [], unparked: [] });
  }

  private async dispatch(effects: readonly PendingEffect[]): Promise<void> {
    if (effects.length === 0) return;
    const outcomes = await this.effects.send(effects);
    const shards = effects.map(({ entry }) => entry.shard);
    for (const shard of shards) this.unsettled.add(shard);
    if (outcomes.length === 0) return;
    const held = this.stay(effects.map(({ entry }) => entry));
    await this.ports.store.settle(this.name, held, outcomes);
    for (const shard of shards) this.unsettled.delete(shard);
    for (const { key, step, status, nextAttemptAt, detail } of outcomes) {
      if (status === 'retrying') this.retryAt = Math.min(this.retryAt, nextAttemptAt);
      if (status === 'parked') this.ports.report(new Parked(this.name, key, step, detail ?? ''));
    }
  }

  private shards(): readonly number[] {
    return [...this.held.keys()];
  }

  private hold(shard: number): HeldShard {
    const held = this.held.get(shard);
    if (held === undefined) throw new Error(`shard ${shard} is not held`);
    return held;
  }

  /** From the saved checkpoint, which lies before the batch when events were passed over since. */
  private readonly advance = ({ shard, from, events }: ShardBatch): ShardAdvance => {
    const { position, epoch } = this.hold(shard);
    return { shard, from: position, to: events.at(-1)?.position ?? from, epoch };
  };

  /** Proof, for a write that moves no checkpoint, that the shards are still held. */
  private stay(inputs: readonly { readonly shard: number }[]): readonly ShardAdvance[] {
    return distinct(inputs.map(({ shard }) => shard)).map((shard) => {
      const { position, epoch } = this.hold(shard);
      return { shard, from: position, to: position, epoch };
    });
  }
}

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
