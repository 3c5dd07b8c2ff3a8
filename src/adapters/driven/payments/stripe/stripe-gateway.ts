import type Stripe from 'stripe';
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
import { afterwards, answering, orNull, refuse, unknown } from '../gateway-answers';
import { WebhookSecrets, type WebhookHeaders } from '../webhook-signature';
import { stripeBook } from './stripe-book';
import {
  allOf,
  pageOf,
  stripeCallsWithin,
  stripeClient,
  type StripeCall,
  type StripeConnection,
} from './stripe-calls';
import { disputeSchema, paymentOf, refundSchema, sessionSchema, type StripeSession } from './stripe-payment';
import { readStripeWebhook } from './stripe-webhook';

export interface StripeOptions extends StripeConnection {
  /** Of the webhook endpoint (`whsec_…`): the one in use and, while it is being changed, the one before. */
  readonly webhookSecrets: readonly string[];
  readonly timeoutMs?: number;
}

/** Checkout sells for at least 30 minutes after a session was made. One more for clocks that differ. */
const LEAST_LIFETIME_S = 31 * 60;

/** Apple Pay and Google Pay are cards at Stripe, so there is no method for wallets alone. */
const METHODS: ReadonlyMap<OnlineMethod, CaptureMode> = new Map([
  ['CARD', 'manual'],
  ['UPI', 'automatic'],
]);
const STRIPE_METHOD = { CARD: 'card', UPI: 'upi', WALLET: 'card' } as const;

const idSchema = z.object({ id: z.string() });
const refundsSchema = pageOf(refundSchema);
const disputesSchema = pageOf(disputeSchema);
/** Others may sell by Checkout on the same account, in ways that are not understood here. */
const sessionsSchema = pageOf(z.looseObject({ client_reference_id: z.string().nullish() }));
const idsSchema = pageOf(idSchema);

const EXPAND = ['payment_intent'];
const EXPAND_LISTED = EXPAND.map((field) => `data.${field}`);

/** What is sent for the same request is the same always: Stripe refuses a key that comes with something else. */
export function sessionParams(request: PaymentRequest): Stripe.Checkout.SessionCreateParams {
  const { reference, orderId, amount, method, capture, expiresAt, returnUrl } = request;
  const metadata = { payment_id: reference, order_id: orderId };
  return {
    mode: 'payment',
    client_reference_id: reference,
    metadata,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: amount.currency.toLowerCase(),
          unit_amount: amount.minor,
          product_data: { name: `Order ${orderId}` },
        },
      },
    ],
    payment_intent_data: { capture_method: capture, metadata },
    allowed_payment_method_types: [STRIPE_METHOD[method]],
    // Else the payer could pay in another currency than the order's.
    adaptive_pricing: { enabled: false },
    success_url: returnUrl,
    cancel_url: returnUrl,
    expires_at: Math.ceil(epochMs(expiresAt) / 1_000) + LEAST_LIFETIME_S,
  };
}

/**
 * Payments as Stripe Checkout Sessions: a page of Stripe's, and behind it a PaymentIntent as soon as the payer
 * starts. `gatewayPaymentId` is the session's id.
 *
 * - A session takes payments for half an hour longer than was asked for; it is voided before.
 * - Stripe keeps an idempotency key for a day at least, with its answer, be it a 500. So what was made is looked at
 *   again, and a refund is only made when it is not there. Capturing and voiding can only happen once to an intent
 *   or a session, so they carry no key of ours: it would only make an old failure last.
 * - Stripe cannot be asked for a session by our reference. See {@link StripeGateway.find}.
 */
export class StripeGateway extends PaymentGateway {
  readonly name = 'stripe';
  readonly methods = METHODS;
  private readonly secrets: WebhookSecrets;
  private readonly timeoutMs: number;

  constructor(
    private readonly stripe: Stripe,
    { webhookSecrets, timeoutMs = GATEWAY_TIMEOUT_MS }: Omit<StripeOptions, keyof StripeConnection>,
  ) {
    super();
    this.secrets = new WebhookSecrets(webhookSecrets);
    this.timeoutMs = timeoutMs;
  }

  override open(request: PaymentRequest) {
    const { reference } = request;
    return this.answered(async (call) => {
      const { id } = await call(idSchema, (options) =>
        this.stripe.checkout.sessions.create(sessionParams(request), {
          ...options,
          idempotencyKey: reference,
        }),
      );
      // A repeated request is answered with what Stripe said the first time, not with how things are now.
      return afterwards(() => this.look(call, { reference, gatewayPaymentId: id }));
    });
  }

  /**
   * By the session's id this is exact. By the reference alone the newest hundred sessions are looked through, which
   * is exact too as long as the lost answer is young; after that Stripe's search is asked where there is one. It knows
   * payments that a payer has started, and those about a minute late. So null can mean "not found yet"; opening again is
   * safe, for the reference is the idempotency key.
   */
  override find(payment: PaymentReference) {
    return this.answered(async (call) => {
      const session = await this.session(call, payment);
      return session === null ? null : this.whole(call, session);
    });
  }

  override capture(payment: PaymentReference) {
    return this.answered(async (call) => {
      const session = await this.existing(call, payment);
      const found = paymentOf(session, [], []);
      if (found.status === 'CAPTURED') return this.whole(call, session);
      const intent = session.payment_intent;
      if (found.status !== 'AUTHORIZED' || intent === null) throw refuse('nothing-to-capture');
      await call(idSchema, (options) => this.stripe.paymentIntents.capture(intent.id, {}, options));
      return afterwards(() => this.look(call, { ...payment, gatewayPaymentId: session.id }));
    });
  }

