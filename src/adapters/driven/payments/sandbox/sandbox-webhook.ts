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

const TOLERANCE_MS = 300_000;
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

const messageSchema = z.object({
  id: wireName,
  kind: wireName,
  payment: z.object({ reference: z.string() }).nullable(),
});

/**
 * Checks and reads a webhook of the sandbox gateway: `Sandbox-Signature: t=<unix seconds>,v1=<hex>`, over
 * `<t>.<body>`. One that was sent more than five minutes ago, or will be, is too old.
 */
export function readSandboxWebhook(
  secrets: WebhookSecrets,
  headers: WebhookHeaders,
  body: Buffer,
  now: number,
): ReadWebhook {
  const header = headerOf(headers, 'sandbox-signature');
  if (header === null) return { ok: false, reason: 'signature-missing' };
  const [, seconds = '', signature = ''] = SIGNATURE.exec(header) ?? [];
  if (!secrets.signed([`${seconds}.`, body], [signature])) return { ok: false, reason: 'signature-wrong' };
  if (Math.abs(now - Number(seconds) * 1000) > TOLERANCE_MS) return { ok: false, reason: 'too-old' };
  const parsed = messageSchema.safeParse(jsonOf(body));
  if (!parsed.success) return { ok: false, reason: 'not-understood' };
  const { id, kind, payment } = parsed.data;
  return { ok: true, message: { eventId: id, kind, reference: paymentNamed(payment?.reference) } };
}
