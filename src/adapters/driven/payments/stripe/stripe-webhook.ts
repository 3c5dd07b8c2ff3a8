import { z } from 'zod';
import type { ReadWebhook } from '../../../../application/ports/payment-gateway';
import {
  headerOf,
  jsonOf,
  paymentNamed,
  wireName,
  type WebhookHeaders,
  type WebhookSecrets,
} from '../webhook-signature';

/** How far the time of signing may be from ours, either way. Stripe's own recommendation. */
const TOLERANCE_MS = 300_000;

const eventSchema = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  object: z.literal('event'),
  type: wireName,
  data: z.object({
    object: z.object({
      client_reference_id: z.string().nullish(),
      metadata: z.object({ payment_id: z.string().optional() }).nullish(),
    }),
  }),
});

/** The parts of `t=1492774577,v1=5257a869…,v1=…`; other schemes (`v0`) are passed over. */
function partsOf(header: string): { readonly sentAt: string | null; readonly signatures: readonly string[] } {
  const parts = header.split(',').map((part) => part.split('=', 2));
  const of = (name: string) => parts.flatMap(([key, value]) => (key === name && value ? [value] : []));
  const [sentAt, ...others] = of('t');
  const isTime = sentAt !== undefined && others.length === 0 && /^\d{1,12}$/.test(sentAt);
  return { sentAt: isTime ? sentAt : null, signatures: of('v1') };
}

/**
 * Stripe's scheme: HMAC-SHA-256 of `<seconds>.<body>`. Done here and not by the client's `constructEvent`, which
 * decodes the body before it checks it (so that other bytes pass too), takes messages from the future, and tells a
 * wrong signature from an old message by its wording only. Disputes name no payment of Tiffin's; they are found by
 * looking at the payment, and in the book.
 */
export function readStripeWebhook(
  secrets: WebhookSecrets,
  headers: WebhookHeaders,
  body: Buffer,
  now: number,
): ReadWebhook {
  const header = headerOf(headers, 'stripe-signature');
  if (header === null) return { ok: false, reason: 'signature-missing' };
  const { sentAt, signatures } = partsOf(header);
  if (sentAt === null || !secrets.signed([`${sentAt}.`, body], signatures)) {
    return { ok: false, reason: 'signature-wrong' };
  }
  if (Math.abs(now - Number(sentAt) * 1_000) > TOLERANCE_MS) return { ok: false, reason: 'too-old' };
  const event = eventSchema.safeParse(jsonOf(body));
  if (!event.success) return { ok: false, reason: 'not-understood' };
  const { id, type, data } = event.data;
  const reference = data.object.client_reference_id ?? data.object.metadata?.payment_id ?? null;
  return { ok: true, message: { eventId: id, kind: type, reference: paymentNamed(reference) } };
}
