import type { GeoPoint } from '../../domain/kernel/geo';
import type { Instant } from '../../domain/kernel/instant';
import type { OrderStatus } from '../../domain/order/order-transitions';
import type { CouriersOnShift, RecentOrders } from './city-query';

/** `free`: has no order; `fetching`: on the way to a restaurant, or there; `carrying`: has the food. */
export type CourierTask = 'free' | 'fetching' | 'carrying';

/** A courier on the map. The number says nothing about who it is. */
export interface CourierDot extends GeoPoint {
  readonly n: number;
  readonly task: CourierTask;
}

/** An order on the map, between its restaurant and about where it goes. */
export interface OrderDot {
  readonly n: number;
  readonly status: OrderStatus;
  readonly restaurant_id: string;
  /** The dot of who brings it; null when nobody does, or nothing was heard of them. */
  readonly courier: number | null;
  /** To about a hundred metres; null when nobody knows where it goes any more. */
  readonly to: GeoPoint | null;
}

export interface CityCounts {
  /** The city's own clock, and its seconds per second. */
  readonly city_time: Instant;
  readonly rate: number;
  /** Open orders by status; a status without orders is left out. */
  readonly open_orders: Readonly<Partial<Record<OrderStatus, number>>>;
  /** Of the last hour of city time. */
  readonly last_hour: RecentOrders;
  readonly couriers: CouriersOnShift;
  /** Position of the last event in the log. */
  readonly log_position: number;
  readonly events_per_second: number;
  /** How long a reader waits just now until the order view shows all that has happened. */
  readonly read_model_lag_ms: number;
}

/** The city at a moment. */
export interface CityPicture {
  readonly counts: CityCounts;
  readonly couriers: readonly CourierDot[];
  readonly orders: readonly OrderDot[];
}

/** What has changed from one picture to the next. */
export interface CityChanges extends CityPicture {
  /** Numbers of dots that are there no more. */
  readonly gone: { readonly couriers: readonly number[]; readonly orders: readonly number[] };
}

/** The later picture without the dots that the earlier one has just the same. */
export function changesBetween(earlier: CityPicture, later: CityPicture): CityChanges {
  const couriers = dotsBetween(earlier.couriers, later.couriers);
  const orders = dotsBetween(earlier.orders, later.orders);
  return {
    counts: later.counts,
    couriers: couriers.changed,
    orders: orders.changed,
    gone: { couriers: couriers.gone, orders: orders.gone },
  };
}

function dotsBetween<Dot extends { readonly n: number }>(earlier: readonly Dot[], later: readonly Dot[]) {
  const before = new Map(earlier.map((dot) => [dot.n, JSON.stringify(dot)]));
  const changed = later.filter((dot) => before.get(dot.n) !== JSON.stringify(dot));
  for (const { n } of later) before.delete(n);
  return { changed, gone: [...before.keys()] };
}

const rounded = ({ lat, lng }: GeoPoint, decimals: number): GeoPoint => ({
  lat: Number(lat.toFixed(decimals)),
  lng: Number(lng.toFixed(decimals)),
});

/** A thousandth of a degree: a block of houses, not a door. */
export const aboutThere = (place: GeoPoint): GeoPoint => rounded(place, 3);

/** A few metres: enough to follow a dot along a street. */
export const onTheStreet = (place: GeoPoint): GeoPoint => rounded(place, 5);

/** Gives ids numbers that say nothing about them, each the same number for as long as it is held. */
export class OpaqueNumbers {
  private readonly numbers = new Map<string, number>();
  private last = 0;

  of(id: string): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.last += 1;
      this.numbers.set(id, number);
    }
    return number;
  }

  /** Forgets all ids but these; one that comes again gets another number. */
  holdOnly(ids: ReadonlySet<string>): void {
    for (const id of this.numbers.keys()) if (!ids.has(id)) this.numbers.delete(id);
  }
}

/** How fast a number grows, over the last few looks at it. */
export class Growth {
  private readonly looks: { readonly atMs: number; readonly value: number }[] = [];

  /** @param windowMs how far back it looks */
  constructor(private readonly windowMs: number) {}

  /** Takes a look, and gives the growth per second since the oldest look in the window; 0 at the first one. */
  perSecond(value: number, atMs: number): number {
    this.looks.push({ atMs, value });
    while (this.looks.length > 2 && (this.looks[1]?.atMs ?? atMs) <= atMs - this.windowMs) this.looks.shift();
    const [oldest] = this.looks;
    if (oldest === undefined || oldest.atMs === atMs) return 0;
    return Math.round(((value - oldest.value) * 10_000) / (atMs - oldest.atMs)) / 10;
  }
}
