/**
 * What there is to draw at a moment, for any kind of map. Couriers glide from where they were to where they are; an
 * order is a dot beside its restaurant until somebody carries it.
 *
 * @import { CourierDot, OrderDot, Picture, Place } from './live-city.js'
 * @typedef {{ id: string, name: string, cuisines: string[], location: Place, is_open: boolean }} Restaurant
 * @typedef {{ properties: { name: string, class: string }, geometry: { coordinates: [number, number][] } }} Street
 * @typedef {{ features: Street[] }} Streets
 * @typedef {{
 *   centre: Place, streets: string | null, feed: string, restaurants: Restaurant[], payment_gateway: string | null,
 *   logins: { role: string, name: string, login: string, password: string }[],
 * }} City
 * @typedef {{ centre: Place, streets: Streets | null, restaurants: Restaurant[], isStill: boolean }} MapContent
 * @typedef {'placed' | 'cooking' | 'ready' | 'moving'} Stage
 * @typedef {{ at: Place, task: CourierDot['task'], bearing: number }} DrawnCourier
 * @typedef {{ at: Place, stage: Stage }} DrawnOrder
 * @typedef {{ from: Place, to: Place }} DrawnTrip
 * @typedef {{ couriers: DrawnCourier[], orders: DrawnOrder[], trips: DrawnTrip[], isMoving: boolean }} Drawing
 */

/** How long a courier takes from one place to the next: a little longer than one comes after the other (ms). */
const GLIDE_MS = 1_300;

/** The angle by which each dot is turned against the one before, so that many of them fill a disc evenly. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

const METRES_PER_DEGREE = 111_195;

/** @type {Readonly<Record<string, Stage>>} */
const STAGES = {
  PENDING: 'placed',
  CONFIRMED: 'placed',
  PREPARING: 'cooking',
  READY: 'ready',
  PICKED_UP: 'moving',
  OUT_FOR_DELIVERY: 'moving',
};

/** @param {string} status */
export const stageOf = (status) => STAGES[status] ?? 'placed';

/** @param {Place} a @param {Place} b */
const isSame = (a, b) => a.lat === b.lat && a.lng === b.lng;

/** @param {Place} from @param {Place} to @param {number} share */
const between = (from, to, share) => ({
  lat: from.lat + (to.lat - from.lat) * share,
  lng: from.lng + (to.lng - from.lng) * share,
});

/** Degrees clockwise from north. @param {Place} from @param {Place} to */
const bearingTo = (from, to) =>
  (Math.atan2((to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180), to.lat - from.lat) * 180) / Math.PI;

export class Scene {
  /** @type {Map<number, { from: Place, to: Place, sinceMs: number, bearing: number, task: CourierDot['task'] }>} */
  #couriers = new Map();
  /** @type {readonly OrderDot[]} */
  #orders = [];
  /** @type {ReadonlyMap<string, Restaurant>} */
  #restaurants = new Map();

  /** @param {boolean} isStill whether things jump instead of gliding */
  constructor(isStill) {
    this.isStill = isStill;
  }

  /** @param {readonly Restaurant[]} restaurants */
  placeRestaurants(restaurants) {
    this.#restaurants = new Map(restaurants.map((restaurant) => [restaurant.id, restaurant]));
  }

  /** @param {Picture} picture @param {number} nowMs */
  take({ couriers, orders }, nowMs) {
    for (const n of this.#couriers.keys()) if (!couriers.has(n)) this.#couriers.delete(n);
    for (const { n, task, lat, lng } of couriers.values()) {
      const to = { lat, lng };
      const known = this.#couriers.get(n);
      if (known === undefined) {
        this.#couriers.set(n, { from: to, to, sinceMs: nowMs, bearing: 0, task });
      } else if (isSame(known.to, to)) {
        known.task = task;
      } else {
        const from = this.#at(known, nowMs);
        const bearing = isSame(from, to) ? known.bearing : bearingTo(from, to);
        this.#couriers.set(n, { from, to, sinceMs: nowMs, bearing, task });
      }
    }
    this.#orders = [...orders.values()];
  }

  /**
   * @param {number} nowMs
   * @param {number} metresPerPixel of the map, for what keeps its size on the screen
   * @returns {Drawing}
   */
  drawing(nowMs, metresPerPixel) {
    let isMoving = false;
    /** @type {Map<number, DrawnCourier>} */
    const couriers = new Map();
    for (const [n, courier] of this.#couriers) {
      if (!isSame(courier.from, courier.to) && nowMs - courier.sinceMs < GLIDE_MS) isMoving = true;
      couriers.set(n, { at: this.#at(courier, nowMs), task: courier.task, bearing: courier.bearing });
    }
    /** @type {Map<string, number>} */
    const waiting = new Map();
    /** @type {DrawnOrder[]} */
    const orders = [];
    /** @type {DrawnTrip[]} */
    const trips = [];
    for (const { status, restaurant_id: id, courier: n, to } of this.#orders) {
      const stage = stageOf(status);
      const courier = n === null ? undefined : couriers.get(n);
      const kitchen = this.#restaurants.get(id)?.location;
      if (stage === 'moving') {
        if (courier !== undefined && to !== null) trips.push({ from: courier.at, to });
      } else if (kitchen !== undefined) {
        const place = waiting.get(id) ?? 0;
        waiting.set(id, place + 1);
        orders.push({ stage, at: beside(kitchen, place, metresPerPixel) });
      }
    }
    return { couriers: [...couriers.values()], orders, trips, isMoving: isMoving && !this.isStill };
  }

  /** @param {{ from: Place, to: Place, sinceMs: number }} courier @param {number} nowMs */
  #at({ from, to, sinceMs }, nowMs) {
    return this.isStill ? to : between(from, to, Math.min(1, (nowMs - sinceMs) / GLIDE_MS));
  }
}

/**
 * The places of dots around a restaurant: a disc that grows with their number.
 * @param {Place} centre @param {number} place @param {number} metresPerPixel
 */
function beside({ lat, lng }, place, metresPerPixel) {
  const metres = (7 + 4.6 * Math.sqrt(place)) * metresPerPixel;
  const angle = place * GOLDEN_ANGLE;
  return {
    lat: lat + (metres * Math.cos(angle)) / METRES_PER_DEGREE,
    lng: lng + (metres * Math.sin(angle)) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)),
  };
}
