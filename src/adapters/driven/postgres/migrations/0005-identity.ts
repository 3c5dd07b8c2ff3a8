import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who can sign in, on which devices they have, and the keys that their personal data is sealed under. */
export class Identity1795392000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // An erased account keeps its id and its role; everything that tells of a person is null.
    await queryRunner.query(`
      CREATE TABLE account (
        account_id uuid NOT NULL CONSTRAINT account_id_key PRIMARY KEY,
        role text NOT NULL
          CHECK (role IN ('customer', 'restaurant', 'courier', 'support', 'admin', 'auditor')),
        phone text CONSTRAINT account_phone_key UNIQUE CHECK (phone ~ '^\\+[1-9][0-9]{7,14}$'),
        email text CONSTRAINT account_email_key UNIQUE CHECK (email = lower(email)),
        name text,
        password_hash text,
        is_active boolean NOT NULL,
        created_at timestamptz NOT NULL,
        CHECK ((phone IS NULL) = (name IS NULL) AND (phone IS NULL) = (password_hash IS NULL)),
        CHECK (phone IS NOT NULL OR (email IS NULL AND NOT is_active))
      )
    `);
    await queryRunner.query('CREATE INDEX account_role ON account (role, account_id)');
    await queryRunner.query(`
      CREATE TABLE session (
        session_id uuid NOT NULL PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account,
        device text NOT NULL,
        opened_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
      )
    `);
    await queryRunner.query('CREATE INDEX session_account ON session (account_id)');
    await queryRunner.query('CREATE INDEX session_expiry ON session (expires_at)');
    await queryRunner.query(
      'CREATE INDEX session_revocation ON session (revoked_at) WHERE revoked_at IS NOT NULL',
    );
    // Used tokens stay until their session goes: one that turns up again is recognised by its row.
    await queryRunner.query(`
      CREATE TABLE refresh_token (
        token_hash text COLLATE "C" NOT NULL PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
        used_at timestamptz
      )
    `);
    await queryRunner.query('CREATE INDEX refresh_token_session ON refresh_token (session_id)');
    await queryRunner.query(`
      CREATE TABLE subject_key (
        subject text COLLATE "C" NOT NULL,
        key_id text COLLATE "C" NOT NULL,
        wrapped bytea NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (subject, key_id)
      )
    `);
    // Generations count the erasures in the order in which they commit.
    await queryRunner.query(`
      CREATE TABLE subject_erasure (
        subject text COLLATE "C" NOT NULL PRIMARY KEY,
        generation bigint NOT NULL UNIQUE,
        erased_at timestamptz NOT NULL
      )
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE subject_erasure');
    await queryRunner.query('DROP TABLE subject_key');
    await queryRunner.query('DROP TABLE refresh_token');
    await queryRunner.query('DROP TABLE session');
    await queryRunner.query('DROP TABLE account');
  }
}
