import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCES_PER_DRAW = 512;

const pool = Buffer.alloc(NONCE_BYTES * NONCES_PER_DRAW);
let drawn = pool.length;

/** 96 random bits, drawn many at a time: one draw costs as much as five hundred. */
function nextNonce(): Buffer {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const nonce = pool.subarray(drawn, drawn + NONCE_BYTES);
  drawn += NONCE_BYTES;
  return nonce;
}

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce.
 * @param context bound to the box as additional data: it opens only with the same context
 * @returns nonce (12 bytes), ciphertext, tag (16 bytes)
 */
export function encrypt(key: KeyObject, context: string, plain: string | Buffer): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** @throws when the box, the context or the key is not the one it was made with */
export function decrypt(key: KeyObject, context: string, box: Buffer): Buffer {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new Error('a sealed box is too short');
  const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  const plain = decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES));
  decipher.final();
  return plain;
}
