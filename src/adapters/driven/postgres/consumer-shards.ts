import { SHARD_COUNT } from '../../../domain/kernel/shard';
import type { Database, Queryable, Statement } from './database';

/** A shard of a consumer as its owner holds it. */
export interface OwnedShard {
  readonly shard: number;
  /** The checkpoint: every event of the shard up to here has taken effect. */
  readonly position: number;
  /** Grows whenever the shard changes hands; an owner of an older epoch can no longer commit. */
  readonly epoch: number;
}

/** A checkpoint on its way from the position that a batch started at to the last of its events. */
export interface ShardAdvance {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
}

/** Whether a transaction failed because somebody else has taken one of its shards over. */
export const isShardsLost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'TF001';

/**
 * Checkpoints of the feed's consumers, one row per shard, and who may move them.
 *
 * The lease only decides who works; it may be believed by two owners at once. What keeps them apart is
 * {@link advanceOrFail}: it moves a checkpoint only from where the batch began and only for the owner's epoch, in the
 * transaction of the batch's effects.
 */
export class ConsumerShards {
  constructor(private readonly database: Database) {}

  /**
   * Makes the consumer known, with every shard at the beginning. One that is known already keeps its checkpoints.
   */
  async register(consumer: string, tx: Queryable = this.database): Promise<void> {
    await tx.query({
      name: 'consumer-register',
      text: `INSERT INTO consumer_shard (consumer, shard)
             SELECT $1, shard FROM generate_series(0, ${SHARD_COUNT - 1}) AS shard
             ON CONFLICT DO NOTHING`,
      values: [consumer],
    });
  }

  /** Removes the consumer and its checkpoints. */
  async remove(consumer: string, tx: Queryable = this.database): Promise<void> {
    await tx.query({
      name: 'consumer-remove',
      text: 'DELETE FROM consumer_shard WHERE consumer = $1',
      values: [consumer],
    });
  }

  /**
   * Takes the shards that nobody holds or whose lease has run out, and gives only those taken now.
   * @param owner unique to one run of one process
   * @param now wall time, milliseconds since the epoch
   */
  async acquire(
    consumer: string,
    owner: string,
    now: number,
    leaseMs: number,
  ): Promise<readonly OwnedShard[]> {
    const { rows } = await this.database.query<OwnedShard>({
      name: 'consumer-acquire',
      text: `WITH free AS (
               SELECT shard FROM consumer_shard
               WHERE consumer = $1 AND (owner IS NULL OR lease_until < $3)
               ORDER BY shard
               FOR UPDATE SKIP LOCKED
             )
             UPDATE consumer_shard AS c
             SET owner = $2, epoch = c.epoch + 1, lease_until = $4
             FROM free
             WHERE c.consumer = $1 AND c.shard = free.shard
             RETURNING c.shard, c.position, c.epoch`,
      values: [consumer, owner, now, now + leaseMs],
    });
    return rows;
  }

  /** Extends the owner's leases and gives the shards it still holds. */
  async renew(consumer: string, owner: string, now: number, leaseMs: number): Promise<readonly OwnedShard[]> {
    const { rows } = await this.database.query<OwnedShard>({
      name: 'consumer-renew',
      text: `UPDATE consumer_shard SET lease_until = $3
             WHERE consumer = $1 AND owner = $2
             RETURNING shard, position, epoch`,
      values: [consumer, owner, now + leaseMs],
    });
    return rows;
  }

  /** Gives the owner's shards back, so that others need not wait for the lease to run out. */
  async release(consumer: string, owner: string): Promise<void> {
    await this.database.query({
      name: 'consumer-release',
      text: 'UPDATE consumer_shard SET owner = NULL, lease_until = 0 WHERE consumer = $1 AND owner = $2',
      values: [consumer, owner],
    });
  }

  /**
   * Moves checkpoints, as a statement that need not be waited for: it fails, and with it its transaction, unless every
   * shard stands at `from` under the given epoch: see {@link isShardsLost}.
   */
  advanceOrFail(consumer: string, advances: readonly ShardAdvance[]): Statement {
    return {
      name: 'consumer-advance-or-fail',
      text: `WITH moved AS (
               UPDATE consumer_shard AS c SET position = m.moved_to
               FROM unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[])
                 AS m (shard, moved_from, moved_to, epoch)
               WHERE c.consumer = $1 AND c.shard = m.shard AND c.position = m.moved_from AND c.epoch = m.epoch
               RETURNING 1
             )
             SELECT assert_shards_held((SELECT count(*) FROM moved), cardinality($2::smallint[]))`,
      values: [
        consumer,
        advances.map(({ shard }) => shard),
        advances.map(({ from }) => from),
        advances.map(({ to }) => to),
        advances.map(({ epoch }) => epoch),
      ],
    };
  }

  /**
   * Takes the shards away from whoever holds them: no batch that was read before the fence can commit after it.
   * Owners notice at their next commit or renewal and acquire anew. In a transaction, they wait until it ends.
   */
  async fence(consumer: string, tx: Queryable = this.database): Promise<void> {
    await tx.query({
      name: 'consumer-fence',
      text: `UPDATE consumer_shard SET epoch = epoch + 1, owner = NULL, lease_until = 0 WHERE consumer = $1`,
      values: [consumer],
    });
  }

  /**
   * Takes every shard from whoever holds it, as {@link fence} does, and keeps it.
   * @param now wall time, milliseconds since the epoch
   */
  async seize(consumer: string, owner: string, now: number, leaseMs: number): Promise<readonly OwnedShard[]> {
    const { rows } = await this.database.query<OwnedShard>({
      name: 'consumer-seize',
      text: `UPDATE consumer_shard SET epoch = epoch + 1, owner = $2, lease_until = $3
             WHERE consumer = $1
             RETURNING shard, position, epoch`,
      values: [consumer, owner, now + leaseMs],
    });
    return rows;
  }

  /** Ends every lease of every consumer. Only where nobody else can be at work on the database. */
  async releaseAll(): Promise<void> {
    await this.database.query(
      'UPDATE consumer_shard SET owner = NULL, lease_until = 0 WHERE owner IS NOT NULL',
    );
  }

  /** The checkpoints of all shards: 16 numbers. */
  async positions(consumer: string, tx: Queryable = this.database): Promise<readonly number[]> {
    const { rows } = await tx.query<{ shard: number; position: number }>({
      name: 'consumer-positions',
      text: 'SELECT shard, position FROM consumer_shard WHERE consumer = $1',
      values: [consumer],
    });
    const positions = new Array<number>(SHARD_COUNT).fill(0);
    for (const { shard, position } of rows) positions[shard] = position;
    return positions;
  }
}
