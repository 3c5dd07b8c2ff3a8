import { instantOf } from '../../domain/kernel/instant';
import type { Accounts } from '../ports/accounts';
import type { SystemClock } from '../ports/clock';
import type { DuePush, Notifications, PushAttempt } from '../ports/notifications';
import type { PushSender } from '../ports/push-sender';
import { textOf } from './notification-texts';

/** Waits after the first, second, … failed attempt (ms of wall time); after the last of them comes the last try. */
export const PUSH_RETRY_MS = [2_000, 10_000, 60_000, 300_000] as const;

/** What is older than that tells nobody anything any more (ms of wall time). */
export const PUSH_TOO_OLD_MS = 15 * 60_000;

const LEASE_MS = 30_000;
const BATCH = 100;
/** How soon it looks again when nothing is due, and when something was: the more gather, the less each costs (ms). */
const LOOK_AGAIN_MS = { idle: 500, busy: 100 };
const PAUSE_AFTER_FAILURE_MS = 2_000;

export interface NotificationSenderPorts {
  readonly notifications: Notifications;
  readonly sender: PushSender;
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly clock: SystemClock;
  readonly report: (error: unknown) => void;
}

/**
 * Sends notifications to phones, each at once and for itself: several processes may do it side by side. Each is sent
 * at least once, under its own key; what cannot be sent for a quarter of an hour is not sent late.
 */
export class NotificationSender {
  constructor(private readonly ports: NotificationSenderPorts) {}

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, report } = this.ports;
    while (!signal.aborted) {
      try {
        const sent = await this.turn();
        if (sent < BATCH) await clock.sleep(sent === 0 ? LOOK_AGAIN_MS.idle : LOOK_AGAIN_MS.busy, signal);
      } catch (error) {
        report(error);
        await clock.sleep(PAUSE_AFTER_FAILURE_MS, signal);
      }
    }
  }

  /** Sends what is due. @returns how many that were */
  async turn(): Promise<number> {
    const { notifications, clock } = this.ports;
    const due = await notifications.takeDue(clock.now(), LEASE_MS, BATCH);
    await Promise.all(due.map((push) => this.send(push)));
    return due.length;
  }

  private async send(push: DuePush): Promise<void> {
    const { notifications, clock } = this.ports;
    const { notification, attempts } = push;
    const result =
      clock.now() - push.addedAt > PUSH_TOO_OLD_MS
        ? 'too-old'
        : await this.attempt(push).catch(() => 'failed' as const);
    const wait = result === 'failed' ? PUSH_RETRY_MS[attempts] : undefined;
    const now = clock.now();
    const log: PushAttempt = { at: instantOf(now), result };
    await notifications.logPush(notification.id, log, wait === undefined ? null : now + wait);
  }

  private async attempt({ notification }: DuePush): Promise<PushAttempt['result']> {
    const { accounts, sender } = this.ports;
    const { id, accountId, orderId } = notification;
    if (accountId === null) return 'unreachable';
    const account = await accounts.byId(accountId);
    if (account?.isActive !== true) return 'unreachable';
    const { title, body } = textOf(notification, account.language);
    return sender.send({ key: id, accountId, title, body, link: `/orders/${orderId}` });
  }
}
