import { deliveryCommands, deliveryEventsOf } from '../../domain/delivery/delivery.fixtures';
import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { courierAsha } from '../../domain/order/order.fixtures';
import type { FeedEvent } from '../projection';
import { assignmentDecisions, type AssignmentDecisionRow } from './assignment-decisions';

const { RequestDelivery, StartSearch, RecordCandidates, OfferToPartner, DeclineAssignment } =
  deliveryCommands;

const rowsOf = (events: readonly DeliveryEvent[]): readonly (AssignmentDecisionRow | null)[] =>
  events.flatMap((event, n) => {
    if (!assignmentDecisions.reads.some((type) => type === event.type)) return [];
    const fact = {
      event,
      metadata: { partitionKey: 'order-1' } as FeedEvent['metadata'],
      recorded: { revision: n, position: n + 1 } as FeedEvent['recorded'],
    } as FeedEvent<never>;
    return assignmentDecisions.keysOf(fact).map((key) => assignmentDecisions.evolve(null, fact, key));
  });

describe('the decisions who brings an order', () => {
  const rows = rowsOf(
    deliveryEventsOf([RequestDelivery, StartSearch, RecordCandidates, OfferToPartner, DeclineAssignment]),
  );

  it('are one row for each look around, offer and answer, in their order', () =>
    expect(rows.map((row) => [row?.position, row?.type])).toEqual([
      [3, 'CandidatesScored'],
      [4, 'AssignmentOffered'],
      [5, 'AssignmentDeclined'],
    ]));

  it('hold all that a choice rests on, to be gone through again', () => {
    const { round, radiusMetres, algorithm, inputs, inputsHash, ranked } = RecordCandidates;
    expect(rows[0]).toMatchObject({
      order_id: 'order-1',
      round,
      radius_metres: radiusMetres,
      algorithm,
      inputs,
      inputs_hash: inputsHash,
      ranked,
      courier_id: null,
    });
  });

  it('hold what became of an offer', () => {
    expect(rows[1]).toMatchObject({ courier_id: courierAsha, attempt: 1, pickup_metres: 800, inputs: null });
    expect(rows[2]).toMatchObject({ courier_id: courierAsha, attempt: 1, reason: 'too-far' });
  });
});
