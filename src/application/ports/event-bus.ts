import type { RecordedEvent } from './event-store';

/** An event on its way to consumers. */
export interface FeedMessage {
  readonly shard: number;
  /** Position of the shard's previous event, 0 for its first: tells a consumer whether it missed one. */
  readonly prev: number;
  readonly event: RecordedEvent;
}

/**
 * Fan-out of events to consumers. A bus is a hint: it may lose, repeat or reorder messages, and forget
 * everything. What makes consumers correct is the `prev` chain and the store.
 */
export abstract class EventBus {
  /** Resolves when the bus has taken the messages. */
  abstract publish(messages: readonly FeedMessage[]): Promise<void>;
  /** Calls back with messages of any shard as they arrive. Returns the way to stop. */
  abstract subscribe(listener: (messages: readonly FeedMessage[]) => void): () => void;
}
