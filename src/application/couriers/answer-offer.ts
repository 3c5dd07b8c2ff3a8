import type { DeliveryRejection } from '../../domain/delivery/delivery';
import type { DeliveryCommand, DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { asId, type CourierId, type OrderId } from '../../domain/kernel/ids';
import type { OrderCommand } from '../../domain/order/order-messages';
import { deliveryAggregate, orderAggregate, partnerAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { effectIdFor } from '../deterministic-ids';
import type { DeliveryAccess } from './delivery-access';

export type OfferAnswered = Outcome<
  DeliveryEvent,
  DeliveryRejection | { readonly code: 'partner-suspended' }
>;

/** A courier says whether they will bring an order that they are asked to bring. */
export class AnswerOffer {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly access: DeliveryAccess,
  ) {}

  /** Takes effect within the lease of the offer only. */
  async accept(orderId: OrderId, context: CommandContext): Promise<OfferAnswered> {
    const courierId = asId<CourierId>(context.actor.id);
    const { state: partner } = await this.loader.recent(partnerAggregate, courierId);
    if (partner.is === 'registered' && partner.suspended) {
      return { kind: 'rejected', rejection: { code: 'partner-suspended' } };
    }
    const { at } = context;
    const accepted = await this.answer(orderId, { type: 'AcceptAssignment', courierId, at }, context);
    if (accepted.kind === 'done' && !accepted.repeated && accepted.events.length > 0) {
      await this.attach(orderId, courierId, context);
    }
    return accepted;
  }

  /**
   * Gives the order to the courier at once, so that they can go on with their next request. Whatever becomes of it:
   * the dispatch process does the same, and settles what stands against it.
   */
  private async attach(orderId: OrderId, courierId: CourierId, context: CommandContext): Promise<void> {
    const command: OrderCommand = { type: 'AttachPartner', courierId, at: context.at };
    const commandId = effectIdFor(context.commandId, 'attach');
    await this.executor.execute(orderAggregate, orderId, { ...context, commandId }, async () => {
      // From another device they may have given it back already.
      const { state: delivery } = await this.loader.fresh(deliveryAggregate, orderId);
      const isTheirs = delivery.is === 'requested' && delivery.assigned?.courierId === courierId;
      return isTheirs ? { ok: true, command } : { ok: false, rejection: { code: 'not-assigned' } };
    });
  }

  /** @param reason a short code */
  decline(orderId: OrderId, reason: string, context: CommandContext): Promise<OfferAnswered> {
    const courierId = asId<CourierId>(context.actor.id);
    return this.answer(orderId, { type: 'DeclineAssignment', courierId, reason, at: context.at }, context);
  }

  private async answer(
    orderId: OrderId,
    command: Extract<DeliveryCommand, { readonly type: 'AcceptAssignment' | 'DeclineAssignment' }>,
    context: CommandContext,
  ): Promise<OfferAnswered> {
    if (!(await this.access.concerns(context.actor, orderId))) {
      return { kind: 'rejected', rejection: { code: 'delivery-not-found' } };
    }
    return this.executor.execute(deliveryAggregate, orderId, context, () => ({ ok: true, command }));
  }
}
