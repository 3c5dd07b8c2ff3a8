import { randomUUID } from 'node:crypto';
import {
  ask,
  demoPerson,
  list,
  otherOwner,
  Refused,
  record,
  register,
  text,
  type Person,
  type Role,
} from './people';
import { until } from './program';
import type { Wire } from './wire';

/** Staff, whom all worlds share. */
export type Staff = Readonly<Record<'support' | 'admin' | 'auditor', Person>>;

/** A restaurant and who owns it. */
export interface Kitchen {
  readonly id: string;
  readonly owner: Person;
}

interface Place {
  readonly lat: number;
  readonly lng: number;
}

export async function signInStaff(wire: Wire): Promise<Staff> {
  const [support, admin, auditor] = await Promise.all([
    demoPerson(wire, 'support'),
    demoPerson(wire, 'admin'),
    demoPerson(wire, 'auditor'),
  ]);
  return { support, admin, auditor };
}

/** Every restaurant of the demo city's two owners; Pizza Palace first. */
export async function kitchensOf(wire: Wire): Promise<readonly Kitchen[]> {
  const owners = [await demoPerson(wire, 'restaurant'), await otherOwner(wire)];
  const lists = await Promise.all(
    owners.map(async (owner) => {
      const restaurants = list(await ask(wire, owner, 'GET', '/restaurant/restaurants'), 'restaurants');
      return restaurants.map((one): Kitchen => ({ id: text(one, 'id'), owner }));
    }),
  );
  return lists.flat();
}

export const OPEN_ALL_WEEK = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [{ open: '00:00', close: '00:00' }]]),
);

const DISH = {
  ...{ id: 'thali', name: 'Thali', description: 'Of everything a little', price_minor: 40_000 },
  ...{ veg: true, bestseller: true, image: null },
  nutritional_info: { calories: 800, protein: 30, carbs: 90, fat: 20 },
  customizations: [
    {
      ...{ id: 'extras', name: 'Extras', required: false, max_selections: 1 },
      options: [
        { id: 'papad', label: 'Papad', price_minor: 2_000 },
        { id: 'curd', label: 'Curd', price_minor: 3_000 },
      ],
    },
  ],
};

export const ITEM_ID = DISH.id;

/** One that nobody orders: it may be sold out. */
export const OTHER_ITEM_ID = 'dosa';

/** What every kitchen of a world offers. */
export const MENU = {
  categories: [{ id: 'plates', name: 'Plates', items: [DISH, { ...DISH, id: OTHER_ITEM_ID, name: 'Dosa' }] }],
};

/** Far from every restaurant: whoever looks for couriers finds nobody there, and staff can assign them. */
const FAR_AWAY: Place = { lat: 15.3, lng: 75.1 };

/** An order as its world knows it. */
export interface Order {
  readonly id: string;
  readonly totalMinor: number;
  /** Where it can be paid; empty when it is paid in cash. */
  readonly paymentId: string;
  readonly page: string;
  courier?: Person;
}

/** A customer, a kitchen and couriers of their own, and what it takes to bring an order as far as one likes. */
export class World {
  private couriers: Person[] = [];

  private constructor(
    readonly wire: Wire,
    readonly staff: Staff,
    /** Where orders are placed. */
    readonly kitchen: Kitchen,
    /** What may be closed, and have its menu changed, while orders are placed at the other. */
    readonly spare: Kitchen,
    readonly customer: Person,
    readonly addressId: string,
    /** Where the kitchen is. */
    readonly place: Place,
  ) {}

