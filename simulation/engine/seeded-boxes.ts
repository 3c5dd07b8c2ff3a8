import { createCipheriv, createSecretKey, hash } from 'node:crypto';
import { openWith, type SubjectKey } from '../../src/adapters/driven/crypto/sealing';
import { SubjectErased } from '../../src/application/identity/subject-erased';
import { SubjectKeys } from '../../src/application/ports/subject-keys';
import type { Sealed } from '../../src/domain/kernel/sealed';

const NONCE_BYTES = 12;

/**
 * Real boxes whose keys and nonces come from the seed, so that the same run stores the same bytes. They are made here,
 * for production draws its nonces itself, and opened by the code of production.
 */
export class SeededBoxes extends SubjectKeys {
  private readonly keys = new Map<string, SubjectKey>();
  private readonly erased = new Set<string>();
  private sealed = 0;

  constructor(private readonly seed: number) {
    super();
  }

  override seal(subject: string, plaintext: string): Promise<Sealed> {
    if (this.erased.has(subject)) return Promise.reject(new SubjectErased(subject));
    const { keyId, key } = this.keyOf(subject);
    this.sealed += 1;
    // A number that is never given twice in a run, under keys that no other run has.
    const nonce = Buffer.alloc(NONCE_BYTES);
    nonce.writeUInt32BE(this.sealed, NONCE_BYTES - 4);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(`${subject}|${keyId}`));
    const body = cipher.update(plaintext, 'utf8');
    cipher.final();
    const box = Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
    return Promise.resolve({ subject, keyId, box });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a tampered box rejects
  override async open(sealed: Sealed): Promise<string | undefined> {
    return this.erased.has(sealed.subject) ? undefined : openWith(this.keyOf(sealed.subject), sealed);
  }

  override erase(subject: string): Promise<void> {
    this.keys.delete(subject);
    this.erased.add(subject);
    return Promise.resolve();
  }

  private keyOf(subject: string): SubjectKey {
    const known = this.keys.get(subject);
    if (known !== undefined) return known;
    const secret = Buffer.from(hash('sha256', `${this.seed} ${subject}`, 'hex'), 'hex');
    const made = { keyId: `key-${this.keys.size + 1}`, key: createSecretKey(secret) };
    this.keys.set(subject, made);
    return made;
  }
}
