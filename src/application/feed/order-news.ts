import { decodeRecorded, type TiffinEvent } from '../../../eventstore/registry/catalogue';
import { deliveryCodec } from '../../../eventstore/registry/delivery.codec';
import { orderCodec } from '../../../eventstore/registry/order.codec';
import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { asId, type OrderId } from '../../domain/kernel/ids';
import type { OrderEvent } from '../../domain/order/order-messages';
import type { SystemClock } from '../ports/clock';
import type { EventStore, RecordedEvent } from '../ports/event-store';
import type { ShardSource } from './shard-batch';

/** Something that has just happened to an order or to its delivery. */
export interface OrderNews {
  readonly orderId: OrderId;
  readonly event: OrderEvent | DeliveryEvent;
  readonly shard: number;
  readonly position: number;
}

/** Events read at once. */
const BATCH = 256;
/** How long to wait for one until the signal is looked at again, and before a failed read is repeated (ms). */
const WAIT_MS = 1_000;

const isNewsworthy = (event: TiffinEvent): event is OrderEvent | DeliveryEvent =>
  orderCodec.handles(event.type) || deliveryCodec.handles(event.type);

/**
 * What happens to orders from now on, for those in this process who show it to people. Nothing is left out and the
 * news of an order come in their order, whatever the bus loses; what happened before is in the read models.
 */
export class OrderNewsFeed {
  private readonly listeners = new Set<(news: OrderNews) => void>();
  private readonly told = new Map<number, number>();

  /** @param report is told of what fails and is tried again, and of listeners that throw */
  constructor(
    private readonly store: EventStore,
    private readonly clock: SystemClock,
    private readonly report: (error: unknown) => void,
  ) {}

  /**
   * By shard, up to which position everything was told, as far as there was anything to tell: whoever subscribes
   * now hears of what comes after. Empty as long as nobody follows the log.
   */
  get positions(): ReadonlyMap<number, number> {
    return this.told;
  }

  /** Calls back with every piece of news. Returns the way to stop. */
  subscribe(listener: (news: OrderNews) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Follows the log from its end until the signal aborts. Never rejects. */
  async run(source: ShardSource, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.told.size === 0) await this.begin(source);
        for (const { events } of await source.next(BATCH, WAIT_MS, signal)) {
          for (const recorded of events) this.take(recorded);
        }
      } catch (error) {
        this.report(error);
        await this.clock.sleep(WAIT_MS, signal);
      }
    }
  }

  private async begin(source: ShardSource): Promise<void> {
    const heads = await this.store.shardHeads(await this.store.headPosition());
    heads.forEach((position, shard) => this.told.set(shard, position));
    source.reset(this.told);
  }

  private take(recorded: RecordedEvent): void {
    const { shard, position, type } = recorded;
    if (!orderCodec.handles(type) && !deliveryCodec.handles(type)) return;
    this.told.set(shard, position);
    if (this.listeners.size === 0) return;
    try {
      const { event, metadata } = decodeRecorded(recorded);
      if (!isNewsworthy(event)) return;
      const news = { orderId: asId<OrderId>(metadata.partitionKey), event, shard, position };
      for (const listener of [...this.listeners]) listener(news);
    } catch (error) {
      this.report(error);
    }
  }
}
