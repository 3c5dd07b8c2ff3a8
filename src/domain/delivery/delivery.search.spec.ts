import { fold } from '../kernel/decider';
import { plusMs } from '../kernel/instant';
import { courierAsha, courierBilal, minutesAfterNoon } from '../order/order.fixtures';
import { delivery } from './delivery';
import type { DeliveryEvent } from './delivery-messages';
import { anOffer, aRequestDelivery, deliveryCommands as commands, deliveryTo } from './delivery.fixtures';
import { given, then } from './delivery.scenario';

const at = minutesAfterNoon(17);
const waiting = deliveryTo('waiting');
const searching = deliveryTo('searching');
const offered = deliveryTo('offered');
const assigned = deliveryTo('assigned');
const leaseUntil = anOffer().leaseUntil;
const justInTime = plusMs(leaseUntil, -1);

const accepted: DeliveryEvent = {
  type: 'AssignmentAccepted',
  attempt: 1,
  courierId: courierAsha,
  shift: 1,
  at: justInTime,
};
const withdrawn = (reason: string): DeliveryEvent => ({
  type: 'AssignmentWithdrawn',
  attempt: 1,
  courierId: courierAsha,
  reason,
  at,
});

describe('the search for a courier', () => {
  it('begins when it is told, once', () => {
    given(...waiting)
      .when(commands.StartSearch)
      .then({ type: 'PartnerSearchStarted', cause: 'accepted', at: commands.StartSearch.at });
    given(...searching)
      .when(commands.StartSearch)
      .thenNothing();
    given().when(commands.StartSearch).thenRejected({ code: 'delivery-not-found' });
  });

  it('notes every look around, in sequence', () => {
    const look = { ...commands.RecordCandidates, round: 2 };
    given(...searching)
      .when(look)
      .then({ ...look, type: 'CandidatesScored' });
    given(...searching)
      .when(commands.RecordCandidates)
      .thenNothing();
    given(...then(searching, look))
      .when(commands.RecordCandidates)
      .thenRejected({ code: 'round-out-of-sequence', next: 3 });
    given(...offered)
      .when(look)
      .thenRejected({ code: 'transition-not-allowed', command: 'RecordCandidates', stage: 'offered' });
  });

  it('goes on past a candidate who has no room left', () => {
    const unavailable = commands.RecordUnavailable;
    given(...searching)
      .when(unavailable)
      .then({ ...unavailable, type: 'CandidateUnavailable' });
    const history = then(searching, unavailable);
    given(...history)
      .when(unavailable)
      .thenNothing();
    given(...history)
      .when(anOffer())
      .thenRejected({ code: 'attempt-out-of-sequence', next: 2 });
    given(...history)
      .when({ ...unavailable, courierId: courierAsha })
      .thenRejected({ code: 'attempt-out-of-sequence', next: 2 });
  });

  it('gets wider, is exhausted, and asks the customer, each once', () => {
    const { EscalateSearch, ExhaustSearch, OfferCustomerChoice, ChooseToWait } = commands;
    given(...searching)
      .when(ChooseToWait)
      .thenRejected({ code: 'no-choice-open' });
    const history = then(searching, EscalateSearch, ExhaustSearch, OfferCustomerChoice, ChooseToWait);
    expect(fold(delivery, history)).toMatchObject({
      stage: 'searching',
      search: {
        level: 1,
        radiusMetres: 7_000,
        exhausted: true,
        choiceUntil: OfferCustomerChoice.until,
        choseToWait: true,
      },
    });
    for (const command of [EscalateSearch, ExhaustSearch, OfferCustomerChoice, ChooseToWait]) {
      given(...history)
        .when(command)
        .thenNothing();
    }
    given(...history)
      .when({ ...EscalateSearch, level: 0 })
      .thenRejected({ code: 'level-out-of-sequence', next: 2 });
    given(...assigned)
      .when(OfferCustomerChoice)
      .thenRejected({ code: 'transition-not-allowed', command: 'OfferCustomerChoice', stage: 'assigned' });
  });
});

