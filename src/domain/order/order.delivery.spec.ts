import { fold } from '../kernel/decider';
import { MAX_CODE_ATTEMPTS, order, type OrderRejection } from './order';
import type { OrderCommand } from './order-messages';
import {
  courierAsha,
  courierBilal,
  historyTo,
  minutesAfterNoon,
  orderCommands as commands,
} from './order.fixtures';
import { given, then } from './order.scenario';

const at = minutesAfterNoon(5);
const pending = historyTo('PENDING');
const confirmed = historyTo('CONFIRMED');
const preparing = historyTo('PREPARING');
const ready = historyTo('READY');
const pickedUp = historyTo('PICKED_UP');
const onTheWay = historyTo('OUT_FOR_DELIVERY');
const delivered = historyTo('DELIVERED');
const cancelled = historyTo('CANCELLED');

describe('the courier', () => {
  const asha = { type: 'AttachPartner', courierId: courierAsha, at } as const;

  it('is attached once the order is confirmed, one at a time', () => {
    given(...pending)
      .when(asha)
      .thenRejected({ code: 'transition-not-allowed', command: 'AttachPartner', status: 'PENDING' });
    given(...confirmed)
      .when(asha)
      .then({ type: 'PartnerAttached', courierId: courierAsha, at });
    given(...then(confirmed, asha))
      .when(asha)
      .thenNothing();
    given(...then(confirmed, asha))
      .when({ ...asha, courierId: courierBilal })
      .thenRejected({ code: 'another-courier-assigned' });
  });

  it('can be replaced until the handover', () => {
    const detach = { type: 'DetachPartner', reason: 'flat-tyre', at } as const;
    given(...ready)
      .when(detach)
      .then({ type: 'PartnerDetached', courierId: courierAsha, reason: 'flat-tyre', at });
    given(...then(ready, detach))
      .when(detach)
      .thenNothing();
    given(...then(ready, detach, { ...asha, courierId: courierBilal }))
      .when({ type: 'ConfirmPickup', courierId: courierBilal, at })
      .then({ type: 'OrderHandedOver', courierId: courierBilal, at });
    given(...pickedUp)
      .when(detach)
      .thenRejected({ code: 'transition-not-allowed', command: 'DetachPartner', status: 'PICKED_UP' });
  });

  it('is let go of after a cancellation, but not while the food has to come back', () => {
    const detach = { type: 'DetachPartner', reason: 'order-cancelled', at } as const;
    const detached = {
      type: 'PartnerDetached',
      courierId: courierAsha,
      reason: 'order-cancelled',
      at,
    } as const;
    const undeliverable = then(pickedUp, commands.FailDelivery);
    given(...then(ready, commands.CancelOrder))
      .when(detach)
      .then(detached);
    given(...undeliverable)
      .when(detach)
      .thenRejected({ code: 'food-is-with-the-courier' });
    given(...then(undeliverable, commands.ConfirmReturn))
      .when(detach)
      .then(detached);
  });

  it('picks up what is ready, and nobody else does', () => {
    const pickup = { type: 'ConfirmPickup', courierId: courierAsha, at } as const;
    given(...ready)
      .when(pickup)
      .then({ type: 'OrderHandedOver', courierId: courierAsha, at });
    given(...ready)
      .when({ ...pickup, courierId: courierBilal })
      .thenRejected({ code: 'not-the-assigned-courier' });
    given(...then(preparing, commands.MarkReady))
      .when(pickup)
      .thenRejected({ code: 'no-courier-assigned' });
    given(...then(preparing, asha))
      .when(pickup)
      .thenRejected({ code: 'transition-not-allowed', command: 'ConfirmPickup', status: 'PREPARING' });
  });

  it('sets out with what they picked up', () => {
    const setOut = { type: 'MarkOutForDelivery', courierId: courierAsha, at } as const;
    given(...pickedUp)
      .when(setOut)
      .then({ type: 'OrderOutForDelivery', at });
    given(...pickedUp)
      .when({ ...setOut, courierId: courierBilal })
      .thenRejected({ code: 'not-the-assigned-courier' });
  });
});

