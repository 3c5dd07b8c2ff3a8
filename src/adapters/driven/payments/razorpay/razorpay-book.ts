import { z } from 'zod';
import type { GatewayBookLine } from '../../../../application/ports/payment-gateway';
import { asId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { epochMs, instantOf, type Instant } from '../../../../domain/kernel/instant';
import { money } from '../../../../domain/kernel/money';
import { refuse } from '../gateway-answers';
import type { wireCurrency } from '../gateway-http';
import type { RazorpayCalls } from './razorpay-calls';
import { disputeSchema, isChargeback, paymentSchema, refundSchema, wasCaptured } from './razorpay-payment';

/** Each line's link is looked up, so a page must stay small enough for one time limit and one burst of calls. */
const LINES_PER_PAGE = 20;

/** The lists that make the book, one after the other. Each is read from its newest entry. */
const LISTS = ['payments', 'refunds', 'disputes'] as const;
type List = (typeof LISTS)[number];

/** Where to go on, from `payments:40`: the list, and how many of its entries were read. */
function positionOf(cursor: string | null): readonly [List, number] {
  const [name, skip] = (cursor ?? 'payments:0').split(':');
  const list = LISTS.find((one) => one === name);
  if (list === undefined || !/^\d{1,9}$/.test(skip ?? '')) throw refuse('cursor-not-understood');
  return [list, Number(skip)];
}

/** A movement before its link is known. */
interface Movement {
  readonly kind: GatewayBookLine['kind'];
  readonly paymentId: string;
  readonly refundReference: RefundId | null;
  readonly signed: number;
  readonly currency: z.infer<typeof wireCurrency>;
  readonly createdAt: number;
}

/** Entries in currencies that Tiffin does not price in belong to others who use the account. */
const understood = <T>(schema: z.ZodType<T>) =>
  z.object({ items: z.array(z.looseObject({ id: z.string() })) }).transform(({ items }) => ({
    seen: items.length,
    items: items.flatMap((one) => schema.safeParse(one).data ?? []),
  }));

interface Listed {
  readonly seen: number;
  readonly moved: readonly Movement[];
}

type Query = Readonly<Record<string, number>>;

const READERS: Readonly<Record<List, (calls: RazorpayCalls, query: Query) => Promise<Listed>>> = {
  payments: async (calls, query) => {
    const { seen, items } = await calls.get(understood(paymentSchema), '/payments', query);
    const moved = items.filter(wasCaptured).map(({ id, amount, currency, created_at }): Movement => ({
      ...{ kind: 'capture', paymentId: id, refundReference: null, signed: amount, currency },
      createdAt: created_at,
    }));
    return { seen, moved };
  },
  refunds: async (calls, query) => {
    const { seen, items } = await calls.get(understood(refundSchema), '/refunds', query);
    const moved = items
      .filter(({ status }) => status !== 'failed')
      .map(({ payment_id, notes, amount, currency, created_at }): Movement => ({
        ...{ kind: 'refund', paymentId: payment_id, signed: -amount, currency, createdAt: created_at },
        refundReference: notes.refund_id === undefined ? null : asId<RefundId>(notes.refund_id),
      }));
    return { seen, moved };
  },
  disputes: async (calls, query) => {
    const { seen, items } = await calls.get(understood(disputeSchema), '/disputes', query);
    const moved = items
      .filter((dispute) => isChargeback(dispute) && dispute.status !== 'won' && dispute.status !== 'closed')
      .map(({ payment_id, amount, currency, created_at }): Movement => ({
        ...{ kind: 'chargeback', paymentId: payment_id, refundReference: null, signed: -amount, currency },
        createdAt: created_at,
      }));
    return { seen, moved };
  },
};

const linkIdsSchema = z.object({
  payment_links: z.array(z.object({ id: z.string(), reference_id: z.string().nullish() })),
});

/** The link that a payment was made on; null when it was made in another way. */
const linkOf = async (calls: RazorpayCalls, paymentId: string) =>
  (await calls.get(linkIdsSchema, '/payment_links', { payment_id: paymentId })).payment_links[0] ?? null;

/** Money that was only held and is let go of is listed as a refund too, one that nobody asked for. */
async function wasCollected(
  calls: RazorpayCalls,
  { kind, refundReference, paymentId }: Movement,
): Promise<boolean> {
  if (kind !== 'refund' || refundReference !== null) return true;
  return wasCaptured(await calls.get(paymentSchema, `/payments/${paymentId}`));
}

/**
 * A page of what Razorpay has from then to then: payments that were captured, then refunds, then disputes. Each is
 * listed by the time it was made, for Razorpay does not tell when a payment was captured: one that was authorised
 * late appears where it began. A dispute that was won is left out, as if it had never been.
 */
export async function razorpayBook(
  calls: RazorpayCalls,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  cursor: string | null,
): Promise<{ readonly lines: readonly GatewayBookLine[]; readonly next: string | null }> {
  const [list, skip] = positionOf(cursor);
  const { seen, moved } = await READERS[list](calls, {
    from: Math.floor(epochMs(from) / 1_000),
    to: Math.ceil(epochMs(to) / 1_000),
    count: LINES_PER_PAGE,
    skip,
  });
  // Whether Razorpay's bounds are inclusive is not told.
  const inTime = moved.filter(({ createdAt }) => {
    const at = instantOf(createdAt * 1_000);
    return at >= from && at < to;
  });
  const collected = await Promise.all(inTime.map((movement) => wasCollected(calls, movement)));
  const within = inTime.filter((_, index) => collected[index]);
  const paymentIds = [...new Set(within.map(({ paymentId }) => paymentId))];
  const links = new Map(
    await Promise.all(paymentIds.map(async (id) => [id, await linkOf(calls, id)] as const)),
  );
  const lines = within.map(
    ({ kind, paymentId, refundReference, signed, currency, createdAt }): GatewayBookLine => {
      const link = links.get(paymentId) ?? null;
      const reference = link?.reference_id ?? null;
      return {
        kind,
        paymentReference: reference === null ? null : asId<PaymentId>(reference),
        refundReference,
        gatewayPaymentId: link?.id ?? paymentId,
        amount: money(signed, currency),
        at: instantOf(createdAt * 1_000),
      };
    },
  );
  const following = LISTS[LISTS.indexOf(list) + 1];
  if (seen === LINES_PER_PAGE) return { lines, next: `${list}:${skip + seen}` };
  return { lines, next: following === undefined ? null : `${following}:0` };
}
