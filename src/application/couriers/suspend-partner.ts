import type { CourierId } from '../../domain/kernel/ids';
import type { PartnerRejection } from '../../domain/partner/partner';
import type { PartnerCommand, PartnerEvent } from '../../domain/partner/partner-messages';
import { partnerAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { CourierPositions } from '../ports/courier-positions';

export type PartnerChanged = Outcome<PartnerEvent, PartnerRejection>;

/** Staff keep a courier from taking orders on, or let them again. What they bring already they bring to its end. */
export class SuspendPartner {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly positions: CourierPositions,
  ) {}

  /** @param reason a short code */
  async suspend(courierId: CourierId, reason: string, context: CommandContext): Promise<PartnerChanged> {
    const changed = await this.change(courierId, { type: 'SuspendPartner', reason, at: context.at }, context);
    // Nobody is to find them who looks around for couriers.
    if (changed.kind === 'done' && !changed.repeated) await this.positions.forget(courierId);
    return changed;
  }

  /** They are found again with their next position. */
  reinstate(courierId: CourierId, context: CommandContext): Promise<PartnerChanged> {
    return this.change(courierId, { type: 'ReinstatePartner', at: context.at }, context);
  }

  private change(
    courierId: CourierId,
    command: PartnerCommand,
    context: CommandContext,
  ): Promise<PartnerChanged> {
    return this.executor.execute(partnerAggregate, courierId, context, () => ({ ok: true, command }));
  }
}