  override void(payment: PaymentReference) {
    return this.answered(async (call) => {
      const session = await this.existing(call, payment);
      const { status } = paymentOf(session, [], []);
      if (status === 'CAPTURED') throw refuse('already-captured');
      if (status === 'CANCELLED' || status === 'FAILED') return this.whole(call, session);
      const intent = session.payment_intent;
      await call(idSchema, (options) =>
        intent !== null && (status === 'AUTHORIZED' || session.status === 'complete')
          ? this.stripe.paymentIntents.cancel(intent.id, {}, options)
          : this.stripe.checkout.sessions.expire(session.id, {}, options),
      );
      return afterwards(() => this.look(call, { ...payment, gatewayPaymentId: session.id }));
    });
  }

  override refund({ payment, reference, amount }: RefundRequest) {
    return this.answered(async (call) => {
      const session = await this.existing(call, payment);
      const found = await this.whole(call, session);
      const intent = session.payment_intent;
      if (found.status !== 'CAPTURED' || intent === null) throw refuse('nothing-to-refund');
      const made = found.refunds.find((refund) => refund.reference === reference);
      if (made !== undefined) {
        if (made.amount.minor !== amount.minor) throw refuse('refund-differs');
        return found;
      }
      await call(idSchema, (options) =>
        this.stripe.refunds.create(
          {
            payment_intent: intent.id,
            amount: amount.minor,
            metadata: { refund_id: reference, payment_id: payment.reference },
          },
          { ...options, idempotencyKey: reference },
        ),
      );
      return afterwards(() => this.look(call, { ...payment, gatewayPaymentId: session.id }));
    });
  }

  override book(from: Instant, to: Instant, cursor: string | null) {
    return this.answered((call) => stripeBook(this.stripe, call, { from, to }, cursor));
  }

  override readWebhook(headers: WebhookHeaders, body: Buffer, now: number) {
    return readStripeWebhook(this.secrets, headers, body, now);
  }

  private answered<T>(operation: (call: StripeCall) => Promise<T>) {
    return answering(() => operation(stripeCallsWithin(this.timeoutMs)));
  }

  private async existing(call: StripeCall, payment: PaymentReference): Promise<StripeSession> {
    const session = await this.session(call, payment);
    if (session === null) throw refuse('payment-not-found');
    return session;
  }

  /** The payment that was there a moment ago. */
  private async look(call: StripeCall, payment: PaymentReference): Promise<GatewayPayment> {
    const session = await this.session(call, payment);
    if (session === null) throw unknown('stripe: session is gone');
    return this.whole(call, session);
  }

  /** A session that is not of this reference is none: nothing may be done to it. */
  private async session(
    call: StripeCall,
    { reference, gatewayPaymentId }: PaymentReference,
  ): Promise<StripeSession | null> {
    if (gatewayPaymentId !== null) {
      const found = await orNull(
        call(sessionSchema, (options) =>
          this.stripe.checkout.sessions.retrieve(gatewayPaymentId, { expand: EXPAND }, options),
        ),
      );
      return found?.client_reference_id === reference ? found : null;
    }
    return (await this.listed(call, reference, { limit: 100 })) ?? (await this.searched(call, reference));
  }

  /** The session of our reference in a list of sessions. */
  private async listed(call: StripeCall, reference: string, params: Stripe.Checkout.SessionListParams) {
    const { data } = await call(sessionsSchema, (options) =>
      this.stripe.checkout.sessions.list({ ...params, expand: EXPAND_LISTED }, options),
    );
    const ours = data.find((session) => session.client_reference_id === reference);
    return ours === undefined ? null : call(sessionSchema, () => Promise.resolve(ours));
  }

  private async searched(call: StripeCall, reference: string): Promise<StripeSession | null> {
    const query = `metadata['payment_id']:'${reference.replace(/['\\]/g, '')}'`;
    // Stripe offers no search to accounts in some countries, India among them, and refuses it there.
    const found = await orNull(
      call(idsSchema, (options) => this.stripe.paymentIntents.search({ query, limit: 1 }, options)),
    );
    const intent = found?.data[0];
    return intent === undefined ? null : this.listed(call, reference, { payment_intent: intent.id });
  }

  /** With its refunds and disputes, which there are only once money was collected. */
  private async whole(call: StripeCall, session: StripeSession): Promise<GatewayPayment> {
    const intent = session.payment_intent;
    if (intent?.status !== 'succeeded') return paymentOf(session, [], []);
    const of = { payment_intent: intent.id, limit: 100 };
    const [refunds, disputes] = await Promise.all([
      allOf((after) =>
        call(refundsSchema, (options) => this.stripe.refunds.list({ ...of, ...after }, options)),
      ),
      allOf((after) =>
        call(disputesSchema, (options) => this.stripe.disputes.list({ ...of, ...after }, options)),
      ),
    ]);
    return paymentOf(session, refunds, disputes);
  }
}

/** Loads the client, which is big, and so only where there is a key for it. */
export async function openStripeGateway(options: StripeOptions): Promise<StripeGateway> {
  const { default: Client } = await import('stripe');
  return new StripeGateway(stripeClient(Client, options), options);
}
