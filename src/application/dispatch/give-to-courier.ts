import type { DeliveryStage } from '../../domain/delivery/delivery-transitions';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import type { OrderCommand } from '../../domain/order/order-messages';
import { deliveryAggregate, orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Prepared } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { dispatchedOf, type Dispatched } from '../processes/command-dispatcher';
import type { CourierRoom, ShiftRef } from './courier-room';

type Guarded = Prepared<OrderCommand, { readonly code: 'not-assigned' | 'not-attached' }>;

const OK: Dispatched = { kind: 'ok' };

/**
 * Keeps order, delivery and room in line about who brings an order. Whom an order knows and whom a delivery knows are
 * two streams: each step looks at the other one first, so that a step that comes late does no harm.
 */
export class GiveToCourier {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly room: CourierRoom,
  ) {}

  /**
   * The order learns who accepted, unless they have given it back since. If staff chose them too, and were faster,
   * the room that was kept for that is freed.
   */
  async attach(
    orderId: OrderId,
    courierId: CourierId,
    attempt: number,
    context: CommandContext,
  ): Promise<Dispatched> {
    const outcome = await this.executor.execute(
      orderAggregate,
      orderId,
      context,
      async (): Promise<Guarded> => {
        const { state: delivery } = await this.loader.fresh(deliveryAggregate, orderId);
        const assigned = delivery.is === 'absent' ? null : delivery.assigned;
        return assigned?.courierId === courierId && assigned.attempt === attempt
          ? { ok: true, command: { type: 'AttachPartner', courierId, at: context.at } }
          : { ok: false, rejection: { code: 'not-assigned' } };
      },
    );
    if (outcome.kind === 'done' && outcome.events.length === 0) {
      await this.tidy(orderId, await this.room.latestShift(courierId), 'superseded', context);
    }
    return dispatchedOf(outcome);
  }

  /** The order forgets this courier. A courier who is attached meanwhile stays. */
  async detach(
    orderId: OrderId,
    courierId: CourierId,
    reason: string,
    context: CommandContext,
  ): Promise<Dispatched> {
    return dispatchedOf(
      await this.executor.execute(orderAggregate, orderId, context, async (): Promise<Guarded> =>
        (await this.isAttached(orderId, courierId))
          ? { ok: true, command: { type: 'DetachPartner', reason, at: context.at } }
          : { ok: false, rejection: { code: 'not-attached' } },
      ),
    );
  }

  /**
   * The delivery learns whom staff attached. They have reserved room for an attempt; if that number was used up
   * meanwhile, room is kept for the next one. A courier who is on no shift has no room to keep.
   */
  async assign(orderId: OrderId, courierId: CourierId, context: CommandContext): Promise<Dispatched> {
    const ref = await this.room.latestShift(courierId);
    if (!(await this.isAttached(orderId, courierId))) {
      await this.tidy(orderId, ref, 'not-attached', context);
      return { kind: 'rejected', code: 'not-attached' };
    }
    const attempt = await this.keep(orderId, courierId, ref, context);
    if (typeof attempt !== 'number') return attempt;
    const command = {
      ...({ type: 'AssignPartner', attempt, courierId } as const),
      ...{ shift: ref?.shift ?? 0, at: context.at },
    };
    const outcome = await this.executor.execute(deliveryAggregate, orderId, context, () => ({
      ok: true,
      command,
    }));
    // Somebody used the number in between.
    if (outcome.kind === 'rejected' && outcome.rejection.code === 'attempt-out-of-sequence') {
      return { kind: 'failed', cause: outcome.rejection.code };
    }
    await this.tidy(orderId, ref, 'superseded', context);
    return dispatchedOf(outcome);
  }

  /**
   * Frees what the order holds of a courier's room: one attempt, or all (null) but for the one that they are asked
   * for, or have; in one shift, or the latest (null).
   */
  async release(
    orderId: OrderId,
    {
      courierId,
      shift,
      attempt,
    }: {
      readonly courierId: CourierId;
      readonly shift: number | null;
      readonly attempt: number | null;
    },
    reason: string,
    context: CommandContext,
  ): Promise<Dispatched> {
    const ref = shift === null ? await this.room.latestShift(courierId) : { courierId, shift };
    if (ref === null) return OK;
    return attempt === null
      ? this.tidy(orderId, ref, reason, context)
      : this.free(orderId, ref, [attempt], reason, context);
  }

  /** The number of the attempt that room is kept for; or why there is none. */
  private async keep(
    orderId: OrderId,
    courierId: CourierId,
    ref: ShiftRef | null,
    context: CommandContext,
  ): Promise<number | Dispatched> {
    const { state: delivery } = await this.loader.fresh(deliveryAggregate, orderId);
    if (delivery.is === 'absent') return { kind: 'rejected', code: 'delivery-not-found' };
    const { offer, assigned, lastAttempt } = delivery;
    if (assigned?.courierId === courierId) return assigned.attempt;
    if (ref === null) return lastAttempt + 1;
    const { attempts, released } = await this.room.keptFor(orderId, ref);
    const offered = offer?.courierId === courierId ? offer.attempt : null;
    const usable = attempts.find((attempt) => attempt === offered || attempt > lastAttempt);
    if (usable !== undefined) return usable;
    const freed = await this.free(orderId, ref, attempts, 'superseded', context);
    if (freed.kind !== 'ok') return freed;
    const next = Math.max(lastAttempt, released, ...attempts) + 1;
    const reserved = await this.room.reserve(orderId, ref, next, null, context);
    const isOff = reserved.kind === 'rejected' && OFF_SHIFT.includes(reserved.rejection.code);
    return reserved.kind === 'done' || isOff ? next : dispatchedOf(reserved);
  }

  /**
   * Frees what is not of the attempt that the courier is asked for, or has. What staff have reserved for whom they
   * attached stays, until the delivery knows of it.
   */
  private async tidy(
    orderId: OrderId,
    ref: ShiftRef | null,
    reason: string,
    context: CommandContext,
  ): Promise<Dispatched> {
    if (ref === null) return OK;
    // Before the room: what is reserved for an attachment that comes later is not seen here.
    const { state: order } = await this.loader.fresh(orderAggregate, orderId);
    const isAttached =
      order.is === 'placed' && order.courierId === ref.courierId && order.status !== 'CANCELLED';
    const { state: delivery } = await this.loader.fresh(deliveryAggregate, orderId);
    const isLive = delivery.is === 'requested' && !OVER.includes(delivery.stage);
    const live = isLive ? (delivery.offer ?? delivery.assigned) : null;
    const needed = live?.courierId === ref.courierId ? live.attempt : null;
    const { attempts } = await this.room.keptFor(orderId, ref);
    const last = delivery.is === 'absent' ? 0 : delivery.lastAttempt;
    const isToCome = (attempt: number): boolean => needed === null && isAttached && attempt > last;
    const superfluous = attempts.filter((attempt) => attempt !== needed && !isToCome(attempt));
    return this.free(orderId, ref, superfluous, reason, context);
  }

  private async free(
    orderId: OrderId,
    ref: ShiftRef,
    attempts: readonly number[],
    reason: string,
    context: CommandContext,
  ): Promise<Dispatched> {
    for (const attempt of attempts) {
      const freed = dispatchedOf(await this.room.release(orderId, ref, attempt, reason, context));
      if (freed.kind === 'failed') return freed;
    }
    return OK;
  }

  private async isAttached(orderId: OrderId, courierId: CourierId): Promise<boolean> {
    const { state: order } = await this.loader.fresh(orderAggregate, orderId);
    return order.is === 'placed' && order.courierId === courierId;
  }
}

const OVER: readonly DeliveryStage[] = ['completed', 'returned', 'cancelled'];
const OFF_SHIFT: readonly string[] = ['shift-not-found', 'shift-over'];
