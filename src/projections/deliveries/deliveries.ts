import type { ProofTerms, DeliveryEvent } from '../../domain/delivery/delivery-messages';
import type { EtaPhase, EtaReason } from '../../domain/eta/phase-eta';
import { never } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';
import { DELIVERY_EVENT_TYPES } from '../event-types';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** How far the delivery of an order is. `REQUESTED`: the search is to begin, just in time for the kitchen, or anew. */
export type DeliveryProgress =
  | 'REQUESTED'
  | 'SEARCHING'
  | 'OFFERED'
  | 'ASSIGNED'
  | 'AT_RESTAURANT'
  | 'ON_THE_WAY'
  | 'AT_CUSTOMER'
  | 'DELIVERED'
  | 'FAILED'
  | 'RETURNED'
  | 'CANCELLED';

/** What shows that the food reached the door; the place itself stays in the events. */
export type ProofView = Omit<ProofTerms, 'place'>;

/** The delivery of one order: the search, the offer that is open, who brings it, and how far they are. */
export interface DeliveryRow {
  readonly order_id: string;
  readonly restaurant_id: string;
  readonly customer_id: string;
  /** Where the food is picked up, in degrees. */
  readonly pickup_lat: number;
  readonly pickup_lng: number;
  /** From the restaurant to the door. */
  readonly distance_metres: number;
  readonly status: DeliveryProgress;
  /** Whether it still has to be brought, or brought back. */
  readonly is_active: boolean;
  /** Whether nobody brings it yet. */
  readonly is_unassigned: boolean;
  /** Whether staff should look at it: nobody is found, or heard of, or the customer did not get it. */
  readonly needs_help: boolean;
  /** Of the search: how often couriers were looked for, 0 before the first look; how far; how often it was widened. */
  readonly round: number;
  readonly radius_metres: number | null;
  readonly level: number;
  readonly is_exhausted: boolean;
  /** Until when the customer may choose; set once a courier has not been found for long. Null before. */
  readonly choice_until: Instant | null;
  readonly chose_to_wait: boolean;
  /** The courier who is asked now; null when nobody is. */
  readonly offer_courier_id: string | null;
  readonly offer_attempt: number | null;
  readonly offer_until: Instant | null;
  /** From the courier who is asked to the restaurant. */
  readonly offer_pickup_metres: number | null;
  /** Who brings it; after the end, who did. */
  readonly courier_id: string | null;
  readonly courier_shift: number | null;
  /** The number of the last offer or assignment; 0 before the first. */
  readonly attempt: number;
  readonly requested_at: Instant;
  readonly search_began_at: Instant | null;
  readonly assigned_at: Instant | null;
  readonly at_restaurant_at: Instant | null;
  readonly pickup_verified_at: Instant | null;
  readonly departed_at: Instant | null;
  readonly at_customer_at: Instant | null;
  readonly ended_at: Instant | null;
  readonly eta_phase: EtaPhase | null;
  readonly eta_pickup_at: Instant | null;
  readonly eta_p50: Instant | null;
  readonly eta_p90: Instant | null;
  readonly eta_reason: EtaReason | null;
  /** Looks in a row that nothing was heard of the courier; 0: all is well. */
  readonly silent_checks: number;
  readonly last_seen_at: Instant | null;
  /** Why it could not be delivered or was called off, as a short code. */
  readonly reason: string | null;
  readonly proof: ProofView | null;
  readonly updated_at: Instant;
  readonly position: number;
}

type Requested = Extract<DeliveryEvent, { type: 'DeliveryRequested' }>;
type Change = Partial<
  Omit<DeliveryRow, 'order_id' | 'is_active' | 'is_unassigned' | 'needs_help' | 'updated_at' | 'position'>
>;

const NO_OFFER = {
  offer_courier_id: null,
  offer_attempt: null,
  offer_until: null,
  offer_pickup_metres: null,
} as const satisfies Change;

