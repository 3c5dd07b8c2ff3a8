import { OffersDto } from '../src/adapters/driving/http/couriers/couriers.dto';
import { deliveryAggregate, orderAggregate, shiftAggregate } from '../src/application/aggregates';
import { never } from '../src/domain/kernel/decider';
import { goOnline } from './support/e2e-delivery';
import type { Reply } from './support/e2e-http';
import { changed, confirmedOrder, goOnlineFarAway } from './support/e2e-orders';
import { manyCustomers, openSession, register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

const ROUNDS = 2;

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let customers: readonly Person[];
/** Far away: found by staff alone. */
let ravi: Person;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
  customers = await manyCustomers(server.tiffin, 4);
  ravi = await register(server.http, 'DELIVERY', 'bicycle');
  await goOnlineFarAway(ravi);
}, 60_000);

afterAll(() => deployment.remove());

/** Whoever asks for what, all at once and in any order. */
async function atOnce(asks: readonly (() => Promise<Reply>)[]): Promise<readonly Reply[]> {
  const shuffled = asks
    .map((ask) => ({ ask, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ ask }) => ask);
  const replies = await Promise.all(shuffled.map((ask) => ask()));
  for (const reply of replies) {
    expect([200, 404, 409, reply.toString()]).toContain(reply.status);
    if (reply.status !== 200) reply.problem();
  }
  return replies;
}

const EXPECTED_REFUSALS = new Set([
  ...['NOT_FOUND', 'NOT_ALLOWED_NOW', 'OFFER_GONE', 'CONFLICT', 'CANCELLATION_NOT_ALLOWED'],
  ...['COURIER_BUSY', 'COURIER_OFFLINE', 'COURIER_DELIVERING', 'COURIER_SUSPENDED'],
]);

const isExpected = (reply: Reply): boolean =>
  reply.status === 200 || EXPECTED_REFUSALS.has(reply.problem().error_code);

const repeat = <T>(times: number, one: T): readonly T[] => Array.from({ length: times }, () => one);

const customerOf = (n: number): Person => customers[n % customers.length]!;

const kitchen = (orderId: string, step: string, body?: object) =>
  people.restaurant.http.post(`/restaurant/orders/${orderId}/${step}`, body);

/** An order, and a courier with two devices who is near the kitchen: nobody else is. */
interface Scene {
  readonly id: string;
  readonly customer: Person;
  readonly asha: Person;
  readonly ashasPhone: Person;
}

async function placed(n: number): Promise<Scene> {
  const asha = await register(server.http, 'DELIVERY', 'bicycle');
  const ashasPhone = await openSession(server.tiffin, asha.id);
  const customer = customerOf(n);
  await goOnline(asha);
  return { id: await confirmedOrder(customer), customer, asha, ashasPhone };
}

/** The food is ready, and the courier is asked to bring it. */
async function asked(n: number): Promise<Scene> {
  const scene = await placed(n);
  const { id, asha } = scene;
  changed(await kitchen(id, 'accept', { prep_minutes: 20 }));
  changed(await kitchen(id, 'ready'));
  await until('the courier is asked', async () => {
    const { offers } = (await asha.http.get('/delivery/orders/available')).body(OffersDto);
    return offers.find(({ order_id: asks }) => asks === id);
  });
  return scene;
}

const courier = ({ http }: Person, orderId: string, step: string, body?: object) =>
  http.post(`/delivery/orders/${orderId}/${step}`, body);
const pickUp = ({ http }: Person, orderId: string) =>
  http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' });
const assign = ({ id }: Person, orderId: string) =>
  people.support.http.put(`/staff/orders/${orderId}/courier`, { courier_id: id });
const unassign = (orderId: string) => people.support.http.delete(`/staff/orders/${orderId}/courier`);
const goOffline = ({ http }: Person) => http.post('/delivery/available', { available: false });
const suspend = ({ id }: Person) =>
  people.support.http.post(`/staff/couriers/${id}/suspend`, { reason: 'papers-missing' });
const cancelBy = ({ http }: Person, orderId: string) => http.put(`/orders/${orderId}/cancel`, {});

