import { restaurantAggregate } from '../../src/application/aggregates';
import type { GeoPoint } from '../../src/domain/kernel/geo';
import { asId, type ItemId, type RestaurantId } from '../../src/domain/kernel/ids';
import { plusMs } from '../../src/domain/kernel/instant';
import { ITEMS_UNAVAILABLE } from '../../src/domain/restaurant-sla/restaurant-sla';
import type { RestaurantCommand, RestaurantDetails } from '../../src/domain/restaurant/restaurant';
import { ChangeMenu, type MenuChange } from '../../src/application/restaurants/change-menu';
import { ChangeRestaurant } from '../../src/application/restaurants/change-restaurant';
import type { MenuCategory } from '../../src/domain/menu/menu-content';
import type { OpeningHours } from '../../src/domain/restaurant/opening-hours';
import type { Draws } from '../engine/draws';
import type { City } from '../world/city';
import { rests } from '../rules/order-rules';
import { Person, type Undated } from './person';

const MINUTE = 60_000;

const ANSWERS = [
  ...(['accept', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept'] as const),
  ...(['accept', 'reject', 'nothing'] as const),
] as const;

const LOOK_MS = 2 * MINUTE;

const ALL_DAY = [{ open: '00:00', close: '00:00' }];

const HOURS: OpeningHours = {
  timeZone: 'Asia/Kolkata',
  weekly: {
    ...{ mon: ALL_DAY, tue: ALL_DAY, wed: ALL_DAY, thu: ALL_DAY },
    ...{ fri: ALL_DAY, sat: ALL_DAY, sun: ALL_DAY },
  },
  exceptions: [],
};

type Managed = Extract<RestaurantCommand, { readonly type: 'PauseRestaurant' | 'ResumeRestaurant' }>;

/** Dishes on every menu. */
export const DISHES = 4;

/** Prices that do not divide evenly. */
const menuOf = (draws: Draws): readonly MenuCategory[] => [
  {
    categoryId: 'all',
    name: 'All',
    items: Array.from({ length: DISHES }, (_, n) => ({
      itemId: asId<ItemId>(`dish-${n}`),
      ...{ name: `Dish ${n}`, description: '', priceMinor: draws.between(101, 20_000) },
      ...{ isVeg: true, isBestseller: false, image: null, nutrition: null, groups: [] },
    })),
  },
];

/** A restaurant: it is registered, rests now and then, and answers orders, or does not. */
export class Kitchen extends Person {
  /** Nobody looks at the screen all evening. */
  private readonly isAsleep: boolean;

  constructor(
    city: City,
    readonly restaurantId: RestaurantId,
    readonly place: GeoPoint,
  ) {
    super(city, { id: `owner of ${restaurantId}`, role: 'restaurant' }, `kitchen of ${restaurantId}`);
    this.isAsleep = city.mood.isSleepy || this.draws.chance(60);
  }

  async register(): Promise<void> {
    const { restaurantId, place } = this;
    await this.change({ type: 'RegisterRestaurant', details: detailsOf(restaurantId, place, this.actor.id) });
    await this.changeMenu({ type: 'publish', categories: menuOf(this.draws), baseHash: null });
  }

  async live(): Promise<void> {
    await Promise.all([this.edits(), this.rests()]);
  }

  /** What is on the menu, and when the kitchen is open, changes while people order. */
  private async edits(): Promise<void> {
    const { draws } = this;
    for (let times = draws.between(0, 3); times > 0; times -= 1) {
      await this.wait(draws.around(12 * MINUTE), 'the owner looks at the menu');
      if (!this.feelsLike('an edit', 800)) continue;
      const itemId = asId<ItemId>(`dish-${draws.below(DISHES)}`);
      const what = draws.pick(['price', 'price', 'sold out', 'back', 'hours']);
      if (what === 'hours') await this.changeHours();
      else if (what === 'price') {
        await this.changeMenu({ type: 'price', itemId, priceMinor: draws.between(101, 20_000) });
      } else {
        const until = plusMs(this.city.world.now, draws.between(2, 40) * MINUTE);
        await this.changeMenu({ type: 'availability', itemId, available: what === 'back', until });
      }
    }
  }

  private changeMenu(change: MenuChange): Promise<string> {
    return this.ask(`ChangeMenu ${change.type}`, ({ handlers }, context) =>
      handlers.menu.execute(new ChangeMenu(this.restaurantId, change, context)),
    );
  }

  /** Open around the clock as before, but for a day that is far off. */
  private changeHours(): Promise<string> {
    const date = `2026-12-${this.draws.between(10, 28)}`;
    const hours = { ...HOURS, exceptions: [{ date, intervals: [] }] };
    return this.ask('ChangeHours', ({ handlers }, context) =>
      handlers.restaurant.execute(
        new ChangeRestaurant(this.restaurantId, { type: 'ChangeHours', hours, at: context.at }, context),
      ),
    );
  }

  private async rests(): Promise<void> {
    const { draws } = this;
    const { isWeary } = this.city.mood;
    if (!this.feelsLike('a rest', isWeary ? 1_000 : 250)) return;
    await this.wait(draws.below((isWeary ? 15 : 70) * MINUTE), 'a kitchen is too busy');
    if (draws.chance(150)) {
      await this.change({ type: 'DeactivateRestaurant' });
      await this.wait(draws.around(20 * MINUTE), 'a restaurant is off the platform');
      await this.change({ type: 'ActivateRestaurant' });
      return;
    }
    const until = draws.chance(500) ? plusMs(this.city.world.now, draws.between(5, 40) * MINUTE) : null;
    await this.manage({ type: 'PauseRestaurant', reason: 'busy', until });
    await this.wait(draws.around(25 * MINUTE), 'a kitchen rests');
    await this.manage({ type: 'ResumeRestaurant' });
  }

  private manage(command: Undated<Managed>): Promise<string> {
    return this.ask(command.type, ({ handlers }, context) =>
      handlers.restaurant.execute(
        new ChangeRestaurant(this.restaurantId, { ...command, at: context.at }, context),
      ),
    );
  }

  /** Answers the order and cooks it, or does not. */
  async cook(orderId: string): Promise<void> {
    const { draws } = this;
    if (this.isAsleep) return;
    const { isRush } = this.city.mood;
    const late = draws.around(draws.chance(150) ? 6 * MINUTE : 90_000);
    // In a rush somebody looks at the screen now and then, and takes on all that is there.
    await this.wait(isRush ? LOOK_MS - (this.city.now % LOOK_MS) : late, 'the bell rings');
    const answer = draws.pick(ANSWERS);
    const { orders, restaurants } = this.city.facts;
    const isResting = rests(restaurants.get(this.restaurantId), this.city.world.now);
    if (answer === 'nothing' || isResting || orders.get(orderId)?.confirmedInPause !== null) return;
    if (answer === 'reject') {
      const itemIds = draws.chance(500) ? [asId<ItemId>('dish-0')] : [];
      await this.changeOrder(orderId, { type: 'RejectOrder', reason: ITEMS_UNAVAILABLE, itemIds });
      return;
    }
    const startNow = draws.chance(700);
    const prepMinutes = isRush ? 10 : draws.between(3, 30);
    await this.changeOrder(orderId, { type: 'AcceptOrder', prepMinutes, startNow });
    if (!startNow) {
      await this.wait(draws.around(2 * MINUTE), 'the pans get hot');
      await this.changeOrder(orderId, { type: 'StartPreparation' });
    }
    if (draws.chance(150))
      await this.changeOrder(orderId, { type: 'DelayOrder', minutes: 45, reason: 'rush' });
    const takes = draws.pick(['less', 'less', 'just that', 'more', 'for ever']);
    if (takes === 'for ever' && draws.chance(500)) return;
    const minutes = {
      less: prepMinutes / 2,
      'just that': prepMinutes,
      more: prepMinutes + 15,
      'for ever': 60,
    }[takes];
    await this.wait(Math.round(minutes * MINUTE), 'the kitchen cooks');
    await this.changeOrder(orderId, { type: 'MarkReady' });
  }

  private change(command: Undated<RestaurantCommand>): Promise<string> {
    return this.ask(command.type, (program, context) =>
      program.executor.execute(restaurantAggregate, this.restaurantId, context, () => ({
        ok: true,
        command: { ...command, at: context.at },
      })),
    );
  }
}

const detailsOf = (restaurantId: RestaurantId, location: GeoPoint, ownerId: string): RestaurantDetails => ({
  restaurantId,
  ownerId,
  name: 'Udupi Corner',
  description: '',
  cuisines: [],
  location,
  address: { line: '1 Main Street', city: 'Bengaluru', pincode: '560001' },
  contact: { phone: '+910000000000', email: 'kitchen@tiffin.invalid' },
  hours: HOURS,
  currency: 'INR',
  costForTwoMinor: 40_000,
  minOrderMinor: 0,
  isVeg: true,
  prepMinutes: 20,
  deliveryRadiusMetres: 7_000,
  tags: [],
  images: null,
});
