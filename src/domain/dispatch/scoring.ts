import type { CourierId } from '../kernel/ids';

/** What is known of a courier when somebody is looked for. Whole numbers, so that a score can be made again exactly. */
export interface CandidateInput {
  readonly courierId: CourierId;
  readonly shift: number;
  /** From the courier to the restaurant. */
  readonly distanceMetres: number;
  /** Deliveries and offers that the courier has, and those that are just about to be offered to them. */
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

/** What it costs to send a courier, in milliseconds of the customer's time. Whole numbers. */
export interface DispatchPolicy {
  readonly version: string;
  /** The ride to the restaurant, along streets, per metre as the crow flies. */
  readonly rideMsPerMetre: number;
  /** For each delivery or offer in hand: it may have to be finished first. */
  readonly loadMs: number;
  /** Taken off for each second of waiting for work, so that work is shared. */
  readonly idleBonusMsPerSecond: number;
  /** Waiting longer than this earns no more. */
  readonly idleCapSeconds: number;
  /** For each second of a position's age: so much further away they may be. */
  readonly pingAgeMsPerSecond: number;
}

/** A released version never changes: past choices are explained by it. */
export const DISPATCH_POLICY_V1: DispatchPolicy = {
  version: 'dispatch/1',
  rideMsPerMetre: 180,
  loadMs: 240_000,
  idleBonusMsPerSecond: 100,
  idleCapSeconds: 1_200,
  pingAgeMsPerSecond: 2_000,
};

const POLICIES: ReadonlyMap<string, DispatchPolicy> = new Map([
  [DISPATCH_POLICY_V1.version, DISPATCH_POLICY_V1],
]);

const byCourier = (a: { readonly courierId: string }, b: { readonly courierId: string }): number =>
  a.courierId < b.courierId ? -1 : a.courierId > b.courierId ? 1 : 0;

/** Milliseconds; below zero for somebody who stands at the restaurant and has waited long. */
const costOf = (input: CandidateInput, policy: DispatchPolicy): number =>
  input.distanceMetres * policy.rideMsPerMetre +
  input.load * policy.loadMs -
  Math.min(input.idleSeconds, policy.idleCapSeconds) * policy.idleBonusMsPerSecond +
  input.pingAgeSeconds * policy.pingAgeMsPerSecond;

/**
 * Who is asked first: the cheapest to send, ties by courier id. The order of the inputs does not count, and only
 * whole numbers are added, so the recorded inputs give the recorded ranking again on any machine.
 */
export const rankCandidates = (
  inputs: readonly CandidateInput[],
  policy: DispatchPolicy,
): readonly RankedCandidate[] =>
  inputs
    .map((input): RankedCandidate => ({ courierId: input.courierId, score: costOf(input, policy) }))
    .sort((a, b) => a.score - b.score || byCourier(a, b));

/** What a choice rests on. */
export interface ScoringInputs {
  /** Version of the policy. */
  readonly algorithm: string;
  readonly radiusMetres: number;
  readonly inputs: readonly CandidateInput[];
}

/**
 * What a choice rests on as one text; the order of the inputs does not count. The SHA-256 of its UTF-8 bytes, in
 * hex, is the `inputsHash` of the event. A change of this form needs a new name at its head.
 */
export const scoringText = ({ algorithm, radiusMetres, inputs }: ScoringInputs): string =>
  JSON.stringify([
    'candidates/1',
    algorithm,
    radiusMetres,
    [...inputs]
      .sort(byCourier)
      .map((input) => [
        input.courierId,
        input.shift,
        input.distanceMetres,
        input.load,
        input.capacity,
        input.idleSeconds,
        input.pingAgeSeconds,
      ]),
  ]);

/** Whether the recorded inputs give the recorded ranking again. False too for an algorithm that is not known here. */
export function explains(scored: {
  readonly algorithm: string;
  readonly inputs: readonly CandidateInput[];
  readonly ranked: readonly RankedCandidate[];
}): boolean {
  const policy = POLICIES.get(scored.algorithm);
  if (policy === undefined) return false;
  const again = rankCandidates(scored.inputs, policy);
  return (
    again.length === scored.ranked.length &&
    again.every(({ courierId, score }, i) => {
      const recorded = scored.ranked[i];
      return recorded?.courierId === courierId && recorded.score === score;
    })
  );
}
