import type { CourierId } from '../kernel/ids';
import { courierAsha, courierBilal } from '../order/order.fixtures';
import {
  accepted,
  attached,
  fires,
  given,
  happened,
  requested,
  stateAfter,
  taken,
  until,
  type Input,
} from './dispatch.scenario';

const handedOver = happened({ type: 'OrderHandedOver', courierId: courierAsha }, 1_300);
const departed = happened({ type: 'DepartedToCustomer', courierId: courierAsha }, 1_300);
const cancelled = happened(
  {
    ...({ type: 'OrderCancelled', by: 'customer', fault: 'customer', reason: 'changed-mind' } as const),
    ...{ stage: 'PREPARING', fee: { minor: 0, currency: 'INR' }, policyVersion: 'cancellation-fee/1' },
  },
  700,
);
const byStaff = (courierId: CourierId) =>
  happened({ type: 'PartnerAssigned', attempt: 2, courierId, shift: 1 }, 701);

describe('an assignment', () => {
  it('is told to the order', () =>
    given(...until.asked)
      .when(taken(1, 670))
      .then(
        'attach courier-asha',
        'estimate to-restaurant: courier-assigned',
        'watch at 12:11:40',
        'pickup at 12:40:00',
      ));

  it('ends the search', () =>
    given(...until.asked)
      .when(taken(1, 670))
      .unsets('no start', 'no round', 'no lease', 'no choice', 'no stop'));

  it('is told again as long as the order does not know', () =>
    given(...until.asked, taken(1, 670))
      .when(fires('watch', 730))
      .then('attach courier-asha', 'watch at 12:13:10'));

  it('that was given back before the order knew is taken off it again', () => {
    const back = happened(
      { type: 'PartnerReassigned', attempt: 1, courierId: courierAsha, reason: 'tyre' },
      671,
    );
    given(...until.asked, taken(1, 670), back)
      .when(attached(672))
      .then('detach courier-asha: gave-it-back', 'release all of courier-asha: gave-it-back');
  });

  it('that is given back is searched for anew', () =>
    given(...until.assigned)
      .when(happened({ type: 'PartnerReassigned', attempt: 1, courierId: courierAsha, reason: 'tyre' }, 680))
      .then(
        ...['release all of courier-asha: reassigned', 'detach courier-asha: tyre'],
        ...['StartSearch reassigned', 'start at 12:11:50', 'estimate cooking: courier-lost'],
      ));

  it('by staff is told to the delivery, and what was asked of another is freed', () => {
    given(...until.asked)
      .when(attached(680, courierBilal))
      .then('assign courier-bilal');
    given(...until.asked, attached(680, courierBilal))
      .when(byStaff(courierBilal))
      .then(
        ...['release 1 of courier-asha: superseded', 'estimate to-restaurant: courier-assigned'],
        'watch at 12:12:11',
        'pickup at 12:40:00',
      );
    given(...until.looking, attached(680, courierBilal))
      .when(byStaff(courierBilal))
      .then('estimate to-restaurant: courier-assigned', 'watch at 12:12:11', 'pickup at 12:40:00');
  });

  it('by staff that they take back is taken back', () => {
    const off = happened({ type: 'PartnerDetached', courierId: courierBilal, reason: 'wish' }, 702);
    given(...until.looking, attached(680, courierBilal), byStaff(courierBilal))
      .when(off)
      .then('Reassign courier-bilal wish');
    given(...until.looking, attached(680, courierBilal), off)
      .when(byStaff(courierBilal))
      .then(
        ...['Reassign courier-bilal detached', 'estimate to-restaurant: courier-assigned'],
        'watch at 12:12:11',
        'pickup at 12:40:00',
      );
  });
});

