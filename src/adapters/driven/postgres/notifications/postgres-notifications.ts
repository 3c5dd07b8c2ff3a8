import { z } from 'zod';
import type { Instant } from '../../../../domain/kernel/instant';
import { NOTICE_KINDS } from '../../../../domain/notices/notice';
import {
  Notifications,
  NOTIFIED_ROLES,
  type DuePush,
  type LoggedNotification,
  type Notification,
  type NotificationPlace,
  type PushAttempt,
  type ShownNotification,
} from '../../../../application/ports/notifications';
import type { SystemClock } from '../../../../application/ports/clock';
import { GroupedCalls } from '../../grouped-calls';
import type { Database } from '../database';

interface PushLog {
  readonly id: string;
  readonly attempt: PushAttempt;
  readonly nextAt: number | null;
}

const rowSchema = z.object({
  notification_id: z.string(),
  account_id: z.string().nullable(),
  role: z.enum(NOTIFIED_ROLES),
  kind: z.enum(NOTICE_KINDS),
  order_id: z.string(),
  restaurant_name: z.string(),
  moment: z.string().nullable(),
  time_zone: z.string(),
  created_at: z.string(),
  read_at: z.string().nullable(),
});

const attemptsSchema = z.array(
  z.object({ at: z.string(), result: z.enum(['sent', 'unreachable', 'failed', 'too-old']) }),
);

const COLUMNS =
  'notification_id, account_id, role, kind, order_id, restaurant_name, moment, time_zone, created_at, read_at';

function plain(row: unknown): Notification {
  const parsed = rowSchema.parse(row);
  return {
    id: parsed.notification_id,
    accountId: parsed.account_id,
    role: parsed.role,
    kind: parsed.kind,
    orderId: parsed.order_id,
    restaurantName: parsed.restaurant_name,
    moment: parsed.moment,
    timeZone: parsed.time_zone,
    createdAt: parsed.created_at,
  };
}

const shown = (row: unknown): ShownNotification => ({ ...plain(row), readAt: rowSchema.parse(row).read_at });

/** The name that the list of an account is found under. */
const listOf = (accountId: string | null): string => accountId ?? 'staff';

/** Notifications in PostgreSQL. Those that are added at the same time share a statement; so do attempts to push. */
export class PostgresNotifications extends Notifications {
  private readonly additions = new GroupedCalls<Notification, undefined>((added) => this.addAll(added));
  private readonly logs = new GroupedCalls<PushLog, undefined>((logs) => this.logAll(logs));

  constructor(
    private readonly database: Database,
    private readonly clock: SystemClock,
  ) {
    super();
  }

  override add(notification: Notification): Promise<void> {
    return this.additions.call(notification);
  }

  override async list(
    accountId: string | null,
    page: { readonly unreadOnly: boolean; readonly before: NotificationPlace | null; readonly limit: number },
  ): Promise<readonly ShownNotification[]> {
    const { rows } = await this.database.query({
      name: 'notifications-list',
      text: `SELECT ${COLUMNS} FROM notifications
             WHERE coalesce(account_id, 'staff') = $1 AND (NOT $2 OR read_at IS NULL)
               AND ($3::timestamptz IS NULL OR (created_at, notification_id) < ($3, $4))
             ORDER BY created_at DESC, notification_id DESC LIMIT $5`,
      values: [
        listOf(accountId),
        page.unreadOnly,
        page.before?.at ?? null,
        page.before?.id ?? null,
        page.limit,
      ],
    });
    return rows.map(shown);
  }

  override async countUnread(accountId: string | null): Promise<number> {
    const { rows } = await this.database.query<{ unread: number }>({
      name: 'notifications-unread',
      text: `SELECT count(*)::integer AS unread FROM notifications
             WHERE coalesce(account_id, 'staff') = $1 AND read_at IS NULL`,
      values: [listOf(accountId)],
    });
    return rows[0]?.unread ?? 0;
  }

  override async markRead(accountId: string | null, id: string | null, at: Instant): Promise<number> {
    const { rowCount } = await this.database.query({
      name: 'notifications-read',
      text: `UPDATE notifications SET read_at = $3
             WHERE coalesce(account_id, 'staff') = $1 AND read_at IS NULL
               AND ($2::text IS NULL OR notification_id = $2)`,
      values: [listOf(accountId), id, at],
    });
    return rowCount;
  }

  override async ofOrder(orderId: string): Promise<readonly LoggedNotification[]> {
    const { rows } = await this.database.query<{ attempts: unknown }>({
      name: 'notifications-of-order',
      text: `SELECT ${COLUMNS}, attempts FROM notifications WHERE order_id = $1
             ORDER BY created_at, notification_id`,
      values: [orderId],
    });
    return rows.map((row) => ({ ...shown(row), attempts: attemptsSchema.parse(row.attempts) }));
  }

  override async takeDue(now: number, leaseMs: number, limit: number): Promise<readonly DuePush[]> {
    const { rows } = await this.database.query<{ attempts: unknown; added_at: number }>({
      name: 'notifications-take-due',
      text: `UPDATE notifications AS n SET next_push_at = $2
             FROM (
               SELECT notification_id FROM notifications WHERE next_push_at <= $1
               ORDER BY next_push_at LIMIT $3 FOR UPDATE SKIP LOCKED
             ) AS due
             WHERE n.notification_id = due.notification_id
             RETURNING ${COLUMNS.split(', ')
               .map((column) => `n.${column}`)
               .join(', ')}, n.attempts, n.added_at`,
      values: [now, now + leaseMs, limit],
    });
    return rows.map((row) => ({
      notification: plain(row),
      attempts: attemptsSchema.parse(row.attempts).length,
      addedAt: row.added_at,
    }));
  }

  override logPush(id: string, attempt: PushAttempt, nextAt: number | null): Promise<void> {
    return this.logs.call({ id, attempt, nextAt });
  }

  private async logAll(logs: readonly PushLog[]): Promise<readonly undefined[]> {
    await this.database.query({
      name: 'notifications-log-push',
      text: `UPDATE notifications AS n
             SET attempts = (n.attempts::jsonb || l.attempt)::json, next_push_at = l.next_at
             FROM unnest($1::text[], $2::jsonb[], $3::bigint[]) AS l (id, attempt, next_at)
             WHERE n.notification_id = l.id`,
      values: [
        logs.map(({ id }) => id),
        logs.map(({ attempt }) => JSON.stringify([attempt])),
        logs.map(({ nextAt }) => nextAt),
      ],
    });
    return logs.map(() => undefined);
  }

  private async addAll(additions: readonly Notification[]): Promise<readonly undefined[]> {
    const now = this.clock.now();
    const rows = additions.map((one) => ({
      notification_id: one.id,
      account_id: one.accountId,
      role: one.role,
      kind: one.kind,
      order_id: one.orderId,
      restaurant_name: one.restaurantName,
      moment: one.moment,
      time_zone: one.timeZone,
      created_at: one.createdAt,
      added_at: now,
      attempts: [],
      // The staff have no phone of their own: theirs are read on the screen.
      next_push_at: one.accountId === null ? null : now,
    }));
    await this.database.query({
      name: 'notifications-add',
      text: `INSERT INTO notifications
             SELECT * FROM json_populate_recordset(NULL::notifications, $1::json)
             ON CONFLICT (notification_id) DO NOTHING`,
      values: [JSON.stringify(rows)],
    });
    return additions.map(() => undefined);
  }
}
