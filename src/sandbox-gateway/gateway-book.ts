import { Agenda } from './agenda';
import type { BookLine, BookRecord, Moment, Opening, Payment } from './book-records';
import { evolvePayment, lineOf, openedPayment } from './evolve-payment';

/** Why the gateway will not. */
export type Refusal =
  | 'payment-not-found'
  | 'reference-taken'
  | 'payment-not-open'
  | 'payment-in-process'
  | 'not-authorized'
  | 'already-captured'
  | 'not-captured'
  | 'currency-mismatch'
  | 'refund-exceeds-captured'
  | 'refund-reference-taken'
  | 'chargeback-open'
  | 'chargeback-not-open'
  | 'chargeback-exceeds-captured';

export type BookAnswer =
  { readonly ok: true; readonly payment: Payment } | { readonly ok: false; readonly code: Refusal };

/** How a payer pays. */
export interface Paying {
  /** What arrives; null for exactly what is asked for. */
  readonly amountMinor: number | null;
  /** When it arrives, and what the payer and the merchant are told until then; null for at once. */
  readonly late: { readonly byMs: number; readonly meanwhile: 'OPEN' | 'FAILED' } | null;
}

export interface RefundOrder {
  readonly reference: string;
  readonly refundReference: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** What becomes of a refund, and when. */
export interface RefundFate {
  readonly afterMs: number;
  readonly fails: boolean;
}

export type ChargebackOrder =
  | { readonly status: 'OPEN'; readonly amountMinor: number | null; readonly reason: string }
  | { readonly status: 'WON' | 'LOST' };

/** All money of one currency, in minor units. */
export interface BookSum {
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Taken by chargebacks that were not won. */
  readonly disputedMinor: number;
}

type Due =
  | { readonly what: 'expiry' | 'late-money'; readonly reference: string }
  | {
      readonly what: 'refund';
      readonly reference: string;
      readonly refundReference: string;
      readonly fails: boolean;
    };

/** A change, and the payment right after it. */
export interface Change {
  readonly record: BookRecord;
  readonly payment: Payment;
}

/** A change before it is dated and numbered. */
type NewRecord = BookRecord extends infer R
  ? R extends BookRecord
    ? Omit<R, 'at' | 'reference' | 'change'>
    : never
  : never;

const no = (code: Refusal): BookAnswer => ({ ok: false, code });

/** What of a captured payment is neither refunded, nor on its way back, nor disputed. */
export function leftOf({ status, amountMinor, refunds, chargebacks }: Payment): number {
  if (status !== 'CAPTURED') return 0;
  const gone = [
    ...refunds.filter((refund) => refund.status !== 'FAILED'),
    ...chargebacks.filter((chargeback) => chargeback.status !== 'WON'),
  ];
  return gone.reduce((left, one) => left - one.amountMinor, amountMinor);
}

/**
 * The gateway's own book: every payment, refund and chargeback that it ever had, and the money they moved. Nothing
 * in it is decided twice, and nothing leaves it. Times are the gateway's; one that is earlier than the last is
 * taken as the last. Whatever falls due (an expiry, late money, a refund) happens in {@link settle}, which every
 * change begins with.
 */
export class GatewayBook {
  private readonly payments = new Map<string, Payment>();
  private readonly references = new Map<string, string>();
  private readonly lines: BookLine[] = [];
  private readonly agenda = new Agenda<Due>();
  private fresh: Change[] = [];
  private lastAt: Moment = '';

  /** Takes in a change that was made before, when the book is read from its file. */
  replay(record: BookRecord): Change {
    const before = this.payments.get(record.reference);
    const payment =
      record.type === 'opened' ? openedPayment(record) : before && evolvePayment(before, record);
    if (payment === undefined) throw new Error(`no payment ${record.reference} was opened`);
    this.payments.set(record.reference, payment);
    this.lastAt = record.at;
    const line = lineOf(record, payment);
    if (line !== null) this.lines.push(line);
    const { reference } = record;
    if (record.type === 'opened') {
      this.references.set(record.token, reference);
      this.agenda.add(record.opening.expiresAt, { what: 'expiry', reference });
    }
    if (record.type === 'delayed') this.agenda.add(record.due, { what: 'late-money', reference });
    if (record.type === 'refund-opened') {
      const { refundReference, fails } = record;
      this.agenda.add(record.due, { what: 'refund', reference, refundReference, fails });
    }
    return { record, payment };
  }

