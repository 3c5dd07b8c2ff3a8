/**
 * Personal data as the domain sees it: ciphertext under the key of one subject (a person). Only the
 * application opens it; erasing the subject's key erases the data everywhere it was copied to.
 */
export interface Sealed {
  /** Whose data it is: the id of the customer, courier, … */
  readonly subject: string;
  /** Which of the subject's keys it is sealed under. */
  readonly keyId: string;
  /** base64url of nonce (12 bytes), ciphertext and tag (16 bytes), AES-256-GCM. */
  readonly box: string;
}
