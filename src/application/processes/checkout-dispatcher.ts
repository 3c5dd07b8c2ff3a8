import type { CheckoutCommand } from '../../domain/checkout/checkout';
import { orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import type { Carts } from '../ports/carts';
import { CommandDispatcher, type Dispatched } from './command-dispatcher';

/** Carries out what the checkout asks for. */
export class CheckoutDispatcher extends CommandDispatcher {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly carts: Carts,
  ) {
    super();
  }

  override async dispatch(asked: CheckoutCommand, context: CommandContext): Promise<Dispatched> {
    if (asked.to === 'cart') {
      await this.carts.clear(asked.customerId, asked.cartId);
      return { kind: 'ok' };
    }
    const command = { ...asked.command, at: context.at };
    const outcome = await this.executor.execute(orderAggregate, asked.orderId, context, () => ({
      ok: true,
      command,
    }));
    switch (outcome.kind) {
      case 'done':
        return { kind: 'ok' };
      case 'rejected':
        return { kind: 'rejected', code: outcome.rejection.code };
      case 'key-reused':
      case 'contended':
      case 'unknown':
        return { kind: 'failed', cause: outcome.kind };
    }
  }
}
