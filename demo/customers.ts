import { DEMO_PASSWORD } from '../src/main/demo/demo-logins';
import { DEMO_PEOPLE } from '../src/main/demo/city/people';
import type { ApiClient } from './api-client';
import { list, text, whole } from './json';
import { addressAt, newCustomer, peopleOf } from './newcomers';
import { SeededRandom } from './seeded-random';
import type { Place } from './stage';

/** Somebody who orders food. */
export interface Customer {
  readonly client: ApiClient;
  readonly home: { readonly addressId: string; readonly place: Place };
}

/** Where newcomers live: within so many metres of somewhere that food comes from. */
const NEAR_METRES = 1_500;
const METRES_PER_DEGREE = 111_195;

/** The customers of an evening: those of the city, then newcomers, who register when they first get hungry. */
export class Customers {
  private readonly known = new Map<number, Promise<Customer>>();
  private readonly carts = new Map<number, Promise<unknown>>();

  /** @param kitchens where food comes from */
  constructor(
    private readonly anyone: ApiClient,
    private readonly kitchens: readonly Place[],
  ) {}

  /** How many take turns in so many orders. */
  static countFor(orders: number): number {
    return Math.max(4, Math.ceil(orders / 2.5));
  }

  get(i: number): Promise<Customer> {
    const known = this.known.get(i);
    if (known !== undefined) return known;
    const coming = this.come(i);
    this.known.set(i, coming);
    return coming;
  }

  /** Everybody has one cart: what is done with it is done after what was done before. */
  async withCart<T>(i: number, work: () => Promise<T>): Promise<T> {
    const before = this.carts.get(i) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.carts.set(i, mine);
    return mine;
  }

  private async come(i: number): Promise<Customer> {
    const ofTheCity = peopleOf(DEMO_PEOPLE, 'customer');
    const resident = ofTheCity[i];
    const client =
      resident === undefined
        ? await this.register(i - ofTheCity.length)
        : await this.anyone.as({ login: resident.phone, password: DEMO_PASSWORD });
    const known = await this.homeOf(client);
    if (known !== null) return { client, home: known };
    const random = SeededRandom.of(0, 'home', i);
    const near = random.oneOf(this.kitchens);
    const off = (): number => (random.between(-NEAR_METRES, NEAR_METRES) / METRES_PER_DEGREE) * 0.7;
    const place = { lat: near.lat + off(), lng: near.lng + off() };
    const saved = await client.command('POST', '/users/addresses', addressAt(i, place));
    return { client, home: { addressId: text(saved.body, 'address_id'), place } };
  }

  private register(i: number): Promise<ApiClient> {
    const { name, phone } = newCustomer(i);
    return this.anyone.register({ name, login: phone, password: DEMO_PASSWORD, role: 'CUSTOMER' });
  }

  private async homeOf(client: ApiClient): Promise<Customer['home'] | null> {
    const { body } = await client.ask('GET', '/users/addresses');
    const addresses = list(body, 'addresses');
    const home = addresses.find((address) => address['is_default'] === true) ?? addresses[0];
    if (home === undefined) return null;
    const place = { lat: whole(home, 'latitude'), lng: whole(home, 'longitude') };
    return { addressId: text(home, 'address_id'), place };
  }
}
