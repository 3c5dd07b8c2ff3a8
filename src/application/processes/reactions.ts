import { metadataOf, type EventMetadata } from '../../../eventstore/registry/metadata';
import type { Instant } from '../../domain/kernel/instant';
import type { Effect, ProcessInput, Reaction } from '../../domain/kernel/process';
import { uuidv5 } from '../deterministic-ids';
import type { RecordedEvent } from '../ports/event-store';
import type {
  JournalEntry,
  JournalInput,
  ParkedInput,
  ProcessInstance,
  StoredTimer,
} from '../ports/process-store';
import type { RegisteredProcess } from './registered-process';

/** An instance while a batch works on it. */
interface Working<S> {
  readonly key: string;
  readonly shard: number;
  seq: number;
  state: S;
  timers: Readonly<Record<string, StoredTimer>>;
  changed: boolean;
}

/** The id of a timer's firing: the same timer with the same due time is the same cause. */
export const timerIdOf = (process: string, key: string, timer: string, dueAt: Instant): string =>
  uuidv5('timer', process, key, timer, dueAt);

/** An event with the key of the instance that it belongs to. */
export interface KeyedEvent {
  /** Its partition key, or its stream when not even that can be read. */
  readonly key: string;
  readonly recorded: RecordedEvent;
  /** Undefined when it cannot be read. */
  readonly metadata: EventMetadata | undefined;
}

export function keyed(recorded: RecordedEvent): KeyedEvent {
  try {
    const metadata = metadataOf(recorded);
    return { key: metadata.partitionKey, recorded, metadata };
  } catch {
    return { key: recorded.stream, recorded, metadata: undefined };
  }
}

/**
 * What a batch of inputs comes to, worked out in memory: instances, journal, parked inputs. An input that
 * throws is parked with its cause, later inputs of its key wait behind it, and every other key goes on.
 */
export class Reactions<S, E extends { readonly type: string }, C> {
  readonly journal: JournalEntry[] = [];
  readonly parked: ParkedInput[] = [];
  private readonly released: ParkedInput[] = [];
  private readonly stored: ReadonlyMap<string, ProcessInstance>;
  private readonly working = new Map<string, Working<S>>();
  private readonly blocked: Set<string>;

  /**
   * @param loaded the instances of all keys that inputs will come for, as far as they exist
   * @param blocked keys with parked inputs
   * @param now when the inputs are taken in, on the business clock
   */
  constructor(
    private readonly process: RegisteredProcess<S, E, C>,
    loaded: readonly ProcessInstance[],
    blocked: Iterable<string>,
    private readonly now: Instant,
  ) {
    this.stored = new Map(loaded.map((instance) => [instance.key, instance]));
    this.blocked = new Set(blocked);
  }

  takeEvent({ key, recorded, metadata }: KeyedEvent): void {
    const { shard, position, type } = recorded;
    if (this.blocked.has(key)) {
      this.parked.push({ key, shard, position, type, cause: null });
      return;
    }
    this.guard({ key, shard, position, type }, () => {
      if (metadata === undefined) throw new Error('its metadata cannot be read');
      const event = this.process.decode(recorded, metadata);
      this.checkKey(event, metadata);
      this.apply(key, shard, { kind: 'event', event }, eventInput(recorded, metadata));
    });
  }

  /** Fires the instance's timers that are due, the earliest first. One that is set anew fires the next time. */
  fireTimers(key: string, shard: number): void {
    const due = this.dueTimers(key);
    for (const [timer, { dueAt }] of due) {
      if (this.blocked.has(key)) return;
      this.guard({ key, shard, position: 0, type: `timer:${timer}` }, () => {
        const instance = this.instance(key, shard);
        const set = instance.timers[timer];
        if (set?.dueAt !== dueAt) return; // an earlier input of this batch unset or moved it
        const id = timerIdOf(this.process.manager.name, key, timer, dueAt);
        const { correlationId } = set;
        this.apply(
          key,
          shard,
          { kind: 'timer', timer, dueAt, at: this.now },
          { kind: 'timer', id, timer, dueAt, correlationId },
        );
      });
    }
  }

