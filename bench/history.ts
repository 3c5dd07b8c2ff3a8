import { chainEvents, EMPTY_HEAD } from '../eventstore/registry/event-record';
import { orderAggregate } from '../src/application/aggregates';
import { streamOf } from '../src/application/commands/aggregate';
import { orderIdFor, uuidv5 } from '../src/application/deterministic-ids';
import { asId, type CustomerId } from '../src/domain/kernel/ids';
import { historyTo } from '../src/domain/order/order.fixtures';
import type { Infrastructure } from '../src/main/infrastructure';

const AT_A_TIME = 128;

/**
 * Stores whole lives of orders until there are at least so many events, and returns how many were stored. They
 * are hashed and chained as all events are; only their commands are left out.
 */
export async function fillHistory({ eventStore }: Infrastructure, events: number): Promise<number> {
  const life = historyTo('DELIVERED');
  const orders = Math.ceil(events / life.length);
  for (let first = 0; first < orders; first += AT_A_TIME) {
    const batch = Array.from({ length: Math.min(AT_A_TIME, orders - first) }, (_, i) => first + i);
    await Promise.all(batch.map((number) => storeLife(number)));
  }
  return orders * life.length;

  async function storeLife(number: number): Promise<void> {
    const customerId = asId<CustomerId>(uuidv5('bench-customer', String(number % 20_000)));
    const orderId = orderIdFor(customerId, `history-${number}`);
    const own = life.map((event) =>
      event.type === 'OrderPlaced' ? { ...event, orderId, customerId } : event,
    );
    const stream = streamOf(orderAggregate, orderId);
    const chained = chainEvents(
      stream,
      EMPTY_HEAD,
      own.map((event) => orderAggregate.codec.encode(event)),
      {
        commandId: uuidv5('bench-command', orderId),
        fingerprint: '',
        correlationId: orderId,
        causationId: orderId,
        actor: { id: 'bench', role: 'system' },
        occurredAt: own[0]?.at ?? '',
        partitionKey: orderId,
        policies: {},
        traceparent: null,
      },
    );
    await eventStore.append({ stream, expectedRevision: -1, events: chained });
  }
}
