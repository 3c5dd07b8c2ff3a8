import { AWAKE, type SystemClock } from '../ports/clock';
import type { EventBus, FeedMessage } from '../ports/event-bus';
import type { EventStore, RecordedEvent } from '../ports/event-store';
import type { ShardBatch, ShardSource } from './shard-batch';

export interface ShardFeedOptions {
  /** Messages kept for all shards together; what does not fit is read from the store later. */
  readonly buffer?: number;
  /** How long a shard may stay without a message until the store is asked (ms). */
  readonly pollMs?: number;
}

interface ShardState {
  readonly shard: number;
  /** Position of the last event delivered, or the checkpoint. */
  delivered: number;
  /** Every event of the shard up to this position has been delivered; at least `delivered`. */
  through: number;
  /** Messages to come, by position. */
  buffer: FeedMessage[];
  /** The bus has missed something: only the store knows what comes next. */
  behind: boolean;
  /** Wall time at which bus or store last said how things stand. */
  heardAt: number;
}

/**
 * Every consumer keeps some of its own, each at another place of the log when all of them lag behind: together they have
 * to fit into memory.
 */
const MOST_BUFFERED = 2_048;

/** Shards that are further apart than this many positions are not read from the store together. */
const READ_SPAN = 20_000;

/**
 * One consumer's way to its events: from the bus as long as the `prev` chain holds, from the store wherever it
 * is broken. Whatever the bus loses, repeats or reorders, every event of every shard is delivered once, in order.
 *
 * - A message whose `prev` was not delivered shows a gap: the range is read from the store.
 * - A shard of which nothing was heard for `pollMs` is looked up in the store, so that even a lost last message
 *   arrives.
 * - Catching up after `reset` is the same as healing a gap.
 */
export class ShardFeed implements ShardSource {
  private shards: ReadonlyMap<number, ShardState> = new Map();
  /** Messages in the buffers of all shards. */
  private buffered = 0;
  private readonly bufferLimit: number;
  private readonly pollMs: number;
  private readonly unsubscribe: () => void;
  private wake: () => void = () => undefined;

  constructor(
    private readonly store: EventStore,
    bus: EventBus,
    private readonly clock: SystemClock,
    options: ShardFeedOptions = {},
  ) {
    this.bufferLimit = options.buffer ?? MOST_BUFFERED;
    this.pollMs = options.pollMs ?? 500;
    this.unsubscribe = bus.subscribe((messages) => this.offer(messages));
  }

  reset(checkpoints: ReadonlyMap<number, number>): void {
    const heardAt = this.clock.now();
    this.buffered = 0;
    this.shards = new Map(
      [...checkpoints].map(([shard, position]) => [
        shard,
        { shard, delivered: position, through: position, buffer: [], behind: true, heardAt },
      ]),
    );
    this.wake();
  }

  async next(limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]> {
    const deadline = this.clock.now() + waitMs;
    while (!signal.aborted) {
      const batches = new Batches(limit);
      const due = this.shardsToRead();
      if (due.length > 0) await this.readStore(due, batches);
      this.takeBuffered(batches);
      if (batches.count > 0) return batches.list();
      if (this.shardsToRead().length > 0) continue;

      const now = this.clock.now();
      if (now >= deadline) return [];
      await this.pause(Math.min(deadline, this.nextPollAt()) - now, signal);
    }
    return [];
  }

  caughtUp(): readonly number[] {
    return [...this.shards.values()]
      .filter(({ behind, buffer }) => !behind && buffer.length === 0)
      .map(({ shard }) => shard);
  }

  /** Leaves the bus for good. */
  close(): void {
    this.unsubscribe();
  }

  private offer(messages: readonly FeedMessage[]): void {
    const now = this.clock.now();
    let news = false;
    for (const message of messages) {
      const state = this.shards.get(message.shard);
      if (state === undefined || message.event.position <= state.delivered) continue;
      if (this.buffered >= this.bufferLimit) state.behind = true;
      else if (insert(state.buffer, message)) this.buffered += 1;
      state.heardAt = now;
      news = true;
    }
    if (news) this.wake();
  }

