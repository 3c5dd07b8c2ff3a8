import { plusMinutes, type Instant } from '../kernel/instant';

/** What a delivery time is estimated by. */
export interface EtaPolicy {
  readonly version: string;
  /** To find a courier. */
  readonly assignmentMinutes: number;
  /** For the courier to reach the restaurant. */
  readonly firstMileMinutes: number;
  /** To take the food over at the counter and hand it over at the door. */
  readonly handoverMinutes: number;
  /** From the restaurant to the door, along streets, per kilometre as the crow flies. */
  readonly lastMileMinutesPerKm: number;
}

export const ETA_POLICY_V1: EtaPolicy = {
  version: 'eta/1',
  assignmentMinutes: 3,
  firstMileMinutes: 6,
  handoverMinutes: 2,
  lastMileMinutesPerKm: 3,
};

export interface EtaInputs {
  /** How long the kitchen needs, whole minutes. */
  readonly prepMinutes: number;
  /** From the restaurant to the door, whole metres. */
  readonly distanceMetres: number;
  /** When the clock starts: when the order is placed. */
  readonly at: Instant;
}

export interface Eta {
  /** Whole minutes, rounded up. */
  readonly minutes: number;
  readonly promisedAt: Instant;
  readonly inputs: EtaInputs;
  /** Version of the policy. */
  readonly policy: string;
}

/**
 * When an order reaches the door:
 *
 *     max(prep, assignment + first mile) + handover + distance × last mile per km, rounded up.
 *
 * The kitchen cooks while the courier comes, so the longer of the two counts; then the food has to travel.
 * A weighted average of the parts would promise less than the slowest of them takes alone: 20 minutes of
 * cooking and 9 of riding come to 29, and to no average of the two.
 */
export function estimateDelivery(inputs: EtaInputs, policy: EtaPolicy = ETA_POLICY_V1): Eta {
  const untilPickup = Math.max(inputs.prepMinutes, policy.assignmentMinutes + policy.firstMileMinutes);
  const ride = Math.ceil((inputs.distanceMetres * policy.lastMileMinutesPerKm) / 1_000);
  const minutes = untilPickup + policy.handoverMinutes + ride;
  return { minutes, promisedAt: plusMinutes(inputs.at, minutes), inputs, policy: policy.version };
}
