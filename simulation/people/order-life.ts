import type { City } from '../world/city';
import { habitsOf } from '../world/mood';
import { Care } from './care';
import type { Cast } from './cast';
import { Customer } from './customer';
import type { Kitchen } from './kitchen';
import { Payer } from './payer';
import { Person, SUPPORT } from './person';
import { Support } from './support';

const MINUTE = 60_000;

/** Everybody who has to do with one order, but for the couriers, who are there for all. */
export class OrderLife extends Person {
  constructor(
    city: City,
    private readonly cast: Cast,
    private readonly kitchen: Kitchen,
  ) {
    super(city, SUPPORT, `life of ${cast.orderId}`);
  }

  /** Resolves when none of them does anything any more. */
  async live(): Promise<void> {
    const { city, cast, draws } = this;
    const habits = habitsOf(city.mood);
    const customer = new Customer(city, cast);
    const payer = new Payer(city, cast);
    const support = new Support(city, cast);
    const care = new Care(city, cast);
    const isOnline = cast.method !== 'COD';
    await this.wait(draws.below(habits.orderWithinMs), 'a customer makes up their mind');
    if (!(await customer.order())) {
      city.world.counts.add('people: nothing ordered');
      return;
    }
    await Promise.all([
      isOnline ? payer.pays() : null,
      this.feelsLike('a cancellation', habits.cancels) ? support.cancels(() => customer.cancel()) : null,
      this.feelsLike('a hold', habits.holds) ? support.holds() : null,
      isOnline && this.feelsLike('a complaint', habits.refunds) ? support.refunds() : null,
      this.feelsLike('a dispute', habits.chargebacks) ? payer.disputes() : null,
      this.cook(),
      care.meddle(),
      care.lookAfter(),
    ]);
  }

  private async cook(): Promise<void> {
    const { orderId } = this.cast;
    if (await this.reaches(orderId, 'CONFIRMED', 25 * MINUTE)) await this.kitchen.cook(orderId);
  }
}
