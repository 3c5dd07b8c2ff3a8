import { decodeRecorded } from '../../../eventstore/registry/catalogue';
import type { EventMetadata } from '../../../eventstore/registry/metadata';
import { asId, type OrderId, type PaymentId } from '../../domain/kernel/ids';
import type { StoryEvent } from '../../domain/story/order-story';
import type { RecordedEvent } from '../ports/event-store';

const PAYMENT_STREAM = 'payment-';

/**
 * Reads events for a process that follows the stories of orders: each with the order that its partition key names,
 * and one of a payment's stream with the payment.
 */
export function storyReader<E extends StoryEvent>(manager: {
  readonly name: string;
  readonly reads: readonly E['type'][];
}): (recorded: RecordedEvent, metadata: EventMetadata) => E {
  const reads = new Set<string>(manager.reads);
  return (recorded, { partitionKey }) => {
    if (!reads.has(recorded.type)) throw new Error(`${manager.name} does not read ${recorded.type}`);
    const orderId = asId<OrderId>(partitionKey);
    const told = { ...decodeRecorded(recorded).event, orderId };
    const { stream } = recorded;
    // The one cast: the type is among those that the manager reads, and the ids are where they come from.
    return (stream.startsWith(PAYMENT_STREAM)
      ? { ...told, paymentId: asId<PaymentId>(stream.slice(PAYMENT_STREAM.length)) }
      : told) as unknown as E;
  };
}
