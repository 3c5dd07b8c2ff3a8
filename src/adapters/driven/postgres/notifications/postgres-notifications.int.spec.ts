import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import type { Notification } from '../../../../application/ports/notifications';
import { NodeSystemClock } from '../../clocks/node-system-clock';
import { notificationsContract } from '../../../contracts/notifications.contract';
import { Database } from '../database';
import { PostgresNotifications } from './postgres-notifications';

let test: TestDatabase;
let database: Database;

class ClockAt extends NodeSystemClock {
  constructor(private readonly read: () => number) {
    super();
  }

  override now(): number {
    return this.read();
  }
}

notificationsContract('PostgreSQL', async (now) => {
  test = await createTestDatabase();
  database = new Database(test.url);
  return new PostgresNotifications(database, new ClockAt(now));
});

const notificationOf = (n: number): Notification => ({
  id: `note-${n}`,
  accountId: 'somebody',
  role: 'customer',
  kind: 'order-confirmed',
  orderId: `order-${n}`,
  restaurantName: 'Pizza Palace',
  moment: null,
  timeZone: 'Asia/Kolkata',
  createdAt: '2026-03-14T12:00:00.000Z',
});

it('adds what one turn of the event loop brings in one statement', async () => {
  const notifications = new PostgresNotifications(database, new NodeSystemClock());
  const query = jest.spyOn(database, 'query');
  await Promise.all([1, 2, 3, 3].map((n) => notifications.add(notificationOf(n))));
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
  expect(await notifications.ofOrder('order-3')).toHaveLength(1);
});

it('tells everyone of a turn when adding failed, and works again after it', async () => {
  const notifications = new PostgresNotifications(database, new NodeSystemClock());
  const query = jest.spyOn(database, 'query').mockRejectedValueOnce(new Error('down'));
  const results = await Promise.allSettled([4, 5].map((n) => notifications.add(notificationOf(n))));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await notifications.add(notificationOf(4));
  query.mockRestore();
  expect(await notifications.ofOrder('order-4')).toHaveLength(1);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});
