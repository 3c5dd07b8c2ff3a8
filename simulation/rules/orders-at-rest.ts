import type { JournalEntry, StoredTimer } from '../../src/application/ports/process-store';
import { must, mustEqual } from '../engine/violation';
import { PROCESSES } from '../world/staff';
import type { City } from '../world/city';
import { isTerminal, type Facts, type OrderFact } from './facts';
import { MUST_REST } from './order-rules';

const MINUTE_MS = 60_000;
/** A search is given up after half an hour; so much later, whatever fails, it has been. */
const SEARCH_ENDS_MS = 45 * MINUTE_MS;

/** Whether a process will go on with the order by itself, or a person was called to it. */
async function hasKeeper({ world, facts }: City, order: OrderFact): Promise<boolean> {
  const { orderId } = order;
  const delivery = facts.deliveries.get(orderId);
  const isCalledFor = delivery?.isExhausted === true || delivery?.isSilent === true || order.isOverdue;
  // Food that could not be delivered is with a person who has to bring it back.
  if (isCalledFor || order.closing?.type === 'OrderUndeliverable') return true;
  const { processes } = world;
  for (const process of PROCESSES) {
    const { instances, parked } = await processes.load(process, [orderId]);
    if (parked.size > 0 || instances.some(({ timers }) => Object.keys(timers).length > 0)) return true;
    const effects = await processes.effectsOf(process, orderId);
    if (effects.some(({ status }) => status === 'retrying' || status === 'parked')) return true;
  }
  return false;
}

/** An order that stands still waits for a timer that is set, or for a person who knows. @throws Violation */
export async function mustBeLookedAfter(city: City, order: OrderFact): Promise<void> {
  const { orderId, status } = order;
  must('nobody is stuck', await hasKeeper(city, order), () => `${orderId} is ${status}, and nobody knows`);
  const isUnanswered = status === 'CONFIRMED' && !order.isAccepted;
  must('an order without an answer is refused', !isUnanswered, () => orderId);
}

/** @throws Violation */
export function searchMustEnd(city: City, { orderId, closing }: OrderFact): void {
  const since = city.facts.deliveries.get(orderId)?.searchingSince ?? null;
  const isOver = since === null || city.now - Date.parse(since) < SEARCH_ENDS_MS;
  must('a search comes to an end', isOver || closing !== null || city.hasParked(), () => {
    return `${orderId} since ${since ?? ''}`;
  });
}

/** Nobody is busy with an order that is over for so long. @throws Violation */
export function mustBeLeftAlone(city: City, { orderId }: OrderFact): void {
  const delivery = city.facts.deliveries.get(orderId);
  const isOver = delivery === undefined || delivery.ended !== null || city.hasParked();
  must('a delivery ends with its order', isOver, () => orderId);
}

/** Everything that has to be true when all has come to rest. @throws Violation */
export function checkAtRest(facts: Facts): void {
  for (const order of facts.orders.values()) {
    const { orderId, status, closing } = order;
    must('every order comes to its end', isTerminal(order), () => `${orderId} is ${status}`);
    const delivery = facts.deliveries.get(orderId);
    mustEqual('nobody is busy with what is over', orderId, delivery?.current ?? null, null);
    must('a delivery ends with its order', delivery === undefined || delivery.ended !== null, () => orderId);
    const isCalledOff = closing !== null && closing.type !== 'OrderUndeliverable';
    must('what is called off has no courier', !isCalledOff || order.courierId === null, () => orderId);
    keptWhileResting(facts, order);
  }
  for (const [name, { reserved }] of facts.shifts) {
    must(
      'all room is given back',
      reserved.size === 0,
      () => `${name} keeps ${[...reserved.keys()].join(', ')}`,
    );
  }
  missedAreNoted(facts);
}

/** What was confirmed while the restaurant rested is refused for that reason. */
function keptWhileResting({ restaurants }: Facts, order: OrderFact): void {
  const { orderId, confirmedInPause, closing, restaurantId } = order;
  if (confirmedInPause === null) return;
  must('a restaurant at rest takes no orders', closing !== null, () => orderId);
  if (closing.data.reason !== 'no-answer') return;
  const rested = restaurants.get(restaurantId)?.pauses.some(({ from, until, resumedAt }) => {
    const end = resumedAt ?? until;
    return from <= confirmedInPause && (end === null || end >= closing.data.at);
  });
  must('a restaurant at rest is not waited for', rested !== true, () => orderId);
}

/** Whatever nobody answered was noted, and too much of it paused the restaurant. */
function missedAreNoted({ orders, restaurants }: Facts): void {
  for (const { mustRest, restaurantId } of restaurants.values())
    must(MUST_REST, !mustRest, () => restaurantId);
  for (const { orderId, closing, isNoted } of orders.values()) {
    const isMissed = closing?.data.reason === 'no-answer';
    must('an order that nobody answered is noted', !isMissed || isNoted, () => orderId);
  }
}

/** A timer goes off when it is set, at the time that it is set to, and is then no longer set. */
export function timersFireOnce(journal: readonly JournalEntry[], of: string): void {
  const set = new Map<string, StoredTimer['dueAt']>();
  for (const { input, effects } of journal) {
    if (input.kind === 'timer') {
      mustEqual('a timer goes off once', `${of} ${input.timer}`, input.dueAt, set.get(input.timer));
      set.delete(input.timer);
    }
    for (const effect of effects) {
      if (effect.do === 'schedule') set.set(effect.timer, effect.at);
      if (effect.do === 'unschedule') set.delete(effect.timer);
    }
  }
}

export async function checkTimers({ world, facts }: City): Promise<void> {
  for (const process of PROCESSES) {
    for (const orderId of facts.orders.keys()) {
      timersFireOnce(await world.processes.journal(process, orderId), `${process} of ${orderId}`);
    }
  }
}
