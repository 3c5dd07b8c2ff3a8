import { SubjectErased } from '../../../application/identity/subject-erased';
import { SubjectKeys } from '../../../application/ports/subject-keys';
import type { Sealed } from '../../../domain/kernel/sealed';
import { newSubjectKey, openWith, sealUnder, type SubjectKey } from '../crypto/sealing';

/** Subject keys of one process, gone with it. The boxes are real ones. */
export class MemorySubjectKeys extends SubjectKeys {
  private readonly keys = new Map<string, SubjectKey>();
  private readonly erased = new Set<string>();

  override seal(subject: string, plaintext: string): Promise<Sealed> {
    if (this.erased.has(subject)) return Promise.reject(new SubjectErased(subject));
    const key = this.keys.get(subject) ?? newSubjectKey();
    this.keys.set(subject, key);
    return Promise.resolve(sealUnder(key, subject, plaintext));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a tampered box rejects
  override async open(sealed: Sealed): Promise<string | undefined> {
    if (this.erased.has(sealed.subject)) return undefined;
    const key = this.keys.get(sealed.subject);
    if (key?.keyId !== sealed.keyId) throw new Error(`no key ${sealed.keyId} of ${sealed.subject}`);
    return openWith(key, sealed);
  }

  override erase(subject: string): Promise<void> {
    this.keys.delete(subject);
    this.erased.add(subject);
    return Promise.resolve();
  }
}
