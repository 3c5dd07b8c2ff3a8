import { asId, type CourierId } from '../../domain/kernel/ids';
import { plusMs } from '../../domain/kernel/instant';
import { courierAsha, courierBilal } from '../../domain/order/order.fixtures';
import { deliveryAggregate, shiftAggregate } from '../aggregates';
import { shiftIdFor } from '../deterministic-ids';
import { KITCHEN, north, TelemetryWorld } from '../../../test/support/telemetry-world';

describe('where couriers are', () => {
  let world: TelemetryWorld;

  beforeEach(() => {
    world = new TelemetryWorld();
  });

  const take = (courierId: CourierId, ...pings: readonly Parameters<TelemetryWorld['ping']>[0][]) =>
    world.telemetry.take(
      courierId,
      pings.map((ping) => world.ping(ping)),
      'request-1',
    );

  it('is not taken from somebody who is not on shift', async () => {
    expect(await take(courierAsha, {})).toEqual({ kind: 'not-on-shift' });
    expect(await world.positions.of(courierAsha)).toBeNull();
  });

  it('is known of everybody on shift, with how long they have been idle', async () => {
    await world.goOnline();
    await world.time.advance(60_000);
    expect(await take(courierAsha, north(300))).toEqual({ kind: 'taken', kept: 1 });
    expect(await world.positions.of(courierAsha)).toEqual({
      ...north(300),
      ...{ courierId: courierAsha, shift: 1, accuracyMetres: 8, at: world.now },
    });
    expect(world.shown).toEqual([]);
  });

  it('is believed as soon as another process has put the courier on shift', async () => {
    await world.goOnline();
    const goOffline = { type: 'GoOffline', reason: 'asked', at: world.now } as const;
    await world.send(shiftAggregate, shiftIdFor(courierAsha, 1), goOffline);
    expect(await take(courierAsha, {})).toEqual({ kind: 'not-on-shift' });
    await world.beside().goOnline(courierAsha, 2);
    expect(await take(courierAsha, {})).toEqual({ kind: 'taken', kept: 1 });
  });

  it('does not follow jumps and made-up places', async () => {
    await world.goOnline();
    await world.ride([north(0), north(5_000), { ...north(50), mock: true }, north(120)]);
    expect(await world.positions.of(courierAsha)).toMatchObject(north(120));
    await world.ride([north(9_000), { ...north(130), mock: true }]);
    expect(await world.positions.of(courierAsha)).toMatchObject(north(120));
  });

  it('after a restart still is no place that nobody gets to from the one before', async () => {
    await world.goOnline();
    await world.ride([north(0)]);
    const restarted = world.beside();
    await restarted.ride([north(5_000)]);
    expect(await restarted.positions.of(courierAsha)).toMatchObject(north(0));
  });

  it('is shown to the customer from the handover until the food is there', async () => {
    await world.goOnline();
    const orderId = await world.assign('order-1');
    await world.ride([north(0)]);
    expect(world.shown).toEqual([]);
    await world.handOver(orderId);
    await world.ride([north(50), north(200)]);
    expect(world.shown.map(({ lat }) => lat)).toEqual([north(50).lat, north(200).lat]);
    expect(world.shown[0]).toMatchObject({ orderId, courierId: courierAsha });
    await world.deliver(orderId);
    await world.ride([north(210)]);
    expect(world.shown).toHaveLength(2);
  });

  it('is shown to the customer only when there is nothing doubtful about it', async () => {
    await world.goOnline();
    await world.handOver(await world.assign('order-1'));
    const old = { ...north(10), at: plusMs(world.now, -61_000) };
    await take(courierAsha, old);
    await world.ride([{ ...north(20), accuracyMetres: 800 }, { ...north(20), mock: true }, north(9_000)]);
    expect(world.shown).toEqual([]);
  });

  it('is shown of the courier who has the food, to each of their customers and to nobody else', async () => {
    await world.goOnline();
    await world.goOnline(courierBilal);
    const [first, second] = [await world.assign('order-1'), await world.assign('order-2')];
    const other = await world.assign('order-3', courierBilal);
    for (const orderId of [first, second]) await world.handOver(orderId);
    await world.handOver(other, courierBilal);
    await world.ride([north(40)]);
    expect(world.shown.map(({ orderId }) => orderId)).toEqual([first, second]);
  });
});

