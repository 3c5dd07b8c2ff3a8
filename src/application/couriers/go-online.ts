import type { GeoPoint } from '../../domain/kernel/geo';
import { asId, type CourierId } from '../../domain/kernel/ids';
import type { PartnerRejection, RegisteredPartner } from '../../domain/partner/partner';
import type { PartnerCommand, PartnerEvent } from '../../domain/partner/partner-messages';
import type { ShiftRejection } from '../../domain/shift/shift';
import type { ShiftCommand, ShiftEvent } from '../../domain/shift/shift-messages';
import { VEHICLE_CAPACITY } from '../../domain/shift/vehicle-capacity';
import { partnerAggregate, shiftAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { effectIdFor, shiftIdFor } from '../deterministic-ids';
import type { CourierPositions } from '../ports/courier-positions';

export type WentOnline = Outcome<PartnerEvent | ShiftEvent, PartnerRejection | ShiftRejection>;

/**
 * A courier begins to take orders; nothing happens when they have begun already. Who they are and how many shifts they had is one
 * stream, each shift another: the number is taken first, and whoever comes upon a number whose shift never began
 * begins that one.
 */
export class GoOnline {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly positions: CourierPositions,
  ) {}

  /** @param context whose actor is the courier */
  async execute(place: GeoPoint, context: CommandContext): Promise<WentOnline> {
    const courierId = asId<CourierId>(context.actor.id);
    const { state: partner } = await this.loader.fresh(partnerAggregate, courierId);
    if (partner.is === 'absent') return { kind: 'rejected', rejection: { code: 'partner-not-found' } };
    if (partner.suspended) return { kind: 'rejected', rejection: { code: 'partner-suspended' } };
    const number = await this.numberFor(partner, context);
    if (typeof number !== 'number') return number;
    const { vehicle } = partner;
    const command: ShiftCommand = {
      type: 'GoOnline',
      ...{ courierId, shift: number, vehicle, capacity: VEHICLE_CAPACITY[vehicle], at: context.at },
    };
    const outcome = await this.executor.execute(
      shiftAggregate,
      shiftIdFor(courierId, number),
      context,
      () => ({ ok: true, command }),
    );
    // Whoever was on shift already tells where they are like everybody on shift: by telemetry, which doubts jumps.
    if (outcome.kind === 'done' && !outcome.repeated && outcome.events.length > 0) {
      const { lat, lng } = place;
      const { at } = context;
      await this.positions.record({ courierId, shift: number, lat, lng, accuracyMetres: null, at });
    }
    return outcome;
  }

  /** The number of the shift to begin: the latest, if it goes on or never began; else the next. */
  private async numberFor(
    { courierId, shift: latest }: RegisteredPartner,
    context: CommandContext,
  ): Promise<number | Exclude<Outcome<PartnerEvent, PartnerRejection>, { readonly kind: 'done' }>> {
    if (latest > 0) {
      const { state, seen } = await this.loader.fresh(shiftAggregate, shiftIdFor(courierId, latest));
      if (state.is !== 'over' || seen.has(context.commandId)) return latest;
    }
    const command: PartnerCommand = { type: 'OpenShift', after: latest, at: context.at };
    const opened = await this.executor.execute(
      partnerAggregate,
      courierId,
      { ...context, commandId: effectIdFor(context.commandId, 'open-shift') },
      () => ({ ok: true, command }),
    );
    if (opened.kind !== 'done') return opened;
    // Without an event, another request has opened it a moment before.
    return opened.events.find((event) => event.type === 'ShiftOpened')?.shift ?? latest + 1;
  }
}
