import fc from 'fast-check';
import { deliveryCodec } from '../../../eventstore/registry/delivery.codec';
import { accept, fold, reject } from '../kernel/decider';
import { plusMs, type Instant } from '../kernel/instant';
import { courierAsha, courierBilal, NOON } from '../order/order.fixtures';
import { delivery, FAILURE_REASONS } from './delivery';
import type { DeliveryCommand, DeliveryEvent } from './delivery-messages';
import type { Delivery } from './delivery-state';
import { DELIVERY_STAGES, DELIVERY_TRANSITIONS } from './delivery-transitions';
import { deliveryCommands, LEASE_MS } from './delivery.fixtures';

const RUNS = { numRuns: 2000 };

const courierId = fc.constantFrom(courierAsha, courierBilal);
const attempt = fc.integer({ min: 1, max: 6 });

const { AcceptAssignment, AssignPartner, DeclineAssignment, EscalateSearch, ExpireOffer, OfferToPartner } =
  deliveryCommands;
const { RecordCandidates, RecordUnavailable, Reassign, ReportFailure, ReviseEta, StartSearch } =
  deliveryCommands;
const { ArriveAtCustomer, ArriveAtRestaurant, Depart, VerifyPickup } = deliveryCommands;

/** Any command out of place, with whatever in it may vary. */
const stray: fc.Arbitrary<DeliveryCommand> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<DeliveryCommand>(...Object.values(deliveryCommands)) },
  {
    weight: 4,
    arbitrary: fc
      .record({ attempt, courierId })
      .chain((ids) =>
        fc.constantFrom<DeliveryCommand>({ ...OfferToPartner, ...ids }, { ...AssignPartner, ...ids }),
      ),
  },
  {
    weight: 4,
    arbitrary: courierId.chain((id) =>
      fc.constantFrom<DeliveryCommand>(
        { ...AcceptAssignment, courierId: id },
        { ...DeclineAssignment, courierId: id },
        { ...Reassign, courierId: id },
        { ...ArriveAtRestaurant, courierId: id },
        { ...Depart, courierId: id },
        { ...ArriveAtCustomer, courierId: id },
      ),
    ),
  },
  { weight: 3, arbitrary: attempt.map((number) => ({ ...ExpireOffer, attempt: number })) },
  {
    weight: 2,
    arbitrary: fc.record({ attempt, courierId }).map((ids) => ({ ...RecordUnavailable, ...ids })),
  },
  { weight: 1, arbitrary: fc.nat(5).map((round) => ({ ...RecordCandidates, round })) },
  { weight: 1, arbitrary: fc.nat(3).map((level) => ({ ...EscalateSearch, level })) },
  { weight: 1, arbitrary: fc.nat(90_000).map((ms) => ({ ...ReviseEta, p50: plusMs(NOON, ms) })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...FAILURE_REASONS).map((reason) => ({ ...ReportFailure, reason })),
  },
);

/** The commands of a delivery that goes well, in their order. */
const goingWell: readonly DeliveryCommand[] = [
  deliveryCommands.RequestDelivery,
  StartSearch,
  RecordCandidates,
  OfferToPartner,
  AcceptAssignment,
  ArriveAtRestaurant,
  VerifyPickup,
  Depart,
  ArriveAtCustomer,
  deliveryCommands.CompleteDelivery,
];

/** As if sent then: what an offer is made for counts from when it is made. */
const sentAt = (command: DeliveryCommand, at: Instant): DeliveryCommand =>
  command.type === 'OfferToPartner'
    ? { ...command, at, leaseUntil: plusMs(at, LEASE_MS) }
    : { ...command, at };

/** A delivery that goes well, disturbed in many places; from a moment apart to minutes. */
const story: fc.Arbitrary<readonly DeliveryCommand[]> = fc
  .tuple(
    fc.tuple(...goingWell.map(() => fc.array(stray, { maxLength: 4 }))),
    fc.array(fc.oneof(fc.nat(12_000), fc.nat(12_000), fc.nat(240_000)), { minLength: 8, maxLength: 8 }),
  )
  .map(([disturbances, gaps]) => {
    let at = NOON;
    return goingWell
      .flatMap((command, i) => [...disturbances[i]!, command])
      .map((command, i) => {
        at = plusMs(at, gaps[i % gaps.length]!);
        return sentAt(command, at);
      });
  });

