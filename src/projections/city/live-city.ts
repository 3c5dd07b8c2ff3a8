import type { OrderNewsFeed } from '../../application/feed/order-news';
import { openAddress } from '../../application/customers/personal-data';
import type { BusinessClockControl, SystemClock } from '../../application/ports/clock';
import type { CourierPositions } from '../../application/ports/courier-positions';
import type { EventStore } from '../../application/ports/event-store';
import type { SubjectKeys } from '../../application/ports/subject-keys';
import type { GeoPoint } from '../../domain/kernel/geo';
import { plusMs, type Instant } from '../../domain/kernel/instant';
import type { ProjectionProgress } from '../projection-progress';
import {
  aboutThere,
  changesBetween,
  Growth,
  onTheStreet,
  OpaqueNumbers,
  type CityCounts,
  type CityPicture,
  type CourierDot,
  type CourierTask,
  type OrderDot,
} from './city-picture';
import type { CityOrderRow, CityQuery } from './city-query';
import { OpenOrders } from './open-orders';

/** How many may watch at once. */
export const MAX_WATCHERS = 64;

/** From one picture to the next (ms). */
const EVERY_MS = 1_000;
/** From one count of what goes through many rows to the next (ms), and how many times longer than the count itself. */
const COUNT_EVERY_MS = 3_000;
const COUNT_SHARE = 20;
/** How long whoever comes first waits for a picture (ms). */
const FIRST_MS = 6_000;

/** Dots on the map at most: the newest orders, and as many couriers. */
const MAX_DOTS = 400;

const HOUR_MS = 60 * 60_000;
/** Of city time: older orders are not looked for, and what ended in the last hour was placed within three. */
const OPEN_MS = 6 * HOUR_MS;
const RECENT_MS = 3 * HOUR_MS;

/** A courier who has not been heard of for so long is not shown: of city time, but of wall time when that is longer (ms). */
const SILENT_MS = 5 * 60_000;
const SILENT_WALL_MS = 30_000;
const CITY_RADIUS_METRES = 30_000;

const CARRIED: ReadonlySet<string> = new Set(['PICKED_UP', 'OUT_FOR_DELIVERY']);

/** Told what the city looks like: `snapshot` is all of it, `changed` what is new since the last one. Both are JSON. */
export type CityWatcher = (name: 'snapshot' | 'changed', json: string) => void;

/** A place among those who watch. To be left, which may be done twice. */
export interface WatchedCity {
  /** Tells the snapshot at once, and then what changes, about once a second. */
  listen(watcher: CityWatcher): void;
  leave(): void;
}

export interface LiveCityPorts {
  readonly query: Pick<CityQuery, 'openSince' | 'ordersById' | 'recentOrders' | 'couriersOnShift'>;
  readonly news: Pick<OrderNewsFeed, 'positions' | 'subscribe'>;
  readonly progress: Pick<ProjectionProgress, 'waitFor'>;
  readonly store: Pick<EventStore, 'headPosition'>;
  readonly positions: Pick<CourierPositions, 'near'>;
  readonly keys: SubjectKeys;
  readonly business: Pick<BusinessClockControl, 'read'>;
  readonly clock: SystemClock;
  /** Around where couriers are looked for. */
  readonly centre: GeoPoint;
  /** Told of what fails and is tried again. */
  readonly report: (error: unknown) => void;
}

/**
 * The city as it is now, for all who watch: one picture a second is made for all of them together, and none when
 * nobody watches. It names nobody: couriers and orders are numbers that begin anew with every first watcher.
 */
export class LiveCity {
  private watchers = 0;
  private shown: ShownCity | null = null;
  /** Resolves when what was shown last has ended. */
  private ended: Promise<void> = Promise.resolve();

  constructor(private readonly ports: LiveCityPorts) {}

  /** Null when too many watch already, or there is no picture in time. */
  async open(): Promise<WatchedCity | null> {
    if (this.watchers >= MAX_WATCHERS) return null;
    this.watchers += 1;
    const city = (this.shown ??= this.begin());
    let mine: CityWatcher | null = null;
    let isHere = true;
    const leave = (): void => {
      if (!isHere) return;
      isHere = false;
      if (mine !== null) city.watchers.delete(mine);
      this.watchers -= 1;
      if (this.watchers === 0) this.stop();
    };
    if ((await city.first(FIRST_MS)) === null) {
      leave();
      return null;
    }
    return {
      leave,
      listen: (watcher) => {
        if (!isHere || mine !== null) return;
        mine = watcher;
        watcher('snapshot', JSON.stringify(city.picture));
        city.watchers.add(watcher);
      },
    };
  }

  /** Ends what is shown, and waits for the last look. */
  async close(): Promise<void> {
    this.stop();
    await this.ended;
  }

  private begin(): ShownCity {
    const before = this.ended;
    const city = new ShownCity(this.ports);
    this.ended = before.then(() => city.run());
    return city;
  }

  private stop(): void {
    this.shown?.stopping.abort();
    this.shown = null;
  }
}

/** One spell in which somebody watches. */
class ShownCity {
  readonly watchers = new Set<CityWatcher>();
  readonly stopping = new AbortController();
  picture: CityPicture | null = null;
  private readonly seen = new AbortController();
  private readonly couriers = new OpaqueNumbers();
  private readonly orders = new OpaqueNumbers();
  private readonly places = new Map<string, GeoPoint | null>();
  private readonly growth = new Growth(5_000);
  private counted: Pick<CityCounts, 'last_hour' | 'couriers'> | null = null;
  private countAgainAt = 0;

