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

/** Whatever entity it is, with what may lead to the payment. Notes can be an empty array. */
const entitySchema = z
  .object({ entity: z.object({ reference_id: z.string().nullish(), notes: z.unknown().optional() }) })
  .optional();
const notesSchema = z.object({ payment_id: z.string() });

const eventSchema = z.object({
  event: wireName,
  payload: z.object({ payment_link: entitySchema, payment: entitySchema, refund: entitySchema }),
});

const EVENT_ID = /^[\w-]{1,100}$/;

/**
 * Razorpay's scheme: the hexadecimal HMAC-SHA-256 of the body. It holds no time, for a message is sent again for a
 * day; so an old message cannot be told from a new one, and need not be, as it is a hint only. The id of the event
 * comes in a header that is not signed.
 */
export function readRazorpayWebhook(
  secrets: WebhookSecrets,
  headers: WebhookHeaders,
  body: Buffer,
): ReadWebhook {
  const signature = headerOf(headers, 'x-razorpay-signature');
  if (signature === null) return { ok: false, reason: 'signature-missing' };
  if (!secrets.signed([body], [signature])) return { ok: false, reason: 'signature-wrong' };
  const eventId = headerOf(headers, 'x-razorpay-event-id');
  const event = eventSchema.safeParse(jsonOf(body));
  if (!event.success || eventId === null || !EVENT_ID.test(eventId)) {
    return { ok: false, reason: 'not-understood' };
  }
  const { payment_link: link, payment, refund } = event.data.payload;
  const noted = [payment, refund].map((one) => notesSchema.safeParse(one?.entity.notes).data?.payment_id);
  const reference = link?.entity.reference_id ?? noted.find((id) => id !== undefined) ?? null;
  return {
    ok: true,
    message: { eventId, kind: event.data.event, reference: paymentNamed(reference) },
  };
}
