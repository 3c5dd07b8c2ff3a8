import { never } from '../../domain/kernel/decider';
import type { CommandContext } from '../commands/command-context';
import type { Outcome } from '../commands/command-executor';

/** What became of a command that a process sent. */
export type Dispatched =
  | { readonly kind: 'ok' }
  /** Refused by the aggregate: an answer, not an error. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** Whether it took effect is not known, or it did not; it will be sent again under the same id. */
  | { readonly kind: 'failed'; readonly cause: string };

/**
 * Carries out the commands of a process. The time that a command needs is the context's `at`. The same context
 * may come again, and must not have a second effect.
 */
export abstract class CommandDispatcher<C> {
  /** What it throws counts as failed. */
  abstract dispatch(command: C, context: CommandContext): Promise<Dispatched>;
}

/** What the outcome of an aggregate's command is to the process that sent it. */
export function dispatchedOf<E>(outcome: Outcome<E, { readonly code: string }>): Dispatched {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'ok' };
    case 'rejected':
      return { kind: 'rejected', code: outcome.rejection.code };
    case 'key-reused':
    case 'contended':
    case 'unknown':
      return { kind: 'failed', cause: outcome.kind };
    default:
      return never(outcome);
  }
}
