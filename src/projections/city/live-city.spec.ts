import { MemoryCourierPositions } from '../../adapters/driven/memory/memory-courier-positions';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import type { OrderNews } from '../../application/feed/order-news';
import type { SubjectKeys } from '../../application/ports/subject-keys';
import { asId } from '../../domain/kernel/ids';
import { minutesAfterNoon, NOON } from '../../domain/order/order.fixtures';
import type { CityChanges, CityPicture } from './city-picture';
import type { CityOrderRow } from './city-query';
import { LiveCity, MAX_WATCHERS, type WatchedCity } from './live-city';

const CENTRE = { lat: 12.9716, lng: 77.5946 };
const DOOR = { lat: 12.973_456, lng: 77.601_234 };

type Told = readonly ['snapshot' | 'changed', CityPicture & Partial<CityChanges>];

/** What is around a city, in the hands of the test. */
class Surroundings {
  readonly time = new VirtualClock(NOON);
  readonly positions = new Map([[0, 1]]);
  readonly couriers = new MemoryCourierPositions();
  readonly rows = new Map<string, CityOrderRow>();
  readonly reported: unknown[] = [];
  readonly looks = { open: 0, byId: 0, recent: 0, head: 0 };
  head = 100;
  isBehind = false;
  fails = false;
  private readonly listeners = new Set<(news: OrderNews) => void>();
  readonly city = new LiveCity({
    query: {
      openSince: () => {
        this.looks.open += 1;
        return Promise.resolve([...this.rows.values()].filter((row) => row.is_active).reverse());
      },
      ordersById: (ids) => {
        this.looks.byId += ids.length;
        return Promise.resolve(ids.flatMap((id) => this.rows.get(id) ?? []));
      },
      recentOrders: () => {
        this.looks.recent += 1;
        return Promise.resolve({ placed: 3, delivered: 2, cancelled: 1 });
      },
      couriersOnShift: () => Promise.resolve({ online: 2, busy: 1 }),
    },
    news: this,
    progress: {
      waitFor: async (_view, _shard, _position, timeoutMs) => {
        if (this.isBehind) await this.time.sleep(timeoutMs);
        return !this.isBehind;
      },
    },
    store: {
      headPosition: () => {
        this.looks.head += 1;
        return this.fails ? Promise.reject(new Error('no database')) : Promise.resolve(this.head);
      },
    },
    positions: this.couriers,
    keys: { open: (sealed) => Promise.resolve(sealed.box) } as SubjectKeys,
    business: { read: () => ({ now: this.time.business.now(), rate: 1 }) },
    clock: this.time.system,
    centre: CENTRE,
    report: (error) => this.reported.push(error),
  });

  get listening(): number {
    return this.listeners.size;
  }

