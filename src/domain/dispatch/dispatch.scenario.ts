import { asId, type CourierId, type OrderId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import { plusMs } from '../kernel/instant';
import type { ProcessInput } from '../kernel/process';
import { courierAsha, courierBilal, NOON } from '../order/order.fixtures';
import { dispatch, type DispatchEvent } from './dispatch';
import type { Asked, Dispatch, DispatchCommand } from './dispatch-state';

/** Inputs of the dispatch, and what it asks for as sentences, for specs. Times are seconds after noon. */
export type Input = ProcessInput<DispatchEvent>;

export const orderId = asId<OrderId>('order-1');

export const after = (seconds: number): Instant => plusMs(NOON, seconds * 1_000);

type Undated<E> = E extends unknown ? Omit<E, 'at' | 'orderId'> : never;

export const happened = (event: Undated<DispatchEvent>, seconds = 0): Input => ({
  kind: 'event',
  event: { ...event, orderId, at: after(seconds) } as DispatchEvent,
});

export const fires = (timer: string, seconds: number): Input => ({
  kind: 'timer',
  timer,
  dueAt: after(seconds),
  at: after(seconds),
});

/** Ready 20 minutes after noon, so that the search begins 11 minutes after noon. */
export const accepted = happened({ type: 'OrderAcceptedByRestaurant', readyBy: after(1_200) });

export const requested = happened({
  type: 'DeliveryRequested',
  ...{ restaurantId: asId('restaurant-1'), customerId: asId('customer-1') },
  ...{ pickup: { lat: 12.97, lng: 77.59 }, distanceMetres: 2_000 },
  ...{ readyBy: after(1_200), startAt: after(660) },
});

export const searched = happened({ type: 'PartnerSearchStarted', cause: 'accepted' }, 660);

/** These were near, the first the best. */
export const scored = (round: number, seconds: number, ...ids: readonly CourierId[]): Input =>
  happened(
    {
      type: 'CandidatesScored',
      ...{ round, radiusMetres: 5_000, algorithm: 'dispatch/1', inputsHash: 'hash' },
      inputs: ids.map((courierId) => ({
        ...{
          courierId,
          shift: 3,
          distanceMetres: 700,
          load: 0,
          capacity: 2,
          idleSeconds: 0,
          pingAgeSeconds: 1,
        },
      })),
      ranked: ids.map((courierId, score) => ({ courierId, score })),
    },
    seconds,
  );

export const offered = (attempt: number, seconds: number, courierId = courierAsha): Input =>
  happened(
    {
      type: 'AssignmentOffered',
      ...{ attempt, courierId, shift: 3, pickupMetres: 700, leaseUntil: after(seconds + 25) },
    },
    seconds,
  );

export const taken = (attempt: number, seconds: number, courierId = courierAsha): Input =>
  happened({ type: 'AssignmentAccepted', attempt, courierId, shift: 3 }, seconds);

export const attached = (seconds: number, courierId = courierAsha): Input =>
  happened({ type: 'PartnerAttached', courierId }, seconds);

/** Everything up to a point of the straight way. */
export const until = {
  waiting: [accepted, requested],
  looking: [accepted, requested, searched],
  offering: [accepted, requested, searched, scored(1, 660, courierAsha, courierBilal)],
  asked: [...[accepted, requested, searched, scored(1, 660, courierAsha, courierBilal)], offered(1, 661)],
  assigned: [
    ...[accepted, requested, searched, scored(1, 660, courierAsha, courierBilal)],
    ...[offered(1, 661), taken(1, 670), attached(670)],
  ],
} as const satisfies Readonly<Record<string, readonly Input[]>>;

const clock = (at: Instant): string => at.slice(11, 19);

function asked(command: DispatchCommand): string {
  switch (command.to) {
    case 'delivery':
    case 'order': {
      const { type, ...terms } = command.command;
      const words = Object.values(terms).map((term) =>
        typeof term === 'string' && term.endsWith('Z') ? clock(term) : String(term),
      );
      return [type, ...words].join(' ');
    }
    case 'request':
      return `request, to begin at ${clock(command.startAt)}`;
    case 'look':
      return `look, round ${command.round}, ${command.radiusMetres} m`;
    case 'offer':
      return `offer ${command.attempt} to ${command.courierId}`;
    case 'attach':
      return `attach ${command.courierId}`;
    case 'detach':
      return `detach ${command.courierId}: ${command.reason}`;
    case 'assign':
      return `assign ${command.courierId}`;
    case 'release':
      return `release ${command.attempt ?? 'all'} of ${command.courierId}: ${command.reason}`;
    case 'look-after':
      return `look after ${String(command.courierId)}`;
    case 'estimate':
      return `estimate ${command.phase}: ${command.reason}`;
  }
}

function said(effect: Asked): string {
  if (effect.do === 'schedule') return `${effect.timer} at ${clock(effect.at)}`;
  return effect.do === 'unschedule' ? `no ${effect.timer}` : asked(effect.command);
}

export const stateAfter = (history: readonly Input[]): Dispatch =>
  history.reduce<Dispatch>((state, input) => dispatch.react(state, input).state, dispatch.initial);

/** What is asked for, without timers that are unset: most of those are not set. */
export const given = (...history: readonly Input[]) => ({
  when: (...inputs: readonly Input[]) => {
    const before = inputs.slice(0, -1);
    const last = inputs.at(-1);
    if (last === undefined) throw new Error('when what?');
    const { effects } = dispatch.react(stateAfter([...history, ...before]), last);
    const sentences = effects.filter((effect) => effect.do !== 'unschedule').map(said);
    return {
      then: (...expected: readonly string[]) => expect(sentences).toEqual(expected),
      unsets: (...expected: readonly string[]) =>
        expect(effects.filter((effect) => effect.do === 'unschedule').map(said)).toEqual(expected),
    };
  },
});
