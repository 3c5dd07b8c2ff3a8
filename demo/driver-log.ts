/** What the driver was told about one order: its own book, made of nothing but replies. */
export interface ToldOrder {
  readonly orderId: string;
  /** `COD`, `UPI`, `CARD` or `WALLET`. */
  readonly method: string;
  readonly totalMinor: number;
  /** What the people of this order set out to do, in a word or two. */
  story: string;
  /** The last status that anybody was told. */
  status: string;
  /** How it ended early, as far as the driver brought that about; what the customer has to pay then. */
  ended: { readonly how: string; readonly keepMinor: number } | null;
  /** What staff were told would go back, in minor units, by refund. */
  readonly refunds: Map<string, number>;
  /** What the courier said was paid at the door; null: nothing said, so the total. */
  cashMinor: number | null;
  /** Replies that nobody expected, in words. */
  readonly surprises: string[];
}

/** Everything that happened in an evening, as its driver saw it. */
export interface EveningLog {
  readonly seed: number;
  /** By order id. */
  readonly orders: Map<string, ToldOrder>;
  /** How often each misbehaviour of people was played, by name; one that never was is there with 0. */
  readonly played: Map<string, number>;
  /** Requests that had to be sent again, because the server was away or did not answer. */
  repeated: number;
}