  static async open(wire: Wire, staff: Staff, kitchen: Kitchen, spare: Kitchen): Promise<World> {
    for (const { id, owner } of new Set([kitchen, spare])) {
      await ask(wire, owner, 'PUT', `/restaurant/${id}/hours`, {
        time_zone: 'Asia/Kolkata',
        weekly: OPEN_ALL_WEEK,
      });
      await ask(wire, owner, 'POST', `/restaurant/${id}/resume`);
      await publishMenu(wire, { id, owner });
    }
    const { location } = await ask(wire, null, 'GET', `/restaurants/${kitchen.id}`);
    const { lat, lng } = record(location);
    const place = { lat: Number(lat), lng: Number(lng) };
    const customer = await register(wire, 'customer');
    const { address_id: addressId } = await ask(
      wire,
      customer,
      'POST',
      '/users/addresses',
      addressNear(place),
    );
    return new World(wire, staff, kitchen, spare, customer, String(addressId), place);
  }

  ask(person: Person | null, method: string, path: string, body?: unknown, key?: string) {
    return ask(this.wire, person, method, path, body, key === undefined ? {} : { 'idempotency-key': key });
  }

  /** The one of that role; couriers are of an order. */
  person(role: Exclude<Role, 'courier'>): Person {
    if (role === 'customer') return this.customer;
    return role === 'restaurant' ? this.kitchen.owner : this.staff[role];
  }

  /** A cart with one line; the body that orders it. */
  async cart(payment = 'COD'): Promise<Readonly<Record<string, unknown>>> {
    const cart = await this.ask(this.customer, 'POST', '/cart/items', this.item());
    const quote = record(cart['quote']);
    return {
      ...{ cart_id: cart['cart_id'], address_id: this.addressId, payment_method: payment },
      ...{ delivery_instructions: 'Ring twice', quote_hash: quote['quote_hash'] },
    };
  }

  item(): Readonly<Record<string, unknown>> {
    return {
      ...{ restaurant_id: this.kitchen.id, item_id: ITEM_ID, quantity: 1 },
      ...{ customizations: ['papad'], replace_cart: true },
    };
  }

  async placed(payment = 'COD'): Promise<Order> {
    // A restaurant that has let orders wait for too long, as time was moved on, was paused for that.
    await this.reopen();
    const placed = await this.ask(this.customer, 'POST', '/orders', await this.cart(payment), randomUUID());
    const id = text(placed, 'order_id');
    const totalMinor = Number(placed['total_amount_minor']);
    if (payment === 'COD') return { id, totalMinor, paymentId: '', page: '' };
    const begun = await this.ask(this.customer, 'POST', '/payments/initiate', { order_id: id }, randomUUID());
    return { id, totalMinor, paymentId: text(begun, 'payment_id'), page: text(begun, 'gateway_url') };
  }

  /** The kitchen takes orders again; somebody else may pause it in the same moment. */
  private reopen() {
    const { id, owner } = this.kitchen;
    return until('the kitchen takes orders', () =>
      this.ask(owner, 'POST', `/restaurant/${id}/resume`).catch((error: unknown) => {
        if (error instanceof Refused && error.code === 'CONFLICT') return undefined;
        throw error;
      }),
    );
  }

