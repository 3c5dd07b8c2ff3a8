import type { CompletionCommand } from '../../domain/completion/completion';
import { orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import { CommandDispatcher, dispatchedOf, type Dispatched } from './command-dispatcher';

/** Carries out what the completion asks for. */
export class CompletionDispatcher extends CommandDispatcher<CompletionCommand> {
  constructor(private readonly executor: CommandExecutor) {
    super();
  }

  override async dispatch(asked: CompletionCommand, context: CommandContext): Promise<Dispatched> {
    const command = { ...asked.command, at: context.at };
    return dispatchedOf(
      await this.executor.execute(orderAggregate, asked.orderId, context, () => ({ ok: true, command })),
    );
  }
}
