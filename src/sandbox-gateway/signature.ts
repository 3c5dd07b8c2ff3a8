import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'sandbox-signature';

/**
 * The header that signs a webhook: `t=<unix seconds>,v1=<hex>`, the HMAC-SHA256 of `<t>.<body>`.
 * @param sentAt wall time, milliseconds since the epoch
 */
export function signatureOf(secret: string, body: Buffer, sentAt: number): string {
  const seconds = Math.floor(sentAt / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
