import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * The four digits that a customer tells the courier at the door. They follow from the order and a secret, so they
 * are stored nowhere; the order's stream holds only a keyed hash, against which a code can be checked but from
 * which it cannot be found without the secret.
 */
export class DeliveryCodes {
  private readonly secret: KeyObject;

  /** @param secret at least 32 bytes */
  constructor(secret: Buffer) {
    this.secret = createSecretKey(secret);
  }

  codeOf(orderId: string): string {
    const number = this.hmac('code', orderId).readUInt32BE(0);
    // 2^32 is not a multiple of 10,000: the bias is below three in a million.
    return (number % 10_000).toString().padStart(4, '0');
  }

  /** @param code as somebody says it is; any text */
  hashOf(orderId: string, code: string): string {
    return this.hmac('hash', `${orderId}:${code}`).toString('hex');
  }

  private hmac(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.secret).update(`${purpose}:${text}`).digest();
  }
}
