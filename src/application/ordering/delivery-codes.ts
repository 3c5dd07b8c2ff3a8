import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * The four digits that a customer tells the courier at the door, and those by which a courier names the right bag to
 * the kitchen. They follow from the order and a secret, so they are stored nowhere; of the customer's, the order's
 * stream holds a keyed hash, against which a code can be checked but from which it cannot be found without the
 * secret.
 */
export class DeliveryCodes {
  private readonly secret: KeyObject;

  /** @param secret at least 32 bytes */
  constructor(secret: Buffer) {
    this.secret = createSecretKey(secret);
  }

  codeOf(orderId: string): string {
    return this.digits('code', orderId);
  }

  /** What stands on the bag: the courier reads it off and says it back. It tells nothing of the customer's code. */
  pickupCodeOf(orderId: string): string {
    return this.digits('pickup', orderId);
  }

  /** @param code as somebody says it is; any text */
  hashOf(orderId: string, code: string): string {
    return this.hmac('hash', `${orderId}:${code}`).toString('hex');
  }

  private digits(purpose: string, orderId: string): string {
    const number = this.hmac(purpose, orderId).readUInt32BE(0);
    // 2^32 is not a multiple of 10,000: the bias is below three in a million.
    return (number % 10_000).toString().padStart(4, '0');
  }

  private hmac(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.secret).update(`${purpose}:${text}`).digest();
  }
}
