import { hash } from 'node:crypto';
import type { DeliveryRejection } from '../../domain/delivery/delivery';
import type { DeliveryCommand, DeliveryEvent } from '../../domain/delivery/delivery-messages';
import type { RequestedDelivery } from '../../domain/delivery/delivery-state';
import { isCoolingDown } from '../../domain/dispatch/cooldown';
import {
  DISPATCH_POLICY_V1,
  rankCandidates,
  scoringText,
  type CandidateInput,
  type DispatchPolicy,
  type ScoringInputs,
} from '../../domain/dispatch/scoring';
import type { OrderId } from '../../domain/kernel/ids';
import type { BegunShift } from '../../domain/shift/shift';
import { msBetween, plusMs, type Instant } from '../../domain/kernel/instant';
import { deliveryAggregate, partnerAggregate, shiftAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { shiftIdFor } from '../deterministic-ids';
import type { Intents } from './intents';
import type { BusinessClock } from '../ports/clock';
import type { CourierPositions, NearbyCourier } from '../ports/courier-positions';

/** A position that is older says nothing of where a courier is. */
export const FRESH_MS = 30_000;

/** So many are weighed against each other: the nearest who can be asked. */
export const MAX_CANDIDATES = 10;

/** So many who are near are looked at until enough are found who have room. */
const MAX_NEAR = 300;

/** SHA-256 (hex) of what a choice rests on, as its event holds it. */
export const inputsHashOf = (inputs: ScoringInputs): string => hash('sha256', scoringText(inputs), 'hex');

/** Ranks the couriers who are near and free, and records what the ranking rests on. */
export class LookForCouriers {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly positions: CourierPositions,
    private readonly clock: BusinessClock,
    private readonly intents: Intents,
    private readonly policy: DispatchPolicy = DISPATCH_POLICY_V1,
  ) {}

  look(
    orderId: OrderId,
    round: number,
    radiusMetres: number,
    context: CommandContext,
  ): Promise<Outcome<DeliveryEvent, DeliveryRejection>> {
    return this.executor.execute(deliveryAggregate, orderId, context, async () => {
      const { state: delivery } = await this.loader.fresh(deliveryAggregate, orderId);
      if (delivery.is === 'absent') return { ok: false, rejection: { code: 'delivery-not-found' } };
      let seen: readonly CandidateInput[];
      let inputs: readonly CandidateInput[];
      do {
        seen = await this.couriersWithRoom(orderId, delivery, radiusMetres);
        // From here on without a break: nobody else looks in between.
        inputs = seen.flatMap((one) => this.withIntents(orderId, one));
        // Others who looked at the same moment may have chosen all that were seen: there may be more behind them.
      } while (inputs.length === 0 && seen.length > 0);
      const ranked = rankCandidates(inputs, this.policy);
      const [first] = ranked;
      if (first !== undefined) this.intents.add(orderId, first.courierId, this.clock.now());
      const algorithm = this.policy.version;
      const command: DeliveryCommand = {
        type: 'RecordCandidates',
        ...{ round, radiusMetres, algorithm, inputs, ranked, at: context.at },
        inputsHash: inputsHashOf({ algorithm, radiusMetres, inputs }),
      };
      return { ok: true, command };
    });
  }

  private async couriersWithRoom(
    orderId: OrderId,
    { terms, refusals }: RequestedDelivery,
    radiusMetres: number,
  ): Promise<readonly CandidateInput[]> {
    const now = this.clock.now();
    const near = await this.positions.near(terms.pickup, radiusMetres, plusMs(now, -FRESH_MS), MAX_NEAR);
    const found: CandidateInput[] = [];
    for (const one of near) {
      const refusal = refusals.get(one.position.courierId);
      if (refusal !== undefined && isCoolingDown(refusal, now)) continue;
      const { courierId, shift: number } = one.position;
      // States that are a moment old will do: the shift decides when room is kept.
      const shiftId = shiftIdFor(courierId, number);
      const { state: shift } =
        this.loader.remembered(shiftAggregate, shiftId) ?? (await this.loader.fresh(shiftAggregate, shiftId));
      if (shift.is !== 'online' || shift.reservations.length >= shift.capacity) continue;
      const { state: partner } =
        this.loader.remembered(partnerAggregate, courierId) ??
        (await this.loader.fresh(partnerAggregate, courierId));
      if (partner.is === 'absent' || partner.suspended) continue;
      const seen = inputOf(one, shift, now);
      if (this.withIntents(orderId, seen).length > 0) found.push(seen);
      if (found.length === MAX_CANDIDATES) break;
    }
    return found;
  }

  /** The courier with what they are about to be asked by others; nothing when that leaves no room. */
  private withIntents(orderId: OrderId, seen: CandidateInput): readonly CandidateInput[] {
    const load = seen.load + this.intents.othersThan(orderId, seen.courierId, this.clock.now());
    return load < seen.capacity ? [{ ...seen, load }] : [];
  }
}

const inputOf = (
  { position, distanceMetres }: NearbyCourier,
  shift: BegunShift,
  now: Instant,
): CandidateInput => ({
  courierId: position.courierId,
  shift: position.shift,
  distanceMetres,
  load: shift.reservations.length,
  capacity: shift.capacity,
  idleSeconds: secondsBetween(shift.idleSince, now),
  pingAgeSeconds: secondsBetween(position.at, now),
});

/** Whole, and not below zero: a device may be ahead of the clock. */
const secondsBetween = (earlier: Instant, later: Instant): number =>
  Math.max(0, Math.floor(msBetween(earlier, later) / 1_000));
