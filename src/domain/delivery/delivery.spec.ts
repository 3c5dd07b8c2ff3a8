import { fold } from '../kernel/decider';
import { plusMinutes, plusMs } from '../kernel/instant';
import { courierAsha, courierBilal, minutesAfterNoon } from '../order/order.fixtures';
import { delivery, DOOR_WAIT_MINUTES, FAILURES_AFTER_A_WAIT, FAILURES_AT_ONCE } from './delivery';
import { anOffer, deliveryCommands as commands, deliveryTo } from './delivery.fixtures';
import { given, then } from './delivery.scenario';

const at = minutesAfterNoon(30);
const assigned = deliveryTo('assigned');
const atRestaurant = deliveryTo('at-restaurant');
const onTheWay = deliveryTo('on-the-way');
const atDoor = deliveryTo('at-door');

describe('the courier who has the delivery', () => {
  it('arrives, names the right bag and sets out', () => {
    given(...assigned)
      .when({ ...commands.ArriveAtRestaurant, at })
      .then({ type: 'ArrivedAtRestaurant', courierId: courierAsha, at });
    given(...atRestaurant)
      .when({ ...commands.VerifyPickup, at })
      .then({ type: 'PickupVerified', courierId: courierAsha, at });
    given(...atRestaurant)
      .when({ ...commands.Depart, at })
      .then({ type: 'DepartedToCustomer', courierId: courierAsha, at });
    given(...onTheWay)
      .when({ ...commands.ArriveAtCustomer, at })
      .then({ type: 'ArrivedAtCustomer', courierId: courierAsha, at });
  });

  it('has arrived when they name the right bag', () => {
    given(...assigned)
      .when({ ...commands.VerifyPickup, at })
      .then(
        { type: 'ArrivedAtRestaurant', courierId: courierAsha, at },
        { type: 'PickupVerified', courierId: courierAsha, at },
      );
  });

  it.each([
    ['ArriveAtRestaurant', assigned],
    ['VerifyPickup', atRestaurant],
    ['Depart', atRestaurant],
    ['ArriveAtCustomer', onTheWay],
    ['RecordSilence', onTheWay],
    ['RecordHeard', then(onTheWay, commands.RecordSilence)],
    ['RecordProof', atDoor],
    ['ReportFailure', atDoor],
    ['Reassign', assigned],
  ] as const)('is the only one for %s', (type, history) => {
    given(...history)
      .when({ ...commands[type], courierId: courierBilal })
      .thenRejected({ code: 'not-the-assigned-courier' });
  });

  it('may give it back before the handover, and somebody else is looked for', () => {
    const { Reassign } = commands;
    const given1 = { ...Reassign, type: 'PartnerReassigned', attempt: 1 } as const;
    given(...assigned)
      .when(Reassign)
      .then(given1);
    given(...atRestaurant)
      .when({ ...Reassign, courierId: null })
      .then(given1);
    const history = then(assigned, Reassign);
    expect(fold(delivery, history)).toMatchObject({
      stage: 'waiting',
      assigned: null,
      arrivedAtRestaurantAt: null,
      refusals: new Map([[courierAsha, { how: 'unassigned', at: Reassign.at }]]),
    });
    given(...history)
      .when(Reassign)
      .thenNothing();
    given(...history)
      .when({ ...Reassign, courierId: null })
      .thenNothing();
    given(...then(history, { ...commands.StartSearch, cause: 'reassigned' }))
      .when(anOffer({ attempt: 2, courierId: courierBilal }))
      .then({ ...anOffer({ attempt: 2, courierId: courierBilal }), type: 'AssignmentOffered' });
    given(...onTheWay)
      .when(Reassign)
      .thenRejected({ code: 'transition-not-allowed', command: 'Reassign', stage: 'on-the-way' });
  });
});

