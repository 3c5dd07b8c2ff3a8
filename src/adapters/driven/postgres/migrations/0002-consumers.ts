import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has read the log how far: checkpoints with their owners, parked events, generations of read models. */
export class Consumers1795392000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Updated with every batch, never in its key: room in the page keeps the updates in place.
    await queryRunner.query(`
      CREATE TABLE consumer_shard (
        consumer text NOT NULL,
        shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 15),
        position bigint NOT NULL DEFAULT 0,
        epoch bigint NOT NULL DEFAULT 0,
        owner text,
        lease_until bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (consumer, shard)
      ) WITH (fillfactor = 50)
    `);
    await queryRunner.query(`
      COMMENT ON COLUMN consumer_shard.lease_until IS
        'Wall time in milliseconds since the epoch. It only says when others may take over; the epoch is what guards.'
    `);
    await queryRunner.query(`
      CREATE TABLE parked_event (
        consumer text NOT NULL,
        partition_key text NOT NULL,
        position bigint NOT NULL,
        shard smallint NOT NULL,
        type text NOT NULL,
        cause text,
        parked_at timestamptz NOT NULL,
        PRIMARY KEY (consumer, partition_key, position)
      )
    `);
    await queryRunner.query(`
      COMMENT ON COLUMN parked_event.cause IS
        'Why it could not be applied; null for an event that only waits behind an earlier one of its key.'
    `);
    await queryRunner.query(`
      CREATE TABLE projection_generation (
        name text NOT NULL,
        version integer NOT NULL,
        generation integer NOT NULL,
        state text NOT NULL CHECK (state IN ('building', 'live', 'previous')),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (name, version, generation)
      )
    `);
    await queryRunner.query(`
      CREATE UNIQUE INDEX projection_generation_one_live
        ON projection_generation (name, version) WHERE state = 'live'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE projection_generation');
    await queryRunner.query('DROP TABLE parked_event');
    await queryRunner.query('DROP TABLE consumer_shard');
  }
}
