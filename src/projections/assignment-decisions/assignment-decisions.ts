import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import type { CandidateInput, RankedCandidate } from '../../domain/dispatch/scoring';
import type { Instant } from '../../domain/kernel/instant';
import { tableOf, type FeedEvent, type Projection } from '../projection';

const READS = [
  'CandidatesScored',
  'CandidateUnavailable',
  'AssignmentOffered',
  'AssignmentAccepted',
  'AssignmentDeclined',
  'AssignmentExpired',
  'AssignmentWithdrawn',
  'PartnerAssigned',
  'PartnerReassigned',
] as const satisfies readonly DeliveryEvent['type'][];

type DecisionEvent = Extract<DeliveryEvent, { type: (typeof READS)[number] }>;

/** One step of the choice of a courier: a look around with all it rests on, or what became of an offer. */
export interface AssignmentDecisionRow {
  readonly order_id: string;
  readonly position: number;
  readonly type: DecisionEvent['type'];
  readonly at: Instant;
  readonly round: number | null;
  readonly attempt: number | null;
  readonly courier_id: string | null;
  /** Why an offer came to nothing, as a short code. */
  readonly reason: string | null;
  /** From the courier to the restaurant, of an offer. */
  readonly pickup_metres: number | null;
  readonly lease_until: Instant | null;
  readonly radius_metres: number | null;
  /** Of a look around: the rules, what they were given, and what they made of it, the first to be asked first. */
  readonly algorithm: string | null;
  readonly inputs: readonly CandidateInput[] | null;
  /** SHA-256 (hex) of algorithm, radius and inputs. */
  readonly inputs_hash: string | null;
  readonly ranked: readonly RankedCandidate[] | null;
}

function evolve({ event, recorded }: FeedEvent<DecisionEvent>, orderId: string): AssignmentDecisionRow {
  const isLook = event.type === 'CandidatesScored';
  return {
    order_id: orderId,
    position: recorded.position,
    type: event.type,
    at: event.at,
    round: 'round' in event ? event.round : null,
    attempt: 'attempt' in event ? event.attempt : null,
    courier_id: 'courierId' in event ? event.courierId : null,
    reason: 'reason' in event ? event.reason : null,
    pickup_metres: 'pickupMetres' in event ? event.pickupMetres : null,
    lease_until: 'leaseUntil' in event ? event.leaseUntil : null,
    radius_metres: isLook ? event.radiusMetres : null,
    algorithm: isLook ? event.algorithm : null,
    inputs: isLook ? event.inputs : null,
    inputs_hash: isLook ? event.inputsHash : null,
    ranked: isLook ? event.ranked : null,
  };
}

/** How the courier of every order was chosen, step by step, to be gone through when somebody disputes it. */
export const assignmentDecisions: Projection<AssignmentDecisionRow, DecisionEvent> = {
  name: 'assignment-decisions',
  version: 1,
  table: tableOf<AssignmentDecisionRow>({
    columns: {
      order_id: 'text',
      position: 'bigint',
      type: 'text',
      at: 'timestamptz',
      round: 'integer',
      attempt: 'integer',
      courier_id: 'text',
      reason: 'text',
      pickup_metres: 'integer',
      lease_until: 'timestamptz',
      radius_metres: 'integer',
      algorithm: 'text',
      inputs: 'json',
      inputs_hash: 'text',
      ranked: 'json',
    },
    key: ['order_id', 'position'],
  }),
  reads: READS,
  insertOnly: true,
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve: (_row, fact, orderId) => evolve(fact, orderId),
};
