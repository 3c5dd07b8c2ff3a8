import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachToEmbeddedPostgres } from '../src/adapters/driven/embedded-postgres/attach';
import { ProfileDto } from '../src/adapters/driving/http/identity/users.dto';
import {
  NotificationListDto,
  NotificationsReadDto,
  ToldDto,
} from '../src/adapters/driving/http/notifications/notifications.dto';
import { Child } from './support/e2e-child';
import { acceptedOrder } from './support/e2e-delivery';
import { expectHidden } from './support/e2e-hidden';
import { changed, confirmedOrder, placeOrder, showOrder, type OrderParties } from './support/e2e-orders';
import { addAddress, register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let stranger: Person;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
  stranger = await register(server.http);
}, 60_000);

afterAll(() => deployment.remove());

const list = async ({ http }: Person, query = ''): Promise<NotificationListDto> =>
  (await http.get(`/notifications?limit=100${query}`)).body(NotificationListDto);

const toldOf = async ({ http }: Person, orderId: string): Promise<ToldDto['notifications']> =>
  (await http.get(`/staff/orders/${orderId}/notifications`)).body(ToldDto).notifications;

/** Waits until somebody was told, in that list. */
const untilTold = (person: Person, orderId: string, kind: string) =>
  until(`${person.id} is told ${kind}`, async () => {
    const { notifications } = await list(person);
    return notifications.find((one) => one.order_id === orderId && one.kind === kind);
  });

/** What somebody was told of an order, the oldest first. */
const kindsOf = async (person: Person, orderId: string): Promise<string[]> =>
  (await list(person)).notifications
    .filter((one) => one.order_id === orderId)
    .map(({ kind }) => kind)
    .reverse();

const read = async ({ http }: Person, id?: string): Promise<NotificationsReadDto> =>
  (await http.post(`/notifications/${id === undefined ? '' : `${id}/`}read`)).body(NotificationsReadDto);

async function speaking(person: Person, language: string): Promise<Person> {
  (await person.http.put('/users/profile', { language })).body(ProfileDto);
  return person;
}

async function newCustomer(): Promise<Person> {
  const customer = await register(server.http);
  await addAddress(customer);
  return customer;
}

interface Pushed {
  readonly key: string;
  readonly accountId: string;
  readonly title: string;
  readonly body: string;
  readonly link: string;
}

