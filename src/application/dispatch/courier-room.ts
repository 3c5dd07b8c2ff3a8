import type { CourierId, OrderId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { ShiftRejection } from '../../domain/shift/shift';
import type { ShiftCommand, ShiftEvent } from '../../domain/shift/shift-messages';
import { partnerAggregate, shiftAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { effectIdFor, shiftIdFor } from '../deterministic-ids';

type OnShift = Outcome<ShiftEvent, ShiftRejection>;

/** One shift of a courier. */
export interface ShiftRef {
  readonly courierId: CourierId;
  readonly shift: number;
}

/** The context of a part of what a process asked for: parts that go to one stream need ids of their own. */
export const partOf = (context: CommandContext, part: string): CommandContext => ({
  ...context,
  commandId: effectIdFor(context.commandId, part),
});

/** Keeps and frees the room of couriers on their shifts. */
export class CourierRoom {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
  ) {}

  /** The shift that the courier began last; null if they never began one. */
  async latestShift(courierId: CourierId): Promise<ShiftRef | null> {
    const { state: partner } = await this.loader.fresh(partnerAggregate, courierId);
    return partner.is === 'absent' || partner.shift === 0 ? null : { courierId, shift: partner.shift };
  }

  /** What a shift knows of an order: the attempts that room is kept for, and the latest one that is over. */
  async keptFor(
    orderId: OrderId,
    { courierId, shift }: ShiftRef,
  ): Promise<{ readonly attempts: readonly number[]; readonly released: number }> {
    const { state } = await this.loader.fresh(shiftAggregate, shiftIdFor(courierId, shift));
    if (state.is === 'absent') return { attempts: [], released: 0 };
    const own = state.reservations.filter((one) => one.orderId === orderId);
    return { attempts: own.map(({ attempt }) => attempt), released: state.released.get(orderId) ?? 0 };
  }

  /** @param until when the offer lapses that it is for; null when there is none */
  reserve(
    orderId: OrderId,
    at: ShiftRef,
    attempt: number,
    until: Instant | null,
    context: CommandContext,
  ): Promise<OnShift> {
    const command: ShiftCommand = { type: 'ReserveCapacity', orderId, attempt, until, at: context.at };
    return this.onShift(at, `reserve ${attempt}`, command, context);
  }

  release(
    orderId: OrderId,
    at: ShiftRef,
    attempt: number,
    reason: string,
    context: CommandContext,
  ): Promise<OnShift> {
    const command: ShiftCommand = { type: 'ReleaseCapacity', orderId, attempt, reason, at: context.at };
    return this.onShift(at, `release ${attempt}`, command, context);
  }

  private onShift(
    { courierId, shift }: ShiftRef,
    part: string,
    command: ShiftCommand,
    context: CommandContext,
  ): Promise<OnShift> {
    return this.executor.execute(shiftAggregate, shiftIdFor(courierId, shift), partOf(context, part), () => ({
      ok: true,
      command,
    }));
  }
}
