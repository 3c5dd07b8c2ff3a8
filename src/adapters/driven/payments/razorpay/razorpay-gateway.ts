import { z } from 'zod';
import {
  GATEWAY_TIMEOUT_MS,
  PaymentGateway,
  type PaymentReference,
  type PaymentRequest,
  type RefundRequest,
} from '../../../../application/ports/payment-gateway';
import { epochMs, type Instant } from '../../../../domain/kernel/instant';
import type { GatewayPayment } from '../../../../domain/payment/gateway-payment';
import type { CaptureMode, OnlineMethod } from '../../../../domain/payment/payment-messages';
import { afterwards, answering, CallFailed, orNull, refuse, unknown } from '../gateway-answers';
import { WebhookSecrets, type WebhookHeaders } from '../webhook-signature';
import { razorpayBook } from './razorpay-book';
import { allOf, razorpayCallsWithin, type RazorpayCalls, type RazorpayConnection } from './razorpay-calls';
import {
  decisivePayment,
  disputeSchema,
  linkSchema,
  paymentOf,
  paymentSchema,
  refundSchema,
  wasCaptured,
  type RazorpayLink,
  type RazorpayPayment,
} from './razorpay-payment';
import { readRazorpayWebhook } from './razorpay-webhook';

export interface RazorpayOptions extends RazorpayConnection {
  /** Of the webhook: the one in use and, while it is being changed, the one before. */
  readonly webhookSecrets: readonly string[];
  /**
   * How the account is set to collect cards; a link cannot say it. `automatic`, Razorpay's own setting, when left
   * out. Should the account do otherwise nothing breaks: what a payment has come to is what counts.
   */
  readonly cardCapture?: CaptureMode;
  readonly timeoutMs?: number;
}

/** A link lives for a quarter of an hour at least. One minute more for clocks that differ. */
const LEAST_LIFETIME_S = 16 * 60;

const idSchema = z.object({ id: z.string() });
const idsSchema = z.object({
  payment_links: z.array(z.looseObject({ id: z.string(), reference_id: z.string().nullish() })),
});
const triesSchema = z.object({ items: z.array(paymentSchema) });

const RAZORPAY_METHOD = { CARD: 'card', UPI: 'upi', WALLET: 'wallet' } as const;

const linkParams = ({ reference, orderId, amount, method, expiresAt, returnUrl }: PaymentRequest) => ({
  amount: amount.minor,
  currency: amount.currency,
  accept_partial: false,
  reference_id: reference,
  description: `Order ${orderId}`,
  notes: { payment_id: reference, order_id: orderId },
  expire_by: Math.ceil(epochMs(expiresAt) / 1_000) + LEAST_LIFETIME_S,
  callback_url: returnUrl,
  callback_method: 'get',
  // Tiffin itself tells the customer, and gives Razorpay no address to write to.
  notify: { sms: false, email: false },
  reminder_enable: false,
  options: {
    checkout: {
      method: { card: '0', upi: '0', wallet: '0', netbanking: '0', [RAZORPAY_METHOD[method]]: '1' },
    },
  },
});

/** A link with the tries to pay it. */
interface Seen {
  readonly link: RazorpayLink;
  readonly tries: readonly RazorpayPayment[];
}

/**
 * Payments as Razorpay Payment Links. `gatewayPaymentId` is the link's id; the payments behind it are the tries of
 * the payer, of which one can succeed, and one that failed may still do so days later (a late authorisation).
 *
 * - A link's reference is unique: opening it again is refused by Razorpay, and the link that is there is given.
 * - A link takes payments for a quarter of an hour longer than was asked for; it is cancelled before.
 * - Money that is held cannot be let go of at once: the link is cancelled, nobody captures, and Razorpay gives it
 *   back when the account's time for capturing is over (some days).
 */
export class RazorpayGateway extends PaymentGateway {
  readonly name = 'razorpay';
  readonly methods: ReadonlyMap<OnlineMethod, CaptureMode>;
  private readonly secrets: WebhookSecrets;

  constructor(private readonly options: RazorpayOptions) {
    super();
    this.secrets = new WebhookSecrets(options.webhookSecrets);
    this.methods = new Map([
      ['UPI', 'automatic'],
      ['CARD', options.cardCapture ?? 'automatic'],
      ['WALLET', 'automatic'],
    ]);
  }

  override open(request: PaymentRequest) {
    const { reference, amount } = request;
    return this.answered(async (calls) => {
      try {
        const { id } = await calls.post(idSchema, '/payment_links', linkParams(request));
        return await afterwards(() => this.look(calls, { reference, gatewayPaymentId: id }));
      } catch (error) {
        if (!(error instanceof CallFailed) || error.answer.kind !== 'refused') throw error;
        const earlier = await this.seen(calls, { reference, gatewayPaymentId: null });
        if (earlier === null) throw error;
        const { link } = earlier;
        const isSame = link.amount === amount.minor && link.currency === amount.currency;
        if (!isSame) throw refuse('reference-taken');
        return this.whole(calls, earlier);
      }
    });
  }

