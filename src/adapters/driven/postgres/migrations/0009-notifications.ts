import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people are told, and the log of sending it to their phones. */
export class Notifications1795392000009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE notifications (
        notification_id text COLLATE "C" PRIMARY KEY,
        account_id text COLLATE "C",
        role text NOT NULL CHECK (role IN ('customer', 'restaurant', 'courier', 'staff')),
        kind text NOT NULL,
        order_id text COLLATE "C" NOT NULL,
        restaurant_name text NOT NULL,
        moment timestamptz,
        time_zone text NOT NULL,
        created_at timestamptz NOT NULL,
        read_at timestamptz,
        added_at bigint NOT NULL,
        attempts json NOT NULL DEFAULT '[]',
        next_push_at bigint,
        CHECK ((role = 'staff') = (account_id IS NULL))
      )
    `);
    await queryRunner.query(`
      COMMENT ON COLUMN notifications.next_push_at IS
        'Wall time in milliseconds since the epoch at which it is sent, or sent again; null: no more.'
    `);
    // Of the staff there is one list.
    await queryRunner.query(`
      CREATE INDEX notifications_of_account
      ON notifications ((coalesce(account_id, 'staff')), created_at DESC, notification_id DESC)
    `);
    await queryRunner.query('CREATE INDEX notifications_of_order ON notifications (order_id)');
    await queryRunner.query(`
      CREATE INDEX notifications_unread ON notifications ((coalesce(account_id, 'staff'))) WHERE read_at IS NULL
    `);
    await queryRunner.query(`
      CREATE INDEX notifications_due ON notifications (next_push_at) WHERE next_push_at IS NOT NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE notifications');
  }
}
