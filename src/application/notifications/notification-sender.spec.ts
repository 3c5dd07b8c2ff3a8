import { MemoryNotifications } from '../../adapters/driven/memory/memory-notifications';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import type { Account } from '../ports/accounts';
import type { Notification } from '../ports/notifications';
import { PushSender, type PushMessage, type PushResult } from '../ports/push-sender';
import { NotificationSender, PUSH_RETRY_MS, PUSH_TOO_OLD_MS } from './notification-sender';

const START = '2026-03-14T12:00:00.000Z';

const notification: Notification = {
  id: 'note-1',
  accountId: 'meera',
  role: 'customer',
  kind: 'order-confirmed',
  orderId: 'order-1',
  restaurantName: 'Pizza Palace',
  moment: null,
  timeZone: 'Asia/Kolkata',
  createdAt: START,
};

/** A service that answers as it is told to; with nothing more to say it breaks. */
class ScriptedPush extends PushSender {
  readonly messages: PushMessage[] = [];
  constructor(private readonly answers: (PushResult | Error)[]) {
    super();
  }

  override send(message: PushMessage): Promise<PushResult> {
    this.messages.push(message);
    const answer = this.answers.shift() ?? new Error('down');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

const meera = { accountId: 'meera', isActive: true, language: 'hi' } as Account;

function setUp(answers: (PushResult | Error)[], account: Account | undefined = meera) {
  const time = new VirtualClock(START);
  const { system: clock } = time;
  const notifications = new MemoryNotifications(clock);
  const sender = new ScriptedPush(answers);
  const accounts = { byId: () => Promise.resolve(account) };
  const report = (error: unknown): void => {
    throw error;
  };
  const loop = new NotificationSender({ notifications, sender, accounts, clock, report });
  const pass = (ms: number): void => void time.advance(ms);
  const results = async () =>
    (await notifications.ofOrder('order-1')).flatMap(({ attempts }) => attempts.map(({ result }) => result));
  return { notifications, sender, loop, pass, results };
}

describe('sending notifications', () => {
  it('sends each once, in the language of the account, under its own key', async () => {
    const { notifications, sender, loop, results } = setUp(['sent']);
    await notifications.add(notification);
    await notifications.add(notification);
    expect(await loop.turn()).toBe(1);
    expect(await loop.turn()).toBe(0);
    expect(sender.messages).toEqual([
      expect.objectContaining({ key: 'note-1', accountId: 'meera', link: '/orders/order-1' }),
    ]);
    expect(sender.messages[0]?.title).toBe('ऑर्डर पक्का हुआ');
    expect(await results()).toEqual(['sent']);
  });

  it('tries a service that fails or breaks again after growing waits, then gives up', async () => {
    const { notifications, sender, loop, pass, results } = setUp(['failed']);
    await notifications.add(notification);
    for (const wait of PUSH_RETRY_MS) {
      expect(await loop.turn()).toBe(1);
      pass(wait - 1);
      expect(await loop.turn()).toBe(0);
      pass(1);
    }
    expect(await loop.turn()).toBe(1);
    pass(PUSH_TOO_OLD_MS);
    expect(await loop.turn()).toBe(0);
    expect(sender.messages).toHaveLength(PUSH_RETRY_MS.length + 1);
    expect(await results()).toEqual(Array.from({ length: PUSH_RETRY_MS.length + 1 }, () => 'failed'));
  });

  it('does not bother again a person without a device', async () => {
    const { notifications, loop, pass, results } = setUp(['unreachable']);
    await notifications.add(notification);
    await loop.turn();
    pass(PUSH_RETRY_MS[0]);
    expect(await loop.turn()).toBe(0);
    expect(await results()).toEqual(['unreachable']);
  });

  it('sends nothing to an account that is closed or gone', async () => {
    for (const account of [{ ...meera, isActive: false }, null]) {
      const { notifications, sender, loop, results } = setUp(['sent'], account ?? ({} as Account));
      await notifications.add(notification);
      await loop.turn();
      expect(sender.messages).toEqual([]);
      expect(await results()).toEqual(['unreachable']);
    }
  });

  it('does not tell late what is of no use any more', async () => {
    const { notifications, sender, loop, pass, results } = setUp(['sent']);
    await notifications.add(notification);
    pass(PUSH_TOO_OLD_MS + 1);
    await loop.turn();
    expect(sender.messages).toEqual([]);
    expect(await results()).toEqual(['too-old']);
  });
});
