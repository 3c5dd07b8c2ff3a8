/** What a bench driver asks of its server, and what it is told. */
export type Ask =
  | { readonly ask: 'prepare'; readonly count: number }
  | { readonly ask: 'drain' }
  /** Starts a CPU profile. */
  | { readonly ask: 'profile' }
  /** Ends the profile and writes it to the file. */
  | { readonly ask: 'profiled'; readonly file: string }
  | { readonly ask: 'fill'; readonly events: number };

/** All that a customer has in hand when they order. */
export interface PreparedOrder {
  readonly token: string;
  readonly cartId: string;
  readonly addressId: string;
  readonly quoteHash: string;
}

export interface Answer {
  readonly port?: number;
  readonly orders?: readonly PreparedOrder[];
  readonly filled?: number;
  readonly error?: string;
}
