import { randomUUID } from 'node:crypto';
import type { Notification, Notifications } from '../../application/ports/notifications';
import { plusMs, type Instant } from '../../domain/kernel/instant';

const NOON = '2026-03-14T12:00:00.000Z';
const LEASE_MS = 30_000;

const aNotification = (change: Partial<Notification> = {}): Notification => ({
  id: randomUUID(),
  accountId: randomUUID(),
  role: 'customer',
  kind: 'order-accepted',
  orderId: randomUUID(),
  restaurantName: 'दिल्ली “Darbar”',
  moment: '2026-03-14T12:20:00.000Z',
  timeZone: 'Asia/Kolkata',
  createdAt: NOON,
  ...change,
});

/** What every store of notifications must do. `now` is the wall time of the clock that it was opened with. */
export function notificationsContract(
  name: string,
  open: (now: () => number) => Promise<Notifications>,
): void {
  describe(`Notifications contract: ${name}`, () => {
    let notifications: Notifications;
    let now = Date.parse('2026-04-01T00:00:00.000Z');

    /** Nothing that was added before is due any more. */
    const settle = async (): Promise<void> => {
      now += LEASE_MS;
      for (const { notification } of await notifications.takeDue(now, LEASE_MS, 1_000)) {
        await notifications.logPush(notification.id, { at: NOON, result: 'sent' }, null);
      }
    };

    const added = async (change: Partial<Notification> = {}): Promise<Notification> => {
      const notification = aNotification(change);
      await notifications.add(notification);
      return notification;
    };

    const idsOf = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);

    beforeAll(async () => {
      notifications = await open(() => now);
    });

    it('lists what was added, as it was added', async () => {
      const one = await added();
      const page = { unreadOnly: false, before: null, limit: 10 };
      expect(await notifications.list(one.accountId, page)).toEqual([{ ...one, readAt: null }]);
    });

    it('adds one id once, whatever is said of it later', async () => {
      const one = await added();
      await notifications.add({ ...one, restaurantName: 'another' });
      const [listed, ...more] = await notifications.ofOrder(one.orderId);
      expect(more).toEqual([]);
      expect(listed).toEqual({ ...one, readAt: null, attempts: [] });
    });

    it('lists the newest first, page by page, without a gap or a repeat', async () => {
      const accountId = randomUUID();
      const moments = [3, 1, 2, 2, 2, 5].map((n) => plusMs(NOON, n * 1_000));
      await Promise.all(moments.map((createdAt) => added({ accountId, createdAt })));
      const whole = await notifications.list(accountId, { unreadOnly: false, before: null, limit: 10 });
      expect(whole.map(({ createdAt }) => createdAt)).toEqual([...moments].sort().reverse());

      const paged: string[] = [];
      let before: { readonly at: Instant; readonly id: string } | null = null;
      for (;;) {
        const page: readonly Notification[] = await notifications.list(accountId, {
          unreadOnly: false,
          before,
          limit: 2,
        });
        const last = page.at(-1);
        if (last === undefined) break;
        paged.push(...idsOf(page));
        before = { at: last.createdAt, id: last.id };
      }
      expect(paged).toEqual(idsOf(whole));
    });

    it('counts and lists what was not read; reading is remembered as of its first time', async () => {
      const accountId = randomUUID();
      const [first] = [await added({ accountId }), await added({ accountId })];
      expect(await notifications.countUnread(accountId)).toBe(2);
      expect(await notifications.markRead(accountId, first.id, NOON)).toBe(1);
      expect(await notifications.markRead(accountId, first.id, plusMs(NOON, 1))).toBe(0);
      expect(await notifications.countUnread(accountId)).toBe(1);
      const unread = await notifications.list(accountId, { unreadOnly: true, before: null, limit: 10 });
      expect(idsOf(unread)).not.toContain(first.id);
      expect(await notifications.markRead(accountId, null, plusMs(NOON, 2))).toBe(1);
      const [logged] = await notifications.ofOrder(first.orderId);
      expect(logged?.readAt).toBe(NOON);
    });

    it("lets nobody read in another's name", async () => {
      const one = await added();
      expect(await notifications.markRead(randomUUID(), one.id, NOON)).toBe(0);
      expect(await notifications.markRead(null, null, NOON)).toBe(0);
      expect(await notifications.countUnread(one.accountId)).toBe(1);
    });

    it('keeps one list for the staff, whose notifications are not sent to a phone', async () => {
      await settle();
      const one = await added({ accountId: null, role: 'staff', kind: 'no-courier-found' });
      const list = await notifications.list(null, { unreadOnly: true, before: null, limit: 100 });
      expect(idsOf(list)).toContain(one.id);
      expect(await notifications.takeDue(now, LEASE_MS, 10)).toEqual([]);
    });

    it('gives what is due to one taker at a time, and again when the lease is over', async () => {
      await settle();
      const one = await added();
      const taken = await Promise.all([1, 2, 3].map(() => notifications.takeDue(now, LEASE_MS, 10)));
      expect(taken.flat()).toEqual([{ notification: one, attempts: 0, addedAt: now }]);
      now += LEASE_MS - 1;
      expect(await notifications.takeDue(now, LEASE_MS, 10)).toEqual([]);
      now += 1;
      expect(await notifications.takeDue(now, LEASE_MS, 10)).toHaveLength(1);
    });

    it('logs attempts in their order, and gives it again when the next is due', async () => {
      await settle();
      const one = await added();
      await notifications.takeDue(now, LEASE_MS, 10);
      const failed = { at: NOON, result: 'failed' } as const;
      await notifications.logPush(one.id, failed, now + 2_000);
      now += 1_999;
      expect(await notifications.takeDue(now, LEASE_MS, 10)).toEqual([]);
      now += 1;
      expect(await notifications.takeDue(now, LEASE_MS, 10)).toMatchObject([{ attempts: 1 }]);
      const sent = { at: plusMs(NOON, 2_000), result: 'sent' } as const;
      await notifications.logPush(one.id, sent, null);
      now += LEASE_MS;
      expect(await notifications.takeDue(now, LEASE_MS, 10)).toEqual([]);
      expect(await notifications.ofOrder(one.orderId)).toMatchObject([{ attempts: [failed, sent] }]);
    });
  });
}