  override find(payment: PaymentReference) {
    return this.answered(async (calls) => {
      const seen = await this.seen(calls, payment);
      return seen === null ? null : this.whole(calls, seen);
    });
  }

  override capture(payment: PaymentReference) {
    return this.answered(async (calls) => {
      const seen = await this.existing(calls, payment);
      const { status } = paymentOf(seen.link, seen.tries, [], []);
      if (status === 'CAPTURED') return this.whole(calls, seen);
      const held = decisivePayment(seen.tries);
      if (status !== 'AUTHORIZED' || held === null) throw refuse('nothing-to-capture');
      const { amount, currency } = held;
      await calls.post(idSchema, `/payments/${held.id}/capture`, { amount, currency });
      return afterwards(() => this.look(calls, { ...payment, gatewayPaymentId: seen.link.id }));
    });
  }

  override void(payment: PaymentReference) {
    return this.answered(async (calls) => {
      const seen = await this.existing(calls, payment);
      const { status } = paymentOf(seen.link, seen.tries, [], []);
      if (status === 'CAPTURED') throw refuse('already-captured');
      if (status === 'CANCELLED') return this.whole(calls, seen);
      await calls.post(idSchema, `/payment_links/${seen.link.id}/cancel`, {});
      return afterwards(() => this.look(calls, { ...payment, gatewayPaymentId: seen.link.id }));
    });
  }

  override refund({ payment, reference, amount }: RefundRequest) {
    return this.answered(async (calls) => {
      const seen = await this.existing(calls, payment);
      const paid = seen.tries.find(wasCaptured);
      if (paid === undefined) throw refuse('nothing-to-refund');
      const found = await this.whole(calls, seen);
      const made = found.refunds.find((refund) => refund.reference === reference);
      if (made !== undefined) {
        if (made.amount.minor !== amount.minor) throw refuse('refund-differs');
        return found;
      }
      await calls.post(
        idSchema,
        `/payments/${paid.id}/refund`,
        { amount: amount.minor, notes: { refund_id: reference, payment_id: payment.reference } },
        { 'x-refund-idempotency': reference },
      );
      return afterwards(() => this.look(calls, { ...payment, gatewayPaymentId: seen.link.id }));
    });
  }

  override book(from: Instant, to: Instant, cursor: string | null) {
    return this.answered((calls) => razorpayBook(calls, { from, to }, cursor));
  }

  override readWebhook(headers: WebhookHeaders, body: Buffer) {
    return readRazorpayWebhook(this.secrets, headers, body);
  }

  private answered<T>(operation: (calls: RazorpayCalls) => Promise<T>) {
    const { timeoutMs = GATEWAY_TIMEOUT_MS } = this.options;
    return answering(() => operation(razorpayCallsWithin(this.options, timeoutMs)));
  }

  private async existing(calls: RazorpayCalls, payment: PaymentReference): Promise<Seen> {
    const seen = await this.seen(calls, payment);
    if (seen === null) throw refuse('payment-not-found');
    return seen;
  }

  /** The payment that was there a moment ago. */
  private async look(calls: RazorpayCalls, payment: PaymentReference): Promise<GatewayPayment> {
    const seen = await this.seen(calls, payment);
    if (seen === null) throw unknown('razorpay: link is gone');
    return this.whole(calls, seen);
  }

  /** A link that is not of this reference is none: nothing may be done to it. */
  private async seen(
    calls: RazorpayCalls,
    { reference, gatewayPaymentId }: PaymentReference,
  ): Promise<Seen | null> {
    const id = gatewayPaymentId ?? (await this.idOf(calls, reference));
    if (id === null) return null;
    const link = await orNull(calls.get(linkSchema, `/payment_links/${encodeURIComponent(id)}`));
    if (link?.reference_id !== reference) return null;
    if (link.order_id === null || link.order_id === undefined) return { link, tries: [] };
    const { items } = await calls.get(triesSchema, `/orders/${link.order_id}/payments`);
    return { link, tries: items };
  }

  private async idOf(calls: RazorpayCalls, reference: string): Promise<string | null> {
    const { payment_links: links } = await calls.get(idsSchema, '/payment_links', {
      reference_id: reference,
    });
    return links.find((link) => link.reference_id === reference)?.id ?? null;
  }

  /** With its refunds and disputes, which there are only once money was collected. */
  private async whole(calls: RazorpayCalls, { link, tries }: Seen): Promise<GatewayPayment> {
    const paid = tries.find(wasCaptured);
    if (paid === undefined) return paymentOf(link, tries, [], []);
    const [refunds, disputes] = await Promise.all([
      allOf(calls, refundSchema, `/payments/${paid.id}/refunds`),
      // Disputes are not listed by payment, so those that are younger than it are looked through.
      allOf(calls, disputeSchema, '/disputes', { from: paid.created_at }),
    ]);
    return paymentOf(
      link,
      tries,
      refunds,
      disputes.filter((dispute) => dispute.payment_id === paid.id),
    );
  }
}

export const openRazorpayGateway = (options: RazorpayOptions): RazorpayGateway =>
  new RazorpayGateway(options);
