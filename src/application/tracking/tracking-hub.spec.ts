import { asId } from '../../domain/kernel/ids';
import { instantOf, plusMs } from '../../domain/kernel/instant';
import { courierAsha, courierBilal, historyTo, minutesAfterNoon } from '../../domain/order/order.fixtures';
import type { LiveLocation } from '../ports/live-locations';
import { Client, DOOR, TrackingWorld } from '../../../test/support/tracking-world';

describe('the hub of those who follow orders', () => {
  let world: TrackingWorld;
  let stopping: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    world = new TrackingWorld();
    stopping = new AbortController();
    running = world.hub.run(world.source, stopping.signal);
    await world.time.advance(0);
  });

  afterEach(async () => {
    stopping.abort();
    await world.time.advance(2_000);
    await running;
  });

  const place = (status: Parameters<typeof historyTo>[0]) =>
    world.append('order-1', historyTo(status, { orderId: asId('order-1') }));

  const follow = async (client: Client, lastSeq = 0) => {
    const following = await world.hub.open('order-1');
    following?.listen(lastSeq, client);
    return following;
  };

  const seconds = (count: number) => world.time.advance(count * 1_000);

  const at = (metresNorth: number, more: Partial<LiveLocation> = {}): LiveLocation => ({
    orderId: asId('order-1'),
    courierId: courierAsha,
    lat: DOOR.lat + metresNorth / 111_195,
    lng: DOOR.lng,
    at: instantOf(world.time.wallMs),
    ...more,
  });

  it('tells what was missed at once, and then what happens', async () => {
    await place('PREPARING');
    const client = new Client();
    await follow(client, 2);
    expect(client.log.map(({ seq }) => seq)).toEqual([3, 4]);
    await world.append('order-1', [{ type: 'OrderReadyForPickup', at: minutesAfterNoon(24) }]);
    await seconds(0);
    expect(client.log.map(({ seq }) => seq)).toEqual([3, 4, 5]);
  });

  it('knows no order that was never placed, and one as soon as it is', async () => {
    expect(await world.hub.open('order-1')).toBeNull();
    await place('PENDING');
    expect((await world.hub.open('order-1'))?.order.status).toBe('PENDING');
  });

  it('tells those nothing who have left, and reads the order anew for those who come after', async () => {
    await place('PENDING');
    const client = new Client();
    (await follow(client))?.close();
    await world.append('order-1', historyTo('CONFIRMED', { orderId: asId('order-1') }).slice(1));
    await seconds(1);
    expect(client.log).toHaveLength(1);
    await follow(client, client.log.length);
    expect(client.log.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('gives up an order whose event it cannot read: its followers come back for what the read model has', async () => {
    await place('PENDING');
    const client = new Client();
    await follow(client);
    const [placed] = await world.store.readStream('order-order-1');
    const event = { ...placed!, revision: 1, position: 2, data: '{}', type: 'OrderConfirmed' };
    await world.bus.publish([{ shard: placed!.shard, prev: 1, event }]);
    await seconds(0);
    expect(client.timesLost).toBe(1);
    expect(world.reported).toHaveLength(1);
    expect((await follow(client, 1))?.order.status).toBe('PENDING');
  });

  it('shows where the courier is from the handover on, how far away, and how long it takes', async () => {
    await place('READY');
    const client = new Client();
    await follow(client);
    world.locations.publish([at(2_100, { at: minutesAfterNoon(25) })]);
    await seconds(5);
    expect(client.locations).toEqual([]);
    await world.append('order-1', historyTo('PICKED_UP').slice(-1));
    await seconds(1);
    expect(client.locations).toEqual([]);
    const seen = at(2_000);
    world.locations.publish([seen]);
    // 2 km at three minutes each, and a minute at the door.
    expect(client.locations).toEqual([
      { lat: seen.lat, lng: seen.lng, at: seen.at, distanceMetres: 2_000, etaMinutes: 7 },
    ]);
  });

  it('shows a position of after the handover though the handover is heard of later', async () => {
    await place('READY');
    const client = new Client();
    await follow(client);
    world.locations.publish([at(1_500)]);
    expect(client.locations).toEqual([]);
    await world.append('order-1', historyTo('PICKED_UP').slice(-1));
    await seconds(1);
    expect(client.locations.map(({ distanceMetres }) => distanceMetres)).toEqual([1_500]);
  });

  it('never shows a courier who has not got this food, nor anybody after the delivery', async () => {
    await place('PICKED_UP');
    const client = new Client();
    await follow(client);
    world.locations.publish([at(900, { courierId: courierBilal })]);
    expect(client.locations).toEqual([]);
    await world.append('order-1', historyTo('DELIVERED').slice(-2));
    await seconds(2);
    world.locations.publish([at(10)]);
    await seconds(2);
    expect(client.locations).toEqual([]);
    const late = new Client();
    await follow(late);
    expect(late.locations).toEqual([]);
  });

  it('shows one position a second, and of those that come closer together the last', async () => {
    await place('PICKED_UP');
    const client = new Client();
    await follow(client);
    for (const metres of [1_000, 990, 980, 970]) {
      world.locations.publish([at(metres)]);
      await world.time.advance(100);
    }
    expect(client.locations.map(({ distanceMetres }) => distanceMetres)).toEqual([1_000]);
    await seconds(1);
    expect(client.locations.map(({ distanceMetres }) => distanceMetres)).toEqual([1_000, 970]);
    await seconds(5);
    expect(client.locations).toHaveLength(2);
  });

  it('shows no position that is older than the one shown before', async () => {
    await place('PICKED_UP');
    const client = new Client();
    await follow(client);
    world.locations.publish([at(500)]);
    const older = at(800, { at: plusMs(at(0).at, -5_000) });
    await seconds(2);
    world.locations.publish([older]);
    await seconds(2);
    expect(client.locations.map(({ distanceMetres }) => distanceMetres)).toEqual([500]);
  });

  it('shows those who come the last position, unless it is older than half a minute', async () => {
    await place('PICKED_UP');
    world.locations.publish([at(700)]);
    await seconds(29);
    const inTime = new Client();
    const following = await follow(inTime);
    expect(inTime.locations.map(({ distanceMetres }) => distanceMetres)).toEqual([700]);
    expect(world.hub.locationOf(following!.order)).toMatchObject({ lat: at(700).lat });
    await seconds(2);
    const late = new Client();
    await follow(late);
    expect(late.locations).toEqual([]);
    expect(world.hub.locationOf(following!.order)).toBeNull();
  });
});
