import { hash, randomBytes, randomUUID } from 'node:crypto';
import { SessionSecrets } from '../../../application/ports/sessions';

/** Session secrets from the operating system's random source. A token of 256 random bits needs no slow hash. */
export class RandomSessionSecrets extends SessionSecrets {
  override newId(): string {
    return randomUUID();
  }

  override newRefreshToken(): { readonly token: string; readonly hash: string } {
    const token = randomBytes(32).toString('base64url');
    return { token, hash: this.hashOf(token) };
  }

  override hashOf(refreshToken: string): string {
    return hash('sha256', refreshToken, 'hex');
  }
}
