import { fold } from '../domain/kernel/decider';
import type { CourierId, OrderId } from '../domain/kernel/ids';
import { plusMs } from '../domain/kernel/instant';
import { delivery, FAILURE_REASONS } from '../domain/delivery/delivery';
import { aRequestDelivery, deliveryCommands, LEASE_MS } from '../domain/delivery/delivery.fixtures';
import type { DeliveryCommand, DeliveryEvent } from '../domain/delivery/delivery-messages';
import { courierAsha, courierBilal, minutesAfterNoon } from '../domain/order/order.fixtures';
import { partner } from '../domain/partner/partner';
import { partnerCommands, profileOf } from '../domain/partner/partner.fixtures';
import type { PartnerEvent } from '../domain/partner/partner-messages';
import { shift } from '../domain/shift/shift';
import { orderOne, orderThree, orderTwo, shiftCommands } from '../domain/shift/shift.fixtures';
import type { ShiftCommand, ShiftEvent } from '../domain/shift/shift-messages';

type Die = (sides: number) => number;

const ALL: readonly DeliveryCommand[] = Object.values(deliveryCommands);

/** A command of somebody, as the delivery would take it now. */
function someDeliveryCommand(
  orderId: OrderId,
  attempt: number,
  round: number,
  throwDie: Die,
): DeliveryCommand {
  const at = minutesAfterNoon(5 + throwDie(60));
  const courierId = throwDie(2) === 0 ? courierAsha : courierBilal;
  const command = ALL[throwDie(ALL.length)] ?? aRequestDelivery();
  switch (command.type) {
    case 'RequestDelivery':
      return aRequestDelivery({ orderId, at });
    case 'OfferToPartner':
      return { ...command, attempt, courierId, at, leaseUntil: plusMs(at, LEASE_MS) };
    case 'AssignPartner':
    case 'RecordUnavailable':
      return { ...command, attempt, courierId, at };
    case 'RecordCandidates':
      return { ...command, round, at };
    case 'ExpireOffer':
      return { ...command, attempt: attempt - 1, at };
    case 'AcceptAssignment':
    case 'DeclineAssignment':
    case 'Reassign':
    case 'ArriveAtRestaurant':
    case 'VerifyPickup':
    case 'Depart':
    case 'ArriveAtCustomer':
      return { ...command, courierId, at };
    case 'ReportFailure':
      return { ...command, courierId, reason: FAILURE_REASONS[throwDie(FAILURE_REASONS.length)] ?? '', at };
    default:
      return { ...command, at };
  }
}

/** What happens to one delivery while everybody keeps trying everything: a list of what each command decided. */
export function someDelivery(orderId: OrderId, throwDie: Die): readonly (readonly DeliveryEvent[])[] {
  const steps: (readonly DeliveryEvent[])[] = [];
  let state = delivery.initial;
  for (let tries = throwDie(80) + 1; tries > 0; tries -= 1) {
    const [attempt, round] =
      state.is === 'absent' ? [1, 1] : [state.lastAttempt + 1, (state.search?.round ?? 0) + 1];
    const command = someDeliveryCommand(orderId, attempt, round, throwDie);
    const decision = delivery.decide(command, state);
    if (!decision.ok || decision.events.length === 0) continue;
    state = fold({ ...delivery, initial: state }, decision.events);
    steps.push(decision.events);
  }
  return steps;
}

/** What one command decided, in the courier's own stream (null) or in that of a shift. */
export type CourierStep =
  | { readonly shift: null; readonly events: readonly PartnerEvent[] }
  | { readonly shift: number; readonly events: readonly ShiftEvent[] };

/** What happens to a courier while everybody keeps trying everything. */
export function someCourier(courierId: CourierId, throwDie: Die): readonly CourierStep[] {
  const commands = partnerCommands();
  const register = { ...commands.RegisterPartner, courierId, profile: profileOf(courierId) };
  const steps: CourierStep[] = [];
  let [person, spell] = [partner.initial, shift.initial];
  for (let tries = throwDie(60) + 1; tries > 0; tries -= 1) {
    const at = minutesAfterNoon(throwDie(90));
    const number = person.is === 'absent' ? 0 : person.shift;
    if (person.is === 'absent' || throwDie(4) === 0) {
      const choices = [register, commands.SuspendPartner, commands.ReinstatePartner] as const;
      const command =
        throwDie(2) === 0 && spell.is !== 'online'
          ? { type: 'OpenShift' as const, after: number, at }
          : { ...(choices[throwDie(choices.length)] ?? register), at };
      const decision = partner.decide(command, person);
      if (!decision.ok || decision.events.length === 0) continue;
      person = fold({ ...partner, initial: person }, decision.events);
      if (command.type === 'OpenShift') spell = shift.initial;
      steps.push({ shift: null, events: decision.events });
      continue;
    }
    if (number === 0) continue;
    const { GoOnline, GoOffline, ReserveCapacity, ReleaseCapacity } = shiftCommands;
    const orderId = [orderOne, orderTwo, orderThree][throwDie(3)] ?? orderOne;
    const attempt = 1 + throwDie(4);
    const all: readonly ShiftCommand[] = [
      { ...GoOnline, courierId, shift: number, at },
      { ...ReserveCapacity, orderId, attempt, at },
      { ...ReleaseCapacity, orderId, attempt, at },
      { ...GoOffline, at },
    ];
    const decision = shift.decide(all[throwDie(all.length)] ?? GoOffline, spell);
    if (!decision.ok || decision.events.length === 0) continue;
    spell = fold({ ...shift, initial: spell }, decision.events);
    steps.push({ shift: number, events: decision.events });
  }
  return steps;
}
