import { decodeRecorded, type TiffinEvent } from '../../../eventstore/registry/catalogue';
import {
  deliveryAggregate,
  ledgerAggregate,
  orderAggregate,
  paymentAggregate,
  reviewAggregate,
} from '../../application/aggregates';
import { streamOf, type Aggregate } from '../../application/commands/aggregate';
import { paymentIdFor } from '../../application/deterministic-ids';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store';
import { fold } from '../../domain/kernel/decider';
import { asId, type OrderId } from '../../domain/kernel/ids';
import type { FeedEvent } from '../../projections/projection';
import { verifyStored } from './audit-commands';
import { CouldNot, messageOf } from './exit-codes';

/** A stream of an order, and whether it is as it was written. */
export interface OrderStream {
  readonly stream: string;
  readonly events: number;
  /** What is wrong with it, and at which revision; null when its hash chain holds. */
  readonly problem: string | null;
}

/** Everything that is stored of an order but the marks of its courier's way. */
export interface StoredOrder {
  readonly orderId: OrderId;
  readonly streams: readonly OrderStream[];
  /** Of all its streams, in the order in which they were stored. */
  readonly facts: readonly FeedEvent[];
}

/**
 * Reads and verifies an order's stream, its payments, delivery, books and review.
 * @throws CouldNot when there is no such order, or an event of it cannot be read
 */
export async function readOrder(
  store: Pick<EventStore, 'readHead' | 'readStream'>,
  id: string,
): Promise<StoredOrder> {
  const orderId = asId<OrderId>(id);
  const streams: OrderStream[] = [];
  const facts: FeedEvent[] = [];
  const take = async (stream: string): Promise<boolean> => {
    const recorded = await store.readStream(stream);
    if (recorded.length === 0) return false;
    const { finding } = await verifyStored(store, stream);
    const problem = finding === null ? null : `${finding.problem} at revision ${finding.revision}`;
    streams.push({ stream, events: recorded.length, problem });
    facts.push(...recorded.map((one) => read(one, problem)));
    return true;
  };
  if (!(await take(streamOf(orderAggregate, orderId)))) throw new CouldNot(`There is no order ${id}.`);
  // Attempts are numbered without gaps: the first that never began ends them.
  let attempt = 1;
  while (await take(streamOf(paymentAggregate, paymentIdFor(orderId, attempt)))) attempt += 1;
  for (const aggregate of [deliveryAggregate, ledgerAggregate, reviewAggregate]) {
    await take(streamOf(aggregate, orderId));
  }
  facts.sort((a, b) => a.recorded.position - b.recorded.position);
  return { orderId, streams, facts };
}

function read(recorded: RecordedEvent, problem: string | null): FeedEvent {
  try {
    return { ...decodeRecorded(recorded), recorded };
  } catch (error) {
    const why = problem === null ? '' : ` The stream does not verify: ${problem}.`;
    throw new CouldNot(`${recorded.stream}@${recorded.revision} cannot be read: ${messageOf(error)}.${why}`);
  }
}

/** What the aggregate's own decider makes of the events of one stream. */
export function stateOf<C, S, E extends TiffinEvent, R>(
  { decider, codec }: Aggregate<C, S, E, R>,
  stream: string,
  facts: readonly FeedEvent[],
): S {
  const isOwn = (event: TiffinEvent): event is E => codec.handles(event.type);
  const events = facts.flatMap(({ event, recorded }) =>
    recorded.stream === stream && isOwn(event) ? [event] : [],
  );
  return fold(decider, events);
}
