import type { Append } from '../../../../application/ports/event-store';
import type { BinaryArrays } from './binary-arrays';

/**
 * One lock for everyone who appends to this database, held from before the first position is taken until the
 * commit is visible. That makes the order of positions the order of commits.
 */
export const APPEND_LOCK = 6_841_190_524_337_701n;

/**
 * Appends a batch in one statement, which is its own transaction. Its parameters are the arrays of
 * {@link encodeBatch}; it returns an {@link AppendedRow} per stored event, in position order. An append without
 * rows has lost: its stream is not at the expected revision.
 *
 * The parts of a statement run in no fixed order. The lock comes first nevertheless: all that writes reads
 * `appends`, which has no row before the lock is held.
 *
 * The statement's snapshot is older than the lock. The checks are not: an insert meets the unique name, and an
 * update that finds a newer version of its row tests its condition again on that one.
 *
 * A head row is looked up by a subquery of its own and then updated at its place (`ctid`), because a plan made
 * while the table was tiny and kept while it grows must not join by scanning it.
 */
export const APPEND_STATEMENT = `
WITH lock AS MATERIALIZED (
  SELECT pg_advisory_xact_lock(${APPEND_LOCK.toString()})
), clock AS MATERIALIZED (
  SELECT date_trunc('milliseconds', clock_timestamp()) AS now FROM lock
), appends AS MATERIALIZED (
  SELECT a.* FROM clock, unnest($1::text[], $2::int4[], $3::int4[], $4::bytea[])
    WITH ORDINALITY AS a (name, expected, revision, hash, n)
), created AS (
  INSERT INTO es_stream (name, revision, hash)
  SELECT name, revision, hash FROM appends WHERE expected = -1
  ON CONFLICT (name) DO NOTHING
  RETURNING name, stream_no
), located AS MATERIALIZED (
  SELECT a.*, (SELECT s.ctid FROM es_stream s WHERE s.name = a.name) AS place
  FROM appends a WHERE a.expected >= 0
), advanced AS (
  UPDATE es_stream s SET revision = l.revision, hash = l.hash
  FROM located l
  WHERE s.ctid = l.place AND s.revision = l.expected
  RETURNING l.n, s.stream_no
), won AS (
  SELECT a.n, c.stream_no FROM created c JOIN appends a USING (name)
  UNION ALL
  SELECT n, stream_no FROM advanced
), stored AS (
  INSERT INTO es_event (position, recorded_at, stream_no, revision, shard, type, hash, metadata, data)
  SELECT nextval('es_position'), clock.now, e.stream_no, e.revision, e.shard, e.type, e.hash, e.metadata, e.data
  FROM clock, (
    SELECT won.stream_no, e.*
    FROM unnest($5::int4[], $6::int4[], $7::int2[], $8::text[], $9::text[], $10::text[], $11::bytea[])
      WITH ORDINALITY AS e (n, revision, shard, type, metadata, data, hash, place)
    JOIN won USING (n)
    ORDER BY e.place
  ) e
  RETURNING position, stream_no
)
SELECT won.n::int4, stored.position, clock.now
FROM stored JOIN won USING (stream_no), clock
ORDER BY stored.position`;

/** Place of the append in its batch, from 1; position of one of its events; when it was recorded. */
export type AppendedRow = readonly [n: number, position: string, recordedAt: Date];

/**
 * The statement's parameters. Per append: stream, expected revision, and revision and hash of its last event.
 * Per event, in order: which append it belongs to, revision, shard, type, metadata, data, hash.
 *
 * @param batch at most one append per stream
 */
export function encodeBatch(arrays: BinaryArrays, batch: readonly Append[]): Buffer[] {
  arrays.reset();
  const events = batch.flatMap((append) => append.events);
  return [
    arrays.text(batch.map((append) => append.stream)),
    arrays.int4(batch.map((append) => append.expectedRevision)),
    arrays.int4(batch.map((append) => append.expectedRevision + append.events.length)),
    arrays.bytea(batch.map((append) => append.events.at(-1)?.hash ?? '')),
    arrays.int4(batch.flatMap((append, i) => append.events.map(() => i + 1))),
    arrays.int4(batch.flatMap((append) => append.events.map((_, i) => append.expectedRevision + 1 + i))),
    arrays.int2(events.map((event) => event.shard)),
    arrays.text(events.map((event) => event.type)),
    arrays.text(events.map((event) => event.metadata)),
    arrays.text(events.map((event) => event.data)),
    arrays.bytea(events.map((event) => event.hash)),
  ];
}
