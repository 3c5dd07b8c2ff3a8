import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fails a transaction whose shards have another owner by now, without asking whoever sent it. */
export class HeldShards1795392000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION assert_shards_held(held bigint, wanted bigint) RETURNS void
      LANGUAGE plpgsql IMMUTABLE AS $$
      BEGIN
        IF held <> wanted THEN
          RAISE EXCEPTION 'shards have another owner' USING ERRCODE = 'TF001';
        END IF;
      END
      $$
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION assert_shards_held');
  }
}