/** Whoever has the order by the events of its own stream, which never has two. */
async function courierByOrder(orderId: string): Promise<string | null> {
  const { events } = await server.tiffin.parts.loader.history(orderAggregate, orderId);
  let holder: string | null = null;
  for (const { event } of events) {
    if (event.type === 'PartnerAttached') {
      expect(holder).toBeNull();
      holder = event.courierId;
    } else if (event.type === 'PartnerDetached') {
      expect(holder).toBe(event.courierId);
      holder = null;
    } else if (event.type === 'OrderHandedOver') expect(holder).toBe(event.courierId);
  }
  return holder;
}

/** Whoever is to bring it by the events of its delivery, which never has two. */
async function courierByDelivery(orderId: string): Promise<void> {
  const { events } = await server.tiffin.parts.loader.history(deliveryAggregate, orderId);
  let holder: string | null = null;
  let live: string | null = null;
  for (const { event } of events) {
    switch (event.type) {
      case 'AssignmentOffered':
        expect([holder, live]).toEqual([null, null]);
        live = event.courierId;
        break;
      case 'AssignmentAccepted':
        expect([holder, live]).toEqual([null, event.courierId]);
        [holder, live] = [event.courierId, null];
        break;
      case 'PartnerAssigned':
        expect([null, event.courierId]).toContain(live);
        expect(holder).toBeNull();
        [holder, live] = [event.courierId, null];
        break;
      case 'AssignmentDeclined':
      case 'AssignmentExpired':
      case 'AssignmentWithdrawn':
        expect(live).toBe(event.courierId);
        live = null;
        break;
      case 'PartnerReassigned':
        expect(holder).toBe(event.courierId);
        holder = null;
        break;
      case 'DeliveryCancelled':
        [holder, live] = [null, null];
        break;
      default:
    }
  }
}

/** What is kept of the room of every shift, never more than fits. */
async function keptRoom(): Promise<readonly string[]> {
  const { eventStore, loader } = server.tiffin.parts;
  const streams = (await eventStore.listStreams('', 100_000)).filter((name) => name.startsWith('shift-'));
  const left: string[] = [];
  for (const stream of streams) {
    const { events } = await loader.history(shiftAggregate, stream.slice('shift-'.length));
    const kept = new Set<string>();
    let capacity = 0;
    for (const { event } of events) {
      switch (event.type) {
        case 'PartnerOnline':
          ({ capacity } = event);
          break;
        case 'CapacityReserved':
          kept.add(`${event.orderId} ${event.attempt}`);
          expect(kept.size).toBeLessThanOrEqual(capacity);
          break;
        case 'CapacityReleased':
          expect(kept.delete(`${event.orderId} ${event.attempt}`)).toBe(true);
          break;
        case 'PartnerOffline':
          expect(kept.size).toBe(0);
          break;
        default:
          never(event);
      }
    }
    left.push(...kept);
  }
  return left;
}

/** Brings an order to its end, whatever became of it: then nobody's room is kept for it. */
async function end({ id: orderId, asha }: Scene): Promise<void> {
  await until(`order ${orderId} is over`, async () => {
    const reason = { reason: 'end-of-test' };
    const called = await people.support.http.put(`/orders/${orderId}/cancel`, reason);
    if (called.status === 200) return true;
    const delivered = await people.support.http.post(`/staff/orders/${orderId}/deliver`, reason);
    return delivered.status === 200 || undefined;
  });
  await until(`no room is kept for ${orderId}`, async () => {
    const kept = await keptRoom();
    return kept.some((one) => one.startsWith(orderId)) ? undefined : true;
  });
  await courierByOrder(orderId);
  await courierByDelivery(orderId);
  expect((await goOffline(asha)).status).toBe(200);
}

