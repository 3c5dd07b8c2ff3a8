import { hkdfSync } from 'node:crypto';

/** What a key derived from the master key is for. Each purpose has a key of its own. */
export type KeyPurpose =
  'subject-keys' | 'access-token' | 'delivery-code' | 'sandbox-gateway' | 'sandbox-webhooks';

export const KEY_BYTES = 32;

/**
 * The one secret of a deployment: every other key is derived from it (HKDF-SHA-256, RFC 5869).
 *
 * Keep a copy apart from the backups of the database. Without it no personal data can be read any more; with
 * it and a database, all of it can.
 */
export class MasterKey {
  readonly #secret: Buffer;

  /** @throws when it is not 32 bytes long */
  constructor(secret: Buffer) {
    if (secret.length !== KEY_BYTES) throw new Error(`the master key must have ${KEY_BYTES} bytes`);
    this.#secret = secret;
  }

  /**
   * @param text 32 bytes as base64
   * @throws when it is anything else; the message does not repeat the text
   */
  static parse(text: string): MasterKey {
    const trimmed = text.trim();
    const secret = Buffer.from(trimmed, 'base64');
    if (secret.length !== KEY_BYTES || secret.toString('base64') !== trimmed) {
      throw new Error(
        `the master key must be ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES})`,
      );
    }
    return new MasterKey(secret);
  }

  /** 32 bytes, the same for the same purpose. Stored data depends on the labels: they never change. */
  derive(purpose: KeyPurpose): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#secret, '', `tiffin/v1/${purpose}`, KEY_BYTES));
  }
}
