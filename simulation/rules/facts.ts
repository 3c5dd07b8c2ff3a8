import type { Told } from './told';

/** A courier who was asked to bring an order, or was given it. */
export interface Asked {
  readonly attempt: number;
  readonly courierId: string;
  readonly shift: number;
  /** Null when staff chose them: there was no offer. */
  readonly leaseUntil: string | null;
  readonly isAccepted: boolean;
}

export interface DeliveryFact {
  readonly orderId: string;
  /** The live offer, or whoever brings it. */
  current: Asked | null;
  readonly attempts: Set<number>;
  /** When each attempt that is over came to its end, as the store has it; by `attempt courier`. */
  readonly endedAt: Map<string, string>;
  /** Couriers who ever accepted it or were given it. */
  readonly takers: Set<string>;
  /** When each courier last declined, let an offer lapse, or was taken off. */
  readonly refusals: Map<string, { readonly at: string; readonly how: keyof typeof COOLDOWN_MINUTES }>;
  /** When the search began that goes on (wall); null when none does. */
  searchingSince: string | null;
  isExhausted: boolean;
  isSilent: boolean;
  /** How it ended: the event. */
  ended: string | null;
}

/** For how long nobody is asked again. Written down a second time, on purpose. */
export const COOLDOWN_MINUTES = {
  AssignmentDeclined: 5,
  AssignmentExpired: 3,
  PartnerReassigned: 10,
} as const;

export interface ShiftFact {
  readonly courierId: string;
  readonly shift: number;
  readonly capacity: number;
  isOver: boolean;
  /** Since when, by `order attempt`. */
  readonly reserved: Map<string, string>;
  readonly released: Set<string>;
  /** Where in the log each reservation was made. */
  readonly madeAt: Map<string, number>;
}

export interface OrderFact {
  readonly orderId: string;
  readonly restaurantId: string;
  readonly codeHash: string;
  status: string;
  isAccepted: boolean;
  courierId: string | null;
  /** Where in the log it last lost its courier. */
  detachedAt: number;
  /** Who took the food. */
  carrierId: string | null;
  wrongCodes: number;
  /** How it ended before its time: the event. */
  closing: Told | null;
  isReturned: boolean;
  /** It counts against the restaurant that nobody answered it. */
  isNoted: boolean;
  /** The food should be ready, and the restaurant was told so. */
  isOverdue: boolean;
  /** When it was confirmed while the restaurant rested; null otherwise. */
  confirmedInPause: string | null;
  confirmedAt: string | null;
}

export interface Pause {
  readonly from: string;
  readonly reason: string;
  readonly until: string | null;
  resumedAt: string | null;
}

export interface RestaurantFact {
  readonly restaurantId: string;
  pause: Pause | null;
  readonly pauses: Pause[];
  /** Orders that it did not answer, since it was last resumed. */
  missed: { readonly orderId: string; readonly at: string }[];
  /** It has missed so many that the next that happens is a pause. */
  mustRest: boolean;
}

/** What is known of kitchens and couriers by their events alone. */
export class Facts {
  /** By order. */
  readonly orders = new Map<string, OrderFact>();
  /** By order. */
  readonly deliveries = new Map<string, DeliveryFact>();
  /** By courier and number: the name of the stream without its category. */
  readonly shifts = new Map<string, ShiftFact>();
  readonly restaurants = new Map<string, RestaurantFact>();
}

export const shiftName = (courierId: string, shift: number): string => `${courierId}-${shift}`;

const TERMINAL: ReadonlySet<string> = new Set(['COMPLETED', 'CANCELLED']);

/** Nothing more is to happen to it: it was eaten or called off, or it could not be delivered and is back. */
export const isTerminal = ({ status, closing, isReturned }: OrderFact): boolean =>
  TERMINAL.has(status) && (closing?.type !== 'OrderUndeliverable' || isReturned);