describe('delivering', () => {
  const proof = { kind: 'code', codeHash: 'code-hash' } as const;
  const deliver = { type: 'ConfirmDelivery', courierId: courierAsha, proof, at } as const;
  const wrongCode = { ...deliver, proof: { kind: 'code', codeHash: 'wrong' } } as const;
  const byStaff = {
    type: 'ConfirmDelivery',
    courierId: null,
    proof: { kind: 'staff', reason: 'customer-called' },
    at,
  } as const;
  const locked = then(onTheWay, ...new Array<OrderCommand>(MAX_CODE_ATTEMPTS).fill(wrongCode));

  it('is proved by the code of the customer', () => {
    given(...onTheWay)
      .when(deliver)
      .then({ type: 'OrderDelivered', proof, at });
  });

  it('includes setting out when nobody saw that', () => {
    given(...pickedUp)
      .when(deliver)
      .then({ type: 'OrderOutForDelivery', at }, { type: 'OrderDelivered', proof, at });
  });

  it('counts wrong codes', () => {
    given(...pickedUp)
      .when(wrongCode)
      .then({ type: 'DeliveryCodeFailed', attempt: 1, at });
    given(...then(onTheWay, wrongCode))
      .when(wrongCode)
      .then({ type: 'DeliveryCodeFailed', attempt: 2, at });
    given(...then(onTheWay, wrongCode))
      .when(deliver)
      .then({ type: 'OrderDelivered', proof, at });
  });

  it('takes no code, not even the right one, after five wrong ones, but takes the word of the staff', () => {
    given(...locked)
      .when(deliver)
      .thenRejected({ code: 'delivery-code-locked' });
    given(...locked)
      .when(byStaff)
      .then({ type: 'OrderDelivered', proof: byStaff.proof, at });
  });

  it('is proved by a picture from the door once no code is taken any more', () => {
    const photo = { kind: 'photo', sha256: 'picture-hash', distanceMetres: 150, accuracyMetres: 0 } as const;
    const byPhoto = { ...deliver, proof: photo } as const;
    const fourTimes = then(onTheWay, ...new Array<OrderCommand>(MAX_CODE_ATTEMPTS - 1).fill(wrongCode));
    given(...fourTimes)
      .when(byPhoto)
      .thenRejected({ code: 'code-comes-first' });
    given(...locked)
      .when(byPhoto)
      .then({ type: 'OrderDelivered', proof: photo, at });
    given(...locked)
      .when({ ...byPhoto, courierId: courierBilal })
      .thenRejected({ code: 'not-the-assigned-courier' });
    given(...locked)
      .when({ ...byPhoto, courierId: null })
      .thenRejected({ code: 'not-the-assigned-courier' });
  });

  it.each([
    [151, 0, 150],
    [181, 30, 180],
    [251, 100, 250],
    [251, 5_000, 250],
    [151, -50, 150],
    [Number.NaN, 10, 160],
    [-1, 10, 160],
  ])('takes no picture from %d m away, accurate to %d m', (distanceMetres, accuracyMetres, maxMetres) => {
    const proof = { kind: 'photo', sha256: 'picture-hash', distanceMetres, accuracyMetres } as const;
    given(...locked)
      .when({ ...deliver, proof })
      .thenRejected({ code: 'too-far-from-the-door', distanceMetres, maxMetres });
    const nearer = { ...proof, distanceMetres: maxMetres };
    given(...locked)
      .when({ ...deliver, proof: nearer })
      .then({ type: 'OrderDelivered', proof: nearer, at });
  });

  it('takes a code from the assigned courier alone, and the word of the staff from no courier', () => {
    const rejection: OrderRejection = { code: 'not-the-assigned-courier' };
    given(...onTheWay)
      .when({ ...deliver, courierId: courierBilal })
      .thenRejected(rejection);
    given(...onTheWay)
      .when({ ...deliver, courierId: null })
      .thenRejected(rejection);
    given(...onTheWay)
      .when({ ...byStaff, courierId: courierAsha })
      .thenRejected(rejection);
  });

  it('can fail after the handover; then the food comes back', () => {
    given(...ready)
      .when(commands.FailDelivery)
      .thenRejected({ code: 'transition-not-allowed', command: 'FailDelivery', status: 'READY' });
    given(...onTheWay)
      .when({ type: 'FailDelivery', reason: 'nobody-at-the-door', at })
      .then({ type: 'OrderUndeliverable', reason: 'nobody-at-the-door', at });
    const failed = then(onTheWay, commands.FailDelivery);
    expect(fold(order, failed)).toMatchObject({ status: 'CANCELLED', delivery: 'FAILED' });
    given(...failed)
      .when({ type: 'ConfirmReturn', at })
      .then({ type: 'OrderReturned', at });
    expect(fold(order, then(failed, commands.ConfirmReturn))).toMatchObject({ delivery: 'RETURNED' });
    given(...cancelled)
      .when({ type: 'ConfirmReturn', at })
      .thenRejected({ code: 'nothing-to-return' });
  });

  it('is followed by the completion of the order', () => {
    given(...delivered)
      .when({ type: 'CompleteOrder', at })
      .then({ type: 'OrderCompleted', at });
    given(...onTheWay)
      .when({ type: 'CompleteOrder', at })
      .thenRejected({ code: 'transition-not-allowed', command: 'CompleteOrder', status: 'OUT_FOR_DELIVERY' });
  });
});
