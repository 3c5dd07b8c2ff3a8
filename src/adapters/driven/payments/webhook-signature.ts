import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { asId, type PaymentId } from '../../../domain/kernel/ids';

export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The header's value; null when it is missing, empty, or was sent twice. */
export function headerOf(headers: WebhookHeaders, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Secrets that a gateway's webhooks are signed with: as many as there are while one is being changed. None at all
 * means that no webhook is taken.
 */
export class WebhookSecrets {
  /** @throws RangeError when a secret is empty: anybody can sign with that */
  constructor(private readonly secrets: readonly string[]) {
    if (secrets.some((secret) => secret.trim() === '')) throw new RangeError('a webhook secret is empty');
  }

  /**
   * Whether one of the signatures is the HMAC-SHA-256 of these very bytes under one of the secrets.
   * @param signatures lower-case hexadecimal; compared in constant time
   */
  signed(parts: readonly (string | Buffer)[], signatures: readonly string[]): boolean {
    const given = signatures
      .filter((signature) => HEX_SHA256.test(signature))
      .map((hex) => Buffer.from(hex, 'hex'));
    return this.secrets.some((secret) => {
      const hmac = createHmac('sha256', secret);
      for (const part of parts) hmac.update(part);
      const expected = hmac.digest();
      return given.some((signature) => timingSafeEqual(signature, expected));
    });
  }
}

/**
 * What a message may call itself and what it is about: names that gateways give, which can be stored as they are.
 * A signature does not say that every text can be.
 */
export const wireName = z.string().regex(/^[\w.-]{1,200}$/);

/** The payment that a message names; null for a name that no payment of Tiffin has. */
export const paymentNamed = (name: string | null | undefined): PaymentId | null =>
  wireName.safeParse(name).success ? asId<PaymentId>(name ?? '') : null;

/** The JSON of a signed body; null when it is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
