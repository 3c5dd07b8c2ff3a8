import { never } from '../../../../domain/kernel/decider';
import type { Done, Outcome } from '../../../../application/commands/command-executor';
import { Problem } from './problems';

/**
 * What was done, or the problem that tells why not.
 * @throws Problem
 */
export function doneOrProblem<E, R>(outcome: Outcome<E, R>, problemOf: (rejection: R) => Problem): Done<E> {
  switch (outcome.kind) {
    case 'done':
      return outcome;
    case 'rejected':
      throw problemOf(outcome.rejection);
    case 'key-reused':
      throw new Problem(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was used for another request. Use a new key for a new request.',
      );
    case 'contended':
      throw new Problem('CONFLICT', 'Others changed it at the same time. Try again.');
    case 'unknown':
      throw new Problem(
        'SERVICE_UNAVAILABLE',
        'We cannot tell whether this took effect. Repeat the request with the same Idempotency-Key.',
      );
    default:
      return never(outcome);
  }
}

/**
 * The token that a later read may give as `min_position` (or in the X-Min-Position header) to see the effect of
 * what was done. Opaque to clients.
 */
export const positionToken = (done: { readonly shard: number; readonly position: number }): string =>
  `${done.shard}.${done.position}`;
