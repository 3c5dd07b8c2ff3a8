import { MAX_PINGS_PER_SEGMENT } from '../../domain/gps/gps';
import type { GpsCommand } from '../../domain/gps/gps-messages';
import type { MarkedPing } from '../../domain/gps/plausibility';
import { msBetween, type Instant } from '../../domain/kernel/instant';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import { gpsAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { commandIdFor, fingerprintOf } from '../deterministic-ids';
import { SubjectErased } from '../identity/subject-erased';
import type { BusinessClock, SystemClock } from '../ports/clock';
import type { SubjectKeys } from '../ports/subject-keys';
import { sealPings } from './track';

/** The longest that a ping waits until it is written (ms of business time). */
export const SEGMENT_MS = 60_000;
/** How often it is looked whether something is to be written (ms of wall time). */
const LOOK_MS = 1_000;
/** Segments that wait for a store that is away; of more than that, the oldest are given up. */
export const MAX_WAITING = 2_000;
/** Other processes may be writing to the same track. */
const MAX_TRIES = 5;

/** Pings of one courier for one order, until they are a segment. */
interface Gathering {
  readonly orderId: OrderId;
  readonly courierId: CourierId;
  readonly pings: MarkedPing[];
  /** When the first of them arrived. */
  readonly since: Instant;
}

/** A segment to be written. */
type Segment = Omit<Gathering, 'since'>;

export interface TrackRecorderPorts {
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly keys: SubjectKeys;
  readonly business: BusinessClock;
  readonly system: SystemClock;
  /** Is told of every failure that the recorder goes on after. */
  readonly report: (error: unknown) => void;
}

/**
 * Writes down where couriers were on their deliveries, in sealed segments of up to twenty pings or a minute. Pings
 * are telemetry: they lie in memory until their segment is written, and a process that is killed takes them along.
 * No request waits for the store here.
 */
export class TrackRecorder {
  private readonly gathering = new Map<string, Gathering>();
  private waiting: Segment[] = [];

  constructor(private readonly ports: TrackRecorderPorts) {}

  /** @param pings in order, and after those that were added before */
  add(orderId: OrderId, courierId: CourierId, pings: readonly MarkedPing[]): void {
    const key = `${orderId} ${courierId}`;
    for (const ping of pings) {
      const gathered = this.gathering.get(key);
      if (gathered === undefined) {
        this.gathering.set(key, { orderId, courierId, pings: [ping], since: this.ports.business.now() });
      } else gathered.pings.push(ping);
      if (gathered?.pings.length === MAX_PINGS_PER_SEGMENT) this.close(key, gathered);
    }
  }

  /** Runs until the signal aborts, and then writes what is left. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.ports.system.sleep(LOOK_MS, signal);
      await this.writeDue();
    }
    await this.writeAll();
  }

  /** Writes the segments that are full or a minute old. Also those of deliveries that are over meanwhile. */
  async writeDue(): Promise<void> {
    const now = this.ports.business.now();
    for (const [key, gathered] of this.gathering) {
      if (msBetween(gathered.since, now) >= SEGMENT_MS) this.close(key, gathered);
    }
    await this.write();
  }

  /** Writes everything, full or not. */
  async writeAll(): Promise<void> {
    for (const [key, gathered] of this.gathering) this.close(key, gathered);
    await this.write();
  }

  private close(key: string, gathered: Gathering): void {
    this.gathering.delete(key);
    this.waiting.push(gathered);
  }

  /** The segments of an order one after the other, those of different orders all at once. */
  private async write(): Promise<void> {
    if (this.waiting.length === 0) return;
    const byOrder = new Map<OrderId, Segment[]>();
    for (const segment of this.waiting) {
      byOrder.set(segment.orderId, [...(byOrder.get(segment.orderId) ?? []), segment]);
    }
    this.waiting = [];
    const written = await Promise.all([...byOrder.values()].map((segments) => this.writeInTurn(segments)));
    // A store that is away fails for all of them: once is told of it.
    const failure = written.find(({ left }) => left.length > 0);
    if (failure !== undefined) this.ports.report(failure.error);
    this.keep(written.flatMap(({ left }) => left));
  }

  /** Those that could not be written are tried again at the next look, before newer ones. */
  private keep(left: readonly Segment[]): void {
    const waiting = [...left, ...this.waiting];
    const surplus = waiting.length - MAX_WAITING;
    if (surplus > 0) this.ports.report(new Error(`${surplus} segments of tracks were given up`));
    this.waiting = waiting.slice(Math.max(0, surplus));
  }

  /** @returns what could not be written, and why */
  private async writeInTurn(
    segments: readonly Segment[],
  ): Promise<{ readonly left: readonly Segment[]; readonly error: unknown }> {
    for (const [i, segment] of segments.entries()) {
      try {
        await this.writeOne(segment);
      } catch (error) {
        return { left: segments.slice(i), error };
      }
    }
    return { left: [], error: null };
  }

  /** @throws when it cannot be said that it is written */
  private async writeOne({ orderId, courierId, pings: marked }: Segment): Promise<void> {
    const { executor, loader, keys, business } = this.ports;
    const pings = await sealPings(keys, orderId, marked).catch((error: unknown) => {
      if (error instanceof SubjectErased) return null;
      throw error;
    });
    const [first, last] = [marked[0], marked.at(-1)];
    // Null: the track was shredded while the courier was still on their way. Nothing of it is kept any more.
    if (pings === null || first === undefined || last === undefined) return;
    const [from, to] = [first.at, last.at];
    const counted = (mark: 'jump' | 'mock'): number =>
      marked.filter(({ marks }) => marks.includes(mark)).length;
    const at = business.now();
    // The same pings have the same id: a write that is tried again is a repeat.
    const id = commandIdFor(courierId, 'RecordSegment', orderId, `${from} ${to} ${marked.length}`);
    const context: CommandContext = {
      commandId: id,
      fingerprint: fingerprintOf(id),
      correlationId: id,
      causationId: id,
      actor: { id: courierId, role: 'courier' },
      at,
      traceparent: null,
    };
    const content = { orderId, courierId, pings, count: marked.length, from, to };
    const marks = { jumps: counted('jump'), mocked: counted('mock') };
    let next = (await loader.recent(gpsAggregate, orderId)).state.segments + 1;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const command: GpsCommand = { type: 'RecordSegment', ...content, ...marks, segment: next, at };
      const outcome = await executor.execute(gpsAggregate, orderId, context, () => ({ ok: true, command }));
      if (outcome.kind === 'done') return;
      if (outcome.kind !== 'rejected') throw new Error(`the track of ${orderId}: ${outcome.kind}`);
      if (outcome.rejection.code !== 'segment-out-of-sequence') {
        throw new Error(`the track of ${orderId}: ${outcome.rejection.code}`);
      }
      next = outcome.rejection.next;
    }
    throw new Error(`the track of ${orderId}: others keep writing`);
  }
}
