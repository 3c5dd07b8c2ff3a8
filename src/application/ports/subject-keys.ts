import type { Sealed } from '../../domain/kernel/sealed';

/**
 * Seals and opens personal data under a key per subject. Keys lie wrapped by a master key that is not in the
 * database. A subject's key is committed before anything is sealed under it.
 */
export abstract class SubjectKeys {
  /**
   * Seals UTF-8 text for a subject; makes the subject's key on first use.
   * @throws SubjectErased when the subject was erased
   */
  abstract seal(subject: string, plaintext: string): Promise<Sealed>;
  /**
   * The text, or undefined when the subject was erased.
   * @throws when the box was tampered with
   */
  abstract open(sealed: Sealed): Promise<string | undefined>;
  /** Destroys the subject's keys: nothing sealed for the subject can be opened again. */
  abstract erase(subject: string): Promise<void>;
}