describe('one offer', () => {
  it('is accepted once, however often two devices and two couriers ask at the same time', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const scene = await asked(round);
      const { id: orderId, asha, ashasPhone } = scene;
      const replies = await atOnce([
        ...repeat(10, () => courier(asha, orderId, 'accept')),
        ...repeat(10, () => courier(ashasPhone, orderId, 'accept')),
        ...repeat(10, () => courier(ravi, orderId, 'accept')),
      ]);
      expect(replies.filter(isExpected)).toHaveLength(30);
      const done = replies.filter(({ status }) => status === 200);
      expect(done.flatMap((reply) => changed(reply).events)).toEqual(['AssignmentAccepted']);
      expect(replies.filter(({ status }) => status === 404)).toHaveLength(10);
      expect(await courierByOrder(orderId)).toBe(asha.id);
      await end(scene);
    }
    expect(await keptRoom()).toEqual([]);
  }, 120_000);
});

describe('one courier with room for one order', () => {
  it('is given one of many, whoever gives them at the same time', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const scenes = [await asked(round), await placed(round), await placed(round)];
      const [{ asha, id: offered }] = scenes as [Scene];
      const replies = await atOnce([
        () => courier(asha, offered, 'accept'),
        ...scenes.flatMap(({ id }) => [() => assign(asha, id), () => assign(asha, id)]),
      ]);
      expect(replies.filter((reply) => !isExpected(reply)).map(String)).toEqual([]);
      expect((await keptRoom()).length).toBeLessThanOrEqual(2);
      const given = await Promise.all(scenes.map(({ id }) => courierByOrder(id)));
      expect(given.filter((id) => id === asha.id).length).toBeLessThanOrEqual(1);
      for (const scene of scenes) await end(scene);
    }
    expect(await keptRoom()).toEqual([]);
  }, 120_000);
});

describe('whatever is said of one order at the same time', () => {
  it.each<[string, (n: number) => Promise<Scene>, (scene: Scene, n: number) => (() => Promise<Reply>)[]]>([
    [
      'while a courier is asked',
      asked,
      ({ id, customer, asha, ashasPhone }, n) => [
        ...repeat(2, () => courier(asha, id, 'accept')),
        () => courier(ashasPhone, id, 'accept'),
        () => courier(ashasPhone, id, 'decline', {}),
        ...repeat(2, () => assign(ravi, id)),
        () => assign(asha, id),
        ...(n % 2 === 0 ? [() => cancelBy(customer, id)] : []),
        () => kitchen(id, 'reject', {}),
        ...(n % 3 === 0 ? [() => unassign(id)] : []),
      ],
    ],
    [
      'before the kitchen has answered',
      placed,
      ({ id, customer, asha }, n) => [
        () => kitchen(id, 'reject', {}),
        ...repeat(2, () => kitchen(id, 'accept', { prep_minutes: 1 })),
        ...repeat(2, () => assign(ravi, id)),
        () => assign(asha, id),
        ...(n % 2 === 0 ? [() => cancelBy(customer, id)] : []),
      ],
    ],
    [
      'while the courier who is asked leaves',
      asked,
      ({ id, asha, ashasPhone }, n) => [
        ...repeat(2, () => courier(asha, id, 'accept')),
        ...repeat(2, () => goOffline(ashasPhone)),
        () => assign(asha, id),
        ...(n % 2 === 0 ? [() => assign(ravi, id)] : []),
        ...(n % 4 === 0 ? [() => suspend(asha)] : []),
      ],
    ],
    [
      'when a courier has taken it on',
      async (n) => {
        const scene = await asked(n);
        changed(await courier(scene.asha, scene.id, 'accept'));
        return scene;
      },
      ({ id, customer, asha, ashasPhone }, n) => [
        ...repeat(2, () => pickUp(asha, id)),
        () => pickUp(ashasPhone, id),
        () => courier(ashasPhone, id, 'release', {}),
        () => unassign(id),
        ...repeat(2, () => assign(ravi, id)),
        () => courier(asha, id, 'arrived', { where: 'restaurant' }),
        ...(n % 2 === 0 ? [() => cancelBy(customer, id)] : []),
      ],
    ],
  ])(
    'leaves it with one courier at most, and keeps nobody’s room, %s',
    async (_, begun, asks) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const scene = await begun(round);
        const replies = await atOnce(asks(scene, round));
        expect(replies.filter((reply) => !isExpected(reply)).map(String)).toEqual([]);
        await end(scene);
      }
      expect(await keptRoom()).toEqual([]);
    },
    180_000,
  );
});
