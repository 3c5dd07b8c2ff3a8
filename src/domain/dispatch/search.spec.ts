import type { CourierId } from '../kernel/ids';
import { courierAsha, courierBilal } from '../order/order.fixtures';
import type { Refusal } from '../delivery/delivery-state';
import { isCoolingDown } from './cooldown';
import {
  accepted,
  after,
  attached,
  fires,
  given,
  happened,
  offered,
  requested,
  scored,
  searched,
  until,
  type Input,
} from './dispatch.scenario';
import { levelOf, radiusOf } from './dispatch-state';

const ready = (seconds: number) => happened({ type: 'OrderReadyForPickup' }, seconds);

describe('the beginning of a search', () => {
  it('is asked for when the kitchen accepts', () =>
    given().when(accepted).then('request, to begin at 12:11:00', 'start at 12:00:30'));

  it('waits until a courier would be there just in time', () =>
    given(accepted).when(requested).then('start at 12:11:00', 'estimate cooking: kitchen-accepted'));

  it('is at once when the kitchen is quick', () => {
    const quick = happened({ type: 'OrderAcceptedByRestaurant', readyBy: after(300) });
    given(quick)
      .when(requested)
      .then('StartSearch accepted', 'start at 12:00:30', 'estimate cooking: kitchen-accepted');
  });

  it('comes with its time', () =>
    given(...until.waiting)
      .when(fires('start', 660))
      .then('StartSearch accepted', 'start at 12:11:30'));

  it('is put off when the food will be late', () =>
    given(...until.waiting)
      .when(happened({ type: 'PreparationDelayed', readyBy: after(1_800), reason: 'rush' }, 60))
      .then('start at 12:21:00', 'estimate cooking: kitchen-delayed'));

  it('comes at once when the food is ready', () =>
    given(...until.waiting)
      .when(ready(300))
      .then('StartSearch accepted', 'start at 12:05:30', 'estimate cooking: kitchen-ready'));

  it('is asked for again when nothing came of it', () => {
    given(accepted).when(fires('start', 30)).then('request, to begin at 12:11:00', 'start at 12:01:00');
    given(...until.waiting, fires('start', 660))
      .when(fires('start', 690))
      .then('StartSearch accepted', 'start at 12:12:00');
  });

  it('is no search when staff chose somebody before', () => {
    given(attached(-60), accepted)
      .when(requested)
      .then('assign courier-asha', 'start at 12:00:30', 'estimate cooking: kitchen-accepted');
    given(...until.waiting)
      .when(attached(60))
      .then('assign courier-asha', 'start at 12:01:30');
  });
});

describe('a search', () => {
  it('looks around, and ends by asking the customer, then by calling it off', () =>
    given(...until.waiting)
      .when(searched)
      .then('choice at 12:26:00', 'stop at 12:41:00', 'look, round 1, 5000 m', 'round at 12:11:30'));

  it('asks the best, and looks again when nobody comes back', () => {
    given(...until.looking)
      .when(scored(1, 660, courierAsha, courierBilal))
      .then('offer 1 to courier-asha', 'round at 12:11:30');
    given(...until.offering)
      .when(fires('round', 690))
      .then('RecordUnavailable 1 1 courier-asha no-answer', 'round at 12:12:00');
  });

  it('waits for the next round when there is nobody', () => {
    given(...until.looking)
      .when(scored(1, 660))
      .then();
    given(...until.looking, scored(1, 660))
      .when(fires('round', 690))
      .then('look, round 2, 5000 m', 'round at 12:12:00');
  });

  it('does not go by what was seen in another round', () =>
    given(...until.looking, fires('round', 690))
      .when(scored(1, 691, courierAsha))
      .then());

  it('asks the next when the first has no room, then waits for the next round', () => {
    const full = (attempt: number, courierId: CourierId) =>
      happened({ type: 'CandidateUnavailable', round: 1, attempt, courierId, reason: 'at-capacity' }, 661);
    given(...until.offering)
      .when(full(1, courierAsha))
      .then('offer 2 to courier-bilal', 'round at 12:11:31');
    given(...until.offering, full(1, courierAsha))
      .when(full(2, courierBilal))
      .then();
  });

  it('frees what may have been kept for one who could not be asked in time', () => {
    const lost = { type: 'CandidateUnavailable', round: 1, attempt: 1, courierId: courierAsha } as const;
    given(...until.offering)
      .when(happened({ ...lost, reason: 'no-answer' }, 691))
      .then('release 1 of courier-asha: no-answer', 'offer 2 to courier-bilal', 'round at 12:12:01');
  });

  it('waits for the answer for as long as the lease goes', () => {
    given(...until.offering)
      .when(offered(1, 661))
      .then('lease at 12:11:26');
    given(...until.offering)
      .when(offered(1, 661))
      .unsets('no round');
    given(...until.asked)
      .when(fires('lease', 686))
      .then('ExpireOffer 1', 'lease at 12:11:56');
  });

  it.each<[string, Input, string]>([
    [
      'declines',
      happened({ type: 'AssignmentDeclined', attempt: 1, courierId: courierAsha, reason: 'far' }, 670),
      'release 1 of courier-asha: offer-declined',
    ],
    [
      'does not answer',
      happened({ type: 'AssignmentExpired', attempt: 1, courierId: courierAsha }, 670),
      'release 1 of courier-asha: offer-expired',
    ],
  ])('looks again at once when a courier %s', (_, refusal, freed) =>
    given(...until.asked)
      .when(refusal)
      .then(freed, 'look, round 2, 5000 m', 'round at 12:11:40'),
  );

  it('asks the customer, and calls the order off', () => {
    given(...until.looking)
      .when(fires('choice', 1_560))
      .then('OfferCustomerChoice 12:41:00');
    given(...until.looking)
      .when(fires('stop', 2_460))
      .then('CancelOrder system platform no-courier-found', 'stop at 12:41:30');
  });

  it('goes wider from round to round, and in the end calls staff and slows down', () => {
    const rounds = Array.from({ length: 12 }, (_, i) => i + 1);
    expect(rounds.map(radiusOf)).toEqual([
      ...[5_000, 5_000, 5_000, 5_000, 7_000, 7_000, 7_000],
      ...[10_000, 10_000, 10_000, 10_000, 10_000],
    ]);
    expect(rounds.map(levelOf)).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]);
    const before = (round: number): readonly Input[] => [
      ...until.looking,
      ...rounds.slice(0, round - 2).map((i) => fires('round', 660 + 30 * i)),
    ];
    given(...before(5))
      .when(fires('round', 1_000))
      .then('EscalateSearch 1 7000', 'look, round 5, 7000 m', 'round at 12:17:10');
    given(...before(8))
      .when(fires('round', 1_000))
      .then('EscalateSearch 2 10000', 'look, round 8, 10000 m', 'round at 12:17:10');
    given(...before(11))
      .when(fires('round', 1_000))
      .then('ExhaustSearch', 'look, round 11, 10000 m', 'round at 12:17:40');
    given(...before(12))
      .when(fires('round', 1_000))
      .then('look, round 12, 10000 m', 'round at 12:17:40');
  });

  it.each<[Refusal['how'], number]>([
    ['expired', 180],
    ['declined', 300],
    ['unassigned', 600],
  ])('asks nobody again too early who %s', (how, seconds) => {
    expect(isCoolingDown({ how, at: after(0) }, after(seconds - 1))).toBe(true);
    expect(isCoolingDown({ how, at: after(0) }, after(seconds))).toBe(false);
  });
});
