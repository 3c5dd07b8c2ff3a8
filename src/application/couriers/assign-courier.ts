import type { Delivery } from '../../domain/delivery/delivery-state';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import { plusMinutes } from '../../domain/kernel/instant';
import type { OrderRejection } from '../../domain/order/order';
import type { OrderCommand, OrderEvent } from '../../domain/order/order-messages';
import type { Shift, ShiftRejection } from '../../domain/shift/shift';
import type { ShiftCommand, ShiftEvent } from '../../domain/shift/shift-messages';
import { deliveryAggregate, orderAggregate, partnerAggregate, shiftAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { effectIdFor, shiftIdFor } from '../deterministic-ids';

/** Room that is reserved for longer, and the order is not the courier's, was left behind by a request that broke off. */
export const ATTACHED_WITHIN_MINUTES = 5;

export type AssignmentRefusal =
  | OrderRejection
  | { readonly code: 'courier-not-found' | 'courier-suspended' | 'courier-offline' }
  | { readonly code: 'courier-busy'; readonly capacity: number | null };

export type CourierAssigned = Outcome<OrderEvent, AssignmentRefusal>;

type Reserved = Outcome<ShiftEvent, ShiftRejection>;

/**
 * The number of the attempt: that of the offer, if the courier is being asked just now; else the next, above all
 * that the delivery and the courier's shift know of. What an earlier try of this has reserved has that number too.
 */
function attemptOf(orderId: OrderId, courierId: CourierId, delivery: Delivery, shift: Shift): number {
  const released = shift.is === 'absent' ? 0 : (shift.released.get(orderId) ?? 0);
  if (delivery.is === 'absent') return released + 1;
  return delivery.offer?.courierId === courierId
    ? delivery.offer.attempt
    : Math.max(delivery.lastAttempt, released) + 1;
}

const refuse = (rejection: AssignmentRefusal): CourierAssigned => ({ kind: 'rejected', rejection });

/**
 * Staff give an order to a courier of their choice. Room is reserved on the courier's shift before the order is
 * given to them, and given back if the order does not take them. It may break off anywhere: the same request again
 * finds what it left, and goes on from there.
 */
export class AssignCourier {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
  ) {}

  async execute(orderId: OrderId, courierId: CourierId, context: CommandContext): Promise<CourierAssigned> {
    const command: OrderCommand = { type: 'AttachPartner', courierId, at: context.at };
    const attach = (): Promise<Outcome<OrderEvent, OrderRejection>> =>
      this.executor.execute(orderAggregate, orderId, context, () => ({ ok: true, command }));
    const { state: order, seen } = await this.loader.fresh(orderAggregate, orderId);
    const decision = orderAggregate.decider.decide(command, order);
    if (seen.has(context.commandId) || !decision.ok || decision.events.length === 0) return attach();

    const { state: partner } = await this.loader.fresh(partnerAggregate, courierId);
    if (partner.is === 'absent') return refuse({ code: 'courier-not-found' });
    if (partner.suspended) return refuse({ code: 'courier-suspended' });
    if (partner.shift === 0) return refuse({ code: 'courier-offline' });
    const shiftId = shiftIdFor(courierId, partner.shift);
    const { state: shift } = await this.loader.fresh(shiftAggregate, shiftId);
    const { state: delivery } = await this.loader.fresh(deliveryAggregate, orderId);
    const attempt = attemptOf(orderId, courierId, delivery, shift);

    const reserved = await this.reserve(shiftId, orderId, attempt, context);
    if (reserved.kind === 'rejected') return refuse(refusalOf(reserved.rejection));
    if (reserved.kind !== 'done') return reserved;
    const attached = await attach();
    // Whether an append of unknown outcome took effect shows when the request is repeated: the room is kept until then.
    if (attached.kind === 'rejected' || attached.kind === 'contended') {
      const isAsked = delivery.is === 'requested' && delivery.offer?.courierId === courierId;
      // The room that an offer rests on is the offer's.
      if (!isAsked) await this.release(shiftId, orderId, attempt, context);
    }
    return attached;
  }

  private reserve(
    shiftId: string,
    orderId: OrderId,
    attempt: number,
    context: CommandContext,
  ): Promise<Reserved> {
    const command: ShiftCommand = {
      type: 'ReserveCapacity',
      ...{ orderId, attempt, until: plusMinutes(context.at, ATTACHED_WITHIN_MINUTES), at: context.at },
    };
    return this.onShift(shiftId, `reserve ${orderId} ${attempt}`, command, context);
  }

  private release(
    shiftId: string,
    orderId: OrderId,
    attempt: number,
    context: CommandContext,
  ): Promise<Reserved> {
    const command: ShiftCommand = {
      type: 'ReleaseCapacity',
      ...{ orderId, attempt, reason: 'not-attached', at: context.at },
    };
    return this.onShift(shiftId, `release ${orderId} ${attempt}`, command, context);
  }

  private onShift(
    shiftId: string,
    step: string,
    command: ShiftCommand,
    context: CommandContext,
  ): Promise<Reserved> {
    const commandId = effectIdFor(context.commandId, step);
    return this.executor.execute(shiftAggregate, shiftId, { ...context, commandId }, () => ({
      ok: true,
      command,
    }));
  }
}

const refusalOf = (rejection: ShiftRejection): AssignmentRefusal =>
  rejection.code === 'at-capacity'
    ? { code: 'courier-busy', capacity: rejection.capacity }
    : rejection.code === 'attempt-over'
      ? { code: 'courier-busy', capacity: null }
      : { code: 'courier-offline' };
