import type { GeoPoint } from '../kernel/geo';
import type { CourierId, CustomerId, OrderId, RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';
import type { CandidateInput, RankedCandidate } from '../dispatch/scoring';
import type { EtaPhase, EtaReason, PhaseEtaInputs } from '../eta/phase-eta';

type Dated<T> = T extends unknown ? Readonly<T & { at: Instant }> : never;

/** Why couriers are looked for: the kitchen took the order on, or a courier gave it back, or it was restored. */
export const SEARCH_CAUSES = ['accepted', 'reassigned', 'restored'] as const;
export type SearchCause = (typeof SEARCH_CAUSES)[number];

/** What the delivery of an order is about. */
export interface DeliveryTerms {
  readonly orderId: OrderId;
  readonly restaurantId: RestaurantId;
  readonly customerId: CustomerId;
  /** Of the restaurant. Where it goes is sealed in the order. */
  readonly pickup: GeoPoint;
  /** From the restaurant to the door. */
  readonly distanceMetres: number;
  readonly readyBy: Instant;
  /** When the search is to begin: just in time for the kitchen. */
  readonly startAt: Instant;
}

/** When the food is where, as far as is known. `p50`: as likely earlier as later; `p90`: later once in ten times. */
export interface EtaTerms {
  readonly phase: EtaPhase;
  readonly pickupAt: Instant | null;
  readonly p50: Instant;
  readonly p90: Instant;
  readonly reason: EtaReason;
  readonly inputs: PhaseEtaInputs;
  readonly policy: string;
}

/** What shows that the courier stood at the door: a picture, and how far from the door it was taken. */
export interface ProofTerms {
  readonly courierId: CourierId;
  /** Name of the picture in the blob store. */
  readonly blob: string;
  /** SHA-256 (hex) of its bytes. */
  readonly sha256: string;
  readonly contentType: string;
  /** Seals the place, under the customer's key: it is where they live. Null when the courier sent none. */
  readonly place: Sealed | null;
  readonly distanceMetres: number | null;
  readonly accuracyMetres: number | null;
}

/**
 * Stored format: the codec and the golden files hold every version. A `reason` is a short code, no free text. An
 * `attempt` counts the offers and assignments of one order from 1; a `round` counts the looks around for couriers.
 */
export type DeliveryEvent = Dated<
  | ({ type: 'DeliveryRequested' } & DeliveryTerms)
  | { type: 'PartnerSearchStarted'; cause: SearchCause }
  /** All that the choice rests on: `rankCandidates` gives `ranked` from `inputs` again. */
  | {
      type: 'CandidatesScored';
      round: number;
      radiusMetres: number;
      algorithm: string;
      inputs: readonly CandidateInput[];
      /** SHA-256 (hex) of the canonical text of algorithm, radius and inputs. */
      inputsHash: string;
      ranked: readonly RankedCandidate[];
    }
  /** A candidate had no free capacity any more when it was to be reserved. */
  | { type: 'CandidateUnavailable'; round: number; attempt: number; courierId: CourierId; reason: string }
  | {
      type: 'AssignmentOffered';
      attempt: number;
      courierId: CourierId;
      shift: number;
      /** From the courier to the restaurant. */
      pickupMetres: number;
      leaseUntil: Instant;
    }
  | { type: 'AssignmentAccepted'; attempt: number; courierId: CourierId; shift: number }
  | { type: 'AssignmentDeclined'; attempt: number; courierId: CourierId; reason: string }
  | { type: 'AssignmentExpired'; attempt: number; courierId: CourierId }
  /** The offer was taken back: the order was called off, or staff chose somebody else. */
  | { type: 'AssignmentWithdrawn'; attempt: number; courierId: CourierId; reason: string }
  | { type: 'SearchEscalated'; level: number; radiusMetres: number }
  /** Every radius was searched. Staff are called, and the search goes on at a slower pace. */
  | { type: 'SearchExhausted' }
  /** The customer may call it off for nothing, or wait. */
  | { type: 'CustomerChoiceOffered'; until: Instant }
  | { type: 'CustomerChoseToWait' }
  /** Staff chose the courier; there was no offer. */
  | { type: 'PartnerAssigned'; attempt: number; courierId: CourierId; shift: number }
  /** The courier no longer brings it: somebody else is looked for. */
  | { type: 'PartnerReassigned'; attempt: number; courierId: CourierId; reason: string }
  | { type: 'ArrivedAtRestaurant'; courierId: CourierId }
  /** The courier named the kitchen's code of the order: it is the right bag. */
  | { type: 'PickupVerified'; courierId: CourierId }
  | { type: 'DepartedToCustomer'; courierId: CourierId }
  | { type: 'ArrivedAtCustomer'; courierId: CourierId }
  | ({ type: 'EtaRevised' } & EtaTerms)
  /** Nothing was heard of the courier's whereabouts. `silentChecks` counts looks in a row. */
  | {
      type: 'PartnerWentSilent';
      courierId: CourierId;
      lastSeenAt: Instant | null;
      silentChecks: number;
    }
  | { type: 'PartnerHeardAgain'; courierId: CourierId }
  | ({ type: 'ProofRecorded' } & ProofTerms)
  | { type: 'DeliveryFailed'; courierId: CourierId; reason: string }
  | { type: 'ReturnCompleted' }
  | { type: 'DeliveryCompleted' }
  | { type: 'DeliveryCancelled'; reason: string }
>;

/** Commands marked ° come from the dispatch process only. */
export type DeliveryCommand = Dated<
  /** ° Again after a cancellation that was taken back. */
  | ({ type: 'RequestDelivery' } & DeliveryTerms)
  /** ° */
  | { type: 'StartSearch'; cause: SearchCause }
  /** ° */
  | {
      type: 'RecordCandidates';
      round: number;
      radiusMetres: number;
      algorithm: string;
      inputs: readonly CandidateInput[];
      inputsHash: string;
      ranked: readonly RankedCandidate[];
    }
  /** ° */
  | { type: 'RecordUnavailable'; round: number; attempt: number; courierId: CourierId; reason: string }
  /** ° The capacity of the courier is reserved for this attempt. */
  | {
      type: 'OfferToPartner';
      attempt: number;
      courierId: CourierId;
      shift: number;
      pickupMetres: number;
      leaseUntil: Instant;
    }
  | { type: 'AcceptAssignment'; courierId: CourierId }
  | { type: 'DeclineAssignment'; courierId: CourierId; reason: string }
  /** ° Refused before the lease is over. */
  | { type: 'ExpireOffer'; attempt: number }
  /** ° */
  | { type: 'EscalateSearch'; level: number; radiusMetres: number }
  /** ° */
  | { type: 'ExhaustSearch' }
  /** ° */
  | { type: 'OfferCustomerChoice'; until: Instant }
  | { type: 'ChooseToWait' }
  /** ° Staff attached the courier to the order, after capacity was reserved for this attempt. */
  | { type: 'AssignPartner'; attempt: number; courierId: CourierId; shift: number }
  /** By the courier before the handover, by staff, or ° for silence. Null: whoever has it. */
  | { type: 'Reassign'; courierId: CourierId | null; reason: string }
  | { type: 'ArriveAtRestaurant'; courierId: CourierId }
  | { type: 'VerifyPickup'; courierId: CourierId }
  /** ° The order was handed over. */
  | { type: 'Depart'; courierId: CourierId }
  | { type: 'ArriveAtCustomer'; courierId: CourierId }
  /** ° Appends nothing when it tells nothing new. */
  | ({ type: 'ReviseEta' } & EtaTerms)
  /** ° */
  | { type: 'RecordSilence'; courierId: CourierId; lastSeenAt: Instant | null }
  /** ° */
  | { type: 'RecordHeard'; courierId: CourierId }
  | ({ type: 'RecordProof' } & ProofTerms)
  /** By the courier who has the food. Nobody at the door: refused until the wait at the door is over. */
  | { type: 'ReportFailure'; courierId: CourierId; reason: string }
  /** ° The food is back. */
  | { type: 'CompleteReturn' }
  /** ° The order was delivered. */
  | { type: 'CompleteDelivery' }
  /** ° The order ended otherwise. */
  | { type: 'CancelDelivery'; reason: string }
>;
