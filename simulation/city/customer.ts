import type { Cast } from '../money/orders';
import type { City } from './city';
import { Person } from './person';

const MINUTE = 60_000;

/** A customer who looks at their phone now and then. */
export class CustomerInTheApp extends Person {
  constructor(
    city: City,
    private readonly cast: Cast,
  ) {
    super(city, { id: cast.customerId, role: 'customer' });
  }

  /** Answers when asked whether they want to wait for a courier. */
  watch(): void {
    this.city.onEvent(({ type, key }) => {
      if (type === 'CustomerChoiceOffered' && key === this.cast.orderId) this.city.begin(this.choose());
    });
  }

  private async choose(): Promise<void> {
    const { draws, cast } = this;
    await this.wait(draws.around(4 * MINUTE), 'a customer looks at their phone');
    const wants = draws.pick(['wait', 'call off', 'nothing']);
    if (wants === 'wait') await this.changeDelivery(cast.orderId, { type: 'ChooseToWait' });
    if (wants === 'call off') {
      await this.changeOrder(cast.orderId, {
        type: 'CancelOrder',
        ...{ by: 'customer', fault: 'platform', reason: 'no-courier' },
      });
    }
  }
}
