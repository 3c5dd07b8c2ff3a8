import { Intents } from '../../src/application/dispatch/intents';
import type { CourierId, OrderId } from '../../src/domain/kernel/ids';
import type { Instant } from '../../src/domain/kernel/instant';
import type { Crossing } from './ports';

/** Of a thousand. */
const UNSEEN = 300;

/**
 * What programs have in view, some of which the others do not see: where two look for couriers, each knows of its own
 * intents only.
 */
export class UnseenIntents extends Intents {
  constructor(private readonly crossing: Crossing) {
    super();
  }

  override add(orderId: OrderId, courierId: CourierId, now: Instant): void {
    const { luck, counts, mix } = this.crossing;
    const label = `intent of ${orderId}`;
    const isUnseen = mix().programs > 1 && luck.strikes('unseen intent', label, UNSEEN, luck.at(label));
    if (isUnseen) counts.add('fault: intent unseen');
    else super.add(orderId, courierId, now);
  }
}