describe('an order whose courier leaves the restaurant with the food', () => {
  let world: TelemetryWorld;

  beforeEach(async () => {
    world = new TelemetryWorld();
    await world.goOnline();
  });

  it('is out for delivery at the first position more than 150 m away', async () => {
    const orderId = await world.assign('order-1');
    await world.handOver(orderId);
    await world.ride([north(60), north(145)]);
    expect(await world.eventTypes(orderId)).not.toContain('OrderOutForDelivery');
    await world.ride([north(155)]);
    expect((await world.eventTypes(orderId)).at(-1)).toBe('OrderOutForDelivery');
    await world.ride([north(200), north(100), north(200)]);
    expect((await world.eventTypes(orderId)).filter((type) => type === 'OrderOutForDelivery')).toHaveLength(
      1,
    );
    expect(world.reported).toEqual([]);
  });

  it('is not before the handover, wherever the courier is', async () => {
    const orderId = await world.assign('order-1');
    await world.ride([north(900)]);
    expect((await world.eventTypes(orderId)).at(-1)).toBe('PartnerAttached');
  });

  it('is not for a position of before the handover that comes late', async () => {
    const orderId = await world.assign('order-1');
    const onTheWayThere = world.ping(north(900));
    await world.time.advance(20_000);
    await world.handOver(orderId);
    await world.telemetry.take(courierAsha, [onTheWayThere], 'request-1');
    expect((await world.eventTypes(orderId)).at(-1)).toBe('OrderHandedOver');
  });

  it('is not for a doubtful position', async () => {
    const orderId = await world.assign('order-1');
    await world.handOver(orderId);
    await world.ride([
      { ...north(300), mock: true },
      { ...north(300), accuracyMetres: 600 },
    ]);
    await world.ride([KITCHEN, north(8_000)]);
    expect((await world.eventTypes(orderId)).at(-1)).toBe('OrderHandedOver');
  });

  it('takes its position even when the order cannot be told', async () => {
    const orderId = await world.assign('order-1');
    await world.handOver(orderId);
    jest.spyOn(world.executor, 'execute').mockRejectedValueOnce(new Error('the store is away'));
    await world.ride([north(300)]);
    expect(world.reported).toEqual([new Error('the store is away')]);
    expect(await world.positions.of(courierAsha)).toMatchObject(north(300));
    await world.ride([north(350)]);
    expect((await world.eventTypes(orderId)).at(-1)).toBe('OrderOutForDelivery');
  });
});

describe('which deliveries a courier has in hand', () => {
  it('follows from the streams, whoever wrote to them', async () => {
    const world = new TelemetryWorld();
    await world.goOnline();
    const beside = world.beside();
    const orderId = await world.assign('order-1');
    await beside.ride([north(10)]);
    await beside.tracks.writeAll();
    expect(await beside.track(orderId)).toHaveLength(1);
  });

  it('does not include one that was given to somebody else before the handover', async () => {
    const world = new TelemetryWorld();
    await world.goOnline();
    const orderId = await world.assign('order-1');
    await world.ride([north(10)]);
    const at = world.now;
    const reassign = { type: 'Reassign', courierId: courierAsha, reason: 'flat-tyre', at } as const;
    await world.send(deliveryAggregate, orderId, reassign);
    await world.ride([north(20), north(30)]);
    await world.tracks.writeAll();
    expect((await world.track(orderId)).map(({ segment }) => segment.count)).toEqual([1]);
  });

  it('includes food that goes back, which the customer is not shown', async () => {
    const world = new TelemetryWorld();
    await world.goOnline();
    const orderId = await world.assign(asId('order-1'));
    await world.handOver(orderId);
    await world.ride([north(300)]);
    await world.order(orderId, { type: 'FailDelivery', reason: 'customer-unreachable', at: world.now });
    const shown = world.shown.length;
    await world.ride([north(200)]);
    await world.tracks.writeAll();
    expect((await world.track(orderId))[0]?.pings).toHaveLength(2);
    expect(world.shown).toHaveLength(shown);
  });
});
