import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Process managers: instances with their timers, what they reacted to, and the effects still to be carried out. */
export class Processes1795392000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE process_instance (
        process text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        shard smallint NOT NULL,
        seq integer NOT NULL,
        state json NOT NULL,
        timers jsonb NOT NULL,
        next_due timestamptz,
        PRIMARY KEY (process, key)
      )
    `);
    await queryRunner.query(`
      COMMENT ON COLUMN process_instance.timers IS
        'Name of the timer: {"dueAt", "correlationId"}. next_due is the earliest of them, on the business clock.'
    `);
    await queryRunner.query(`
      CREATE INDEX process_instance_due ON process_instance (process, next_due) WHERE next_due IS NOT NULL
    `);
    await queryRunner.query(`
      CREATE TABLE process_journal (
        process text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        seq integer NOT NULL,
        shard smallint NOT NULL,
        at timestamptz NOT NULL,
        input json NOT NULL,
        effects json NOT NULL,
        PRIMARY KEY (process, key, seq)
      )
    `);
    await queryRunner.query(`
      COMMENT ON TABLE process_journal IS
        'What each instance reacted to and what it asked for. Rows are never changed.'
    `);
    // Which effects are still to be dispatched is known per shard, not per effect: the journal is written once.
    await queryRunner.query(`
      CREATE TABLE process_shard (
        process text COLLATE "C" NOT NULL,
        shard smallint NOT NULL,
        undispatched json NOT NULL,
        PRIMARY KEY (process, shard)
      ) WITH (fillfactor = 50)
    `);
    await queryRunner.query(`
      COMMENT ON COLUMN process_shard.undispatched IS
        'Entries of the journal, {"key", "seq"}, whose commands may not have been sent.'
    `);
    await queryRunner.query(`
      CREATE TABLE process_effect (
        process text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        seq integer NOT NULL,
        step text NOT NULL,
        shard smallint NOT NULL,
        status text NOT NULL CHECK (status IN ('done', 'rejected', 'retrying', 'parked')),
        attempts integer NOT NULL,
        next_attempt_at bigint NOT NULL,
        detail text,
        PRIMARY KEY (process, key, seq, step)
      )
    `);
    await queryRunner.query(`
      COMMENT ON TABLE process_effect IS
        'Effects that were not carried out at the first try. An effect of the journal without a row here simply was.'
    `);
    await queryRunner.query(`
      CREATE INDEX process_effect_open ON process_effect (process, status, next_attempt_at)
        WHERE status IN ('retrying', 'parked')
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE process_effect');
    await queryRunner.query('DROP TABLE process_shard');
    await queryRunner.query('DROP TABLE process_journal');
    await queryRunner.query('DROP TABLE process_instance');
  }
}
