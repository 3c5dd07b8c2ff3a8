import { asId, type CourierId } from '../../domain/kernel/ids';
import type { PartnerCommand, Vehicle } from '../../domain/partner/partner-messages';
import { partnerAggregate } from '../aggregates';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { fingerprintOf, uuidv5 } from '../deterministic-ids';
import type { RequestOrigin } from '../identity/ensure-customer';
import type { Account } from '../ports/accounts';
import type { BusinessClock } from '../ports/clock';
import { NO_STREAM, OutcomeUnknown } from '../ports/event-store';
import type { SubjectKeys } from '../ports/subject-keys';
import { sealCourierProfile } from './courier-profile';

/** What a courier rides. */
export interface Ride {
  readonly vehicle: Vehicle;
  /** Its plate; null when they gave none. */
  readonly vehicleNumber: string | null;
}

/** What a courier rides who said nothing of it. */
export const USUAL_RIDE: Ride = { vehicle: 'scooter', vehicleNumber: null };

/** Gives a courier's account the stream it needs. Does nothing for other roles, or if the stream is there. */
export class EnsurePartner {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
    private readonly clock: BusinessClock,
  ) {}

  /** @throws OutcomeUnknown when the store did not take it: it may be tried again */
  async execute(account: Account, ride: Ride, origin: RequestOrigin): Promise<void> {
    if (account.role !== 'courier') return;
    const courierId = asId<CourierId>(account.accountId);
    const { head } = await this.loader.recent(partnerAggregate, courierId);
    if (head.revision !== NO_STREAM) return;
    const { vehicle, vehicleNumber } = ride;
    const { name, phone } = account;
    const profile = await sealCourierProfile(this.keys, courierId, { name, phone, vehicleNumber });
    const at = this.clock.now();
    const command: PartnerCommand = { type: 'RegisterPartner', courierId, profile, vehicle, at };
    const outcome = await this.executor.execute(
      partnerAggregate,
      courierId,
      {
        commandId: uuidv5('register-partner', courierId),
        // Not of the profile: its box differs each time it is sealed.
        fingerprint: fingerprintOf({ courierId }),
        correlationId: origin.correlationId,
        causationId: origin.correlationId,
        actor: { id: courierId, role: 'courier' },
        at,
        traceparent: origin.traceparent,
      },
      () => ({ ok: true, command }),
      { expectNew: true },
    );
    if (outcome.kind !== 'done') throw new OutcomeUnknown(`courier ${courierId}: ${outcome.kind}`);
  }
}
