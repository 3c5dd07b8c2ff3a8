import { never } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';
import type { PaymentCommand } from '../../domain/payment/payment-messages';
import type { RefundsCommand } from '../../domain/refunds/refunds';
import { paymentAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import { refundIdFor } from '../deterministic-ids';
import { CommandDispatcher, dispatchedOf, type Dispatched } from './command-dispatcher';

/** Carries out what the refunds ask for. */
export class RefundsDispatcher extends CommandDispatcher<RefundsCommand> {
  constructor(private readonly executor: CommandExecutor) {
    super();
  }

  override async dispatch(asked: RefundsCommand, context: CommandContext): Promise<Dispatched> {
    const command = commandOf(asked, context.at);
    return dispatchedOf(
      await this.executor.execute(paymentAggregate, asked.paymentId, context, () => ({ ok: true, command })),
    );
  }
}

function commandOf({ paymentId, command }: RefundsCommand, at: Instant): PaymentCommand {
  switch (command.type) {
    case 'RequestRefund':
      return { ...command, refundId: refundIdFor(paymentId, command.cause), at };
    case 'RequestVoid':
    case 'RequestCapture':
      return { ...command, at };
    default:
      return never(command);
  }
}
