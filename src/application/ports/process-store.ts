import type { Instant } from '../../domain/kernel/instant';
import type { Effect } from '../../domain/kernel/process';

/** A timer that is set. */
export interface StoredTimer {
  readonly dueAt: Instant;
  /** Of the input that set it; what it causes belongs to the same request of the outside world. */
  readonly correlationId: string;
}

/** One instance of a process as it is stored. It belongs to a partition key: that is what makes it have one writer. */
export interface ProcessInstance {
  readonly key: string;
  readonly shard: number;
  /** How many inputs it has reacted to: its journal has as many entries, numbered from 1. */
  readonly seq: number;
  /** JSON value, as the process made it. */
  readonly state: unknown;
  readonly timers: Readonly<Record<string, StoredTimer>>;
}

/** What an instance reacted to. An event is named, not copied: its bytes are in the event store. */
export type JournalInput =
  | {
      readonly kind: 'event';
      readonly id: string;
      readonly type: string;
      readonly stream: string;
      readonly revision: number;
      readonly position: number;
      readonly correlationId: string;
    }
  | {
      readonly kind: 'timer';
      /** Deterministic: a timer that fires twice has one id. */
      readonly id: string;
      readonly timer: string;
      readonly dueAt: Instant;
      readonly correlationId: string;
    };

/** One reaction: input and effects. Written once, never changed. Inputs that changed nothing are left out. */
export interface JournalEntry {
  readonly key: string;
  readonly seq: number;
  readonly shard: number;
  /** When the input was taken in, on the business clock. */
  readonly at: Instant;
  readonly input: JournalInput;
  /** The commands in them are JSON values. */
  readonly effects: readonly Effect<unknown>[];
}

/** An event that could not be taken in, or that waits behind such a one of its key. */
export interface ParkedInput {
  readonly key: string;
  readonly shard: number;
  /** Position of the event; 0 for a timer. */
  readonly position: number;
  /** Type of the event, or `timer:` and the timer's name. */
  readonly type: string;
  /** What went wrong; null for one that only waits. */
  readonly cause: string | null;
}

/** How an effect stands that was not carried out at the first try. */
export interface EffectStatus {
  readonly key: string;
  readonly seq: number;
  readonly step: string;
  readonly shard: number;
  /**
   * `rejected` is an answer: the command was refused and that is that. `retrying` will be tried again;
   * `parked` has failed too often and waits for a person.
   */
  readonly status: 'done' | 'rejected' | 'retrying' | 'parked';
  readonly attempts: number;
  /** Wall time, milliseconds since the epoch; 0 unless retrying. */
  readonly nextAttemptAt: number;
  /** The rejection's code, or what failed. */
  readonly detail: string | null;
}

/** A shard as its owner holds it. */
export interface HeldShard {
  readonly shard: number;
  /** The checkpoint: every event of the shard up to here was taken in. */
  readonly position: number;
  /** Grows whenever the shard changes hands. */
  readonly epoch: number;
}

/** A checkpoint's move, or its stay (`from` equals `to`): either way it shows that the shard is still held. */
export interface ShardAdvance {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
}

/** Everything that one batch of inputs comes to. */
export interface ProcessBatch {
  readonly process: string;
  /** At least the shards of everything else in the batch. */
  readonly advances: readonly ShardAdvance[];
  /** Whole: each replaces what was stored under its key. */
  readonly instances: readonly ProcessInstance[];
  /** Appended. Their `send` effects count as undispatched until they are settled. */
  readonly journal: readonly JournalEntry[];
  /** Added; one that is parked already gets the new cause. */
  readonly parked: readonly ParkedInput[];
  /** Shards of which all effects that were undispatched before this batch have been carried out, and each succeeded. */
  readonly settled: readonly number[];
  /** Parked inputs that were taken in after all. */
  readonly unparked: readonly { readonly key: string; readonly position: number }[];
}

/** Somebody else has taken a shard over. Nothing was written. */
export class ShardsLost extends Error {
  override readonly name = 'ShardsLost';
  constructor(readonly process: string) {
    super(`a shard of process ${process} has another owner`);
  }
}

/**
 * Where process managers live: shards with their owners, instances, journal, timers, and effects that are not
 * yet carried out. A write by an owner is one transaction that also proves that the shards are still its own;
 * it may be lost in a power cut together with its checkpoint, never without.
 */
export abstract class ProcessStore {
  /** Makes a process known; one that is new begins at the start of every shard. */
  abstract register(process: string): Promise<void>;

  /**
   * Extends the owner's leases, takes over what is free or has run out, and gives all that the owner holds now.
   * @param owner unique to one run of one program
   * @param now wall time, milliseconds since the epoch
   */
  abstract claim(process: string, owner: string, now: number, leaseMs: number): Promise<readonly HeldShard[]>;

  /** Gives the owner's shards back. */
  abstract release(process: string, owner: string): Promise<void>;

  /** The instances of the keys that have one, and which of the keys have parked inputs. */
  abstract load(
    process: string,
    keys: readonly string[],
  ): Promise<{ readonly instances: readonly ProcessInstance[]; readonly parked: ReadonlySet<string> }>;

  /** @throws ShardsLost */
  abstract save(batch: ProcessBatch): Promise<void>;

  /**
   * The undispatched effects of these shards have been dispatched; those that did not simply succeed are listed.
   * @throws ShardsLost
   */
  abstract settle(
    process: string,
    held: readonly ShardAdvance[],
    outcomes: readonly EffectStatus[],
  ): Promise<void>;

  /** Entries whose effects a previous owner may not have dispatched, or not settled. */
  abstract undispatched(process: string, shards: readonly number[]): Promise<readonly JournalEntry[]>;

  /** Effects to be tried again, the earliest first, each with its entry. */
  abstract retrying(
    process: string,
    shards: readonly number[],
    limit: number,
  ): Promise<readonly { readonly status: EffectStatus; readonly entry: JournalEntry }[]>;

  /** Instances with a timer due at or before an instant, the earliest first. None with parked inputs. */
  abstract due(
    process: string,
    shards: readonly number[],
    upTo: Instant,
    limit: number,
  ): Promise<readonly ProcessInstance[]>;

  /** When the next timer is due, of instances without parked inputs; null if there is none. */
  abstract nextDue(process: string, shards: readonly number[]): Promise<Instant | null>;

  /** Parked inputs of keys that `retry` or `skip` has let go, in order of key and position. */
  abstract released(process: string, shards: readonly number[]): Promise<readonly ParkedInput[]>;

  /** An instance's whole story, for the support view and for replay. */
  abstract journal(process: string, key: string): Promise<readonly JournalEntry[]>;

  /** The inputs that wait for a person, with those behind them. */
  abstract parkedInputs(process: string, limit: number): Promise<readonly ParkedInput[]>;

  /** Effects of an instance that were not carried out at the first try. */
  abstract effectsOf(process: string, key: string): Promise<readonly EffectStatus[]>;

  /** Effects that wait for a person. */
  abstract parkedEffects(process: string, limit: number): Promise<readonly EffectStatus[]>;

  /** Lets the key's parked inputs be taken in again, and its parked effects be tried again. */
  abstract retry(process: string, key: string): Promise<void>;

  /**
   * Drops the input that blocks the key, and lets those behind it go; a timer is unset. The key's parked effects
   * are given up (`rejected`, detail `skipped`).
   */
  abstract skip(process: string, key: string): Promise<void>;
}
