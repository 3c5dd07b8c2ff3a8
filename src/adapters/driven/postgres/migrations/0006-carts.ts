import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One cart per customer. */
export class Carts1795392000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Rows change often and no index covers what changes: the room left in a page keeps updates in place (HOT).
    await queryRunner.query(`
      CREATE TABLE cart (
        customer_id text COLLATE "C" NOT NULL PRIMARY KEY,
        cart_id text COLLATE "C" NOT NULL,
        restaurant_id text COLLATE "C" NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        lines jsonb NOT NULL,
        updated_at timestamptz NOT NULL
      ) WITH (fillfactor = 70)
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE cart');
  }
}