const stageOf = (state: Delivery) => (state.is === 'absent' ? 'absent' : state.stage);

interface Change {
  readonly command: DeliveryCommand;
  readonly before: Delivery;
  readonly events: readonly DeliveryEvent[];
  readonly after: Delivery;
}

/** What the commands change, one after the other; what is refused or decides nothing is left out. */
function changesOf(commands: readonly DeliveryCommand[]): readonly Change[] {
  let before: Delivery = delivery.initial;
  return commands.flatMap((command) => {
    const decision = delivery.decide(command, before);
    if (!decision.ok || decision.events.length === 0) return [];
    const after = fold({ ...delivery, initial: before }, decision.events);
    const change = { command, before, events: decision.events, after };
    before = after;
    return [change];
  });
}

const eventsIn = (commands: readonly DeliveryCommand[]): readonly DeliveryEvent[] =>
  changesOf(commands).flatMap(({ events }) => events);

const everyStory = (check: (commands: readonly DeliveryCommand[]) => void): void =>
  fc.assert(fc.property(story, check), RUNS);

/** Who is asked and who has the order: the numbers of their attempts. */
interface Holders {
  readonly asked: readonly number[];
  readonly having: readonly number[];
}

const without = (numbers: readonly number[], gone: number): readonly number[] =>
  numbers.filter((number) => number !== gone);

/** {@link Holders} after one more event, told from the events alone. */
function holdersAfter({ asked, having }: Holders, event: DeliveryEvent): Holders {
  switch (event.type) {
    case 'AssignmentOffered':
      return { asked: [...asked, event.attempt], having };
    case 'AssignmentAccepted':
    case 'PartnerAssigned':
      return { asked: without(asked, event.attempt), having: [...having, event.attempt] };
    case 'AssignmentDeclined':
    case 'AssignmentExpired':
    case 'AssignmentWithdrawn':
      return { asked: without(asked, event.attempt), having };
    case 'PartnerReassigned':
      return { asked, having: without(having, event.attempt) };
    case 'DeliveryCancelled':
      return { asked, having: [] };
    default:
      return { asked, having };
  }
}

