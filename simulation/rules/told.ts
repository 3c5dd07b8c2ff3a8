import type { RecordedEvent } from '../../src/application/ports/event-store';
import type { CandidateInput, RankedCandidate } from '../../src/domain/dispatch/scoring';
import type { Actor } from '../../src/domain/kernel/actor';
import type { Instant } from '../../src/domain/kernel/instant';

interface Amount {
  readonly minor: number;
  readonly currency: string;
}

export interface Bill {
  readonly subtotalMinor: number;
  readonly deliveryFeeMinor: number;
  readonly discountMinor: number;
  readonly totalMinor: number;
}

/** The stored data of an event, read without the codecs: what the rules look at. */
export interface Data {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly cause: string;
  readonly kind: string;
  readonly how: string;
  readonly status: string;
  readonly stage: string;
  readonly fault: string;
  readonly until: string | null;
  readonly amount: Amount;
  readonly bill: Bill;
  readonly lines: readonly { readonly lineId: string }[];
  readonly orderId: string;
  readonly customerId: string;
  readonly restaurantId: string;
  readonly courierId: string;
  readonly paymentId: string | null;
  readonly paymentMethod: string;
  readonly capture: string;
  readonly refundId: string;
  readonly chargeTo: string | null;
  readonly chargebackId: string;
  readonly entries: readonly {
    readonly account: string;
    readonly party: string | null;
    readonly amount: Amount;
  }[];
  readonly attempt: number;
  readonly shift: number;
  readonly capacity: number;
  readonly leaseUntil: string;
  readonly round: number;
  readonly radiusMetres: number;
  readonly algorithm: string;
  readonly inputs: readonly CandidateInput[];
  readonly ranked: readonly RankedCandidate[];
  readonly proof: { readonly kind: string; readonly codeHash?: string };
  readonly deliveryCodeHash: string;
  readonly restaurantStars: number;
}

/** An event as it was stored, and who caused it. */
export interface Told {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  /** The name of the stream up to its first hyphen, and after it. */
  readonly category: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: number;
  /** When the store took it: wall time, and business time. */
  readonly recordedAt: Instant;
  readonly storedAt: Instant;
  readonly commandId: string;
  readonly actor: Actor;
  /** What it is keyed by: the order of whatever belongs to an order. */
  readonly key: string;
  readonly data: Data;
}

/** @param storedAt business time at which the store took it */
export function toldOf(recorded: RecordedEvent, storedAt: Instant): Told {
  const { id, type, stream, revision, position, recordedAt } = recorded;
  const metadata = JSON.parse(recorded.metadata) as {
    readonly commandId: string;
    readonly actor: Actor;
    readonly partitionKey: string;
  };
  const hyphen = stream.indexOf('-');
  return {
    ...{ id, type, stream, revision, position, recordedAt, storedAt },
    category: stream.slice(0, hyphen),
    streamId: stream.slice(hyphen + 1),
    commandId: metadata.commandId,
    actor: metadata.actor,
    key: metadata.partitionKey,
    data: JSON.parse(recorded.data) as Data,
  };
}
