import type { EtaPhase, EtaReason } from '../eta/phase-eta';
import type { Role } from '../kernel/actor';
import type { CourierId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Money } from '../kernel/money';
import type { OrderStatus } from '../order/order-transitions';

/** What a status update tells, finer than the status of the order. */
export const TRACKING_STEPS = [
  'placed',
  'confirmed',
  'accepted',
  'preparing',
  'ready',
  'courier-at-restaurant',
  'picked-up',
  'out-for-delivery',
  'courier-at-door',
  'restored',
] as const;

export type TrackingStep = (typeof TRACKING_STEPS)[number];

/**
 * How the search for a courier stands: it goes on, it takes longer than usual, the customer may call the order off
 * for nothing or wait, they chose to wait.
 */
export const SEARCH_STATES = ['searching', 'delayed', 'choice', 'waiting'] as const;

export type SearchState = (typeof SEARCH_STATES)[number];

/** How an order came to be called off. */
export const CALL_OFFS = ['cancelled', 'rejected', 'expired', 'undeliverable'] as const;

export type CallOff = (typeof CALL_OFFS)[number];

/** Each of a union's variants, read-only, with its number and the moment it is of. */
type Numbered<T> = T extends unknown ? Readonly<{ seq: number } & T & { at: Instant }> : never;

/**
 * What the customer of an order is told, one thing after the other. `seq` counts the messages of an order from 1
 * without gaps; a message never changes once there is one. They hold no personal data: a courier is named by id, and
 * words are chosen when a message is shown.
 */
export type TrackingMessage = Numbered<
  | { type: 'status_update'; status: OrderStatus; step: TrackingStep; expectedAt: Instant }
  | { type: 'partner_assigned'; courierId: CourierId; expectedAt: Instant }
  /** Somebody else will bring it. */
  | { type: 'partner_unassigned'; courierId: CourierId }
  | { type: 'eta_update'; phase: EtaPhase; p50: Instant; p90: Instant; reason: EtaReason }
  /** `until`: how long the customer has the choice; null when there is none. */
  | { type: 'search_update'; state: SearchState; until: Instant | null }
  /** Terminal. `codeVerified`: the customer said the code at the door. */
  | { type: 'delivered'; codeVerified: boolean }
  /** Terminal, unless the cancellation is taken back a moment later. `fee`: what the customer owes for it. */
  | { type: 'cancelled'; how: CallOff; by: Role | null; reason: string | null; fee: Money | null }
>;

/** A message that has no number yet. */
export type Unnumbered<M> = M extends unknown ? Omit<M, 'seq'> : never;
