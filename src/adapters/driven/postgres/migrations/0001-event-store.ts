import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log of events: a head row per stream, the events, and the sequence that orders them all. */
export class EventStore1795392000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A head row is updated by every append: the room left in its page, and no index on what changes, let
    // PostgreSQL update it in place (HOT).
    await queryRunner.query(`
      CREATE TABLE es_stream (
        stream_no bigint GENERATED ALWAYS AS IDENTITY,
        revision integer NOT NULL,
        name text COLLATE "C" NOT NULL PRIMARY KEY,
        category text NOT NULL GENERATED ALWAYS AS (split_part(name, '-', 1)) STORED,
        hash bytea NOT NULL,
        UNIQUE (stream_no)
      ) WITH (fillfactor = 70)
    `);
    // One index more costs as much as the rest of an append: these two are all. Rows of up to 8 KB stay as
    // they are; by default everything above 2 KB is compressed.
    await queryRunner.query(`
      CREATE TABLE es_event (
        position bigint NOT NULL,
        recorded_at timestamptz NOT NULL,
        stream_no bigint NOT NULL,
        revision integer NOT NULL,
        shard smallint NOT NULL,
        type text NOT NULL,
        hash bytea NOT NULL,
        metadata text NOT NULL,
        data text NOT NULL
      ) WITH (toast_tuple_target = 8160)
    `);
    await queryRunner.query('CREATE UNIQUE INDEX es_event_stream ON es_event (stream_no, revision)');
    await queryRunner.query('CREATE UNIQUE INDEX es_event_position ON es_event (position)');
    // Never with a larger CACHE: a session would hand out numbers it took long ago, behind those of others.
    await queryRunner.query('CREATE SEQUENCE es_position AS bigint CACHE 1');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SEQUENCE es_position');
    await queryRunner.query('DROP TABLE es_event');
    await queryRunner.query('DROP TABLE es_stream');
  }
}
