import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The business clock of a sandbox, shared by all its programs. */
export class BusinessClock1795392000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE business_clock (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        wall_ms bigint NOT NULL,
        business_ms bigint NOT NULL,
        rate double precision NOT NULL CHECK (rate > 0)
      )
    `);
    await queryRunner.query(`
      COMMENT ON TABLE business_clock IS
        'At wall_ms (milliseconds since the epoch) the business clock showed business_ms; since then it runs rate times as fast. Without a row both show the same.'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE business_clock');
  }
}
