import type { CourierId, OrderId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Vehicle } from '../partner/partner-messages';

type Dated<T> = T extends unknown ? Readonly<T & { at: Instant }> : never;

/**
 * Stored format: the codec and the golden files hold every version. A reservation is of one attempt to have an
 * order delivered by this courier. It ends only by being released: `until` says when the offer lapses that it is
 * made for, and frees nothing by itself.
 */
export type ShiftEvent = Dated<
  | { type: 'PartnerOnline'; courierId: CourierId; shift: number; vehicle: Vehicle; capacity: number }
  | { type: 'CapacityReserved'; orderId: OrderId; attempt: number; until: Instant | null }
  | { type: 'CapacityReleased'; orderId: OrderId; attempt: number; reason: string }
  | { type: 'PartnerOffline'; reason: string }
>;

export type ShiftCommand = Dated<
  | { type: 'GoOnline'; courierId: CourierId; shift: number; vehicle: Vehicle; capacity: number }
  | { type: 'ReserveCapacity'; orderId: OrderId; attempt: number; until: Instant | null }
  /** Releases the reservation of exactly that attempt; of a later one it changes nothing. */
  | { type: 'ReleaseCapacity'; orderId: OrderId; attempt: number; reason: string }
  /** Refused while anything is reserved. */
  | { type: 'GoOffline'; reason: string }
>;
