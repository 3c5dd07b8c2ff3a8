import type { SystemClock } from '../../../application/ports/clock';
import {
  Notifications,
  type DuePush,
  type LoggedNotification,
  type Notification,
  type NotificationPlace,
  type PushAttempt,
  type ShownNotification,
} from '../../../application/ports/notifications';
import type { Instant } from '../../../domain/kernel/instant';

interface Entry {
  readonly notification: Notification;
  readonly addedAt: number;
  readAt: Instant | null;
  attempts: readonly PushAttempt[];
  nextAt: number | null;
}

/** Notifications that live as long as the program. */
export class MemoryNotifications extends Notifications {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Pick<SystemClock, 'now'>) {
    super();
  }

  override add(notification: Notification): Promise<void> {
    if (!this.entries.has(notification.id)) {
      const addedAt = this.clock.now();
      const nextAt = notification.accountId === null ? null : addedAt;
      this.entries.set(notification.id, { notification, addedAt, readAt: null, attempts: [], nextAt });
    }
    return Promise.resolve();
  }

  override list(
    accountId: string | null,
    page: { readonly unreadOnly: boolean; readonly before: NotificationPlace | null; readonly limit: number },
  ): Promise<readonly ShownNotification[]> {
    const { before } = page;
    const found = this.of(accountId)
      .filter(({ readAt }) => !page.unreadOnly || readAt === null)
      .map(shown)
      .filter((one) => before === null || isBefore({ at: one.createdAt, id: one.id }, before))
      .sort((a, b) => (isBefore({ at: a.createdAt, id: a.id }, { at: b.createdAt, id: b.id }) ? 1 : -1));
    return Promise.resolve(found.slice(0, page.limit));
  }

  override countUnread(accountId: string | null): Promise<number> {
    return Promise.resolve(this.of(accountId).filter(({ readAt }) => readAt === null).length);
  }

  override markRead(accountId: string | null, id: string | null, at: Instant): Promise<number> {
    const unread = this.of(accountId).filter(
      ({ readAt, notification }) => readAt === null && (id === null || notification.id === id),
    );
    for (const entry of unread) entry.readAt = at;
    return Promise.resolve(unread.length);
  }

  override ofOrder(orderId: string): Promise<readonly LoggedNotification[]> {
    const found = [...this.entries.values()]
      .filter(({ notification }) => notification.orderId === orderId)
      .map((entry) => ({ ...shown(entry), attempts: entry.attempts }))
      .sort((a, b) => (isBefore({ at: a.createdAt, id: a.id }, { at: b.createdAt, id: b.id }) ? -1 : 1));
    return Promise.resolve(found);
  }

  override takeDue(now: number, leaseMs: number, limit: number): Promise<readonly DuePush[]> {
    const due = [...this.entries.values()]
      .filter(({ nextAt }) => nextAt !== null && nextAt <= now)
      .sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0))
      .slice(0, limit);
    for (const entry of due) entry.nextAt = now + leaseMs;
    return Promise.resolve(
      due.map(({ notification, attempts, addedAt }) => ({
        notification,
        attempts: attempts.length,
        addedAt,
      })),
    );
  }

  override logPush(id: string, attempt: PushAttempt, nextAt: number | null): Promise<void> {
    const entry = this.entries.get(id);
    if (entry !== undefined) {
      entry.attempts = [...entry.attempts, attempt];
      entry.nextAt = nextAt;
    }
    return Promise.resolve();
  }

  /** When the next is due to be sent (wall time, ms); null: none is. */
  get nextDue(): number | null {
    let next = Infinity;
    for (const { nextAt } of this.entries.values()) if (nextAt !== null && nextAt < next) next = nextAt;
    return next === Infinity ? null : next;
  }

  private of(accountId: string | null): readonly Entry[] {
    return [...this.entries.values()].filter(({ notification }) => notification.accountId === accountId);
  }
}

const shown = ({ notification, readAt }: Entry): ShownNotification => ({ ...notification, readAt });

const isBefore = (a: NotificationPlace, b: NotificationPlace): boolean =>
  a.at < b.at || (a.at === b.at && a.id < b.id);
