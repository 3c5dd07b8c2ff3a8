import type { Times } from './load';

/** How long it took until read models showed events (ms), over all of them and of the slowest. */
export interface Lag {
  readonly all: Times;
  readonly worst: Times & { readonly model: string };
}

/** What a bench driver asks of its server, and what it is told. */
export type Ask =
  | { readonly ask: 'prepare'; readonly count: number }
  /** Waits for so many orders to be paid, told of by the gateway and confirmed, since `tally` was asked last. */
  | { readonly ask: 'paid'; readonly orders: number }
  | { readonly ask: 'drain' }
  /** What was done since it was asked last. */
  | { readonly ask: 'tally' }
  /** Starts a CPU profile. */
  | { readonly ask: 'profile' }
  /** Ends the profile and writes it to the file. */
  | { readonly ask: 'profiled'; readonly file: string }
  | { readonly ask: 'fill'; readonly events: number }
  /** Has so many couriers on shift, beside the restaurant. */
  | { readonly ask: 'crew'; readonly couriers: number }
  /** Waits until each of so many orders is offered to a courier, since `crew` was asked last. */
  | { readonly ask: 'offers'; readonly orders: number }
  /** Begins or ends telling what happens to orders, unasked. */
  | { readonly ask: 'tell'; readonly isOn: boolean }
  /** Begins or ends to watch how far behind read models are; tells it at the end. */
  | { readonly ask: 'lag'; readonly isOn: boolean }
  /** What customers say at their doors. */
  | { readonly ask: 'codes'; readonly orderIds: readonly string[] };

/** All that a customer has in hand when they order. */
export interface PreparedOrder {
  readonly token: string;
  readonly cartId: string;
  readonly addressId: string;
  readonly quoteHash: string;
}

/** A courier on shift. */
export interface CrewMember {
  readonly courierId: string;
  readonly token: string;
}

export interface LiveOffer {
  readonly orderId: string;
  readonly courierId: string;
}

/** What a server tells unasked, once it is told to. */
export interface Told {
  readonly what: 'confirmed' | 'offered';
  readonly orderId: string;
  /** Who was asked to bring it. */
  readonly courierId?: string;
  /** What its customer will say at the door. */
  readonly code?: string;
}

export interface Counts {
  /** Events that were stored. */
  readonly events: number;
  /** Calls that stored them; those of one moment share a transaction. */
  readonly appends: number;
  /** Requests that were answered, webhooks among them. */
  readonly requests: number;
  /** Calls that were made to the gateway. */
  readonly gatewayCalls: number;
}

export interface Answer {
  readonly port?: number;
  readonly orders?: readonly PreparedOrder[];
  readonly counts?: Counts;
  readonly filled?: number;
  readonly kitchenToken?: string;
  readonly couriers?: readonly CrewMember[];
  readonly offers?: readonly LiveOffer[];
  readonly codes?: readonly string[];
  readonly told?: readonly Told[];
  readonly lag?: Lag;
  readonly error?: string;
}
