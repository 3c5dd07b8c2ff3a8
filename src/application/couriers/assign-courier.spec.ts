import { CrashPoint, mortal } from '../../../test/support/crash';
import { courierAsha, courierBilal, NOON, orderCommands } from '../../domain/order/order.fixtures';
import { partnerAggregate, shiftAggregate } from '../aggregates';
import { shiftIdFor } from '../deterministic-ids';
import { AssignCourier, type CourierAssigned } from './assign-courier';
import { byStaff, CourierWorld } from '../../../test/support/courier-world';

let world: CourierWorld;

beforeEach(() => {
  world = new CourierWorld();
});

const assigner = (store = world.store): AssignCourier => {
  const { executor, loader } = world.program(store);
  return new AssignCourier(executor, loader);
};

const assign = async (orderId: string, courierId = courierAsha, key?: string): Promise<CourierAssigned> =>
  assigner().execute(orderId as never, courierId, byStaff(key));

const reservationsOf = async (courierId = courierAsha): Promise<readonly (readonly [string, number])[]> =>
  (await world.shiftOf(courierId)).reservations.map(({ orderId, attempt }) => [orderId, attempt] as const);

describe('assigning a courier by staff', () => {
  it('reserves room on the courier’s shift, and gives them the order', async () => {
    await world.online(courierAsha);
    const orderId = await world.cooking('order-1');
    expect(await assign(orderId)).toMatchObject({ kind: 'done', events: [{ type: 'PartnerAttached' }] });
    expect(await reservationsOf()).toEqual([[orderId, 1]]);
    expect((await world.orderOf(orderId)).courierId).toBe(courierAsha);
  });

  it('takes the number after the attempts that the delivery has seen', async () => {
    await world.online(courierAsha);
    await world.online(courierBilal);
    const orderId = await world.cooking('order-1');
    await world.offer(orderId, courierBilal, 4);
    await assign(orderId);
    expect(await reservationsOf()).toEqual([[orderId, 5]]);
  });

  it('takes the room of the offer for the courier who is being asked, though they have no other', async () => {
    await world.online(courierAsha, 'bicycle', 1);
    const orderId = await world.cooking('order-1');
    await world.offer(orderId, courierAsha, 3);
    expect((await assign(orderId)).kind).toBe('done');
    expect(await reservationsOf()).toEqual([[orderId, 3]]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['is not known', () => Promise.resolve(), 'courier-not-found'],
    ['never was online', () => world.register(courierAsha), 'courier-offline'],
    [
      'is suspended',
      async () => {
        await world.online(courierAsha);
        await world.send(partnerAggregate, courierAsha, {
          type: 'SuspendPartner',
          reason: 'papers',
          at: NOON,
        });
      },
      'courier-suspended',
    ],
    [
      'went offline',
      async () => {
        await world.online(courierAsha);
        await world.send(shiftAggregate, shiftIdFor(courierAsha, 1), {
          type: 'GoOffline',
          reason: 'asked',
          at: NOON,
        });
      },
      'courier-offline',
    ],
    [
      'has no room',
      async () => {
        await world.online(courierAsha, 'bicycle', 1);
        await world.offer(await world.cooking('order-2'), courierAsha);
      },
      'courier-busy',
    ],
  ])('refuses a courier who %s', async (_, given, code) => {
    await given();
    const orderId = await world.cooking('order-1');
    expect(await assign(orderId)).toMatchObject({ kind: 'rejected', rejection: { code } });
    expect((await world.orderOf(orderId)).courierId).toBeNull();
  });

  it('reserves nothing when the order cannot take them', async () => {
    await world.online(courierAsha);
    await world.online(courierBilal);
    const orderId = await world.cooking('order-1');
    await assign(orderId, courierBilal);
    expect(await assign(orderId)).toMatchObject({ rejection: { code: 'another-courier-assigned' } });
    expect(await reservationsOf()).toEqual([]);
    await world.order(orderId, { ...orderCommands.DetachPartner, at: NOON });
    await world.order(orderId, { ...orderCommands.CancelOrder, at: NOON });
    expect(await assign(orderId)).toMatchObject({ rejection: { code: 'transition-not-allowed' } });
    expect(await reservationsOf()).toEqual([]);
  });

  it('gives the room back when the order is called off in between, and can reserve it again later', async () => {
    await world.online(courierAsha);
    const orderId = await world.cooking('order-1');
    const { store } = world;
    const append = store.append.bind(store);
    const spy = jest.spyOn(store, 'append').mockImplementation(async (request) => {
      if (request.stream === `order-${orderId}`) {
        spy.mockRestore();
        await world.order(orderId, { ...orderCommands.CancelOrder, at: NOON });
      }
      return append(request);
    });
    expect(await assign(orderId)).toMatchObject({ rejection: { code: 'transition-not-allowed' } });
    expect(await reservationsOf()).toEqual([]);
    await world.order(orderId, { ...orderCommands.RestoreOrder, at: NOON });
    expect((await assign(orderId)).kind).toBe('done');
    expect(await reservationsOf()).toEqual([[orderId, 2]]);
  });

  it('changes nothing when the same request comes again, also after the courier was taken off', async () => {
    await world.online(courierAsha);
    const orderId = await world.cooking('order-1');
    const first = await assign(orderId, courierAsha, 'key');
    expect(await assign(orderId, courierAsha, 'key')).toEqual({ ...first, repeated: true });
    await world.order(orderId, { ...orderCommands.DetachPartner, at: NOON });
    expect(await assign(orderId, courierAsha, 'key')).toEqual({ ...first, repeated: true });
    expect((await world.orderOf(orderId)).courierId).toBeNull();
    expect(await reservationsOf()).toEqual([[orderId, 1]]);
    await world.send(shiftAggregate, shiftIdFor(courierAsha, 1), {
      type: 'ReleaseCapacity',
      ...{ orderId, attempt: 1, reason: 'unassigned', at: NOON },
    });
    expect(await assign(orderId, courierAsha, 'key')).toEqual({ ...first, repeated: true });
    expect(await reservationsOf()).toEqual([]);
  });

  it('is completed by a repeat, with one reservation, wherever the program died', async () => {
    let hits = 0;
    for (const when of ['before', 'after'] as const) {
      for (let nth = 1; ; nth += 1) {
        world = new CourierWorld();
        await world.online(courierAsha);
        const orderId = await world.cooking('order-1');
        const point = new CrashPoint(nth, when);
        const dying = assigner(mortal(world.store, ['append', 'readStream'], point));
        await dying.execute(orderId, courierAsha, byStaff('key')).catch(() => undefined);
        if (!point.hit) break;
        hits += 1;
        expect((await assign(orderId, courierAsha, 'key')).kind).toBe('done');
        expect((await world.orderOf(orderId)).courierId).toBe(courierAsha);
        expect(await reservationsOf()).toEqual([[orderId, 1]]);
      }
    }
    expect(hits).toBeGreaterThan(8);
  });
});
