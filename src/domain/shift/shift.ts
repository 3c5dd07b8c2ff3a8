import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { CourierId, OrderId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Vehicle } from '../partner/partner-messages';
import type { ShiftCommand, ShiftEvent } from './shift-messages';

/** Room that is kept for one attempt to have an order delivered. */
export interface Reservation {
  readonly orderId: OrderId;
  readonly attempt: number;
  /** When the offer lapses that it was made for; null when there was no offer. */
  readonly until: Instant | null;
}

export interface BegunShift {
  readonly is: 'online' | 'over';
  readonly courierId: CourierId;
  readonly shift: number;
  readonly vehicle: Vehicle;
  /** How many reservations there may be at once. */
  readonly capacity: number;
  /** In the order in which they were made. */
  readonly reservations: readonly Reservation[];
  /** The latest attempt of each order that was released: no attempt up to it is reserved again. */
  readonly released: ReadonlyMap<OrderId, number>;
  /** When the courier came online or was last freed of a delivery. */
  readonly idleSince: Instant;
}

export type Shift = { readonly is: 'absent' } | BegunShift;

export type ShiftRejection = Readonly<
  | { code: 'shift-not-found' | 'shift-over' | 'attempt-over' }
  | { code: 'capacity-out-of-range'; min: number; max: number }
  | { code: 'at-capacity'; capacity: number }
  | { code: 'deliveries-open'; orderIds: readonly OrderId[] }
>;

/** How many deliveries a courier can be given at once. */
export const CAPACITY = { min: 1, max: 5 } as const;

type Of<T extends ShiftCommand['type']> = Extract<ShiftCommand, { readonly type: T }>;
type Outcome = Decision<ShiftEvent, ShiftRejection>;
type Attempt = Pick<Reservation, 'orderId' | 'attempt'>;

const isOf =
  ({ orderId, attempt }: Attempt) =>
  (reservation: Reservation): boolean =>
    reservation.orderId === orderId && reservation.attempt === attempt;

function goOnline(command: Of<'GoOnline'>, shift: Shift): Outcome {
  if (shift.is === 'online') return accept();
  if (shift.is === 'over') return reject({ code: 'shift-over' });
  const { capacity } = command;
  return Number.isSafeInteger(capacity) && capacity >= CAPACITY.min && capacity <= CAPACITY.max
    ? accept({ ...command, type: 'PartnerOnline' })
    : reject({ code: 'capacity-out-of-range', ...CAPACITY });
}

function reserve(command: Of<'ReserveCapacity'>, shift: BegunShift): Outcome {
  if (shift.reservations.some(isOf(command))) return accept();
  if (shift.is === 'over') return reject({ code: 'shift-over' });
  const { capacity, reservations, released } = shift;
  if (command.attempt <= (released.get(command.orderId) ?? 0)) return reject({ code: 'attempt-over' });
  return reservations.length < capacity
    ? accept({ ...command, type: 'CapacityReserved' })
    : reject({ code: 'at-capacity', capacity });
}

function decide(command: ShiftCommand, shift: Shift): Outcome {
  if (command.type === 'GoOnline') return goOnline(command, shift);
  if (shift.is === 'absent') return reject({ code: 'shift-not-found' });
  switch (command.type) {
    case 'ReserveCapacity':
      return reserve(command, shift);
    case 'ReleaseCapacity':
      return shift.reservations.some(isOf(command))
        ? accept({ ...command, type: 'CapacityReleased' })
        : accept();
    case 'GoOffline':
      if (shift.is === 'over') return accept();
      return shift.reservations.length === 0
        ? accept({ ...command, type: 'PartnerOffline' })
        : reject({ code: 'deliveries-open', orderIds: shift.reservations.map(({ orderId }) => orderId) });
    default:
      return never(command);
  }
}

function evolve(shift: Shift, event: ShiftEvent): Shift {
  if (event.type === 'PartnerOnline') {
    const { courierId, shift: number, vehicle, capacity, at } = event;
    return {
      is: 'online',
      ...{ courierId, shift: number, vehicle, capacity },
      reservations: [],
      released: new Map(),
      idleSince: at,
    };
  }
  if (shift.is === 'absent') return shift;
  switch (event.type) {
    case 'CapacityReserved': {
      const { orderId, attempt, until } = event;
      return { ...shift, reservations: [...shift.reservations, { orderId, attempt, until }] };
    }
    case 'CapacityReleased': {
      const { orderId, attempt, at } = event;
      const latest = Math.max(attempt, shift.released.get(orderId) ?? 0);
      return {
        ...shift,
        reservations: shift.reservations.filter((reservation) => !isOf(event)(reservation)),
        released: new Map(shift.released).set(orderId, latest),
        idleSince: at,
      };
    }
    case 'PartnerOffline':
      return { ...shift, is: 'over' };
    default:
      return never(event);
  }
}

/**
 * One online spell of a courier, and the room they have for deliveries. There is never more reserved than fits,
 * and nobody goes offline with a delivery on their hands.
 */
export const shift: Decider<ShiftCommand, Shift, ShiftEvent, ShiftRejection> = {
  initial: { is: 'absent' },
  decide,
  evolve,
};