  /** The changes made since this was last called: to be stored, and told to the merchant. */
  takeFresh(): readonly Change[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  find(reference: string): Payment | undefined {
    return this.payments.get(reference);
  }

  findByToken(token: string): Payment | undefined {
    return this.payments.get(this.references.get(token) ?? '');
  }

  /** When something falls due next; null when nothing does. */
  get nextDue(): Moment | null {
    return this.agenda.nextDue;
  }

  /** Does what fell due by now, in the order in which it did. */
  settle(now: Moment): void {
    for (let next = this.agenda.take(now); next !== undefined; next = this.agenda.take(now)) {
      this.happen(next.what, next.due);
    }
  }

  /**
   * Opens a payment. The same reference is the same payment.
   * @param token names it on the payer's page
   */
  open(opening: Opening, token: string, now: Moment): BookAnswer {
    this.settle(now);
    const known = this.payments.get(opening.reference);
    if (known === undefined) {
      this.add(opening.reference, now, { type: 'opened', opening, token });
      this.settle(now);
      return this.ok(opening.reference);
    }
    const { amountMinor, currency, capture } = known.opening;
    const isSame =
      amountMinor === opening.amountMinor && currency === opening.currency && capture === opening.capture;
    return isSame ? this.ok(opening.reference) : no('reference-taken');
  }

  /** The payer agrees. */
  pay(reference: string, { amountMinor, late }: Paying, now: Moment): BookAnswer {
    return this.onOpen(reference, now, ({ opening }) => {
      const arriving = amountMinor ?? opening.amountMinor;
      if (late === null) {
        this.arrive(reference, arriving, now);
        return;
      }
      const due = new Date(Date.parse(now) + late.byMs).toISOString();
      this.add(reference, now, { type: 'delayed', due, amountMinor: arriving });
      if (late.meanwhile === 'FAILED') this.add(reference, now, { type: 'failed', failure: 'bank-timeout' });
    });
  }

  /** The payer, or the payer's bank, says no. */
  decline(reference: string, failure: string, now: Moment): BookAnswer {
    return this.onOpen(reference, now, () => this.add(reference, now, { type: 'failed', failure }));
  }

  /** Collects money that is held; what is collected already stays so. */
  capture(reference: string, now: Moment): BookAnswer {
    this.settle(now);
    const payment = this.payments.get(reference);
    if (payment === undefined) return no('payment-not-found');
    if (payment.status === 'CAPTURED') return this.ok(reference);
    if (payment.status !== 'AUTHORIZED') return no('not-authorized');
    this.add(reference, now, { type: 'captured', amountMinor: payment.amountMinor });
    return this.ok(reference);
  }

  /** Lets go of money that is held, or closes a payment that is open. Late money arrives all the same. */
  void(reference: string, now: Moment): BookAnswer {
    this.settle(now);
    const payment = this.payments.get(reference);
    if (payment === undefined) return no('payment-not-found');
    if (payment.status === 'CAPTURED') return no('already-captured');
    if (payment.status === 'OPEN' || payment.status === 'AUTHORIZED') {
      this.add(reference, now, { type: 'cancelled' });
    }
    return this.ok(reference);
  }

  /** Gives money back, at most what is left. The same refund reference is the same refund. */
  refund(order: RefundOrder, fate: RefundFate, now: Moment): BookAnswer {
    this.settle(now);
    const { reference, refundReference, amountMinor, currency } = order;
    const payment = this.payments.get(reference);
    if (payment === undefined) return no('payment-not-found');
    if (currency !== payment.opening.currency) return no('currency-mismatch');
    const known = payment.refunds.find((refund) => refund.reference === refundReference);
    if (known !== undefined) {
      return known.amountMinor === amountMinor ? this.ok(reference) : no('refund-reference-taken');
    }
    if (payment.status !== 'CAPTURED') return no('not-captured');
    if (amountMinor > leftOf(payment)) return no('refund-exceeds-captured');
    const due = new Date(Date.parse(now) + fate.afterMs).toISOString();
    const { fails } = fate;
    this.add(reference, now, { type: 'refund-opened', refundReference, amountMinor, due, fails });
    this.settle(now);
    return this.ok(reference);
  }

  /** The payer's bank takes money back, and later decides for the merchant (won) or the payer (lost). */
  chargeback(reference: string, order: ChargebackOrder, now: Moment): BookAnswer {
    this.settle(now);
    const payment = this.payments.get(reference);
    if (payment === undefined) return no('payment-not-found');
    if (payment.status !== 'CAPTURED') return no('not-captured');
    const open = payment.chargebacks.find(({ status }) => status === 'OPEN');
    if (order.status === 'OPEN') {
      if (open !== undefined) return no('chargeback-open');
      const amountMinor = order.amountMinor ?? leftOf(payment);
      if (amountMinor > leftOf(payment) || amountMinor <= 0) return no('chargeback-exceeds-captured');
      const chargebackId = `cb_${reference}_${payment.chargebacks.length + 1}`;
      this.add(reference, now, {
        type: 'chargeback-opened',
        chargebackId,
        amountMinor,
        reason: order.reason,
      });
      return this.ok(reference);
    }
    if (open === undefined) return no('chargeback-not-open');
    const { chargebackId, amountMinor } = open;
    const type = order.status === 'WON' ? 'chargeback-won' : 'chargeback-lost';
    this.add(reference, now, { type, chargebackId, amountMinor });
    return this.ok(reference);
  }

  /**
   * Lines of [from, to) in their order.
   * @param cursor `next` of the page before; null for the first page
   */
  page(
    { from, to }: { readonly from: Moment; readonly to: Moment },
    cursor: string | null,
    limit: number,
  ): { readonly lines: readonly BookLine[]; readonly next: string | null } {
    const end = this.firstAt(to);
    const start = cursor === null ? this.firstAt(from) : Number(cursor);
    const stop = Math.min(start + limit, end);
    return { lines: this.lines.slice(start, stop), next: stop < end ? String(stop) : null };
  }

  get allLines(): readonly BookLine[] {
    return this.lines;
  }

  get allPayments(): Iterable<Payment> {
    return this.payments.values();
  }

  /** What all lines come to, by currency. */
  sums(): ReadonlyMap<string, BookSum> {
    const sums = new Map<string, BookSum>();
    for (const { kind, currency, amountMinor } of this.lines) {
      const sum = sums.get(currency) ?? { capturedMinor: 0, refundedMinor: 0, disputedMinor: 0 };
      sums.set(currency, {
        capturedMinor: sum.capturedMinor + (kind === 'capture' ? amountMinor : 0),
        refundedMinor: sum.refundedMinor - (kind === 'refund' ? amountMinor : 0),
        disputedMinor: sum.disputedMinor - (kind === 'chargeback' ? amountMinor : 0),
      });
    }
    return sums;
  }

  private ok(reference: string): BookAnswer {
    const payment = this.payments.get(reference);
    return payment === undefined ? no('payment-not-found') : { ok: true, payment };
  }

  private add(reference: string, now: Moment, change: NewRecord): void {
    const record = {
      ...change,
      at: now > this.lastAt ? now : this.lastAt,
      reference,
      change: (this.payments.get(reference)?.changes ?? 0) + 1,
    };
    this.fresh.push(this.replay(record));
  }

  private onOpen(reference: string, now: Moment, act: (payment: Payment) => void): BookAnswer {
    this.settle(now);
    const payment = this.payments.get(reference);
    if (payment === undefined) return no('payment-not-found');
    if (payment.status !== 'OPEN') return no('payment-not-open');
    if (payment.delayed !== null) return no('payment-in-process');
    act(payment);
    return this.ok(reference);
  }

  private arrive(reference: string, amountMinor: number, at: Moment): void {
    const capture = this.payments.get(reference)?.opening.capture;
    this.add(reference, at, { type: capture === 'manual' ? 'authorized' : 'captured', amountMinor });
  }

  private happen(due: Due, at: Moment): void {
    const payment = this.payments.get(due.reference);
    if (payment === undefined) return;
    switch (due.what) {
      case 'expiry':
        if (payment.status === 'OPEN') this.add(due.reference, at, { type: 'failed', failure: 'expired' });
        return;
      case 'late-money':
        if (payment.delayed !== null) this.arrive(due.reference, payment.delayed.amountMinor, at);
        return;
      case 'refund': {
        const { refundReference, fails } = due;
        const refund = payment.refunds.find(({ reference }) => reference === refundReference);
        if (refund?.status !== 'PENDING') return;
        this.add(due.reference, at, { type: fails ? 'refund-failed' : 'refund-settled', refundReference });
      }
    }
  }

  /** The index of the first line at or after a moment. */
  private firstAt(at: Moment): number {
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.lines[middle]?.at ?? '') < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
