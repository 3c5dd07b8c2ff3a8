import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Sealed } from '../../../domain/kernel/sealed';
import { decrypt, encrypt } from './aes-gcm';
import { KEY_BYTES } from './master-key';

/** One key of a subject. */
export interface SubjectKey {
  readonly keyId: string;
  readonly key: KeyObject;
}

/** A new random key under a random id: a key that was lost is never mistaken for its successor. */
export const newSubjectKey = (): SubjectKey => ({
  keyId: randomBytes(8).toString('base64url'),
  key: createSecretKey(randomBytes(KEY_BYTES)),
});

/** Ties a box to its subject and key. Key ids hold no `|`, so two subjects never share a context. */
const contextOf = (subject: string, keyId: string): string => `${subject}|${keyId}`;

export const sealUnder = ({ keyId, key }: SubjectKey, subject: string, plaintext: string): Sealed => ({
  subject,
  keyId,
  box: encrypt(key, contextOf(subject, keyId), plaintext).toString('base64url'),
});

/** @throws when the box was tampered with, or belongs to another subject */
export const openWith = ({ key }: SubjectKey, { subject, keyId, box }: Sealed): string =>
  decrypt(key, contextOf(subject, keyId), Buffer.from(box, 'base64url')).toString('utf8');

/** A subject's key, encrypted under the wrapping key. */
export const wrap = (wrappingKey: KeyObject, subject: string, { keyId, key }: SubjectKey): Buffer =>
  encrypt(wrappingKey, contextOf(subject, keyId), key.export());

/** @throws when it was wrapped under another key */
export function unwrap(wrappingKey: KeyObject, subject: string, keyId: string, wrapped: Buffer): SubjectKey {
  try {
    return { keyId, key: createSecretKey(decrypt(wrappingKey, contextOf(subject, keyId), wrapped)) };
  } catch (cause) {
    throw new Error(`key ${keyId} of ${subject} was wrapped under another master key`, { cause });
  }
}