describe('whatever is asked of a delivery, in whatever order', () => {
  it('its stage moves along the table alone, and there is a way to every stage', () => {
    const reached = new Set<string>();
    everyStory((commands) => {
      for (const { command, before, events, after } of changesOf(commands)) {
        reached.add(stageOf(after));
        const types = events.map(({ type }) => type).join();
        const targets = DELIVERY_TRANSITIONS.filter(
          (row) =>
            row.command === command.type && row.from.includes(stageOf(before)) && row.events.join() === types,
        ).map(({ to }) => (to === 'same' ? stageOf(before) : to));
        expect(targets).toEqual([stageOf(after)]);
      }
    });
    expect(reached).toEqual(new Set(DELIVERY_STAGES));
  });

  it('one courier at most is asked, and one at most has it, and never both', () => {
    everyStory((commands) => {
      let holders: Holders = { asked: [], having: [] };
      let state: Delivery = delivery.initial;
      for (const event of eventsIn(commands)) {
        holders = holdersAfter(holders, event);
        state = delivery.evolve(state, event);
        const { offer, assigned } = state.is === 'absent' ? { offer: null, assigned: null } : state;
        expect(holders).toEqual({
          asked: offer === null ? [] : [offer.attempt],
          having: assigned === null ? [] : [assigned.attempt],
        });
        expect(holders.asked.length + holders.having.length).toBeLessThanOrEqual(1);
      }
    });
  });

  it('nobody has it who did not accept an offer that stood, unless staff chose them', () => {
    everyStory((commands) => {
      for (const { command, before, events } of changesOf(commands)) {
        for (const event of events) {
          if (event.type === 'PartnerAssigned') expect(command.type).toBe('AssignPartner');
          if (event.type !== 'AssignmentAccepted') continue;
          const { courierId: by, attempt: number, shift } = event;
          expect(before).toMatchObject({ offer: { courierId: by, attempt: number, shift } });
          expect(before.is === 'requested' && event.at < before.offer!.leaseUntil).toBe(true);
        }
      }
    });
  });

  it('an offer can be accepted until it lapses, and expires from then on', () => {
    let offers = 0;
    everyStory((commands) => {
      for (const { after } of changesOf(commands)) {
        if (after.is === 'absent' || after.offer === null) continue;
        offers += 1;
        const { leaseUntil, ...open } = after.offer;
        const accepting = { ...AcceptAssignment, courierId: open.courierId };
        const expiring = { ...ExpireOffer, attempt: open.attempt };
        const before = plusMs(leaseUntil, -1);
        expect(delivery.decide({ ...accepting, at: leaseUntil }, after)).toEqual(
          reject({ code: 'offer-lapsed', leaseUntil }),
        );
        expect(delivery.decide({ ...accepting, at: before }, after)).toMatchObject({
          events: [{ type: 'AssignmentAccepted' }],
        });
        expect(delivery.decide({ ...expiring, at: before }, after)).toEqual(
          reject({ code: 'lease-not-over', leaseUntil }),
        );
        expect(delivery.decide({ ...expiring, at: leaseUntil }, after)).toMatchObject({
          events: [{ type: 'AssignmentExpired' }],
        });
      }
    });
    expect(offers).toBeGreaterThan(RUNS.numRuns / 2);
  });

  it('attempts go up, but for an offer that staff make an assignment', () => {
    everyStory((commands) => {
      let last = 0;
      for (const { before, events } of changesOf(commands)) {
        for (const event of events) {
          const isNew = ['AssignmentOffered', 'CandidateUnavailable', 'PartnerAssigned'].includes(event.type);
          if (!isNew || !('attempt' in event)) continue;
          const offer = before.is === 'requested' ? before.offer : null;
          const isThatOffer =
            event.type === 'PartnerAssigned' &&
            offer?.attempt === event.attempt &&
            offer.courierId === event.courierId;
          if (!isThatOffer) expect(event.attempt).toBeGreaterThan(last);
          last = event.attempt;
        }
      }
    });
  });

  it('once it is over nothing happens, but that it is requested again after it was called off', () => {
    const OVER = ['completed', 'returned', 'cancelled'];
    everyStory((commands) => {
      for (const { command, before } of changesOf(commands)) {
        if (!OVER.includes(stageOf(before))) continue;
        expect([stageOf(before), command.type]).toEqual(['cancelled', 'RequestDelivery']);
      }
    });
  });

  it('a command that was just granted decides nothing when it comes again, but a look in vain counts', () => {
    everyStory((commands) => {
      const granted = changesOf(commands).filter(({ command }) => command.type !== 'RecordSilence');
      const again = granted.map(({ command, after }) => delivery.decide(command, after));
      expect(again).toEqual(granted.map(() => accept()));
    });
  });

  it('any history at all folds to a state', () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat()), (commands, picks) => {
        const events = eventsIn(commands);
        const history = picks.map((pick) => events[pick % events.length]!);
        expect([...DELIVERY_STAGES, 'absent']).toContain(stageOf(fold(delivery, history)));
      }),
      RUNS,
    );
  });

  it('every event comes back from the store as it was, and goes there again as the same bytes', () => {
    everyStory((commands) => {
      const events = eventsIn(commands);
      const stored = events.map((event) => deliveryCodec.encode(event));
      const read = stored.map(({ type, schema, data }) => deliveryCodec.decode(type, schema, data));
      expect(read).toEqual(events);
      expect(read.map((event) => deliveryCodec.encode(event))).toEqual(stored);
    });
  });
});
