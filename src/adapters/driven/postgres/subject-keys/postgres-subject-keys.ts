import { createSecretKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { SubjectErased } from '../../../../application/identity/subject-erased';
import type { SystemClock } from '../../../../application/ports/clock';
import { SubjectKeys } from '../../../../application/ports/subject-keys';
import { instantOf } from '../../../../domain/kernel/instant';
import type { Sealed } from '../../../../domain/kernel/sealed';
import type { MasterKey } from '../../crypto/master-key';
import { newSubjectKey, openWith, sealUnder, unwrap, wrap, type SubjectKey } from '../../crypto/sealing';
import type { Database, Queryable } from '../database';

/** A subject's keys, the latest first; or the tombstone of an erased one. */
type Subject = { readonly is: 'known'; readonly keys: readonly SubjectKey[] } | { readonly is: 'erased' };

interface SubjectRow {
  readonly erased: boolean;
  readonly key_id: string | null;
  readonly wrapped: Buffer | null;
}

interface ErasureRow {
  readonly subject: string;
  readonly generation: number;
}

/** How old the answer to "who was erased lately?" may be when a key from the cache is used. */
const ERASURES_KNOWN_FOR_MS = 2_000;

/** About 300 bytes each. */
const SUBJECTS_CACHED = 20_000;

/** First of the two numbers of an advisory lock: the subject's own, and the one that orders erasures. */
const SUBJECT_LOCK = 7_301;
const ERASURE_LOCK = 7_302;

const LOAD_SUBJECT = {
  name: 'subject-load',
  text: `SELECT erasure.subject IS NOT NULL AS erased, held.key_id, held.wrapped
         FROM (VALUES ($1::text)) AS asked (subject)
         LEFT JOIN subject_erasure AS erasure USING (subject)
         LEFT JOIN subject_key AS held USING (subject)
         ORDER BY held.created_at DESC, held.key_id`,
};

/**
 * Subject keys in PostgreSQL, wrapped by a key derived from the master key.
 *
 * Keys are cached. Before a cached key is used the erasures of other processes are read, unless that was done in
 * the last two seconds: so an erased person is unreadable at once here and within two seconds elsewhere, and if
 * the database does not answer nothing is read at all. An erased subject leaves a tombstone, and never gets a key
 * again.
 *
 * A restored backup brings back the keys of everyone erased since it was made: erase them again, from the log's
 * record of erasures, before anything else runs. Keys made since the backup are gone; what was sealed under them
 * is reported as such, not as erased.
 */
export class PostgresSubjectKeys extends SubjectKeys {
  private readonly wrappingKey: KeyObject;
  private readonly cache = new LRUCache<string, Subject>({ max: SUBJECTS_CACHED });
  private readonly loading = new Map<string, Promise<Subject>>();
  private readonly making = new Map<string, Promise<SubjectKey>>();
  /** The last erasure that was noticed; undefined before the first look. */
  private generation: number | undefined;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private looking: Promise<void> | undefined;
  /** Grows whenever something is dropped from the cache: what was read before must not be put in after. */
  private drops = 0;

  constructor(
    private readonly database: Database,
    masterKey: MasterKey,
    private readonly clock: SystemClock,
  ) {
    super();
    this.wrappingKey = createSecretKey(masterKey.derive('subject-keys'));
  }

  /** @throws SubjectErased */
  override async seal(subject: string, plaintext: string): Promise<Sealed> {
    const found = await this.find(subject);
    if (found.is === 'erased') throw new SubjectErased(subject);
    const key = found.keys[0] ?? (await this.shared(this.making, subject, () => this.makeKey(subject)));
    return sealUnder(key, subject, plaintext);
  }

  override async open(sealed: Sealed): Promise<string | undefined> {
    const { subject, keyId } = sealed;
    let found = await this.find(subject);
    let key = keyOf(found, keyId);
    if (key === undefined && found.is === 'known') {
      // Another process may have made the key since this one looked.
      found = await this.load(subject);
      key = keyOf(found, keyId);
    }
    if (found.is === 'erased') return undefined;
    if (key === undefined)
      throw new Error(`key ${keyId} of ${subject} is lost, and the subject was not erased`);
    return openWith(key, sealed);
  }

  override async erase(subject: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await lockSubject(transaction, subject);
      await transaction.query({
        name: 'subject-erase',
        text: 'DELETE FROM subject_key WHERE subject = $1',
        values: [subject],
      });
      await transaction.query({
        name: 'subject-erasure-lock',
        text: 'SELECT pg_advisory_xact_lock($1, 0)',
        values: [ERASURE_LOCK],
      });
      await transaction.query({
        name: 'subject-erased',
        text: `INSERT INTO subject_erasure (subject, generation, erased_at)
               SELECT $1, coalesce(max(generation), 0) + 1, $2 FROM subject_erasure
               ON CONFLICT (subject) DO NOTHING`,
        values: [subject, instantOf(this.clock.now())],
      });
    });
    this.drop(subject);
  }

  private async find(subject: string): Promise<Subject> {
    if (this.clock.now() - this.lookedAt >= ERASURES_KNOWN_FOR_MS) {
      this.looking ??= this.noticeErasures().finally(() => (this.looking = undefined));
      await this.looking;
    }
    return this.cache.get(subject) ?? this.shared(this.loading, subject, () => this.load(subject));
  }

  private async noticeErasures(): Promise<void> {
    const lookedAt = this.clock.now();
    const { rows } = await this.database.query<ErasureRow>(
      this.generation === undefined
        ? {
            name: 'subject-last-erasure',
            text: 'SELECT subject, generation FROM subject_erasure ORDER BY generation DESC LIMIT 1',
            values: [],
          }
        : {
            name: 'subject-erasures',
            text: 'SELECT subject, generation FROM subject_erasure WHERE generation > $1 ORDER BY generation',
            values: [this.generation],
          },
    );
    for (const { subject } of rows) this.drop(subject);
    this.generation = rows.at(-1)?.generation ?? this.generation ?? 0;
    this.lookedAt = lookedAt;
  }

  private drop(subject: string): void {
    this.drops += 1;
    this.cache.delete(subject);
    this.loading.delete(subject);
    this.making.delete(subject);
  }

  private async load(subject: string): Promise<Subject> {
    const drops = this.drops;
    const { rows } = await this.database.query<SubjectRow>({ ...LOAD_SUBJECT, values: [subject] });
    const found = this.subjectIn(subject, rows);
    if (drops === this.drops) this.cache.set(subject, found);
    return found;
  }

  /** Makes the subject's first key, or takes the one that another process has just made. */
  private async makeKey(subject: string): Promise<SubjectKey> {
    const drops = this.drops;
    const key = await this.database.transaction(async (transaction) => {
      await lockSubject(transaction, subject);
      const { rows } = await transaction.query<SubjectRow>({ ...LOAD_SUBJECT, values: [subject] });
      const found = this.subjectIn(subject, rows);
      if (found.is === 'erased') throw new SubjectErased(subject);
      if (found.keys[0] !== undefined) return found.keys[0];
      const made = newSubjectKey();
      await transaction.query({
        name: 'subject-make-key',
        text: 'INSERT INTO subject_key (subject, key_id, wrapped, created_at) VALUES ($1, $2, $3, $4)',
        values: [subject, made.keyId, wrap(this.wrappingKey, subject, made), instantOf(this.clock.now())],
      });
      return made;
    });
    if (drops === this.drops) this.cache.set(subject, { is: 'known', keys: [key] });
    return key;
  }

  private subjectIn(subject: string, rows: readonly SubjectRow[]): Subject {
    if (rows.some(({ erased }) => erased)) return { is: 'erased' };
    const keys = rows.flatMap(({ key_id: keyId, wrapped }) =>
      keyId === null || wrapped === null ? [] : [unwrap(this.wrappingKey, subject, keyId, wrapped)],
    );
    return { is: 'known', keys };
  }

  /** Those who ask for one subject while it is being read share the answer. */
  private shared<T>(running: Map<string, Promise<T>>, subject: string, start: () => Promise<T>): Promise<T> {
    const known = running.get(subject);
    if (known !== undefined) return known;
    const started = start().finally(() => {
      if (running.get(subject) === started) running.delete(subject);
    });
    running.set(subject, started);
    return started;
  }
}

const keyOf = (subject: Subject, keyId: string): SubjectKey | undefined =>
  subject.is === 'known' ? subject.keys.find((key) => key.keyId === keyId) : undefined;

/** Erasing a subject and making its first key wait for each other. */
async function lockSubject(transaction: Queryable, subject: string): Promise<void> {
  await transaction.query({
    name: 'subject-lock',
    text: 'SELECT pg_advisory_xact_lock($1, hashtext($2))',
    values: [SUBJECT_LOCK, subject],
  });
}
