import { CrashPoint, mortal } from '../../../test/support/crash';
import type { CourierId } from '../../domain/kernel/ids';
import { courierAsha, courierBilal, minutesAfterNoon, NOON } from '../../domain/order/order.fixtures';
import { partnerAggregate, shiftAggregate } from '../aggregates';
import { shiftIdFor } from '../deterministic-ids';
import { AT_THE_KITCHEN, byCourier, CourierWorld } from '../../../test/support/courier-world';
import { GoOffline, type WentOffline } from './go-offline';
import { GoOnline, type WentOnline } from './go-online';

let world: CourierWorld;

beforeEach(() => {
  world = new CourierWorld();
});

const online = (
  key?: string,
  place = AT_THE_KITCHEN,
  seconds = 0,
  store = world.store,
): Promise<WentOnline> => {
  const { executor, loader } = world.program(store);
  return new GoOnline(executor, loader, world.positions).execute(place, byCourier(courierAsha, key, seconds));
};

const offline = (key?: string, courierId: CourierId = courierAsha): Promise<WentOffline> => {
  const { executor, loader } = world.program();
  return new GoOffline(executor, loader, world.positions).execute('asked', byCourier(courierId, key));
};

const shiftsOf = async (): Promise<number> => {
  const { state } = await world.program().loader.fresh(partnerAggregate, courierAsha);
  return state.is === 'absent' ? 0 : state.shift;
};

