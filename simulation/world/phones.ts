import type { MemoryNotifications } from '../../src/adapters/driven/memory/memory-notifications';
import type { Account, Accounts } from '../../src/application/ports/accounts';
import { PushSender, type PushMessage, type PushResult } from '../../src/application/ports/push-sender';
import type { Counts } from '../engine/counts';
import type { Draws } from '../engine/draws';
import type { Luck } from '../engine/luck';
import type { Pump } from '../engine/scheduler';
import { mustEqual } from '../engine/violation';

/** Programs that look for messages at the same time. */
const MOST_SENDING = 2;

type AccountRole = Account['role'];

/** Everybody's account, and the service that sends messages to their phones. */
export class Phones extends PushSender implements Pick<Accounts, 'byId'> {
  /** What was sent under each key. */
  private readonly sent = new Map<string, string>();
  private readonly draws: Draws;

  constructor(
    private readonly luck: Luck,
    private readonly counts: Counts,
  ) {
    super();
    this.draws = luck.drawsOf('phones');
  }

  accountOf(accountId: string, role: AccountRole): Account {
    return {
      ...{ accountId, role, passwordHash: '', isActive: true },
      name: `Asha ${accountId}`,
      phone: '+919800000000',
      email: null,
      language: 'en',
      createdAt: '2026-03-01T06:00:00.000Z',
    };
  }

  byId(accountId: string): Promise<Account | undefined> {
    return Promise.resolve(this.accountOf(accountId, 'customer'));
  }

  override send({ key, accountId, title, body }: PushMessage): Promise<PushResult> {
    if (this.luck.strikes('message not sent', key, 100, this.draws)) return Promise.resolve('failed');
    const text = `${accountId} ${title} ${body}`;
    mustEqual('one key is one message', key, text, this.sent.get(key) ?? text);
    this.counts.add(this.sent.has(key) ? 'push: sent again' : 'push: sent');
    this.sent.set(key, text);
    return Promise.resolve('sent');
  }
}

/**
 * Messages go out when they are due. A program that looks twice a second whether there are any would take most steps of
 * an evening.
 * @param send has some program take its turn
 */
export function messagesGoOut(
  notifications: MemoryNotifications,
  isAnybodyUp: () => boolean,
  send: () => Promise<unknown>,
): Pump {
  let sending = 0;
  return {
    label: 'messages go out',
    due: () => (sending >= MOST_SENDING || !isAnybodyUp() ? null : notifications.nextDue),
    run: () => {
      sending += 1;
      void send().then(() => {
        sending -= 1;
      });
    },
  };
}
