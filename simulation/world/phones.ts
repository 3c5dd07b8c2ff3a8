import type { Account, Accounts } from '../../src/application/ports/accounts';
import { PushSender, type PushMessage, type PushResult } from '../../src/application/ports/push-sender';
import type { Counts } from '../engine/counts';
import type { Draws } from '../engine/draws';
import type { Luck } from '../engine/luck';
import { mustEqual } from '../engine/violation';

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
