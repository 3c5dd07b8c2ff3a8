import type { CourierId } from '../../src/domain/kernel/ids';
import type { Cast } from '../money/orders';
import { People } from '../money/people';
import { Care } from './care';
import type { City } from './city';
import type { Kitchen } from './kitchen';
import { CustomerInTheApp } from './customer';
import type { CityProgram } from './program';

const MINUTE = 60_000;

/** What customers do with money is seen to elsewhere. */
const HABITS = { cancels: 250, holds: 30, refunds: 60, chargebacks: 30 };

/** Everybody who has to do with one order, but for the couriers, who are there for all. */
export class Diners extends People<CityProgram> {
  constructor(
    private readonly city: City,
    cast: Cast,
    private readonly kitchen: Kitchen,
    private readonly couriers: readonly CourierId[],
  ) {
    super(city.world, cast, { ...HABITS, orderWithinMs: (city.mood.isRush ? 1 : 20) * MINUTE });
    new CustomerInTheApp(city, cast).watch();
  }

  protected override async kitchenAndCourier(): Promise<void> {
    const { orderId } = this.cast;
    await Promise.all([this.cook(), this.careOf(orderId)]);
  }

  private async cook(): Promise<void> {
    if (await this.reaches('CONFIRMED', 25 * MINUTE)) await this.kitchen.cook(this.cast.orderId);
  }

  private async careOf(orderId: string): Promise<void> {
    const care = new Care(this.city, orderId, this.couriers);
    await Promise.all([care.meddle(), care.lookAfter()]);
  }
}