describe('looking after the courier', () => {
  const silence = { ...commands.RecordSilence, at };
  const silent = (silentChecks: number) => ({ ...silence, type: 'PartnerWentSilent', silentChecks }) as const;

  it('counts the looks in a row that found no trace', () => {
    given(...assigned)
      .when(silence)
      .then(silent(1));
    given(...assigned, silent(1), silent(2))
      .when(silence)
      .then(silent(3));
  });

  it('begins anew when they are heard of again, or when somebody else has it', () => {
    const heard = { type: 'PartnerHeardAgain', courierId: courierAsha, at } as const;
    given(...assigned, silent(1))
      .when({ ...commands.RecordHeard, at })
      .then(heard);
    given(...assigned)
      .when({ ...commands.RecordHeard, at })
      .thenNothing();
    given(...assigned, silent(2), heard)
      .when(silence)
      .then(silent(1));
    expect(fold(delivery, then([...assigned, silent(2)], commands.AssignPartner))).toMatchObject({
      silentChecks: 0,
    });
  });
});

describe('the estimate', () => {
  it('is noted when it tells something new', () => {
    const { ReviseEta } = commands;
    given(...assigned)
      .when(ReviseEta)
      .then({ ...ReviseEta, type: 'EtaRevised' });
    const history = then(assigned, ReviseEta);
    given(...history)
      .when({ ...ReviseEta, reason: 'courier-moved', at })
      .thenNothing();
    given(...history)
      .when({ ...ReviseEta, p90: minutesAfterNoon(39) })
      .then({ ...ReviseEta, type: 'EtaRevised', p90: minutesAfterNoon(39) });
  });
});

describe('a picture from the door', () => {
  it('is kept, and a better one takes its place', () => {
    const { RecordProof } = commands;
    given(...atDoor)
      .when(RecordProof)
      .then({ ...RecordProof, type: 'ProofRecorded' });
    const history = then(atDoor, RecordProof);
    given(...history)
      .when(RecordProof)
      .thenNothing();
    const better = { ...RecordProof, blob: 'proofs/order-1/2', sha256: 'other' };
    given(...history)
      .when(better)
      .then({ ...better, type: 'ProofRecorded' });
    expect(fold(delivery, history)).toMatchObject({ proof: { sha256: 'picture-hash', distanceMetres: 20 } });
    given(...atRestaurant)
      .when(RecordProof)
      .thenRejected({ code: 'transition-not-allowed', command: 'RecordProof', stage: 'at-restaurant' });
  });
});

describe('a delivery that fails', () => {
  const arrivedAt = commands.ArriveAtCustomer.at;
  const until = plusMinutes(arrivedAt, DOOR_WAIT_MINUTES);
  const report = { ...commands.ReportFailure, at: until };

  it.each(FAILURES_AFTER_A_WAIT)('by %s does so after a wait at the door', (reason) => {
    given(...atDoor)
      .when({ ...report, reason, at: plusMs(until, -1) })
      .thenRejected({ code: 'wait-at-the-door', until });
    given(...onTheWay)
      .when({ ...report, reason })
      .thenRejected({ code: 'wait-at-the-door', until: null });
    given(...atDoor)
      .when({ ...report, reason })
      .then({ type: 'DeliveryFailed', courierId: courierAsha, reason, at: until });
  });

  it.each(FAILURES_AT_ONCE)('by %s does so at once', (reason) => {
    given(...onTheWay)
      .when({ ...report, reason, at })
      .then({ type: 'DeliveryFailed', courierId: courierAsha, reason, at });
  });

  it('does so for a reason that is known, after the handover, and once', () => {
    given(...atDoor)
      .when({ ...report, reason: 'bored' })
      .thenRejected({ code: 'failure-reason-unknown' });
    given(...atRestaurant)
      .when(report)
      .thenRejected({ code: 'transition-not-allowed', command: 'ReportFailure', stage: 'at-restaurant' });
    given(...then(atDoor, report))
      .when(report)
      .thenNothing();
  });

  it('ends with the food brought back, or with the customer after all', () => {
    const failed = deliveryTo('failed');
    given(...failed)
      .when({ ...commands.CompleteReturn, at })
      .then({ type: 'ReturnCompleted', at });
    given(...failed)
      .when({ ...commands.CompleteDelivery, at })
      .then({ type: 'DeliveryCompleted', at });
    given(...deliveryTo('returned'))
      .when(commands.CompleteDelivery)
      .thenRejected({ code: 'transition-not-allowed', command: 'CompleteDelivery', stage: 'returned' });
  });

  it('can be known from the order alone: staff may say so without the courier', () => {
    given(...onTheWay)
      .when({ ...commands.CompleteReturn, at })
      .then({ type: 'ReturnCompleted', at });
  });
});