  subscribe(listener: (news: OrderNews) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The order is in the view like this, and the log has news of it. */
  happen(orderId: string, change: Partial<CityOrderRow>): void {
    this.put(orderId, change);
    const event = { type: 'OrderReadyForPickup', at: minutesAfterNoon(1) } as const;
    for (const listener of this.listeners) {
      listener({ orderId: asId(orderId), event, shard: 0, position: 2 });
    }
  }

  put(orderId: string, change: Partial<CityOrderRow> = {}): void {
    const address = {
      type: 'HOME',
      line1: '1, Church Street',
      line2: null,
      landmark: null,
      city: 'Bengaluru',
      state: null,
      pincode: '560001',
      location: DOOR,
    };
    const placed: CityOrderRow = {
      order_id: orderId,
      restaurant_id: 'restaurant-1',
      status: 'PENDING',
      is_active: true,
      courier_id: null,
      address: { subject: 'customer-1', keyId: 'key-1', box: JSON.stringify(address) },
    };
    this.rows.set(orderId, { ...(this.rows.get(orderId) ?? placed), ...change });
  }

  async locate(courierId: string, metresNorth: number): Promise<void> {
    await this.couriers.record({
      courierId: asId(courierId),
      shift: 1,
      accuracyMetres: 5,
      at: this.time.business.now(),
      lat: CENTRE.lat + metresNorth / 111_195,
      lng: CENTRE.lng,
    });
  }

  /** Somebody watches; what they are told is gathered. */
  async watch(): Promise<{ readonly told: Told[]; readonly leave: () => void }> {
    const opening = this.city.open();
    await this.time.advance(0);
    const watched = await opening;
    if (watched === null) throw new Error('nothing to watch');
    const told: Told[] = [];
    watched.listen((name, json) => void told.push([name, JSON.parse(json) as Told[1]]));
    return { told, leave: () => watched.leave() };
  }
}

describe('the live city', () => {
  let around: Surroundings;

  beforeEach(() => {
    around = new Surroundings();
  });

  afterEach(async () => {
    const closing = around.city.close();
    await around.time.advance(10_000);
    await closing;
    expect(around.listening).toBe(0);
    expect(around.time.asleep).toBe(0);
  });

  it('looks at nothing while nobody watches, nor when the last one has left', async () => {
    await around.time.advance(60_000);
    expect(around.looks.head).toBe(0);
    const { leave } = await around.watch();
    await around.time.advance(5_000);
    leave();
    leave();
    await around.time.advance(1_000);
    const { head } = around.looks;
    expect(head).toBeGreaterThan(4);
    await around.time.advance(60_000);
    expect(around.looks.head).toBe(head);
    expect(around.listening).toBe(0);
  });

  it('makes one picture a second for all who watch', async () => {
    const watching = [await around.watch(), await around.watch(), await around.watch()];
    const { head } = around.looks;
    await around.time.advance(10_000);
    expect(around.looks.head - head).toBe(10);
    for (const { told } of watching) {
      expect(told.map(([name]) => name)).toEqual(['snapshot', ...Array<string>(10).fill('changed')]);
    }
  });

  it('begins with all there is, and goes on with what is different', async () => {
    around.put('order-1', { status: 'PREPARING' });
    await around.locate('courier-1', 500);
    const { told } = await around.watch();
    expect(told).toMatchObject([
      [
        'snapshot',
        {
          counts: {
            open_orders: { PREPARING: 1 },
            last_hour: { placed: 3, delivered: 2, cancelled: 1 },
            couriers: { online: 2, busy: 1 },
            log_position: 100,
            read_model_lag_ms: 0,
          },
          couriers: [{ n: 1, task: 'free' }],
          orders: [{ n: 1, status: 'PREPARING', restaurant_id: 'restaurant-1', courier: null }],
        },
      ],
    ]);
    around.happen('order-1', { status: 'PICKED_UP', courier_id: 'courier-1' });
    around.happen('order-2', {});
    await around.time.advance(1_000);
    expect(told.at(-1)).toMatchObject([
      'changed',
      {
        counts: { open_orders: { PICKED_UP: 1, PENDING: 1 } },
        couriers: [{ n: 1, task: 'carrying' }],
        orders: [
          { n: 1, status: 'PICKED_UP', courier: 1 },
          { n: 2, status: 'PENDING' },
        ],
        gone: { couriers: [], orders: [] },
      },
    ]);
    around.happen('order-1', { status: 'DELIVERED', is_active: false });
    await around.couriers.forget(asId('courier-1'));
    await around.time.advance(1_000);
    expect(told.at(-1)).toMatchObject([
      'changed',
      { counts: { open_orders: { PENDING: 1 } }, orders: [], gone: { couriers: [1], orders: [1] } },
    ]);
  });

  it('names nobody, and shows of a door only the block it is in', async () => {
    around.put('order-1', { status: 'PICKED_UP', courier_id: 'courier-1' });
    await around.locate('courier-1', 500);
    const { told } = await around.watch();
    expect(told[0]?.[1].orders[0]?.to).toEqual({ lat: 12.973, lng: 77.601 });
    for (const secret of ['order-1', 'courier-1', 'customer-1', 'Church', '12.973456']) {
      expect(JSON.stringify(told)).not.toContain(secret);
    }
  });

  it('shows no courier who has not been heard of for five minutes', async () => {
    await around.locate('courier-1', 500);
    const { told } = await around.watch();
    await around.time.advance(5 * 60_000 + 2_000);
    expect(told.some(([, { gone }]) => gone?.couriers.includes(1))).toBe(true);
  });

  it('reads only the orders that something happened to', async () => {
    for (let n = 1; n <= 50; n += 1) around.put(`order-${n}`);
    await around.watch();
    around.happen('order-7', { status: 'CONFIRMED' });
    around.happen('order-7', { status: 'PREPARING' });
    await around.time.advance(20_000);
    expect(around.looks).toMatchObject({ open: 1, byId: 1 });
    expect(around.looks.recent).toBeLessThanOrEqual(8);
  });

  it('has room for so many, and for another one when somebody leaves', async () => {
    const watching: WatchedCity[] = [];
    for (let n = 0; n < MAX_WATCHERS; n += 1) {
      const opening = around.city.open();
      await around.time.advance(0);
      watching.push((await opening)!);
    }
    expect(await around.city.open()).toBeNull();
    watching[3]!.leave();
    watching[3]!.leave();
    expect(await around.city.open()).not.toBeNull();
    expect(await around.city.open()).toBeNull();
  });

  it('says how far the views are behind, and shows what they show late', async () => {
    const { told } = await around.watch();
    around.isBehind = true;
    around.happen('order-1', {});
    around.rows.delete('order-1');
    await around.time.advance(6_000);
    const lagOf = ([, { counts }]: Told): number => counts.read_model_lag_ms;
    expect(Math.max(...told.map(lagOf))).toBeGreaterThan(2_500);
    expect(told.some(([, { orders }]) => orders.length > 0)).toBe(false);
    around.isBehind = false;
    around.put('order-1', { status: 'CONFIRMED' });
    await around.time.advance(3_000);
    expect(told.flatMap(([, { orders }]) => orders)).toMatchObject([{ n: 1, status: 'CONFIRMED' }]);
    expect(lagOf(told.at(-1)!)).toBe(0);
  });

  it('goes on after a failure with what has happened meanwhile', async () => {
    const { told } = await around.watch();
    around.fails = true;
    await around.time.advance(3_000);
    expect(around.reported.length).toBeGreaterThan(0);
    around.put('order-1', { status: 'READY' });
    around.fails = false;
    await around.time.advance(3_000);
    expect(told.flatMap(([, { orders }]) => orders)).toMatchObject([{ n: 1, status: 'READY' }]);
  });

  it('gives up on a first picture that does not come, and keeps no place for who waited', async () => {
    around.fails = true;
    const opening = around.city.open();
    await around.time.advance(7_000);
    expect(await opening).toBeNull();
    around.fails = false;
    expect((await around.watch()).told).toHaveLength(1);
  });
});
