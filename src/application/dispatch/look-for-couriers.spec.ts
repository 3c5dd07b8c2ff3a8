import { DISPATCH_POLICY_V1, explains, rankCandidates } from '../../domain/dispatch/scoring';
import { asId, type CourierId, type OrderId } from '../../domain/kernel/ids';
import { courierAsha, courierBilal } from '../../domain/order/order.fixtures';
import type { Told } from '../../domain/story/order-story';
import {
  courierChand,
  DispatchWorld,
  kitchen,
  orderId,
  otherOrder,
} from '../../../test/support/dispatch-world';
import { aRequestDelivery } from '../../domain/delivery/delivery.fixtures';
import { deliveryAggregate } from '../aggregates';
import { inputsHashOf } from './look-for-couriers';

describe('a look around for couriers', () => {
  let world: DispatchWorld;
  let round: number;

  beforeEach(async () => {
    world = await new DispatchWorld().open(2);
    round = 0;
    await world.order({ type: 'AcceptOrder', prepMinutes: 5, startNow: true });
    for (const name of ['request', 'search'] as const) {
      const startAt = world.now;
      await world.carryOut(
        name === 'request'
          ? { to: 'request', orderId, readyBy: world.now, startAt }
          : { to: 'delivery', orderId, command: { type: 'StartSearch', cause: 'accepted' } },
        name,
      );
    }
    await world.positions.forget(courierChand);
    await world.ping(courierAsha, 900);
    await world.ping(courierBilal, 400);
  });

  const look = async (id = `look ${(round += 1)}`): Promise<Told<'CandidatesScored'>> => {
    await world.carryOut({ to: 'look', orderId, round, radiusMetres: 5_000 }, id);
    await world.listen();
    const last = world.story.at(-1);
    if (last?.type !== 'CandidatesScored') throw new Error('nothing was recorded');
    return last;
  };
  const found = async (): Promise<readonly CourierId[]> =>
    (await look()).ranked.map(({ courierId }) => courierId);
  const reserve = (courierId: CourierId, attempt: number) =>
    world.onShift(courierId, { type: 'ReserveCapacity', orderId: otherOrder, attempt, until: null });

  it('records who is near and free, the best first, and what that rests on', async () => {
    await reserve(courierAsha, 1);
    world.pass(10_000);
    const scored = await look();
    const bilal = { courierId: courierBilal, shift: 1, distanceMetres: 400, load: 0, capacity: 2 };
    const asha = { courierId: courierAsha, shift: 1, distanceMetres: 900, load: 1, capacity: 2 };
    const inputs = [bilal, asha].map((one) => ({ ...one, idleSeconds: 10, pingAgeSeconds: 10 }));
    expect(scored).toMatchObject({ round: 1, radiusMetres: 5_000, algorithm: 'dispatch/1', inputs });
    expect(scored.ranked).toEqual(rankCandidates(inputs, DISPATCH_POLICY_V1));
    expect(scored.inputsHash).toBe(inputsHashOf(scored));
    expect(explains(scored)).toBe(true);
  });

  it('is recorded once', async () => {
    round = 1;
    const first = await look('look');
    await world.ping(courierChand, 100);
    expect(await look('look')).toEqual(first);
    expect(world.types().filter((type) => type === 'CandidatesScored')).toHaveLength(1);
  });

  it('leaves out who is too far away, or was not heard of for half a minute', async () => {
    await world.ping(courierChand, 5_100);
    world.pass(25_000);
    await world.ping(courierAsha);
    world.pass(6_000);
    expect(await found()).toEqual([courierAsha]);
  });

  it('leaves out who has no room, is suspended, or is on no shift', async () => {
    await world.ping(courierChand, 100);
    await reserve(courierAsha, 1);
    await reserve(courierAsha, 2);
    await world.suspend(courierBilal);
    expect(await found()).toEqual([courierChand]);
    await world.onShift(courierChand, { type: 'GoOffline', reason: 'end' });
    expect(await found()).toEqual([]);
  });

  describe('at the same moment as another', () => {
    const both = [orderId, otherOrder] as const;

    /** Whom the looks of both orders rank first. */
    async function firsts(): Promise<readonly (CourierId | undefined)[]> {
      const looks = both.map((id) =>
        world.carryOut({ to: 'look', orderId: id, round: 1, radiusMetres: 5_000 }, `look ${id}`),
      );
      await Promise.all(looks);
      const { loader } = world.program;
      const read = await Promise.all(both.map((id) => loader.history(deliveryAggregate, id)));
      return read.map(({ events }) => {
        const scored = events.map(({ event }) => event).find((event) => event.type === 'CandidatesScored');
        expect(scored !== undefined && explains(scored)).toBe(true);
        return scored?.ranked[0]?.courierId;
      });
    }

    beforeEach(async () => {
      await world.deliverFor(otherOrder, {
        ...aRequestDelivery({ orderId: otherOrder }),
        type: 'RequestDelivery',
        pickup: kitchen,
      });
      await world.deliverFor(otherOrder, { type: 'StartSearch', cause: 'accepted' });
    });

    it('does not rank the same courier first, who has room for one of them', async () => {
      await reserve(courierAsha, 1);
      await reserve(courierBilal, 1);
      expect([...(await firsts())].sort()).toEqual([courierAsha, courierBilal]);
    });

    it('sees the room of a courier who was asked as soon as it is free again', async () => {
      await world.positions.forget(courierAsha);
      await reserve(courierBilal, 1);
      expect(await firsts()).toEqual([courierBilal, undefined]);
      const asked = { courierId: courierBilal, shift: 1, pickupMetres: 400 };
      await world.carryOut({ to: 'offer', orderId, round: 1, attempt: 1, ...asked }, 'offer');
      await world.onShift(courierBilal, { type: 'ReleaseCapacity', orderId, attempt: 1, reason: 'declined' });
      const again = { to: 'look', orderId: otherOrder, round: 2, radiusMetres: 5_000 } as const;
      await world.carryOut(again, 'look again');
      const { events } = await world.program.loader.history(deliveryAggregate, otherOrder);
      expect(events.at(-1)?.event).toMatchObject({ round: 2, ranked: [{ courierId: courierBilal }] });
    });

    it('finds nobody when the only one is about to be asked, and somebody when that came to nothing', async () => {
      await reserve(courierAsha, 1);
      await reserve(courierBilal, 1);
      await world.positions.forget(courierAsha);
      expect(await firsts()).toEqual([courierBilal, undefined]);
      world.pass(10_000);
      const again = { to: 'look', orderId: otherOrder, round: 2, radiusMetres: 5_000 } as const;
      await world.carryOut(again, 'look again');
      const { events } = await world.program.loader.history(deliveryAggregate, otherOrder);
      expect(events.at(-1)?.event).toMatchObject({ round: 2, ranked: [{ courierId: courierBilal }] });
    });
  });

  it('finds somebody for every order of a rush, as long as there are couriers, though all see the same nearest', async () => {
    const orders = Array.from({ length: 40 }, (_, n) => asId<OrderId>(`rush-${n}`));
    for (const [n, id] of orders.entries()) {
      await world.hire(asId<CourierId>(`courier-of-the-rush-${n}`));
      const terms = aRequestDelivery({ orderId: id });
      await world.deliverFor(id, { ...terms, type: 'RequestDelivery', pickup: kitchen });
      await world.deliverFor(id, { type: 'StartSearch', cause: 'accepted' });
    }
    const { loader } = world.program;
    // What is known here needs no reading, so that nothing keeps the looks apart.
    for (const id of orders) await loader.fresh(deliveryAggregate, id);
    await Promise.all(
      orders.map((id) =>
        world.carryOut({ to: 'look', orderId: id, round: 1, radiusMetres: 5_000 }, `look ${id}`),
      ),
    );
    const chosen = await Promise.all(
      orders.map(async (id) => {
        const { events } = await loader.history(deliveryAggregate, id);
        const scored = events.map(({ event }) => event).find((event) => event.type === 'CandidatesScored');
        return scored?.ranked[0]?.courierId;
      }),
    );
    expect(chosen.filter((courierId) => courierId !== undefined)).toHaveLength(orders.length);
  });

  it('leaves out for a while who declined', async () => {
    await world.carryOut(
      { to: 'offer', orderId, round, attempt: 1, courierId: courierBilal, shift: 1, pickupMetres: 400 },
      'offer',
    );
    await world.deliver({ type: 'DeclineAssignment', courierId: courierBilal, reason: 'far' });
    expect(await found()).toEqual([courierAsha]);
    world.pass(5 * 60_000);
    await world.ping(courierAsha, 900);
    await world.ping(courierBilal, 400);
    expect(await found()).toContain(courierBilal);
  });
});