  /** Inputs that were parked and let go, in order of key and position. `read` has the events by position. */
  takeReleased(inputs: readonly ParkedInput[], read: ReadonlyMap<number, RecordedEvent>): void {
    for (const input of inputs) {
      this.released.push(input);
      const recorded = read.get(input.position);
      if (recorded === undefined) this.fireTimers(input.key, input.shard);
      else this.takeEvent({ ...keyed(recorded), key: input.key });
    }
  }

  /** The released inputs that were taken in. */
  unparked(): readonly ParkedInput[] {
    const again = new Set(this.parked.map(({ key, position }) => `${position} ${key}`));
    return this.released.filter(({ key, position }) => !again.has(`${position} ${key}`));
  }

  /** The instances that changed. */
  instances(): readonly ProcessInstance[] {
    return [...this.working.values()]
      .filter(({ changed }) => changed)
      .map(({ key, shard, seq, state, timers }) => ({ key, shard, seq, state, timers }));
  }

  private guard(input: Omit<ParkedInput, 'cause'>, take: () => void): void {
    try {
      take();
    } catch (error) {
      this.blocked.add(input.key);
      this.parked.push({ ...input, cause: error instanceof Error ? error.message : String(error) });
    }
  }

  private checkKey(event: E, { partitionKey }: EventMetadata): void {
    const key = this.process.manager.keyOf(event);
    if (key === partitionKey) return;
    throw new Error(`instance ${key} is not of the partition key ${partitionKey}: it could have two writers`);
  }

  private dueTimers(key: string): readonly (readonly [string, StoredTimer])[] {
    const timers = this.working.get(key)?.timers ?? this.stored.get(key)?.timers ?? {};
    return Object.entries(timers)
      .filter(([, { dueAt }]) => dueAt <= this.now)
      .sort(([a, { dueAt: dueA }], [b, { dueAt: dueB }]) => (`${dueA} ${a}` < `${dueB} ${b}` ? -1 : 1));
  }

  private instance(key: string, shard: number): Working<S> {
    const known = this.working.get(key);
    if (known !== undefined) return known;
    const stored = this.stored.get(key);
    const instance: Working<S> =
      stored === undefined
        ? { key, shard, seq: 0, state: this.process.manager.initial, timers: {}, changed: false }
        : { ...stored, state: this.process.stateSchema.parse(stored.state), changed: false };
    this.working.set(key, instance);
    return instance;
  }

  private apply(key: string, shard: number, input: ProcessInput<E>, journalled: JournalInput): void {
    const instance = this.instance(key, shard);
    const reaction = this.process.manager.react(instance.state, input);
    if (input.kind === 'event' && reaction.state === instance.state && reaction.effects.length === 0) return;
    checkSteps(reaction);

    const fired = input.kind === 'timer' ? without(instance.timers, input.timer) : instance.timers;
    instance.timers = timersAfter(fired, reaction.effects, journalled.correlationId);
    instance.state = reaction.state;
    instance.seq += 1;
    instance.changed = true;
    this.journal.push({
      key,
      seq: instance.seq,
      shard,
      at: this.now,
      input: journalled,
      effects: reaction.effects,
    });
  }
}

const eventInput = (recorded: RecordedEvent, { correlationId }: EventMetadata): JournalInput => ({
  kind: 'event',
  id: recorded.id,
  type: recorded.type,
  stream: recorded.stream,
  revision: recorded.revision,
  position: recorded.position,
  correlationId,
});

/** A step names an effect within its input: two of one name would be one command. */
function checkSteps<S, C>({ effects }: Reaction<S, C>): void {
  const steps = effects.flatMap((effect) => (effect.do === 'send' ? [effect.step] : []));
  if (new Set(steps).size !== steps.length)
    throw new Error(`one reaction has a step twice: ${steps.join(', ')}`);
}

function without(timers: Readonly<Record<string, StoredTimer>>, timer: string): Record<string, StoredTimer> {
  return Object.fromEntries(Object.entries(timers).filter(([name]) => name !== timer));
}

function timersAfter<C>(
  timers: Readonly<Record<string, StoredTimer>>,
  effects: readonly Effect<C>[],
  correlationId: string,
): Readonly<Record<string, StoredTimer>> {
  let after = timers;
  for (const effect of effects) {
    if (effect.do === 'schedule') after = { ...after, [effect.timer]: { dueAt: effect.at, correlationId } };
    if (effect.do === 'unschedule') after = without(after, effect.timer);
  }
  return after;
}