const NO_COURIER = {
  courier_id: null,
  courier_shift: null,
  assigned_at: null,
  at_restaurant_at: null,
  pickup_verified_at: null,
  silent_checks: 0,
  last_seen_at: null,
} as const satisfies Change;

const requested = (event: Requested): Omit<DeliveryRow, 'position'> => ({
  order_id: event.orderId,
  restaurant_id: event.restaurantId,
  customer_id: event.customerId,
  pickup_lat: event.pickup.lat,
  pickup_lng: event.pickup.lng,
  distance_metres: event.distanceMetres,
  status: 'REQUESTED',
  is_active: true,
  is_unassigned: true,
  needs_help: false,
  round: 0,
  radius_metres: null,
  level: 0,
  is_exhausted: false,
  choice_until: null,
  chose_to_wait: false,
  ...NO_OFFER,
  ...NO_COURIER,
  attempt: 0,
  requested_at: event.at,
  search_began_at: null,
  departed_at: null,
  at_customer_at: null,
  ended_at: null,
  eta_phase: null,
  eta_pickup_at: null,
  eta_p50: null,
  eta_p90: null,
  eta_reason: null,
  reason: null,
  proof: null,
  updated_at: event.at,
});

/** Somebody brings it: nothing of the search matters any more. */
const assigned = (
  event: Extract<DeliveryEvent, { type: 'AssignmentAccepted' | 'PartnerAssigned' }>,
): Change => ({
  ...NO_OFFER,
  status: 'ASSIGNED',
  courier_id: event.courierId,
  courier_shift: event.shift,
  attempt: event.attempt,
  assigned_at: event.at,
  is_exhausted: false,
  choice_until: null,
});

function change(row: DeliveryRow, event: Exclude<DeliveryEvent, Requested>): Change {
  switch (event.type) {
    case 'PartnerSearchStarted':
      return {
        status: 'SEARCHING',
        search_began_at: event.at,
        round: 0,
        level: 0,
        is_exhausted: false,
        choice_until: null,
        chose_to_wait: false,
      };
    case 'CandidatesScored':
      return { round: event.round, radius_metres: event.radiusMetres };
    case 'AssignmentOffered':
      return {
        status: 'OFFERED',
        offer_courier_id: event.courierId,
        offer_attempt: event.attempt,
        offer_until: event.leaseUntil,
        offer_pickup_metres: event.pickupMetres,
        attempt: event.attempt,
      };
    case 'AssignmentDeclined':
    case 'AssignmentExpired':
    case 'AssignmentWithdrawn':
      return { ...NO_OFFER, status: row.status === 'OFFERED' ? 'SEARCHING' : row.status };
    case 'AssignmentAccepted':
    case 'PartnerAssigned':
      return assigned(event);
    case 'SearchEscalated':
      return { level: event.level, radius_metres: event.radiusMetres };
    case 'SearchExhausted':
      return { is_exhausted: true };
    case 'CustomerChoiceOffered':
      return { choice_until: event.until };
    case 'CustomerChoseToWait':
      return { chose_to_wait: true };
    case 'PartnerReassigned':
      return { ...NO_COURIER, status: 'REQUESTED' };
    case 'ArrivedAtRestaurant':
      return { status: 'AT_RESTAURANT', at_restaurant_at: event.at };
    case 'PickupVerified':
      return { pickup_verified_at: event.at };
    case 'DepartedToCustomer':
      return { status: 'ON_THE_WAY', departed_at: event.at };
    case 'ArrivedAtCustomer':
      return { status: 'AT_CUSTOMER', at_customer_at: event.at };
    case 'EtaRevised':
      return {
        eta_phase: event.phase,
        eta_pickup_at: event.pickupAt,
        eta_p50: event.p50,
        eta_p90: event.p90,
        eta_reason: event.reason,
      };
    case 'PartnerWentSilent':
      return { silent_checks: event.silentChecks, last_seen_at: event.lastSeenAt };
    case 'PartnerHeardAgain':
      return { silent_checks: 0, last_seen_at: event.at };
    case 'ProofRecorded': {
      const { courierId, blob, sha256, contentType, distanceMetres, accuracyMetres } = event;
      return { proof: { courierId, blob, sha256, contentType, distanceMetres, accuracyMetres } };
    }
    case 'DeliveryFailed':
      return { status: 'FAILED', reason: event.reason };
    case 'ReturnCompleted':
      return { status: 'RETURNED', ended_at: event.at };
    case 'DeliveryCompleted':
      return { status: 'DELIVERED', ended_at: event.at };
    case 'DeliveryCancelled':
      return { ...NO_OFFER, ...NO_COURIER, status: 'CANCELLED', reason: event.reason, ended_at: event.at };
    case 'CandidateUnavailable':
      return {};
    default:
      return never(event);
  }
}