/** What was sent to phones, as the file in place of a push service has it. */
const pushed = (dataDir = deployment.dataDir): readonly Pushed[] => {
  const file = join(dataDir, 'outbox', 'push.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Pushed);
};

async function deliver({ customer, courier }: OrderParties, orderId: string): Promise<void> {
  const { delivery_code: code } = await showOrder(customer, orderId);
  const status = `/delivery/orders/${orderId}/status`;
  changed(await courier.http.post(`/delivery/orders/${orderId}/arrived`, { where: 'restaurant' }));
  changed(await courier.http.put(status, { status: 'PICKED_UP' }));
  await until('the courier is at the door', async () => {
    const reply = await courier.http.post(`/delivery/orders/${orderId}/arrived`, { where: 'customer' });
    return reply.status === 200 || undefined;
  });
  changed(await courier.http.put(status, { status: 'DELIVERED', code }));
}

describe('the life of an order', () => {
  it('is told to everybody whom it concerns, in their language, once, on the phone too', async () => {
    const customer = await speaking(await newCustomer(), 'hi');
    const courier = await speaking(await register(server.http, 'DELIVERY'), 'ta');
    const parties = { ...people, customer, courier };
    const orderId = await acceptedOrder(parties);
    await deliver(parties, orderId);
    // What happened at almost the same moment may be told in any order.
    const kinds = async (person: Person) => (await kindsOf(person, orderId)).sort();
    const untilAll = (person: Person, ...wanted: readonly string[]) =>
      until(`${person.id} is told everything`, async () =>
        (await kinds(person)).length >= wanted.length ? kinds(person) : undefined,
      ).then((all) => expect(all).toEqual([...wanted].sort()));
    await untilAll(
      customer,
      ...['order-confirmed', 'order-accepted', 'courier-assigned', 'on-the-way', 'at-the-door'],
      'order-delivered',
    );
    await untilAll(people.restaurant, 'new-order', 'courier-at-the-counter');
    await untilAll(courier, 'offer');
    expect(await kindsOf(people.support, orderId)).toEqual([]);
    expect(await kindsOf(stranger, orderId)).toEqual([]);

    const [confirmed, offer] = [
      await untilTold(customer, orderId, 'order-confirmed'),
      await untilTold(courier, orderId, 'offer'),
    ];
    expect([confirmed.title, confirmed.body]).toEqual([
      'ऑर्डर पक्का हुआ',
      'आपका ऑर्डर Pizza Palace को भेज दिया गया है।',
    ]);
    expect(offer.title).toMatch(/\p{Script=Tamil}/u);
    expect((await list(customer, '&lang=en')).notifications.map(({ title }) => title)).toContain(
      'On the way',
    );

    const told = await until('everything was sent', async () => {
      const all = await toldOf(people.auditor, orderId);
      return all.every(({ attempts }) => attempts.length > 0) ? all : undefined;
    });
    expect(told.flatMap(({ attempts }) => attempts.map(({ result }) => result))).toEqual(
      told.map(() => 'sent'),
    );
    expect(told.map(({ role }) => role).sort()).toEqual([
      ...['courier', 'customer', 'customer', 'customer', 'customer', 'customer', 'customer'],
      ...['restaurant', 'restaurant'],
    ]);
    const sent = pushed().filter(({ link }) => link === `/orders/${orderId}`);
    expect(sent.map(({ key }) => key).sort()).toEqual(told.map(({ notification_id: id }) => id).sort());
    expect(sent.find(({ key }) => key === confirmed.notification_id)).toMatchObject({
      ...{ accountId: customer.id, title: confirmed.title, body: confirmed.body },
    });
    expect(sent.find(({ key }) => key === offer.notification_id)?.title).toBe(offer.title);
  });

  it('that is called off is told to the kitchen and the courier as well', async () => {
    const customer = await newCustomer();
    const courier = await register(server.http, 'DELIVERY');
    const orderId = await acceptedOrder({ ...people, customer, courier });
    expect((await customer.http.put(`/orders/${orderId}/cancel`, {})).status).toBe(200);
    await untilTold(customer, orderId, 'order-cancelled');
    await untilTold(people.restaurant, orderId, 'order-cancelled');
    await untilTold(courier, orderId, 'delivery-called-off');
  });

  it('that a kitchen leaves unanswered is told to the staff, who share one list', async () => {
    const customer = await newCustomer();
    const orderId = await confirmedOrder(customer);
    const advance = (minutes: number) =>
      people.admin.http.put('/sandbox/clock', { advance_minutes: minutes });
    await advance(1);
    await untilTold(people.restaurant, orderId, 'order-unanswered');
    await advance(2);
    const { notification_id: id, read_at: readAt } = await untilTold(
      people.support,
      orderId,
      'restaurant-to-be-called',
    );
    expect(readAt).toBeNull();
    expect(await kindsOf(people.admin, orderId)).toEqual(['restaurant-to-be-called']);
    expect((await read(people.admin, id)).marked).toBe(1);
    expect((await read(people.support, id)).marked).toBe(0);
    const [shown] = (await list(people.support)).notifications.filter((one) => one.notification_id === id);
    expect(shown?.read_at).not.toBeNull();
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/reject`, {}));
    await untilTold(customer, orderId, 'order-rejected');

    // Nobody of the staff has a phone of their own for this.
    const [forStaff] = (await toldOf(people.support, orderId)).filter(({ role }) => role === 'staff');
    expect(forStaff?.account_id).toBeNull();
    expect(pushed().map(({ key }) => key)).not.toContain(id);
  });
});

describe('the list of what somebody was told', () => {
  it('is gone through page by page, and says what was not read', async () => {
    const customer = await newCustomer();
    for (let n = 0; n < 3; n += 1) {
      const orderId = await confirmedOrder(customer);
      expect((await customer.http.put(`/orders/${orderId}/cancel`, {})).status).toBe(200);
      await untilTold(customer, orderId, 'order-cancelled');
    }
    const whole = await list(customer);
    expect([whole.notifications.length, whole.unread, whole.next_cursor]).toEqual([6, 6, null]);
    const times = whole.notifications.map(({ created_at: at }) => at);
    expect(times).toEqual([...times].sort().reverse());
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const reply = await customer.http.get(`/notifications?limit=2&cursor=${cursor}`);
      const page: NotificationListDto = reply.body(NotificationListDto);
      expect(page.notifications.length).toBeLessThanOrEqual(2);
      seen.push(...page.notifications.map(({ notification_id: id }) => id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(whole.notifications.map(({ notification_id: id }) => id));

    expect(await read(customer, seen[0])).toEqual({ marked: 1, unread: 5 });
    expect(await read(customer, seen[0])).toEqual({ marked: 0, unread: 5 });
    const unread = await list(customer, '&unread=true');
    expect(unread.notifications.map(({ notification_id: id }) => id)).toEqual(seen.slice(1));
    expect(await read(customer)).toEqual({ marked: 5, unread: 0 });
    expect(await read(customer)).toEqual({ marked: 0, unread: 0 });
    expect((await list(customer, '&unread=true')).notifications).toEqual([]);
    expect((await list(customer)).notifications.every(({ read_at: at }) => at !== null)).toBe(true);
  });

  it('is nobody else’s to read or to mark', async () => {
    const customer = await newCustomer();
    const orderId = await confirmedOrder(customer);
    const { notification_id: id } = await untilTold(customer, orderId, 'order-confirmed');
    for (const person of [stranger, people.restaurant, people.courier, people.support, people.admin]) {
      const marked = await read(person, id);
      expect(marked.marked).toBe(0);
      expect(await read(person, randomUUID())).toEqual(marked);
      const { notifications } = await list(person);
      expect(notifications.map((one) => one.notification_id)).not.toContain(id);
    }
    await read(stranger);
    (await people.auditor.http.get('/notifications')).refused('FORBIDDEN');
    (await people.auditor.http.post(`/notifications/${id}/read`)).refused('FORBIDDEN');
    for (const { http } of [customer, people.restaurant, people.courier]) {
      await expectHidden((one) => http.get(`/staff/orders/${one}/notifications`), orderId);
    }
    const [shown] = (await list(customer)).notifications;
    expect([shown?.notification_id, shown?.read_at]).toEqual([id, null]);
    expect(
      (await toldOf(people.support, orderId)).find((one) => one.notification_id === id)?.read_at,
    ).toBeNull();
  });
});

describe('a server that is killed while it tells people things', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tiffin-notices-'));
  // Run as root, the database server has a user of its own, who has to enter the folder.
  chmodSync(dataDir, 0o755);
  let child: Child | null = null;

  afterAll(async () => {
    await child?.kill();
    await until('the database has ended', () =>
      Promise.resolve(attachToEmbeddedPostgres(dataDir) === null || undefined),
    );
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('tells everything once when it is back, and nothing twice', async () => {
    const orders: string[] = [];
    child = await Child.startServer({ DATA_DIR: dataDir });
    const registered = await register(child.http);
    await addAddress(registered);
    const at = ({ http }: Child): Person => ({ ...registered, http: http.as(registered.accessToken) });
    for (const count of [2, 3]) {
      for (let n = 0; n < count; n += 1) orders.push((await placeOrder(at(child))).order_id);
      child.signal('SIGKILL');
      await child.ended();
      child = await Child.startServer({ DATA_DIR: dataDir });
    }
    const { support } = await signInAll(child.http);
    for (const orderId of orders) {
      const told = await until('both were told', async () => {
        const all = await toldOf(support, orderId);
        return all.length >= 2 && all.every(({ attempts }) => attempts.length > 0) ? all : undefined;
      });
      expect(told.map(({ kind }) => kind).sort()).toEqual(['new-order', 'order-confirmed']);
      expect(told.flatMap(({ attempts }) => attempts.slice(-1).map(({ result }) => result))).toEqual([
        'sent',
        'sent',
      ]);
    }
    // A message may go out twice, when the process dies before it has noted the first: under one key.
    const keys = new Set(pushed(dataDir).map(({ key }) => key));
    expect(keys.size).toBe(2 * orders.length);
    const restarted = new Set((await list(at(child))).notifications.map((one) => one.notification_id));
    expect(restarted.size).toBe(orders.length);
    expect([...restarted].every((id) => keys.has(id))).toBe(true);
  }, 120_000);
});