  async confirmed(payment = 'COD'): Promise<Order> {
    const order = await this.placed(payment);
    if (order.page !== '') {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ outcome: 'pay' });
      await fetch(order.page, { method: 'POST', redirect: 'manual', headers, body });
    }
    await this.untilStatus(order, 'CONFIRMED');
    return order;
  }

  async accepted(payment = 'COD', startNow = true): Promise<Order> {
    const order = await this.confirmed(payment);
    await this.kitchenSays(order, 'accept', { prep_minutes: 20, start_now: startNow });
    return order;
  }

  /** The kitchen cooks, and a courier will bring it. */
  async assigned(payment = 'COD'): Promise<Order> {
    const order = await this.accepted(payment);
    order.courier = await this.courierFor(order);
    return order;
  }

  async ready(payment = 'COD'): Promise<Order> {
    const order = await this.assigned(payment);
    await this.kitchenSays(order, 'ready');
    return order;
  }

  async pickedUp(payment = 'COD'): Promise<Order> {
    const order = await this.ready(payment);
    await this.courierSays(order, { status: 'PICKED_UP' });
    return order;
  }

  async delivered(payment = 'COD'): Promise<Order> {
    const order = await this.pickedUp(payment);
    await this.courierSays(order, { status: 'DELIVERED', code: await this.codeOf(order) });
    return order;
  }

  /** The four digits that the customer says at the door. */
  async codeOf(order: Order): Promise<string> {
    return text(await this.ask(this.customer, 'GET', `/orders/${order.id}`), 'delivery_code');
  }

  kitchenSays(order: Order, step: string, body?: unknown) {
    return this.ask(this.kitchen.owner, 'POST', `/restaurant/orders/${order.id}/${step}`, body);
  }

  courierSays(order: Order, body: unknown) {
    return this.ask(this.courierOf(order), 'PUT', `/delivery/orders/${order.id}/status`, body);
  }

  staffSays(order: Order, step: string, body?: unknown) {
    return this.ask(this.staff.support, 'POST', `/staff/orders/${order.id}/${step}`, body);
  }

  courierOf({ courier, id }: Order): Person {
    if (courier === undefined) throw new Error(`nobody brings order ${id}`);
    return courier;
  }

  untilStatus(order: Order, status: string) {
    return until(`order ${order.id} is ${status}`, async () => {
      const shown = await this.ask(this.customer, 'GET', `/orders/${order.id}`);
      return shown['status'] === status ? shown : undefined;
    });
  }

  /** Somebody who waits far away, with room for orders. */
  async newCourier(place: Place = FAR_AWAY): Promise<Person> {
    const courier = await register(this.wire, 'courier');
    await this.ask(courier, 'POST', '/delivery/available', { available: true, ...place });
    await until('the courier is known', async () => {
      const headers = { authorization: `Bearer ${courier.token}` };
      const me = await this.wire.send({ method: 'GET', path: '/api/v1/delivery/me', headers, body: null });
      return (me.status === 200 && record(JSON.parse(me.text))['is_online'] === true) || undefined;
    });
    return courier;
  }

  /** Staff give the order to a courier who has room. */
  private async courierFor({ id }: Order): Promise<Person> {
    for (const courier of this.couriers) {
      try {
        await this.assign(id, courier);
        return courier;
      } catch {
        this.couriers = this.couriers.filter((one) => one !== courier);
      }
    }
    const courier = await this.newCourier();
    this.couriers.push(courier);
    await this.assign(id, courier);
    return courier;
  }

  private assign(orderId: string, courier: Person) {
    return this.ask(this.staff.support, 'PUT', `/staff/orders/${orderId}/courier`, {
      courier_id: courier.id,
    });
  }
}

export const addressNear = ({ lat, lng }: Place) => ({
  ...{ address_type: 'HOME', address_line1: '4, Museum Road', address_line2: 'Second floor' },
  ...{ landmark: 'Opposite the park', city: 'Bengaluru', state: 'Karnataka', pincode: '560001' },
  ...{ latitude: lat + 0.002, longitude: lng, is_default: true },
});

/** The ETag of a restaurant's menu, as it is now. */
export async function etagOf(wire: Wire, restaurantId: string): Promise<string> {
  const path = `/api/v1/restaurants/${restaurantId}/menu`;
  const { headers } = await wire.send({ method: 'GET', path, headers: {}, body: null });
  return headers['etag'] ?? '';
}

/** Has the restaurant offer `MENU`; the ETag of that. */
export async function publishMenu(wire: Wire, { id, owner }: Kitchen): Promise<string> {
  // What is shown may be a moment behind what was published last.
  return until(`restaurant ${id} offers the menu`, async () => {
    const base = await etagOf(wire, id);
    const {
      status,
      headers,
      text: answered,
    } = await wire.send({
      method: 'PUT',
      path: `/api/v1/restaurant/${id}/menu`,
      headers: {
        ...{ authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' },
        ...(base === '' ? {} : { 'if-match': base }),
      },
      body: Buffer.from(JSON.stringify(MENU)),
    });
    if (status === 200) return headers['etag'] ?? base;
    if (status !== 412) throw new Error(`the menu was refused: ${answered}`);
    return undefined;
  });
}
