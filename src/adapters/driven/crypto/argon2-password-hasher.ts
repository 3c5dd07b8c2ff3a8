import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { PasswordHasher } from '../../../application/ports/password-hasher';

/** How much a hash costs. The least that OWASP recommends for Argon2id: 19 MiB, two passes, one lane. */
export interface Argon2Cost {
  /** KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

const OWASP_COST: Argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Two ways to type one character give one password. */
const normalised = (password: string): string => password.normalize('NFKC');

/** Argon2id (RFC 9106), on the thread pool. */
export class Argon2PasswordHasher extends PasswordHasher {
  /** Hash of a password that nobody knows. */
  private nobody: Promise<string> | undefined;

  constructor(private readonly cost: Argon2Cost = OWASP_COST) {
    super();
  }

  override async hash(password: string): Promise<string> {
    return hash(normalised(password), this.cost);
  }

  override async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    this.nobody ??= this.hash(randomBytes(32).toString('hex'));
    return verify(passwordHash ?? (await this.nobody), normalised(password));
  }
}
