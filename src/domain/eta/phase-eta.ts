import { never } from '../kernel/decider';
import { plusMs, type Instant } from '../kernel/instant';

/** What has to happen next until the food is at the door. */
export const ETA_PHASES = [
  'cooking',
  'to-restaurant',
  'at-restaurant',
  'to-customer',
  'at-customer',
] as const;
export type EtaPhase = (typeof ETA_PHASES)[number];

/** Why an estimate changed. */
export const ETA_REASONS = [
  'kitchen-accepted',
  'kitchen-delayed',
  'kitchen-ready',
  'courier-assigned',
  'courier-lost',
  'searching',
  'handed-over',
  'courier-moved',
  'courier-arrived',
] as const;
export type EtaReason = (typeof ETA_REASONS)[number];

/** What an estimate of one phase rests on; null: not known, or over. */
export interface PhaseEtaInputs {
  /** Until the food is ready, whole seconds; 0 when it is. */
  readonly prepSeconds: number;
  /** From the courier to the restaurant. */
  readonly firstMileMetres: number | null;
  /** From where the food is to the door. */
  readonly lastMileMetres: number;
}

/** What an estimate of a phase is made by. Whole seconds and percent. A released version never changes. */
export interface PhaseEtaPolicy {
  readonly version: string;
  /** To find a courier. */
  readonly assignmentSeconds: number;
  /** For a courier of whose whereabouts nothing is known to reach the restaurant. */
  readonly firstMileSeconds: number;
  /** To take the food over at the counter, and to hand it over at the door. */
  readonly counterSeconds: number;
  readonly doorSeconds: number;
  /** On the road, along streets, per kilometre as the crow flies. */
  readonly rideSecondsPerKm: number;
  /**
   * In percent of the likely time: how long it takes when it takes as long as once in ten times. The less has
   * happened, the more can still go wrong; at the door, what is left is short and depends on one person.
   */
  readonly slowPercent: Readonly<Record<EtaPhase, number>>;
}

export const PHASE_ETA_POLICY_V1: PhaseEtaPolicy = {
  version: 'eta-phase/1',
  assignmentSeconds: 180,
  firstMileSeconds: 360,
  counterSeconds: 60,
  doorSeconds: 60,
  rideSecondsPerKm: 180,
  slowPercent: {
    cooking: 150,
    'to-restaurant': 140,
    'at-restaurant': 130,
    'to-customer': 125,
    'at-customer': 300,
  },
};

export interface PhaseEta {
  /** When the courier has the food; null once they have it. */
  readonly pickupAt: Instant | null;
  readonly p50: Instant;
  readonly p90: Instant;
}

/**
 * When the food is at the door, in the phase that the delivery is in:
 *
 *     max(assignment + first mile, rest of the cooking) + counter + last mile + door,
 *
 * of which only what is still ahead counts. To find a courier is ahead while nobody has it; the first mile until
 * they are at the restaurant; cooking and counter until they have the food; the last mile until they are at the
 * door. A part of a second is rounded up. All parts are at least zero, so no estimate is earlier than `at`.
 */
export function estimatePhase(
  phase: EtaPhase,
  inputs: PhaseEtaInputs,
  at: Instant,
  policy: PhaseEtaPolicy = PHASE_ETA_POLICY_V1,
): PhaseEta {
  const pickup = secondsToPickup(phase, inputs, policy);
  const ride = phase === 'at-customer' ? 0 : rideSeconds(inputs.lastMileMetres, policy);
  const likely = (pickup ?? 0) + ride + policy.doorSeconds;
  return {
    pickupAt: pickup === null ? null : after(at, pickup),
    p50: after(at, likely),
    p90: after(at, Math.ceil((likely * policy.slowPercent[phase]) / 100)),
  };
}

/** Until the courier has the food; null when they have it. */
function secondsToPickup(
  phase: EtaPhase,
  { prepSeconds, firstMileMetres }: PhaseEtaInputs,
  policy: PhaseEtaPolicy,
): number | null {
  const firstMile = firstMileMetres === null ? policy.firstMileSeconds : rideSeconds(firstMileMetres, policy);
  switch (phase) {
    case 'cooking':
      return (
        Math.max(policy.assignmentSeconds + policy.firstMileSeconds, prepSeconds) + policy.counterSeconds
      );
    case 'to-restaurant':
      return Math.max(firstMile, prepSeconds) + policy.counterSeconds;
    case 'at-restaurant':
      return prepSeconds + policy.counterSeconds;
    case 'to-customer':
    case 'at-customer':
      return null;
    default:
      return never(phase);
  }
}

const rideSeconds = (metres: number, { rideSecondsPerKm }: PhaseEtaPolicy): number =>
  Math.ceil((metres * rideSecondsPerKm) / 1_000);

const after = (at: Instant, seconds: number): Instant => plusMs(at, seconds * 1_000);
