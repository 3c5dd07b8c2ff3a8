import { asId, type CourierId, type OrderId } from '../../domain/kernel/ids';
import { deliveryAggregate, orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, NotDone } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import type { DeliveryCodes } from '../ordering/delivery-codes';

export type PickupChecked =
  | { readonly kind: 'right' | 'wrong' }
  /** The order is not one that the courier is to bring. */
  | { readonly kind: 'not-found' }
  | NotDone;

/** Checks the code that a courier reads off a bag, so that nobody leaves with somebody else's food. */
export class VerifyPickup {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly codes: DeliveryCodes,
  ) {}

  /** A wrong code changes nothing. That the right one was named is noted on the delivery, before the food changes hands. */
  async execute(orderId: OrderId, code: string, context: CommandContext): Promise<PickupChecked> {
    const courierId = asId<CourierId>(context.actor.id);
    const { state: order } = await this.loader.fresh(orderAggregate, orderId);
    if (order.is === 'absent' || order.courierId !== courierId) return { kind: 'not-found' };
    if (code !== this.codes.pickupCodeOf(orderId)) return { kind: 'wrong' };
    if (order.status !== 'READY') return { kind: 'right' };
    const command = { type: 'VerifyPickup', courierId, at: context.at } as const;
    const outcome = await this.executor.execute(deliveryAggregate, orderId, context, () => ({
      ok: true,
      command,
    }));
    // Whether the courier may leave with the food, the order says; a delivery that has no place for the note does not.
    return outcome.kind === 'done' || outcome.kind === 'rejected' ? { kind: 'right' } : outcome;
  }
}
