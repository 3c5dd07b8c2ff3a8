import { LRUCache } from 'lru-cache';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import { plusMs, type Instant } from '../../domain/kernel/instant';

/** For so long (ms of business time) a courier is held to be about to be asked, if nothing is heard of it. */
const INTENT_MS = 10_000;

/** An order that a courier is about to be asked to bring. */
interface Intent {
  readonly orderId: OrderId;
  readonly until: Instant;
}

/**
 * Whom looks around have in view. Between a look and the room that is kept because of it lies a moment, in which others
 * look: they see the courier who is ranked first as taken, so that many orders of one moment do not all ask the same few.
 * A hint, in the memory of this process; the shift decides.
 */
export class Intents {
  private readonly intents = new LRUCache<CourierId, readonly Intent[]>({ max: 10_000 });

  /** How many other orders the courier is about to be asked to bring. */
  othersThan(orderId: OrderId, courierId: CourierId, now: Instant): number {
    return this.live(courierId, now).filter((intent) => intent.orderId !== orderId).length;
  }

  add(orderId: OrderId, courierId: CourierId, now: Instant): void {
    this.drop(orderId, courierId);
    this.intents.set(courierId, [...this.live(courierId, now), { orderId, until: plusMs(now, INTENT_MS) }]);
  }

  /** The courier was asked, or will not be. */
  drop(orderId: OrderId, courierId: CourierId): void {
    const known = this.intents.get(courierId);
    if (known === undefined) return;
    const left = known.filter((intent) => intent.orderId !== orderId);
    if (left.length === 0) this.intents.delete(courierId);
    else this.intents.set(courierId, left);
  }

  private live(courierId: CourierId, now: Instant): readonly Intent[] {
    return (this.intents.get(courierId) ?? []).filter(({ until }) => until > now);
  }
}
