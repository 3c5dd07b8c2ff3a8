import { never } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';
import type { Sealed } from '../../domain/kernel/sealed';
import type { PartnerEvent, Vehicle } from '../../domain/partner/partner-messages';
import type { ShiftEvent } from '../../domain/shift/shift-messages';
import { tableOf, type FeedEvent, type Projection } from '../projection';

type CourierEvent = PartnerEvent | ShiftEvent;

/** An order that a courier has room reserved for: they are asked to bring it, or bring it. */
export interface Reservation {
  readonly orderId: string;
  readonly attempt: number;
}

/** A courier: who they are, and how they stand in their last online spell. Personal data stays sealed. */
export interface CourierRow {
  readonly courier_id: string;
  readonly profile: Sealed;
  readonly vehicle: Vehicle;
  readonly is_suspended: boolean;
  /** Why, as a short code. */
  readonly suspended_for: string | null;
  readonly is_online: boolean;
  /** The number of the last online spell; 0: none yet. */
  readonly shift: number;
  /** How many orders fit at once in this spell; 0 when offline. */
  readonly capacity: number;
  readonly reservations: readonly Reservation[];
  readonly online_since: Instant | null;
  readonly registered_at: Instant;
  readonly updated_at: Instant;
  readonly position: number;
}

type Registered = Extract<PartnerEvent, { type: 'PartnerRegistered' }>;
type Change = Partial<Omit<CourierRow, 'courier_id' | 'registered_at' | 'updated_at' | 'position'>>;

const OFFLINE = { is_online: false, capacity: 0, reservations: [], online_since: null } as const;

const registered = (event: Registered): Omit<CourierRow, 'position'> => ({
  courier_id: event.courierId,
  profile: event.profile,
  vehicle: event.vehicle,
  is_suspended: false,
  suspended_for: null,
  ...OFFLINE,
  shift: 0,
  registered_at: event.at,
  updated_at: event.at,
});

function change(row: CourierRow, event: Exclude<CourierEvent, Registered>): Change {
  switch (event.type) {
    case 'PartnerProfileChanged':
      return { profile: event.profile, vehicle: event.vehicle };
    case 'PartnerSuspended':
      return { is_suspended: true, suspended_for: event.reason };
    case 'PartnerReinstated':
      return { is_suspended: false, suspended_for: null };
    case 'ShiftOpened':
      return { ...OFFLINE, shift: event.shift };
    case 'PartnerOnline':
      return {
        is_online: true,
        shift: event.shift,
        vehicle: event.vehicle,
        capacity: event.capacity,
        online_since: event.at,
      };
    case 'CapacityReserved':
      return { reservations: [...row.reservations, { orderId: event.orderId, attempt: event.attempt }] };
    case 'CapacityReleased':
      return {
        reservations: row.reservations.filter(
          ({ orderId, attempt }) => orderId !== event.orderId || attempt !== event.attempt,
        ),
      };
    case 'PartnerOffline':
      return OFFLINE;
    default:
      return never(event);
  }
}

function evolve(row: CourierRow | null, { event, recorded }: FeedEvent<CourierEvent>): CourierRow {
  const { position } = recorded;
  if (event.type === 'PartnerRegistered') return { ...registered(event), position };
  if (row === null) throw new Error(`${event.type} of a courier who never registered`);
  return { ...row, ...change(row, event), updated_at: event.at, position };
}

/** Every courier, with the load of their present online spell. */
export const couriers: Projection<CourierRow, CourierEvent> = {
  name: 'couriers',
  version: 1,
  table: tableOf<CourierRow>({
    columns: {
      courier_id: 'text',
      profile: 'json',
      vehicle: 'text',
      is_suspended: 'boolean',
      suspended_for: 'text',
      is_online: 'boolean',
      shift: 'integer',
      capacity: 'smallint',
      reservations: 'json',
      online_since: 'timestamptz',
      registered_at: 'timestamptz',
      updated_at: 'timestamptz',
      position: 'bigint',
    },
    key: ['courier_id'],
  }),
  reads: [
    'PartnerRegistered',
    'PartnerProfileChanged',
    'PartnerSuspended',
    'PartnerReinstated',
    'ShiftOpened',
    'PartnerOnline',
    'CapacityReserved',
    'CapacityReleased',
    'PartnerOffline',
  ],
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve,
};