  private takeBuffered(batches: Batches): void {
    const now = this.clock.now();
    for (const state of this.shards.values()) {
      let taken = 0;
      for (const message of state.buffer) {
        const { event, prev } = message;
        if (event.position > state.delivered) {
          if (!this.follows(prev, state)) {
            state.behind = true;
            break;
          }
          if (batches.isFull()) break;
          deliver(state, event, batches);
          state.heardAt = now;
        }
        taken += 1;
      }
      if (taken > 0) state.buffer.splice(0, taken);
      this.buffered -= taken;
    }
  }

  /** Whether an event that comes after `prev` in its shard is the next to deliver. */
  protected follows(prev: number, state: { readonly through: number }): boolean {
    return prev <= state.through;
  }

  /** The shards with a gap and those not heard of lately that lie close enough together for one read. */
  private shardsToRead(): readonly ShardState[] {
    const now = this.clock.now();
    const all = [...this.shards.values()];
    const due = all.some((state) => state.behind || now - state.heardAt >= this.pollMs);
    if (!due) return [];
    // Whoever is half due comes along: one query for all instead of one each.
    const ready = all.filter((state) => state.behind || now - state.heardAt >= this.pollMs / 2);
    const lowest = Math.min(...ready.map(({ through }) => through));
    return ready.filter(({ through }) => through <= lowest + READ_SPAN);
  }

  private async readStore(due: readonly ShardState[], batches: Batches): Promise<void> {
    const asked = this.shards;
    const head = await this.store.headPosition();
    const after = Math.min(...due.map(({ through }) => through));
    const page =
      head > after
        ? await this.store.readAll(after, { limit: batches.limit, shards: due.map(({ shard }) => shard) })
        : [];
    if (this.shards !== asked) return;

    for (const event of page) {
      const state = this.shards.get(event.shard);
      if (state !== undefined && event.position > state.delivered) deliver(state, event, batches);
    }
    // A full page says nothing of what lies beyond its last event; a shorter one has seen everything up to head.
    const complete = page.length < batches.limit;
    const through = Math.max(page.at(-1)?.position ?? 0, complete ? head : 0);
    const now = this.clock.now();
    for (const state of due) {
      state.through = Math.max(state.through, through);
      state.heardAt = now;
      state.behind = !complete;
    }
  }

  private nextPollAt(): number {
    let earliest = Infinity;
    for (const { heardAt } of this.shards.values()) earliest = Math.min(earliest, heardAt + this.pollMs);
    return earliest;
  }

  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    // An abort during the read before would not be heard any more.
    if (signal.aborted) return;
    const waiting = new AbortController();
    this.wake = () => waiting.abort(AWAKE);
    signal.addEventListener('abort', this.wake, { once: true });
    await this.clock.sleep(ms, waiting.signal);
    signal.removeEventListener('abort', this.wake);
    this.wake = () => undefined;
  }
}

/** What one call of `next` gives: at most `limit` events, in one batch per shard. */
class Batches {
  count = 0;
  private readonly byShard = new Map<number, { shard: number; from: number; events: RecordedEvent[] }>();

  constructor(readonly limit: number) {}

  isFull(): boolean {
    return this.count >= this.limit;
  }

  add(from: number, event: RecordedEvent): void {
    const batch = this.byShard.get(event.shard);
    if (batch === undefined) this.byShard.set(event.shard, { shard: event.shard, from, events: [event] });
    else batch.events.push(event);
    this.count += 1;
  }

  list(): readonly ShardBatch[] {
    return [...this.byShard.values()];
  }
}

function deliver(state: ShardState, event: RecordedEvent, batches: Batches): void {
  batches.add(state.delivered, event);
  state.delivered = event.position;
  state.through = Math.max(state.through, event.position);
}

/** Keeps the buffer in order of position; a repeated message is left out (false). Messages mostly come in order. */
function insert(buffer: FeedMessage[], message: FeedMessage): boolean {
  const { position } = message.event;
  let at = buffer.length;
  while (at > 0 && (buffer[at - 1]?.event.position ?? 0) > position) at -= 1;
  if (buffer[at - 1]?.event.position === position) return false;
  buffer.splice(at, 0, message);
  return true;
}