describe('a courier on the way', () => {
  it('is looked after every minute', () =>
    given(...until.assigned)
      .when(fires('watch', 730))
      .then('look after courier-asha', 'watch at 12:13:10'));

  it('who is silent three times in a row loses it, until they have the food', () => {
    const silent = (silentChecks: number) =>
      happened({ type: 'PartnerWentSilent', courierId: courierAsha, lastSeenAt: null, silentChecks }, 800);
    given(...until.assigned)
      .when(silent(2))
      .then();
    given(...until.assigned)
      .when(silent(3))
      .then('Reassign courier-asha courier-silent');
    given(...until.assigned, handedOver, departed)
      .when(silent(3))
      .then();
  });

  it('who does not fetch food that is ready for twenty minutes loses it', () => {
    const ready = happened({ type: 'OrderReadyForPickup' }, 1_100);
    given(...until.assigned)
      .when(fires('pickup', 2_400))
      .then('pickup at 13:00:00');
    given(...until.assigned, ready)
      .when(fires('pickup', 2_400))
      .then('Reassign courier-asha courier-late', 'pickup at 13:00:00');
    given(...until.assigned, ready, handedOver)
      .when(fires('pickup', 2_400))
      .then();
  });

  it('is expected at another time when they arrive', () => {
    given(...until.assigned)
      .when(happened({ type: 'ArrivedAtRestaurant', courierId: courierAsha }, 900))
      .then('estimate at-restaurant: courier-arrived');
    given(...until.assigned, handedOver, departed)
      .when(happened({ type: 'ArrivedAtCustomer', courierId: courierAsha }, 1_900))
      .then('estimate at-customer: courier-arrived');
  });

  it('has the food when the order says so, and has left two minutes later', () => {
    given(...until.assigned)
      .when(handedOver)
      .then('Depart courier-asha', 'depart at 12:23:40');
    given(...until.assigned, handedOver)
      .when(departed)
      .then('estimate to-customer: handed-over');
    given(...until.assigned, handedOver)
      .when(fires('depart', 1_420))
      .then('MarkOutForDelivery courier-asha');
    given(...until.assigned, handedOver, happened({ type: 'OrderOutForDelivery' }, 1_320))
      .when(fires('depart', 1_420))
      .then();
  });

  it('keeps the food that they have, even if they say otherwise', () =>
    given(...until.assigned, handedOver)
      .when(
        happened({ type: 'PartnerReassigned', attempt: 1, courierId: courierAsha, reason: 'tyre' }, 1_301),
      )
      .then(
        ...['release all of courier-asha: reassigned', 'assign courier-asha', 'start at 12:22:11'],
        'estimate cooking: courier-lost',
      ));

  it('is free when it is delivered', () => {
    const delivered = happened({ type: 'OrderDelivered', proof: { kind: 'staff', reason: 'seen' } }, 2_000);
    const way = [...until.assigned, handedOver, departed];
    given(...way)
      .when(delivered)
      .then('CompleteDelivery', 'watch at 12:33:50');
    given(...way, delivered)
      .when(happened({ type: 'DeliveryCompleted' }, 2_000))
      .then('release all of courier-asha: delivered');
    // Order and delivery went on at once: each step waits for the one before it.
    given(...until.assigned, handedOver)
      .when(delivered)
      .then('Depart courier-asha', 'watch at 12:33:50');
    given(...until.assigned, handedOver, delivered)
      .when(departed)
      .then('CompleteDelivery');
  });

  it('is free when what could not be delivered is back', () => {
    const way = [...until.assigned, handedOver, departed];
    const failed = happened({ type: 'DeliveryFailed', courierId: courierAsha, reason: 'spilled' }, 1_900);
    const undeliverable = happened({ type: 'OrderUndeliverable', reason: 'spilled' }, 1_900);
    const returned = happened({ type: 'OrderReturned' }, 2_500);
    given(...way)
      .when(failed)
      .then('FailDelivery spilled');
    given(...way, failed, undeliverable)
      .when(fires('watch', 1_960))
      .then();
    given(...way, failed, undeliverable)
      .when(returned)
      .then('CompleteReturn', 'watch at 12:42:10');
    given(...way, failed, undeliverable, returned)
      .when(happened({ type: 'ReturnCompleted' }, 2_500))
      .then('release all of courier-asha: returned');
  });
});

describe('an order that ends', () => {
  const off = happened({ type: 'DeliveryCancelled', reason: 'order-over' }, 701);

  it('calls the delivery off, and frees the courier when that is done', () => {
    given(...until.assigned)
      .when(cancelled)
      .then('CancelDelivery order-over', 'detach courier-asha: order-over');
    given(...until.assigned, cancelled)
      .when(off)
      .then('release all of courier-asha: order-over');
  });

  it('calls off a delivery that was only just requested', () =>
    given(accepted, cancelled).when(requested).then('CancelDelivery order-over'));

  it('frees whom staff had chosen before the kitchen answered', () =>
    given(attached(-60))
      .when(cancelled)
      .then('detach courier-asha: order-over', 'release all of courier-asha: order-over'));

  it('is delivered anew when that was a mistake', () => {
    const restored = happened({ type: 'OrderRestored', status: 'PREPARING' }, 720);
    given(...until.assigned, cancelled, off)
      .when(restored)
      .then('request, to begin at 12:12:00', 'start at 12:12:30');
    given(...until.assigned, cancelled, off, restored)
      .when(requested)
      .then('start at 12:11:00', 'estimate cooking: kitchen-accepted');
    // The word of it came before the delivery was called off.
    given(...until.assigned, cancelled, restored)
      .when(off)
      .then(
        ...['release all of courier-asha: order-over', 'request, to begin at 12:11:41', 'start at 12:12:11'],
      );
  });

  it('is delivered anew even when the courier took the food before the delivery was called off', () => {
    const restored = happened({ type: 'OrderRestored', status: 'READY' }, 720);
    given(...until.assigned, cancelled, restored, handedOver)
      .when(off)
      .then(
        ...['release all of courier-asha: order-over', 'request, to begin at 12:11:41', 'start at 12:12:11'],
      );
    given(...until.assigned, cancelled, restored, handedOver, off)
      .when(requested)
      .then('assign courier-asha', 'start at 12:00:30', 'estimate cooking: kitchen-accepted');
  });

  it('asks for nothing when nobody was looked for', () => given().when(cancelled).then());

  it('hears no timer any more', () => {
    for (const timer of ['start', 'round', 'lease', 'choice', 'stop', 'depart', 'watch']) {
      given(...until.asked, cancelled)
        .when(fires(timer, 9_000))
        .then();
    }
  });
});

describe('what comes again', () => {
  it.each<[string, readonly Input[]]>(Object.entries(until))(
    'changes nothing once it is known: %s',
    (_, history) => {
      const last = history.at(-1);
      if (last === undefined) return;
      expect(stateAfter([...history, last])).toEqual(stateAfter(history));
    },
  );
});
