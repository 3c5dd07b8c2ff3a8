import { asId, type OrderId } from '../kernel/ids';
import { courierAsha, minutesAfterNoon, NOON } from '../order/order.fixtures';
import type { ShiftCommand } from './shift-messages';

export const orderOne = asId<OrderId>('order-1');
export const orderTwo = asId<OrderId>('order-2');
export const orderThree = asId<OrderId>('order-3');

/** One command of each type: Asha's first shift, with room for two deliveries. */
export const shiftCommands = {
  GoOnline: { type: 'GoOnline', courierId: courierAsha, shift: 1, vehicle: 'scooter', capacity: 2, at: NOON },
  ReserveCapacity: {
    type: 'ReserveCapacity',
    orderId: orderOne,
    attempt: 1,
    until: minutesAfterNoon(6),
    at: minutesAfterNoon(5),
  },
  ReleaseCapacity: {
    type: 'ReleaseCapacity',
    orderId: orderOne,
    attempt: 1,
    reason: 'delivered',
    at: minutesAfterNoon(30),
  },
  GoOffline: { type: 'GoOffline', reason: 'asked', at: minutesAfterNoon(60) },
} as const satisfies { readonly [T in ShiftCommand['type']]: Extract<ShiftCommand, { readonly type: T }> };
