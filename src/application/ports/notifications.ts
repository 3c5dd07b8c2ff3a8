import type { NoticeKind } from '../../domain/notices/notice';
import type { Instant } from '../../domain/kernel/instant';

export const NOTIFIED_ROLES = ['customer', 'restaurant', 'courier', 'staff'] as const;

/** Something that a person, or whoever of the staff is on duty, is told. */
export interface Notification {
  /** A function of what caused it: the same one may be added again. */
  readonly id: string;
  /** Null: for the staff. */
  readonly accountId: string | null;
  readonly role: (typeof NOTIFIED_ROLES)[number];
  readonly kind: NoticeKind;
  readonly orderId: string;
  readonly restaurantName: string;
  readonly moment: Instant | null;
  /** Of the restaurant (IANA): in which the moment is named. */
  readonly timeZone: string;
  /** Business time of what it tells of. */
  readonly createdAt: Instant;
}

export interface ShownNotification extends Notification {
  readonly readAt: Instant | null;
}

/** What was done to get a notification to a person's phone. */
export interface PushAttempt {
  /** Wall time. */
  readonly at: Instant;
  readonly result: 'sent' | 'unreachable' | 'failed' | 'too-old';
}

export interface LoggedNotification extends ShownNotification {
  readonly attempts: readonly PushAttempt[];
}

export interface NotificationPlace {
  readonly at: Instant;
  readonly id: string;
}

/** A notification that is to be sent, and how often that was tried. */
export interface DuePush {
  readonly notification: Notification;
  readonly attempts: number;
  /** Wall time at which it was added (ms since the epoch). */
  readonly addedAt: number;
}

/**
 * What people are told, whether they have read it, and the log of sending it to their phones. Adding is the
 * acknowledgement: from then on it is listed, and sent at least once unless it is too old or they cannot be reached.
 */
export abstract class Notifications {
  /** Resolves when they are durable. One whose id is known changes nothing. */
  abstract add(notification: Notification): Promise<void>;
  /** The newest first, those before a place of the list. `accountId` null: those of the staff. */
  abstract list(
    accountId: string | null,
    page: {
      readonly unreadOnly: boolean;
      readonly before: NotificationPlace | null;
      readonly limit: number;
    },
  ): Promise<readonly ShownNotification[]>;
  abstract countUnread(accountId: string | null): Promise<number>;
  /** Marks one, or with `id` null all that there are, as read; what was read stays read since then. */
  abstract markRead(accountId: string | null, id: string | null, at: Instant): Promise<number>;
  /** Everything that anybody was told about an order, the oldest first, with the log of sending it. */
  abstract ofOrder(orderId: string): Promise<readonly LoggedNotification[]>;

  /**
   * Takes notifications that are due to be sent, so that nobody else takes them until `leaseMs` have passed.
   * @param now wall time in ms
   */
  abstract takeDue(now: number, leaseMs: number, limit: number): Promise<readonly DuePush[]>;
  /** Logs an attempt. `nextAt`: when to try again (wall time in ms); null: that was the last. */
  abstract logPush(id: string, attempt: PushAttempt, nextAt: number | null): Promise<void>;
}
