import type { Instant } from '../../domain/kernel/instant';
import { shardOf } from '../../domain/kernel/shard';
import type {
  EffectStatus,
  JournalEntry,
  JournalInput,
  ParkedInput,
  ProcessInstance,
  ProcessStore,
} from '../ports/process-store';
import { PROCESS_MANAGERS } from './process-managers';

/** An input that a process has reacted to, and when. */
export interface TakenIn {
  /** Type of the event, or `timer:` and the timer's name. */
  readonly what: string;
  /** On the business clock. */
  readonly at: Instant;
}

/** A timer that is set: what the process does next unless something happens before. */
export interface WaitingTimer {
  readonly timer: string;
  readonly dueAt: Instant;
  /** The input that set it last; null when the journal does not name it. */
  readonly setBy: TakenIn | null;
}

/** A command that a process has asked for and that is not carried out. */
export interface PendingCommand {
  readonly step: string;
  /** Its name, where it has one. */
  readonly command: string | null;
  readonly askedBy: TakenIn | null;
  /** `not-sent-yet` is under way, or is sent again by the next owner of the shard. */
  readonly status: 'not-sent-yet' | 'retrying' | 'parked';
  readonly attempts: number;
  /** Wall time, milliseconds since the epoch; null unless retrying. */
  readonly nextAttemptAt: number | null;
  /** Why it was not carried out. */
  readonly detail: string | null;
}

/** What one process of a partition key waits for, and why. */
export interface ProcessWaiting {
  readonly process: string;
  /** How many inputs it has reacted to. */
  readonly reactions: number;
  readonly last: TakenIn | null;
  /** JSON value, as the process made it; null before the first reaction. */
  readonly state: unknown;
  /** The earliest first. */
  readonly timers: readonly WaitingTimer[];
  readonly pending: readonly PendingCommand[];
  /** Inputs that it could not take in, with those that wait behind them. */
  readonly parked: readonly ParkedInput[];
}

/** More parked inputs than that are not told apart by key: something else is wrong then. */
const MAX_PARKED = 100_000;

/** Whether anything at all is still to come of it. */
export const isWaiting = ({ timers, pending, parked }: ProcessWaiting): boolean =>
  timers.length + pending.length + parked.length > 0;

/**
 * What every process of an order, or of another partition key, waits for. Processes that know nothing of the key are
 * left out.
 * @param key the partition key: the id of the order
 */
export async function waitingOf(store: ProcessStore, key: string): Promise<readonly ProcessWaiting[]> {
  const all = await Promise.all(PROCESS_MANAGERS.map(({ name }) => waitingOfProcess(store, name, key)));
  return all.filter((one) => one !== null);
}

async function waitingOfProcess(
  store: ProcessStore,
  process: string,
  key: string,
): Promise<ProcessWaiting | null> {
  const { instances, parked: parkedKeys } = await store.load(process, [key]);
  const [instance] = instances;
  if (instance === undefined && !parkedKeys.has(key)) return null;
  const [journal, effects, undispatched, parked] = await Promise.all([
    store.journal(process, key),
    store.effectsOf(process, key),
    store.undispatched(process, [shardOf(key)]),
    parkedKeys.has(key) ? store.parkedInputs(process, MAX_PARKED) : [],
  ]);
  const entryOf = new Map(journal.map((entry) => [entry.seq, entry]));
  const own = undispatched.filter((entry) => entry.key === key);
  return {
    process,
    reactions: instance?.seq ?? 0,
    last: takenIn(journal.at(-1)),
    state: instance?.state ?? null,
    timers: instance === undefined ? [] : timersOf(instance, journal),
    pending: [...own.flatMap(notSentYet), ...effects.flatMap((effect) => notDone(effect, entryOf))],
    parked: parked.filter((input) => input.key === key),
  };
}

const nameOf = (input: JournalInput): string =>
  input.kind === 'event' ? input.type : `timer:${input.timer}`;

const takenIn = (entry: JournalEntry | undefined): TakenIn | null =>
  entry === undefined ? null : { what: nameOf(entry.input), at: entry.at };

function timersOf({ timers }: ProcessInstance, journal: readonly JournalEntry[]): readonly WaitingTimer[] {
  return Object.entries(timers)
    .map(([timer, { dueAt }]) => {
      const setter = journal.findLast(({ effects }) =>
        effects.some((effect) => effect.do === 'schedule' && effect.timer === timer),
      );
      return { timer, dueAt, setBy: takenIn(setter) };
    })
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
}

const notSentYet = (entry: JournalEntry): readonly PendingCommand[] =>
  entry.effects.flatMap((effect) =>
    effect.do === 'send'
      ? {
          step: effect.step,
          command: commandName(effect.command),
          askedBy: takenIn(entry),
          status: 'not-sent-yet' as const,
          attempts: 0,
          nextAttemptAt: null,
          detail: null,
        }
      : [],
  );

function notDone(
  { seq, step, status, attempts, nextAttemptAt, detail }: EffectStatus,
  entryOf: ReadonlyMap<number, JournalEntry>,
): readonly PendingCommand[] {
  if (status !== 'retrying' && status !== 'parked') return [];
  const entry = entryOf.get(seq);
  const sent = entry?.effects.find((effect) => effect.do === 'send' && effect.step === step);
  return [
    {
      step,
      command: sent?.do === 'send' ? commandName(sent.command) : null,
      askedBy: takenIn(entry),
      status,
      attempts,
      nextAttemptAt: status === 'retrying' ? nextAttemptAt : null,
      detail,
    },
  ];
}

/** Commands are stored in several shapes: by themselves, or with the aggregate that they go to. */
function commandName(command: unknown): string | null {
  if (typeof command !== 'object' || command === null) return null;
  if ('type' in command && typeof command.type === 'string') return command.type;
  if ('command' in command) return commandName(command.command) ?? addressee(command);
  return addressee(command);
}

const addressee = (command: object): string | null =>
  'to' in command && typeof command.to === 'string' ? command.to : null;
