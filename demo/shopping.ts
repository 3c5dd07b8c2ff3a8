import type { ApiClient, Answer } from './api-client';
import { SECOND_MS, type BusinessTime } from './business-time';
import { list, record, text, textOrNull, whole, type JsonRecord } from './json';
import type { SeededRandom } from './seeded-random';
import type { Place } from './stage';

/** A cart that can be ordered as it is. */
export interface FilledCart {
  readonly cartId: string;
  readonly addressId: string;
  readonly quoteHash: string;
}

/** What somebody does on the way to a cart that can be ordered. */
export interface Whims {
  readonly editsCart: boolean;
  readonly beginsElsewhere: boolean;
}

/** How many of the nearest restaurants are looked at. */
const SHOWN = 24;

/** So often somebody begins anew, at another restaurant. */
const TRIES = 8;

/** At least one has to be chosen of a group that is required. */
function choices(group: JsonRecord, random: SeededRandom): readonly string[] {
  const ids = list(group, 'options').map((option) => text(option, 'id'));
  if (group['required'] === true) return [random.oneOf(ids)];
  const most = typeof group['max_selections'] === 'number' ? group['max_selections'] : ids.length;
  return random.isIn(60)
    ? []
    : random.shuffled(ids).slice(0, random.between(1, Math.max(1, Math.min(2, most))));
}

/** Somebody looks around and fills their cart. */
export class Shopping {
  constructor(
    private readonly client: ApiClient,
    private readonly home: { readonly addressId: string; readonly place: Place },
    private readonly random: SeededRandom,
    private readonly time: BusinessTime,
    private readonly surprise: (what: string) => void,
  ) {}

  /** @throws when nothing can be ordered anywhere */
  async fill({ editsCart, beginsElsewhere }: Whims): Promise<FilledCart> {
    if (beginsElsewhere) await this.putIn(await this.chooseRestaurant());
    for (let tries = 0; tries < TRIES; tries += 1) {
      const restaurantId = await this.chooseRestaurant();
      if (!(await this.putIn(restaurantId))) continue;
      if (editsCart && tries === 0) await this.edit();
      const cart = await this.readyCart(restaurantId);
      if (cart !== null) return cart;
    }
    throw new Error('nothing can be ordered anywhere');
  }

  private async chooseRestaurant(): Promise<string> {
    const { lat, lng } = this.home.place;
    const sort = this.random.oneOf(['distance', 'distance', 'rating', 'delivery_time', 'cost']);
    const veg = this.random.isIn(10) ? '&veg_only=true' : '';
    const path = `/restaurants?lat=${lat}&lng=${lng}&open_now=true&sort=${sort}${veg}&limit=${SHOWN}`;
    const { body } = await this.client.ask('GET', path);
    await this.think(5, 40);
    const near = [...list(body, 'restaurants')].sort(
      (a, b) => whole(a, 'distance_km') - whole(b, 'distance_km'),
    );
    const choice = this.random.oneOf(near.slice(0, 12));
    if (this.random.isIn(40)) await this.client.ask('GET', `/restaurants/${text(choice, 'id')}`);
    return text(choice, 'id');
  }

  /** A few dishes. @returns whether there is anything in the cart now */
  private async putIn(restaurantId: string): Promise<boolean> {
    const dishes = await this.dishes(restaurantId);
    await this.think(10, 60);
    let lines = 0;
    for (const dish of this.random.shuffled(dishes).slice(0, this.random.between(1, 3))) {
      if (await this.add(restaurantId, dish, lines === 0)) lines += 1;
      await this.think(3, 15);
    }
    return lines > 0;
  }

  private async dishes(restaurantId: string): Promise<readonly JsonRecord[]> {
    const { status, body } = await this.client.ask('GET', `/restaurants/${restaurantId}/menu`);
    if (status !== 200) return [];
    return list(body, 'categories')
      .flatMap((category) => list(category, 'items'))
      .filter((dish) => dish['available'] === true);
  }

  private async add(restaurantId: string, dish: JsonRecord, isFirst: boolean): Promise<boolean> {
    const customizations = list(dish, 'customizations').flatMap((group) => choices(group, this.random));
    const answer = await this.client.command('POST', '/cart/items', {
      restaurant_id: restaurantId,
      item_id: text(dish, 'id'),
      quantity: this.random.pick([
        [1, 6],
        [2, 3],
        [3, 1],
      ]),
      customizations,
      replace_cart: isFirst,
    });
    // Sold out since the menu was read, or the cart was edited on another device: choose something else.
    const isUsual = answer.status === 201 || ['ITEM_NOT_ORDERABLE', 'CONFLICT'].includes(codeOf(answer));
    if (!isUsual) this.surprise(`cart: ${answer.status} ${codeOf(answer)}`);
    return answer.status === 201;
  }

  /** Changes a quantity, and takes something out if there is more than one thing. */
  private async edit(): Promise<void> {
    const { body } = await this.client.ask('GET', '/cart');
    const lines = list(body, 'items').map((line) => encodeURIComponent(text(line, 'line_id')));
    const [first] = lines;
    const last = lines.at(-1);
    if (first !== undefined) {
      await this.client.command('PUT', `/cart/items/${first}`, { quantity: this.random.between(1, 4) });
    }
    await this.think(5, 20);
    if (last !== undefined && last !== first) await this.client.command('DELETE', `/cart/items/${last}`);
  }

  /** The cart with what it takes to be ordered; null when it cannot be, whatever is added. */
  private async readyCart(restaurantId: string): Promise<FilledCart | null> {
    for (let added = 0; added < 5; added += 1) {
      const { body: cart } = await this.client.ask('GET', `/cart?address_id=${this.home.addressId}`);
      if (cart['not_orderable'] === null && cart['quote'] !== null) {
        const quote = record(cart['quote']);
        return {
          cartId: text(cart, 'cart_id'),
          addressId: text(quote, 'address_id'),
          quoteHash: text(quote, 'quote_hash'),
        };
      }
      const why =
        cart['not_orderable'] === null ? null : textOrNull(record(cart['not_orderable']), 'error_code');
      if (why !== 'MINIMUM_NOT_REACHED') return null;
      const dishes = await this.dishes(restaurantId);
      if (dishes.length === 0) return null;
      await this.add(restaurantId, this.random.oneOf(dishes), false);
    }
    return null;
  }

  private think(low: number, high: number): Promise<void> {
    return this.time.wait(this.random.between(low, high) * SECOND_MS);
  }
}

export const codeOf = ({ body }: Answer): string => textOrNull(body, 'error_code') ?? '';