describe('an offer', () => {
  it('is made to one courier at a time', () => {
    const toBilal = anOffer({ attempt: 2, courierId: courierBilal });
    given(...searching)
      .when(anOffer())
      .then({ ...anOffer(), type: 'AssignmentOffered' });
    given(...offered)
      .when(anOffer())
      .thenNothing();
    given(...offered)
      .when(toBilal)
      .thenRejected({ code: 'transition-not-allowed', command: 'OfferToPartner', stage: 'offered' });
    given(...assigned)
      .when(toBilal)
      .thenRejected({ code: 'transition-not-allowed', command: 'OfferToPartner', stage: 'assigned' });
  });

  it('stands for some time, or it is none', () => {
    given(...searching)
      .when({ ...anOffer(), at: leaseUntil })
      .thenRejected({ code: 'lease-over', leaseUntil });
  });

  it('is accepted in time or not at all', () => {
    const accept = { type: 'AcceptAssignment', courierId: courierAsha, at: justInTime } as const;
    given(...offered)
      .when(accept)
      .then(accepted);
    given(...offered)
      .when({ ...accept, at: leaseUntil })
      .thenRejected({ code: 'offer-lapsed', leaseUntil });
    given(...offered, accepted)
      .when({ ...accept, at: leaseUntil })
      .thenNothing();
    given(...then(offered, commands.ExpireOffer))
      .when(accept)
      .thenRejected({ code: 'no-live-offer' });
  });

  it('is answered by the courier who was asked', () => {
    const { AcceptAssignment, DeclineAssignment } = commands;
    for (const answer of [AcceptAssignment, DeclineAssignment]) {
      given(...offered)
        .when({ ...answer, courierId: courierBilal })
        .thenRejected({ code: 'not-the-offered-courier' });
      given(...searching)
        .when(answer)
        .thenRejected({ code: 'no-live-offer' });
    }
  });

  it('is declined, and another courier can be asked', () => {
    const { DeclineAssignment } = commands;
    given(...offered)
      .when(DeclineAssignment)
      .then({ ...DeclineAssignment, type: 'AssignmentDeclined', attempt: 1 });
    const history = then(offered, DeclineAssignment);
    given(...history)
      .when(DeclineAssignment)
      .thenNothing();
    expect(fold(delivery, history)).toMatchObject({
      stage: 'searching',
      refusals: new Map([[courierAsha, { how: 'declined', at: DeclineAssignment.at }]]),
    });
    given(...history)
      .when(anOffer({ attempt: 2, courierId: courierBilal }))
      .then({ ...anOffer({ attempt: 2, courierId: courierBilal }), type: 'AssignmentOffered' });
  });

  it('expires when its time is over, not before', () => {
    const { ExpireOffer } = commands;
    given(...offered)
      .when({ ...ExpireOffer, at: justInTime })
      .thenRejected({ code: 'lease-not-over', leaseUntil });
    given(...offered)
      .when(ExpireOffer)
      .then({ type: 'AssignmentExpired', attempt: 1, courierId: courierAsha, at: ExpireOffer.at });
    given(...then(offered, ExpireOffer))
      .when(ExpireOffer)
      .thenNothing();
    given(...assigned)
      .when(ExpireOffer)
      .thenNothing();
    given(...offered)
      .when({ ...ExpireOffer, attempt: 2 })
      .thenRejected({ code: 'no-live-offer' });
  });
});

describe('a courier whom staff chose', () => {
  const assign = { ...commands.AssignPartner, at };
  const byStaff: DeliveryEvent = { ...assign, type: 'PartnerAssigned' };

  it('is assigned without an offer, before and during the search', () => {
    given(...waiting)
      .when(assign)
      .then(byStaff);
    given(...searching)
      .when(assign)
      .then(byStaff);
    given(...then(searching, assign))
      .when(assign)
      .thenNothing();
  });

  it('takes the place of whoever is being asked', () => {
    given(...offered)
      .when(assign)
      .then(withdrawn('staff-assigned'), byStaff);
    given(...offered)
      .when({ ...assign, attempt: 1 })
      .thenRejected({ code: 'attempt-out-of-sequence', next: 2 });
  });

  it('may be the one who is being asked: under the same attempt the offer becomes the assignment', () => {
    const same = { ...assign, courierId: courierAsha, shift: 1 };
    given(...offered)
      .when({ ...same, attempt: 1 })
      .then({ ...same, attempt: 1, type: 'PartnerAssigned' });
    given(...offered)
      .when(same)
      .then(withdrawn('staff-assigned'), { ...same, type: 'PartnerAssigned' });
  });

  it('takes the place of whoever was to bring it, as long as the kitchen has the food', () => {
    given(...assigned)
      .when(assign)
      .then(
        { type: 'PartnerReassigned', attempt: 1, courierId: courierAsha, reason: 'staff-assigned', at },
        byStaff,
      );
    given(...deliveryTo('on-the-way'))
      .when(assign)
      .thenRejected({ code: 'transition-not-allowed', command: 'AssignPartner', stage: 'on-the-way' });
  });
});

describe('calling a delivery off', () => {
  const cancel = { ...commands.CancelDelivery, at };
  const cancelled: DeliveryEvent = { type: 'DeliveryCancelled', reason: 'order-cancelled', at };

  it('takes a live offer back', () => {
    given(...offered)
      .when(cancel)
      .then(withdrawn('order-cancelled'), cancelled);
    given(...searching)
      .when(cancel)
      .then(cancelled);
    given(...then(searching, cancel))
      .when(cancel)
      .thenNothing();
  });

  it('is not possible when the food is with the courier', () => {
    given(...deliveryTo('on-the-way'))
      .when(cancel)
      .thenRejected({ code: 'transition-not-allowed', command: 'CancelDelivery', stage: 'on-the-way' });
  });

  it('can be taken back: it is requested anew, and attempts go on counting', () => {
    const again = aRequestDelivery({ readyBy: minutesAfterNoon(40), at });
    const history = then(assigned, cancel, again);
    expect(fold(delivery, history)).toMatchObject({
      stage: 'waiting',
      terms: { readyBy: minutesAfterNoon(40) },
      assigned: null,
      search: null,
      lastAttempt: 1,
    });
    given(...then(history, { ...commands.StartSearch, cause: 'restored' }))
      .when(anOffer())
      .thenRejected({ code: 'attempt-out-of-sequence', next: 2 });
    given(...searching)
      .when(again)
      .thenNothing();
    for (const stage of ['failed', 'completed', 'returned'] as const) {
      given(...deliveryTo(stage))
        .when(again)
        .thenRejected({ code: 'transition-not-allowed', command: 'RequestDelivery', stage });
    }
  });
});
