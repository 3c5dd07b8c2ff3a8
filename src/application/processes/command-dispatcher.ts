import type { CheckoutCommand } from '../../domain/checkout/checkout';
import type { CommandContext } from '../commands/command-context';

/** Everything that process managers ask for. */
export type ProcessCommand = CheckoutCommand;

/** What became of a command that a process sent. */
export type Dispatched =
  | { readonly kind: 'ok' }
  /** Refused by the aggregate: an answer, not an error. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** Whether it took effect is not known, or it did not; it will be sent again under the same id. */
  | { readonly kind: 'failed'; readonly cause: string };

/**
 * Carries out the commands of processes. The time that a command needs is the context's `at`. The same context
 * may come again, and must not have a second effect.
 */
export abstract class CommandDispatcher<C = ProcessCommand> {
  /** What it throws counts as failed. */
  abstract dispatch(command: C, context: CommandContext): Promise<Dispatched>;
}
