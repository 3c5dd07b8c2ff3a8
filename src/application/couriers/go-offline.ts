import { asId, type CourierId } from '../../domain/kernel/ids';
import type { DeliveryCommand } from '../../domain/delivery/delivery-messages';
import type { Delivery } from '../../domain/delivery/delivery-state';
import type { PartnerRejection } from '../../domain/partner/partner';
import type { BegunShift, Reservation, ShiftRejection } from '../../domain/shift/shift';
import type { ShiftCommand, ShiftEvent } from '../../domain/shift/shift-messages';
import { deliveryAggregate, orderAggregate, partnerAggregate, shiftAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { effectIdFor, shiftIdFor } from '../deterministic-ids';
import type { CourierPositions } from '../ports/courier-positions';

export type WentOffline = Outcome<ShiftEvent, ShiftRejection | PartnerRejection>;

/** Of a reservation: the courier is asked, brings the order, or has nothing to do with it any more. */
type Standing = 'asked' | 'bringing' | 'over' | 'not-known';

function standingOf({ attempt }: Reservation, courierId: CourierId, delivery: Delivery): Standing {
  if (delivery.is === 'absent') return 'not-known';
  if (delivery.offer?.courierId === courierId && delivery.offer.attempt === attempt) return 'asked';
  if (delivery.assigned?.courierId === courierId && delivery.assigned.attempt === attempt) {
    return delivery.stage === 'completed' || delivery.stage === 'returned' ? 'over' : 'bringing';
  }
  return attempt <= delivery.lastAttempt ? 'over' : 'not-known';
}

/**
 * A courier takes no more orders. What they are asked is declined first, and room that is kept for nothing is
 * given back; whoever still brings an order is refused.
 */
export class GoOffline {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly positions: CourierPositions,
  ) {}

  /** @param context whose actor is the courier */
  async execute(reason: string, context: CommandContext): Promise<WentOffline> {
    const courierId = asId<CourierId>(context.actor.id);
    const { state: partner } = await this.loader.fresh(partnerAggregate, courierId);
    if (partner.is === 'absent') return { kind: 'rejected', rejection: { code: 'partner-not-found' } };
    if (partner.shift === 0) return { kind: 'rejected', rejection: { code: 'shift-not-found' } };
    const shiftId = shiftIdFor(courierId, partner.shift);
    const { state: shift } = await this.loader.fresh(shiftAggregate, shiftId);
    if (shift.is === 'online') await this.clear(shift, context);
    const command: ShiftCommand = { type: 'GoOffline', reason, at: context.at };
    const outcome = await this.executor.execute(shiftAggregate, shiftId, context, () => ({
      ok: true,
      command,
    }));
    if (outcome.kind === 'done' && !outcome.repeated) await this.positions.forget(courierId);
    return outcome;
  }

  /** Room that staff reserved, and then never gave the order to the courier. */
  private async isAbandoned(
    { orderId, until }: Reservation,
    courierId: CourierId,
    { at }: CommandContext,
  ): Promise<boolean> {
    if (until === null || at < until) return false;
    const { state: order } = await this.loader.fresh(orderAggregate, orderId);
    return order.is === 'absent' || order.courierId !== courierId;
  }

  private async clear(
    { courierId, shift, reservations }: BegunShift,
    context: CommandContext,
  ): Promise<void> {
    for (const reservation of reservations) {
      const { orderId, attempt } = reservation;
      const { state: delivery } = await this.loader.fresh(deliveryAggregate, orderId);
      const standing = standingOf(reservation, courierId, delivery);
      if (standing === 'bringing') continue;
      if (standing === 'not-known' && !(await this.isAbandoned(reservation, courierId, context))) continue;
      const step = (name: string): CommandContext => ({
        ...context,
        commandId: effectIdFor(context.commandId, `${name} ${orderId} ${attempt}`),
      });
      if (standing === 'asked') {
        const decline: DeliveryCommand = {
          type: 'DeclineAssignment',
          ...{ courierId, reason: 'going-offline', at: context.at },
        };
        const declined = await this.executor.execute(deliveryAggregate, orderId, step('decline'), () => ({
          ok: true,
          command: decline,
        }));
        if (declined.kind !== 'done') continue;
      }
      const release: ShiftCommand = {
        type: 'ReleaseCapacity',
        ...{ orderId, attempt, reason: 'going-offline', at: context.at },
      };
      await this.executor.execute(shiftAggregate, shiftIdFor(courierId, shift), step('release'), () => ({
        ok: true,
        command: release,
      }));
    }
  }
}
