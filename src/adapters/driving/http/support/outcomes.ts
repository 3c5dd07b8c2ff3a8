import { never } from '../../../../domain/kernel/decider';
import type { Done, NotDone, Outcome } from '../../../../application/commands/command-executor';
import { Problem } from './problems';

/** Why a command neither took effect nor was refused. */
export function notDoneProblem(outcome: NotDone): Problem {
  switch (outcome.kind) {
    case 'key-reused':
      return new Problem(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was used for another request. Use a new key for a new request.',
      );
    case 'contended':
      return new Problem('CONFLICT', 'Others changed it at the same time. Try again.');
    case 'unknown':
      return new Problem(
        'SERVICE_UNAVAILABLE',
        'We cannot tell whether this took effect. Repeat the request with the same Idempotency-Key.',
      );
    default:
      return never(outcome);
  }
}

/**
 * What was done, or the problem that tells why not.
 * @throws Problem
 */
export function doneOrProblem<E, R>(outcome: Outcome<E, R>, problemOf: (rejection: R) => Problem): Done<E> {
  if (outcome.kind === 'done') return outcome;
  throw outcome.kind === 'rejected' ? problemOf(outcome.rejection) : notDoneProblem(outcome);
}

/**
 * The token that a later read may give as `min_position` (or in the X-Min-Position header) to see the effect of
 * what was done. Opaque to clients.
 */
export const positionToken = (done: { readonly shard: number; readonly position: number }): string =>
  `${done.shard}.${done.position}`;
