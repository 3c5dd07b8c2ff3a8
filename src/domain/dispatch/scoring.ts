import type { CourierId } from '../kernel/ids';

/** What is known of a courier when somebody is looked for. Whole numbers, so that a score can be made again exactly. */
export interface CandidateInput {
  readonly courierId: CourierId;
  readonly shift: number;
  /** From the courier to the restaurant. */
  readonly distanceMetres: number;
  /** Deliveries and offers that the courier has now. */
  readonly load: number;
  readonly capacity: number;
  /** Since the courier came online or was last freed. */
  readonly idleSeconds: number;
  /** Age of the position. */
  readonly pingAgeSeconds: number;
}

/** A candidate with the cost of sending them: the lowest is asked first. */
export interface RankedCandidate {
  readonly courierId: CourierId;
  readonly score: number;
}