  constructor(private readonly ports: LiveCityPorts) {}

  /** The first picture; null when there was none in time. */
  async first(withinMs: number): Promise<CityPicture | null> {
    if (this.picture === null) {
      await this.ports.clock.sleep(withinMs, AbortSignal.any([this.seen.signal, this.stopping.signal]));
    }
    return this.picture;
  }

  /** Shows the city until it is stopped. Never rejects. */
  async run(): Promise<void> {
    const { clock, report } = this.ports;
    const { signal } = this.stopping;
    const isWatched = (): boolean => !signal.aborted;
    while (isWatched()) {
      const open = new OpenOrders(this.ports.news, this.ports.query, this.ports.progress, clock);
      try {
        await open.begin(plusMs(this.ports.business.read().now, -OPEN_MS));
        while (isWatched()) {
          const from = clock.now();
          this.show(await this.look(open));
          await clock.sleep(Math.max(EVERY_MS / 4, EVERY_MS - (clock.now() - from)), signal);
        }
      } catch (error) {
        if (isWatched()) report(error);
        await clock.sleep(EVERY_MS, signal);
      } finally {
        open.end();
      }
    }
  }

  private show(picture: CityPicture): void {
    const before = this.picture;
    this.picture = picture;
    this.seen.abort();
    if (before === null || this.watchers.size === 0) return;
    const json = JSON.stringify(changesBetween(before, picture));
    for (const watcher of [...this.watchers]) watcher('changed', json);
  }

  private async look(open: OpenOrders): Promise<CityPicture> {
    const { store, business, clock } = this.ports;
    const lag = await open.look();
    const { now, rate } = business.read();
    const orders = open.all;
    const couriers = await this.courierDots(orders, now, rate);
    const { last_hour, couriers: onShift } = await this.count(now);
    const head = await store.headPosition();
    return {
      counts: {
        city_time: now,
        rate,
        open_orders: byStatus(orders),
        last_hour,
        couriers: onShift,
        log_position: head,
        events_per_second: this.growth.perSecond(head, clock.now()),
        read_model_lag_ms: lag,
      },
      couriers: [...couriers.values()],
      orders: await this.orderDots(orders, couriers),
    };
  }

  private async count(now: Instant): Promise<Pick<CityCounts, 'last_hour' | 'couriers'>> {
    const { query, clock } = this.ports;
    const from = clock.now();
    if (this.counted !== null && from < this.countAgainAt) return this.counted;
    const last_hour = await query.recentOrders(plusMs(now, -HOUR_MS), plusMs(now, -RECENT_MS));
    this.counted = { last_hour, couriers: await query.couriersOnShift() };
    const ended = clock.now();
    this.countAgainAt = ended + Math.max(COUNT_EVERY_MS, COUNT_SHARE * (ended - from));
    return this.counted;
  }

  /** By the id of the courier. */
  private async courierDots(
    orders: readonly CityOrderRow[],
    now: Instant,
    rate: number,
  ): Promise<ReadonlyMap<string, CourierDot>> {
    const { positions, centre } = this.ports;
    const tasks = tasksOf(orders);
    const since = plusMs(now, -Math.round(Math.max(SILENT_MS, SILENT_WALL_MS * rate)));
    const near = await positions.near(centre, CITY_RADIUS_METRES, since, MAX_DOTS);
    this.couriers.holdOnly(new Set(near.map(({ position: { courierId } }) => courierId)));
    return new Map(
      near.map(({ position }) => {
        const { courierId } = position;
        const task = tasks.get(courierId) ?? 'free';
        return [courierId, { n: this.couriers.of(courierId), task, ...onTheStreet(position) }];
      }),
    );
  }

  private async orderDots(
    orders: readonly CityOrderRow[],
    couriers: ReadonlyMap<string, CourierDot>,
  ): Promise<readonly OrderDot[]> {
    const dots: OrderDot[] = [];
    const newest = orders.slice(-MAX_DOTS);
    const ids = new Set(newest.map(({ order_id: id }) => id));
    this.orders.holdOnly(ids);
    for (const id of this.places.keys()) if (!ids.has(id)) this.places.delete(id);
    for (const row of newest) {
      dots.push({
        n: this.orders.of(row.order_id),
        status: row.status,
        restaurant_id: row.restaurant_id,
        courier: row.courier_id === null ? null : (couriers.get(row.courier_id)?.n ?? null),
        to: await this.placeOf(row),
      });
    }
    return dots;
  }

  private async placeOf({ order_id: id, address }: CityOrderRow): Promise<GeoPoint | null> {
    const known = this.places.get(id);
    if (known !== undefined) return known;
    const opened = await openAddress(this.ports.keys, address);
    const place = opened === null ? null : aboutThere(opened.location);
    this.places.set(id, place);
    return place;
  }
}

function byStatus(orders: readonly CityOrderRow[]): CityCounts['open_orders'] {
  const counts: { [Status in CityOrderRow['status']]?: number } = {};
  for (const { status } of orders) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** What couriers do by their orders: whoever has any food carries it. */
function tasksOf(orders: readonly CityOrderRow[]): ReadonlyMap<string, CourierTask> {
  const tasks = new Map<string, CourierTask>();
  for (const { courier_id: courierId, status } of orders) {
    if (courierId === null) continue;
    if (CARRIED.has(status)) tasks.set(courierId, 'carrying');
    else if (!tasks.has(courierId)) tasks.set(courierId, 'fetching');
  }
  return tasks;
}
