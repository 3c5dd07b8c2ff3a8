import type { RecordedEvent } from '../../../../application/ports/event-store';
import { SHARD_COUNT } from '../../../../domain/kernel/shard';
import { eventIdOf } from '../../../../../eventstore/registry/event-record';

type EventRow = [
  stream: string,
  position: string,
  recordedAt: Date,
  revision: number,
  shard: number,
  type: string,
  hash: string,
  metadata: string,
  data: string,
];

type StreamRow = EventRow extends [string, ...infer Rest] ? [place: number, ...Rest] : never;

const EVENT_COLUMNS = `position, recorded_at, revision, shard, type, encode(hash, 'hex'), metadata, data`;

/** A named statement, prepared once per session. */
export interface Statement<Row extends readonly unknown[]> {
  readonly name: string;
  readonly text: string;
  /** Never set: it ties the statement to what its rows look like. */
  readonly row?: Row;
}

/** Of many streams at once, each from a revision of its own on; the first column is the stream's place in the question. */
export const READ_STREAMS: Statement<StreamRow> = {
  name: 'es_read_streams',
  text: `
    SELECT w.place::int4, e.* FROM unnest($1::text[], $2::int4[]) WITH ORDINALITY AS w (name, start, place)
    CROSS JOIN LATERAL (
      SELECT ${EVENT_COLUMNS} FROM es_event
      WHERE stream_no = (SELECT s.stream_no FROM es_stream s WHERE s.name = w.name) AND revision >= w.start
      ORDER BY revision
    ) AS e`,
};

export const READ_HEAD: Statement<[revision: number, hash: string]> = {
  name: 'es_read_head',
  text: `SELECT revision, encode(hash, 'hex') FROM es_stream WHERE name = $1`,
};

const streamName = '(SELECT s.name FROM es_stream s WHERE s.stream_no = e.stream_no)';

export const READ_ALL: Statement<EventRow> = {
  name: 'es_read_all',
  text: `
    SELECT ${streamName}, ${EVENT_COLUMNS} FROM es_event e
    WHERE position > $1 ORDER BY position LIMIT $2`,
};

export const READ_SHARDS: Statement<EventRow> = {
  name: 'es_read_shards',
  text: `
    SELECT ${streamName}, ${EVENT_COLUMNS} FROM es_event e
    WHERE position > $1 AND shard = ANY ($3::int2[]) ORDER BY position LIMIT $2`,
};

/** Walks back from `upTo` until it has met the shard: a few rows, unless the shard has been quiet for long. */
export const SHARD_HEADS: Statement<[position: string]> = {
  name: 'es_shard_heads',
  text: `
    SELECT coalesce(
      (SELECT e.position FROM es_event e WHERE e.position <= $1 AND e.shard = s ORDER BY e.position DESC LIMIT 1),
      0)
    FROM generate_series(0, ${SHARD_COUNT - 1}) s ORDER BY s`,
};

export const HEAD_POSITION: Statement<[position: string]> = {
  name: 'es_head_position',
  text: 'SELECT coalesce((SELECT position FROM es_event ORDER BY position DESC LIMIT 1), 0)',
};

export const LIST_STREAMS: Statement<[name: string]> = {
  name: 'es_list_streams',
  text: 'SELECT name FROM es_stream WHERE name > $1 ORDER BY name LIMIT $2',
};

export function recordedEvent(row: Readonly<EventRow>): RecordedEvent {
  const [stream, position, recordedAt, revision, shard, type, hash, metadata, data] = row;
  return {
    stream,
    revision,
    position: Number(position),
    recordedAt: recordedAt.toISOString(),
    id: eventIdOf(hash),
    type,
    metadata,
    data,
    hash,
    shard,
  };
}
