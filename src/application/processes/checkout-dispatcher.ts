import type { CheckoutCommand } from '../../domain/checkout/checkout';
import { never } from '../../domain/kernel/decider';
import type { PaymentCommand } from '../../domain/payment/payment-messages';
import { orderAggregate, paymentAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import { paymentIdFor } from '../deterministic-ids';
import type { PaymentGateways } from '../payments/payment-gateways';
import type { Carts } from '../ports/carts';
import { CommandDispatcher, dispatchedOf, type Dispatched } from './command-dispatcher';

type FirstPayment = Extract<CheckoutCommand, { readonly to: 'first-payment' }>;

/** Carries out what the checkout asks for. */
export class CheckoutDispatcher extends CommandDispatcher<CheckoutCommand> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly carts: Carts,
    private readonly gateways: PaymentGateways,
  ) {
    super();
  }

  override async dispatch(asked: CheckoutCommand, context: CommandContext): Promise<Dispatched> {
    const { at } = context;
    switch (asked.to) {
      case 'cart':
        await this.carts.clear(asked.customerId, asked.cartId, asked.orderedAt);
        return { kind: 'ok' };
      case 'order': {
        const command = { ...asked.command, at };
        return dispatchedOf(
          await this.executor.execute(orderAggregate, asked.orderId, context, () => ({ ok: true, command })),
        );
      }
      case 'first-payment':
        return this.begin(asked, context);
      case 'payment':
        return this.pay(asked.paymentId, { ...asked.command, at }, context);
      case 'cash': {
        const { orderId, courierId, amount } = asked;
        return this.pay(
          paymentIdFor(orderId, 1),
          { type: 'RecordCodCollected', courierId, amount, at },
          context,
        );
      }
      default:
        return never(asked);
    }
  }

  private begin(asked: FirstPayment, context: CommandContext): Promise<Dispatched> {
    const { orderId, customerId, amount, method, expiresAt } = asked;
    const paymentId = paymentIdFor(orderId, 1);
    const attempt = { paymentId, orderId, customerId, attempt: 1, amount, at: context.at };
    if (method === null) return this.pay(paymentId, { type: 'ApproveCod', ...attempt }, context, true);
    const gateway = this.gateways.forMethod(method);
    if (gateway === undefined) return Promise.resolve({ kind: 'rejected', code: 'no-gateway-for-method' });
    const command: PaymentCommand = {
      type: 'InitiatePayment',
      ...attempt,
      method,
      gateway: gateway.name,
      capture: gateway.capture,
      expiresAt,
    };
    return this.pay(paymentId, command, context, true);
  }

  private async pay(
    paymentId: string,
    command: PaymentCommand,
    context: CommandContext,
    expectNew = false,
  ): Promise<Dispatched> {
    const outcome = await this.executor.execute(
      paymentAggregate,
      paymentId,
      context,
      () => ({ ok: true, command }),
      { expectNew },
    );
    // The command that begins it failed, and will be sent again.
    const isToCome = outcome.kind === 'rejected' && outcome.rejection.code === 'payment-not-found';
    return isToCome ? { kind: 'failed', cause: outcome.rejection.code } : dispatchedOf(outcome);
  }
}
