import { createHash } from 'node:crypto';
import type { Queryable, Statement } from '../adapters/driven/postgres/database';
import type { ProjectionTable } from './projection-table';

/** What two generations of a read model hold at one moment. */
export interface Comparison {
  readonly equal: boolean;
  readonly live: TableDigest;
  readonly next: TableDigest;
  /** Up to 20 keys whose rows differ or that only one of the two has; the parts of a key are joined by `/`. */
  readonly differing: readonly string[];
}

export interface TableDigest {
  readonly rows: number;
  /** SHA-256 over the SHA-256 of every row's text, in the order of the key; hex. */
  readonly hash: string;
}

const MAX_KEYS = 20;

/** Rows compared by one statement, so that none of them takes long. */
const PAGE = 20_000;

const HASH_BYTES = 32;

/** A part of the keys: after the first, up to and with the second; null is no bound. */
interface KeyRange {
  readonly after: readonly unknown[] | null;
  readonly upTo: readonly unknown[] | null;
}

/** Compares two tables of the same columns row by row, within the snapshot of the transaction. */
export async function compareTables(
  tx: Queryable,
  live: ProjectionTable,
  next: ProjectionTable,
  key: readonly string[],
): Promise<Comparison> {
  const digests = { live: createHash('sha256'), next: createHash('sha256') };
  const rows = { live: 0, next: 0 };
  const differing: string[] = [];
  let after: readonly unknown[] | null = null;
  do {
    const range: KeyRange = { after, upTo: await pageEnd(tx, live, key, after) };
    const [a, b] = [await rowHashes(tx, live, key, range), await rowHashes(tx, next, key, range)];
    digests.live.update(a);
    digests.next.update(b);
    rows.live += a.length / HASH_BYTES;
    rows.next += b.length / HASH_BYTES;
    if (!a.equals(b) && differing.length < MAX_KEYS) {
      const keys = await differingKeys(tx, live, next, key, range);
      differing.push(...keys.slice(0, MAX_KEYS - differing.length));
    }
    after = range.upTo;
  } while (after !== null);

  const hashes = { live: digests.live.digest('hex'), next: digests.next.digest('hex') };
  return {
    equal: hashes.live === hashes.next,
    live: { rows: rows.live, hash: hashes.live },
    next: { rows: rows.next, hash: hashes.next },
    differing,
  };
}

/** The key of the last row of a full page; null when there are fewer rows left. */
async function pageEnd(
  tx: Queryable,
  { name }: ProjectionTable,
  key: readonly string[],
  after: readonly unknown[] | null,
): Promise<readonly unknown[] | null> {
  const columns = key.join(', ');
  const { text, values } = within(key, { after, upTo: null });
  const { rows } = await tx.query<Record<string, unknown>>({
    text: `SELECT ${columns} FROM ${name} WHERE ${text} ORDER BY ${columns} OFFSET ${PAGE - 1} LIMIT 1`,
    values,
  });
  const [row] = rows;
  return row === undefined ? null : key.map((column) => row[column]);
}

/** The hashes of the rows' texts, one after the other. */
async function rowHashes(
  tx: Queryable,
  { name }: ProjectionTable,
  key: readonly string[],
  range: KeyRange,
): Promise<Buffer> {
  const { text, values } = within(key, range);
  const { rows } = await tx.query<{ hashes: Buffer | null }>({
    text: `SELECT string_agg(${rowHash}, ''::bytea ORDER BY ${key.join(', ')}) AS hashes
           FROM ${name} AS t WHERE ${text}`,
    values,
  });
  return rows[0]?.hashes ?? Buffer.alloc(0);
}

async function differingKeys(
  tx: Queryable,
  live: ProjectionTable,
  next: ProjectionTable,
  key: readonly string[],
  range: KeyRange,
): Promise<readonly string[]> {
  const { text, values } = within(key, range);
  const hashed = ({ name }: ProjectionTable): string =>
    `(SELECT concat_ws('/', ${key.join(', ')}) AS key, ${rowHash} AS hash FROM ${name} AS t WHERE ${text})`;
  const { rows } = await tx.query<{ key: string }>({
    text: `SELECT key FROM ${hashed(live)} AS live FULL JOIN ${hashed(next)} AS next USING (key)
           WHERE live.hash IS DISTINCT FROM next.hash ORDER BY key LIMIT ${MAX_KEYS}`,
    values,
  });
  return rows.map((row) => row.key);
}

const rowHash = `sha256(convert_to(t::text, 'UTF8'))`;

/** The range as a condition with its parameters. */
function within(key: readonly string[], { after, upTo }: KeyRange): Required<Omit<Statement, 'name'>> {
  const row = `(${key.join(', ')})`;
  const params = (first: number): string => `(${key.map((_, i) => `$${first + i}`).join(', ')})`;
  const conditions = ['true'];
  if (after !== null) conditions.push(`${row} > ${params(1)}`);
  if (upTo !== null) conditions.push(`${row} <= ${params((after?.length ?? 0) + 1)}`);
  return { text: conditions.join(' AND '), values: [...(after ?? []), ...(upTo ?? [])] };
}
