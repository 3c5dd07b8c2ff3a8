import type Stripe from 'stripe';
import { z } from 'zod';
import type { GatewayBookLine } from '../../../../application/ports/payment-gateway';
import { asId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { epochMs, instantOf, type Instant } from '../../../../domain/kernel/instant';
import { money } from '../../../../domain/kernel/money';
import { wireCurrency } from '../gateway-http';
import { pageOf, type StripeCall } from './stripe-calls';

/** Each line's session is looked up, so a page must stay small enough for one time limit and one burst of calls. */
const LINES_PER_PAGE = 20;

/** What Stripe's categories are to Tiffin; those that are not named (fees, payouts) are not about payments. */
const KINDS: Readonly<Record<string, GatewayBookLine['kind']>> = {
  charge: 'capture',
  partial_capture_reversal: 'capture',
  charge_failure: 'capture',
  refund: 'refund',
  refund_failure: 'refund',
  dispute: 'chargeback',
  dispute_reversal: 'chargeback',
};

const transactionSchema = z.object({
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  created: z.int(),
  reporting_category: z.string(),
  /** Expanded: a charge, a refund or a dispute. They all name their intent. */
  source: z
    .object({
      id: z.string(),
      payment_intent: z.string().nullish(),
      metadata: z.object({ refund_id: z.string().optional() }).nullish(),
    })
    .nullable(),
});
const transactionsSchema = pageOf(transactionSchema);

const sessionIdSchema = pageOf(z.object({ id: z.string(), client_reference_id: z.string().nullable() }));

/** The payment that an intent belongs to; null when it was not made by a Checkout Session. */
async function sessionOf(stripe: Stripe, call: StripeCall, intent: string) {
  const found = await call(sessionIdSchema, (options) =>
    stripe.checkout.sessions.list({ payment_intent: intent, limit: 1 }, options),
  );
  return found.data[0] ?? null;
}

/**
 * A page of Stripe's balance transactions, newest first. They name charges and intents, so the session, and by it
 * Tiffin's payment, is asked for. The cursor is the id of the last transaction.
 */
export async function stripeBook(
  stripe: Stripe,
  call: StripeCall,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  cursor: string | null,
): Promise<{ readonly lines: readonly GatewayBookLine[]; readonly next: string | null }> {
  const page = await call(transactionsSchema, (options) =>
    stripe.balanceTransactions.list(
      {
        created: { gte: Math.ceil(epochMs(from) / 1_000), lt: Math.ceil(epochMs(to) / 1_000) },
        expand: ['data.source'],
        limit: LINES_PER_PAGE,
        ...(cursor === null ? {} : { starting_after: cursor }),
      },
      options,
    ),
  );
  const moved = page.data.flatMap(({ source, reporting_category, ...transaction }) => {
    const kind = KINDS[reporting_category];
    const currency = wireCurrency.safeParse(transaction.currency).data;
    return kind === undefined || currency === undefined || source === null
      ? []
      : [{ ...transaction, source, kind, currency }];
  });
  const intents = [...new Set(moved.flatMap(({ source }) => source.payment_intent ?? []))];
  const sessions = new Map(
    await Promise.all(
      intents.map(async (intent) => [intent, await sessionOf(stripe, call, intent)] as const),
    ),
  );
  const lines = moved.map(({ kind, source, amount, currency, created }): GatewayBookLine => {
    const intent = source.payment_intent ?? null;
    const session = intent === null ? null : (sessions.get(intent) ?? null);
    const reference = session?.client_reference_id ?? null;
    const refund = kind === 'refund' ? (source.metadata?.refund_id ?? null) : null;
    return {
      kind,
      paymentReference: reference === null ? null : asId<PaymentId>(reference),
      refundReference: refund === null ? null : asId<RefundId>(refund),
      gatewayPaymentId: session?.id ?? intent ?? source.id,
      amount: money(amount, currency),
      at: instantOf(created * 1_000),
    };
  });
  return { lines, next: page.has_more ? (page.data.at(-1)?.id ?? null) : null };
}