const OVER: ReadonlySet<DeliveryProgress> = new Set(['DELIVERED', 'RETURNED', 'CANCELLED']);

const isInNeed = (row: DeliveryRow): boolean =>
  !OVER.has(row.status) &&
  (row.status === 'FAILED' || row.is_exhausted || row.choice_until !== null || row.silent_checks > 0);

function evolve(row: DeliveryRow | null, { event, recorded }: FeedEvent<DeliveryEvent>): DeliveryRow {
  const { position } = recorded;
  if (event.type === 'DeliveryRequested')
    return { ...requested(event), attempt: row?.attempt ?? 0, position };
  if (row === null) throw new Error(`${event.type} of a delivery that was never requested`);
  const changed = { ...row, ...change(row, event), updated_at: event.at, position };
  const isActive = !OVER.has(changed.status);
  const isUnassigned = isActive && changed.courier_id === null;
  return { ...changed, is_active: isActive, is_unassigned: isUnassigned, needs_help: isInNeed(changed) };
}

/** The delivery of every order that a kitchen took on. */
export const deliveries: Projection<DeliveryRow, DeliveryEvent> = {
  name: 'deliveries',
  version: 1,
  table: tableOf<DeliveryRow>({
    columns: {
      order_id: 'text',
      restaurant_id: 'text',
      customer_id: 'text',
      pickup_lat: 'double precision',
      pickup_lng: 'double precision',
      distance_metres: 'integer',
      status: 'text',
      is_active: 'boolean',
      is_unassigned: 'boolean',
      needs_help: 'boolean',
      round: 'integer',
      radius_metres: 'integer',
      level: 'smallint',
      is_exhausted: 'boolean',
      choice_until: 'timestamptz',
      chose_to_wait: 'boolean',
      offer_courier_id: 'text',
      offer_attempt: 'integer',
      offer_until: 'timestamptz',
      offer_pickup_metres: 'integer',
      courier_id: 'text',
      courier_shift: 'integer',
      attempt: 'integer',
      requested_at: 'timestamptz',
      search_began_at: 'timestamptz',
      assigned_at: 'timestamptz',
      at_restaurant_at: 'timestamptz',
      pickup_verified_at: 'timestamptz',
      departed_at: 'timestamptz',
      at_customer_at: 'timestamptz',
      ended_at: 'timestamptz',
      eta_phase: 'text',
      eta_pickup_at: 'timestamptz',
      eta_p50: 'timestamptz',
      eta_p90: 'timestamptz',
      eta_reason: 'text',
      silent_checks: 'integer',
      last_seen_at: 'timestamptz',
      reason: 'text',
      proof: 'json',
      updated_at: 'timestamptz',
      position: 'bigint',
    },
    key: ['order_id'],
    indexes: [
      '(offer_courier_id) WHERE offer_courier_id IS NOT NULL',
      '(courier_id) WHERE is_active AND courier_id IS NOT NULL',
      '(requested_at, order_id) WHERE needs_help',
      '(requested_at, order_id) WHERE is_active',
      '(requested_at, order_id) WHERE is_unassigned',
      '(requested_at DESC, order_id DESC)',
    ],
  }),
  reads: DELIVERY_EVENT_TYPES,
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve,
};
