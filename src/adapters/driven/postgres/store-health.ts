import type { Database } from './database';

/** Settings of the server that decide whether what was acknowledged survives a power cut, and the like. */
export interface ServerSettings {
  /** As `server_version_num`: 180004 is 18.4. */
  readonly version: number;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
  readonly maxConnections: number;
  /** Of all clients together. */
  readonly connections: number;
  /** The server's clock (ms since the epoch). */
  readonly clockMs: number;
  /** Of the database on disk. */
  readonly bytes: number;
}

/** Who works for a consumer of the feed. */
export interface ConsumerOwners {
  readonly consumer: string;
  /** Shards with a lease that has not run out. */
  readonly held: number;
  readonly owners: number;
}

/** How the streams' heads and the log fit. All zero: they do. */
export interface HeadFaults {
  /** Streams whose head names an event that is not there, or has another hash. */
  readonly withoutLastEvent: number;
  /** Streams with an event that the head does not know of. */
  readonly beyondHead: number;
  /** 1 if the next position would be one that is taken already. */
  readonly positionsRunBehind: number;
}

/** What a check-up asks the database. It only reads. */
export class StoreHealth {
  constructor(private readonly database: Database) {}

  async settings(): Promise<ServerSettings> {
    return this.one<ServerSettings>(`
      SELECT current_setting('server_version_num')::integer AS version,
             current_setting('fsync') AS fsync,
             current_setting('full_page_writes') AS "fullPageWrites",
             current_setting('synchronous_commit') AS "synchronousCommit",
             current_setting('max_connections')::integer AS "maxConnections",
             (SELECT count(*)::integer FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
             (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS "clockMs",
             pg_database_size(current_database()) AS bytes`);
  }

  /** @param now wall time, milliseconds since the epoch */
  async owners(now: number): Promise<readonly ConsumerOwners[]> {
    const { rows } = await this.database.query<{ consumer: string; held: number; owners: number }>({
      text: `SELECT consumer,
                    (count(*) FILTER (WHERE lease_until > $1 AND owner IS NOT NULL))::integer AS held,
                    (count(DISTINCT owner) FILTER (WHERE lease_until > $1))::integer AS owners
             FROM consumer_shard GROUP BY consumer ORDER BY consumer`,
      values: [now],
    });
    return rows;
  }

  /** Commands of processes that should have been tried again before a time (ms since the epoch) and were not. */
  async effectsOverdueSince(before: number): Promise<number> {
    const { count } = await this.one<{ readonly count: number }>(
      `SELECT count(*)::integer AS count FROM process_effect
       WHERE status = 'retrying' AND next_attempt_at < ${Math.floor(before)}`,
    );
    return count;
  }

  /** One look-up per stream: seconds for millions of them. */
  async headFaults(): Promise<HeadFaults> {
    return this.one<HeadFaults>(`
      SELECT
        (SELECT count(*)::integer FROM es_stream AS s
         WHERE NOT EXISTS (SELECT FROM es_event AS e
                           WHERE e.stream_no = s.stream_no AND e.revision = s.revision AND e.hash = s.hash)
        ) AS "withoutLastEvent",
        (SELECT count(*)::integer FROM es_stream AS s
         WHERE EXISTS (SELECT FROM es_event AS e WHERE e.stream_no = s.stream_no AND e.revision = s.revision + 1)
        ) AS "beyondHead",
        (SELECT (coalesce(max(position), 0) > (SELECT last_value FROM es_position))::integer FROM es_event
        ) AS "positionsRunBehind"`);
  }

  private async one<Row extends object>(text: string): Promise<Row> {
    const { rows } = await this.database.query<Row & Record<string, unknown>>(text);
    const [row] = rows;
    if (row === undefined) throw new Error('the check gave no row');
    return row;
  }
}
