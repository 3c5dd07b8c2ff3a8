import { DELIVERY_EVENT_TYPES, PAYMENT_EVENT_TYPES } from '../../src/projections/event-types';
import { FAULTS } from '../../src/sandbox-gateway/misbehaviour';
import type { Counts } from '../engine/counts';

/** From so many orders on, whatever can happen has happened. */
export const ENOUGH_ORDERS = 20_000;

/** What never happened was not tested. */
export const EXPECTED: readonly string[] = [
  ...FAULTS.map((fault) => `gateway: ${fault}`),
  ...[...PAYMENT_EVENT_TYPES, ...DELIVERY_EVENT_TYPES].map((type) => `event: ${type}`),
  ...['OrderRejectedByRestaurant', 'OrderUndeliverable', 'OrderReturned', 'OrderRestored'].map(
    (type) => `event: ${type}`,
  ),
  ...['OrderCompleted', 'RestaurantReminded', 'RestaurantPaused', 'OrderMissed'].map(
    (type) => `event: ${type}`,
  ),
  ...['HoursChanged', 'ReviewSubmitted', 'GpsSegmentRecorded'].map((type) => `event: ${type}`),
  'fault: crash before a call',
  'fault: crash after a call',
  'fault: crash between calls',
  'fault: port fails before its effect',
  'fault: port fails after its effect',
  'fault: slow call',
  'fault: very slow call',
  'fault: shards taken over from a living program',
  'fault: bus message lost',
  'fault: bus message twice',
  'fault: gateway out of reach',
  'fault: positions lost',
  'fault: intent unseen',
  'fault: clock moved ahead',
  'circuit: opened',
  'webhook: refused',
  'webhook: not answered',
  'push: sent again',
];

/** The faults and events that have not happened. */
export const missingIn = (counts: Counts): readonly string[] =>
  EXPECTED.filter((name) => counts.of(name) === 0);