describe('going online', () => {
  it.each([
    ['bicycle', 1],
    ['scooter', 2],
    ['motorcycle', 2],
  ] as const)(
    'begins a shift with the room that a %s has, at the place that is given',
    async (vehicle, capacity) => {
      await world.register(courierAsha, vehicle);
      expect(await online()).toMatchObject({ kind: 'done', events: [{ type: 'PartnerOnline', shift: 1 }] });
      expect(await world.shiftOf(courierAsha)).toMatchObject({ is: 'online', vehicle, capacity });
      expect(await world.positions.of(courierAsha)).toMatchObject({ ...AT_THE_KITCHEN, shift: 1 });
    },
  );

  it('again changes nothing: where they are is for telemetry to take', async () => {
    await world.register();
    await online();
    const elsewhere = { lat: 12.98, lng: 77.6 };
    expect(await online(undefined, elsewhere, 60)).toMatchObject({ kind: 'done', events: [] });
    expect(await shiftsOf()).toBe(1);
    expect(await world.positions.of(courierAsha)).toMatchObject({ ...AT_THE_KITCHEN, shift: 1, at: NOON });
  });

  it('after a shift begins the next', async () => {
    await world.register();
    await online();
    await offline();
    expect(await online()).toMatchObject({ kind: 'done', events: [{ type: 'PartnerOnline', shift: 2 }] });
    expect(await shiftsOf()).toBe(2);
  });

  it('from two devices at once begins one shift', async () => {
    await world.register();
    const replies = await Promise.all([online(), online(), online()]);
    expect(replies.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    expect(await shiftsOf()).toBe(1);
    expect((await world.shiftOf(courierAsha)).is).toBe('online');
  });

  it('is refused to a courier who is suspended, and to whoever is none', async () => {
    expect(await online()).toMatchObject({ rejection: { code: 'partner-not-found' } });
    await world.register();
    await world.send(partnerAggregate, courierAsha, { type: 'SuspendPartner', reason: 'papers', at: NOON });
    expect(await online()).toMatchObject({ rejection: { code: 'partner-suspended' } });
    expect(await world.positions.of(courierAsha)).toBeNull();
  });

  it('by the same request again gives the first reply, and no new shift after they went offline', async () => {
    await world.register();
    const first = await online('key');
    await offline();
    expect(await online('key')).toEqual({ ...first, repeated: true });
    expect(await shiftsOf()).toBe(1);
    expect(await world.positions.of(courierAsha)).toBeNull();
  });

  it('gives the first reply again too when the number of the shift was taken by another request', async () => {
    await world.register();
    await world.send(partnerAggregate, courierAsha, { type: 'OpenShift', after: 0, at: NOON });
    const first = await online('key');
    await offline();
    expect(await online('key')).toEqual({ ...first, repeated: true });
    expect(await shiftsOf()).toBe(1);
  });

  it('is completed by a repeat or by another request, in one shift, wherever the program died', async () => {
    let hits = 0;
    for (const key of ['key', 'another']) {
      for (const when of ['before', 'after'] as const) {
        for (let nth = 1; ; nth += 1) {
          world = new CourierWorld();
          await world.register();
          const point = new CrashPoint(nth, when);
          const dying = mortal(world.store, ['append', 'readStream'], point);
          await online('key', AT_THE_KITCHEN, 0, dying).catch(() => undefined);
          if (!point.hit) break;
          hits += 1;
          expect((await online(key)).kind).toBe('done');
          expect([await shiftsOf(), (await world.shiftOf(courierAsha)).is]).toEqual([1, 'online']);
        }
      }
    }
    expect(hits).toBeGreaterThan(10);
  });
});

describe('going offline', () => {
  it('ends the shift, and nobody finds them any more', async () => {
    await world.register();
    await online();
    expect(await offline()).toMatchObject({ kind: 'done', events: [{ type: 'PartnerOffline' }] });
    expect((await world.shiftOf(courierAsha)).is).toBe('over');
    expect(await world.positions.of(courierAsha)).toBeNull();
    expect(await offline()).toMatchObject({ kind: 'done', events: [] });
  });

  it('declines what they are asked first', async () => {
    await world.online(courierAsha);
    const orderId = await world.cooking('order-1');
    await world.offer(orderId, courierAsha);
    expect((await offline()).kind).toBe('done');
    expect(await world.deliveryOf(orderId)).toMatchObject({ stage: 'searching', offer: null });
    expect(await world.shiftOf(courierAsha)).toMatchObject({ is: 'over', reservations: [] });
  });

  it('is refused to who brings an order', async () => {
    await world.online(courierAsha);
    const orderId = await world.cooking('order-1');
    await world.offer(orderId, courierAsha);
    await world.deliver(orderId, { type: 'AcceptAssignment', courierId: courierAsha, at: NOON });
    expect(await offline()).toMatchObject({ rejection: { code: 'deliveries-open', orderIds: [orderId] } });
    expect(await world.deliveryOf(orderId)).toMatchObject({ stage: 'assigned' });
  });

  it('is refused while room is kept for an offer that is just being made', async () => {
    await world.online(courierAsha);
    const orderId = await world.cooking('order-1');
    await world.send(shiftAggregate, shiftIdFor(courierAsha, 1), {
      type: 'ReserveCapacity',
      ...{ orderId, attempt: 1, until: null, at: NOON },
    });
    expect(await offline()).toMatchObject({ rejection: { code: 'deliveries-open' } });
  });

  it.each([
    ['is refused while staff may still give them the order that room is kept for', 5, 'rejected'],
    ['gives back room that staff reserved and then did not use', 0, 'done'],
  ] as const)('%s', async (_, minutes, kind) => {
    await world.online(courierAsha);
    const orderId = await world.cooking('order-1');
    await world.send(shiftAggregate, shiftIdFor(courierAsha, 1), {
      type: 'ReserveCapacity',
      ...{ orderId, attempt: 1, until: minutesAfterNoon(minutes), at: NOON },
    });
    expect((await offline()).kind).toBe(kind);
  });

  it('gives back room that is kept for an attempt that others have overtaken', async () => {
    await world.online(courierAsha);
    await world.online(courierBilal);
    const orderId = await world.cooking('order-1');
    await world.send(shiftAggregate, shiftIdFor(courierAsha, 1), {
      type: 'ReserveCapacity',
      ...{ orderId, attempt: 1, until: null, at: NOON },
    });
    await world.offer(orderId, courierBilal, 2);
    expect((await offline()).kind).toBe('done');
  });

  it('is nothing to whoever never was online', async () => {
    await world.register();
    expect(await offline()).toMatchObject({ rejection: { code: 'shift-not-found' } });
  });
});
