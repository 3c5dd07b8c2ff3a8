import type { DispatchCommand } from '../../domain/dispatch/dispatch-state';
import type { EtaPhase } from '../../domain/eta/phase-eta';
import { courierAsha } from '../../domain/order/order.fixtures';
import { plusMs } from '../../domain/kernel/instant';
import { door, DispatchWorld, kitchen, orderId } from '../../../test/support/dispatch-world';

describe('a courier who is looked after', () => {
  let world: DispatchWorld;
  let looks: number;

  beforeEach(async () => {
    looks = 0;
    world = await (await new DispatchWorld().open()).accepted();
    await world.accept();
    await world.settle();
  });

  const lookAfter = async (phase: EtaPhase = 'to-restaurant', id = `look ${(looks += 1)}`) => {
    const before = world.story.length;
    const command: DispatchCommand = {
      ...({ to: 'look-after', orderId, phase, courierId: courierAsha } as const),
      readyBy: null,
    };
    expect(await world.carryOut(command, id)).toEqual({ kind: 'ok' });
    await world.listen();
    return world.story.slice(before);
  };
  const handOver = async (): Promise<void> => {
    await world.order({ type: 'MarkReady' });
    await world.order({ type: 'ConfirmPickup', courierId: courierAsha });
    await world.settle();
  };
  const isAt = (place: { readonly lat: number; readonly lng: number }) =>
    world.positions.record({
      ...{ courierId: courierAsha, shift: 1, accuracyMetres: 5, at: world.now },
      ...{ lat: place.lat, lng: place.lng },
    });

  it('is silent after a minute without a position, and heard of again', async () => {
    const lastSeenAt = world.now;
    world.pass(61_000);
    expect(await lookAfter()).toMatchObject([{ type: 'PartnerWentSilent', lastSeenAt, silentChecks: 1 }]);
    expect(await lookAfter()).toMatchObject([{ type: 'PartnerWentSilent', silentChecks: 2 }]);
    expect(await lookAfter('to-restaurant', 'look 2')).toEqual([]);
    await world.ping(courierAsha);
    expect((await lookAfter()).map(({ type }) => type)).toContain('PartnerHeardAgain');
    expect((await lookAfter()).map(({ type }) => type)).not.toContain('PartnerHeardAgain');
  });

  it('is silent when nothing was ever heard of them', async () => {
    await world.positions.forget(courierAsha);
    expect(await lookAfter()).toMatchObject([{ type: 'PartnerWentSilent', lastSeenAt: null }]);
  });

  it('is expected by the way to the restaurant, as far as they are known to be', async () => {
    await isAt({ lat: kitchen.lat - 3_000 / 111_195, lng: kitchen.lng });
    const [revised] = await lookAfter();
    const inputs = { prepSeconds: 0, firstMileMetres: 3_000, lastMileMetres: 2_400 };
    expect(revised).toMatchObject({ type: 'EtaRevised', reason: 'courier-moved', inputs });
    expect(revised).toMatchObject({ pickupAt: plusMs(world.now, 600_000), policy: 'eta-phase/1' });
  });

  it('is expected by the way to the door, once they have the food', async () => {
    await handOver();
    world.pass(30_000);
    await isAt({ lat: (kitchen.lat + door.lat) / 2, lng: door.lng });
    const [revised] = await lookAfter('to-customer');
    expect(revised).toMatchObject({ inputs: { firstMileMetres: null, lastMileMetres: 1_000 } });
    expect(revised).toMatchObject({ pickupAt: null, p50: plusMs(world.now, 240_000) });
  });

  it('is expected as before when the time moves by less than a minute', async () => {
    await handOver();
    await isAt(door);
    expect(await lookAfter('to-customer')).toHaveLength(1);
    world.pass(59_000);
    await isAt(door);
    expect(await lookAfter('to-customer')).toEqual([]);
    world.pass(1_000);
    expect(await lookAfter('to-customer')).toHaveLength(1);
  });

  it('is expected by what was said of the order, when the customer was erased', async () => {
    await handOver();
    await world.keys.erase('customer-1');
    world.pass(120_000);
    await isAt(door);
    expect(await lookAfter('to-customer')).toMatchObject([{ inputs: { lastMileMetres: 2_400 } }]);
  });
});
