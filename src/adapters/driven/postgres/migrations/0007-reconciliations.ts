import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comparisons of the gateways' books with Tiffin's own, and what they found. */
export class Reconciliations1795392000007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE recon_runs (
        run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('recent', 'daily', 'asked')),
        asked_by text NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'equal', 'breaks', 'incomplete', 'given-up')),
        period_from timestamptz NOT NULL,
        period_to timestamptz NOT NULL CHECK (period_to >= period_from),
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        lease_until bigint NOT NULL,
        unreachable json NOT NULL DEFAULT '[]',
        sums json NOT NULL DEFAULT '[]',
        counts json NOT NULL,
        open_breaks integer NOT NULL DEFAULT 0,
        CHECK ((state = 'running') = (finished_at IS NULL))
      )
    `);
    await queryRunner.query(`
      COMMENT ON COLUMN recon_runs.lease_until IS
        'Wall time in milliseconds since the epoch; a run that is under way after it may be given up by others.'
    `);
    // At most one run is under way.
    await queryRunner.query(
      `CREATE UNIQUE INDEX recon_runs_one ON recon_runs ((true)) WHERE state = 'running'`,
    );
    await queryRunner.query('CREATE INDEX recon_runs_latest ON recon_runs (kind, run_id)');
    await queryRunner.query(`
      CREATE TABLE recon_breaks (
        break_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        gateway text NOT NULL,
        subject text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        kind text NOT NULL,
        movement text NOT NULL,
        reference text,
        view text,
        currency text NOT NULL,
        gateway_minor bigint NOT NULL,
        ledger_minor bigint NOT NULL,
        view_minor bigint NOT NULL,
        heal text NOT NULL,
        explanation text NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        resolved_at timestamptz
      )
    `);
    await queryRunner.query(`
      COMMENT ON COLUMN recon_breaks.subject IS
        'Tiffin''s id of the payment; where the gateway has none, "gateway:" and its own.'
    `);
    await queryRunner.query(`
      CREATE UNIQUE INDEX recon_breaks_open ON recon_breaks (gateway, subject, key) WHERE resolved_at IS NULL
    `);
    await queryRunner.query('CREATE INDEX recon_breaks_by_age ON recon_breaks (first_seen_at, break_id)');
    // Scratch paper of a run: what a crash loses, the next run writes again.
    await queryRunner.query(`
      CREATE UNLOGGED TABLE recon_lines (
        run_id bigint NOT NULL,
        subject text COLLATE "C" NOT NULL,
        gateway_payment_id text,
        movement text,
        reference text,
        amount_minor bigint,
        currency text,
        at timestamptz
      )
    `);
    await queryRunner.query('CREATE INDEX recon_lines_by_subject ON recon_lines (run_id, subject)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE recon_lines');
    await queryRunner.query('DROP TABLE recon_breaks');
    await queryRunner.query('DROP TABLE recon_runs');
  }
}
