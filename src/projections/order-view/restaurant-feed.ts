import { LRUCache } from 'lru-cache';
import { orderAggregate } from '../../application/aggregates';
import type { StreamLoader } from '../../application/commands/stream-loader';
import type { OrderNews, OrderNewsFeed } from '../../application/feed/order-news';
import type { OrderId, RestaurantId } from '../../domain/kernel/ids';
import { ORDER_EVENT_TYPES } from '../event-types';
import type { ProjectionProgress } from '../projection-progress';
import { orderView, type OrderViewRow } from './order-view';
import type { OrderViewQuery } from './query';

/** How long a reader waits for the view to show what has happened (ms). */
const WAIT_MS = 5_000;
/** Orders of which the restaurant is remembered: it never changes. */
const KNOWN_ORDERS = 20_000;
const PAGE = 100;

/** The view is so far behind that what it shows would leave something out. */
export class FeedBehind extends Error {
  override readonly name = 'FeedBehind';
}

/** An order as it is after something happened to it. */
export interface OrderUpdate {
  readonly event: OrderNews['event'];
  readonly order: OrderViewRow;
}

/** Orders of some restaurants: how they stand, and what happens to them from then on. */
export interface FollowedOrders {
  /** Those that somebody still has to do something about, the newest first. */
  readonly active: readonly OrderViewRow[];
  /**
   * Tells of everything that happens after `active` was read, until the signal aborts.
   * @throws FeedBehind when the view does not show it in time
   */
  run(tell: (update: OrderUpdate) => void, signal: AbortSignal): Promise<void>;
  /** For one that is not run. */
  close(): void;
}

/** Of the delivery, a kitchen is told that the courier is there; the search for one is not its affair. */
const FOR_KITCHENS: ReadonlySet<string> = new Set([...ORDER_EVENT_TYPES, 'ArrivedAtRestaurant']);

/** News on their way to one reader. */
class NewsQueue {
  private pending: OrderNews[] = [];
  private failure: Error | null = null;
  private wake: () => void = () => undefined;

  put(news: OrderNews): void {
    this.pending.push(news);
    this.wake();
  }

  /** Something was lost: the reader has to begin anew. */
  fail(failure: Error): void {
    this.failure = failure;
    this.wake();
  }

  /** Waits for news; gives null when the signal aborts, and throws when something was lost. */
  async take(signal: AbortSignal): Promise<readonly OrderNews[] | null> {
    while (!signal.aborted) {
      if (this.failure !== null) throw this.failure;
      if (this.pending.length > 0) return this.pending.splice(0);
      await new Promise<void>((resolve) => {
        const stop = (): void => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        signal.addEventListener('abort', stop);
        this.wake = stop;
      });
    }
    return null;
  }
}

/**
 * Follows the orders of restaurants for the screens in their kitchens. The news come from the log without a gap,
 * the rows from the order view once it shows what the news is about.
 */
export class RestaurantFeed {
  private readonly queues = new Map<RestaurantId, Set<NewsQueue>>();
  private readonly restaurantOf = new LRUCache<OrderId, RestaurantId>({ max: KNOWN_ORDERS });
  private readonly incoming: OrderNews[] = [];
  private isSorting = false;
  private stopListening: (() => void) | null = null;

  constructor(
    private readonly news: Pick<OrderNewsFeed, 'positions' | 'subscribe'>,
    private readonly orders: Pick<OrderViewQuery, 'byId' | 'listForRestaurants'>,
    private readonly progress: Pick<ProjectionProgress, 'waitFor'>,
    private readonly loader: Pick<StreamLoader, 'recent'>,
  ) {}

  /**
   * @param restaurantIds whose orders; those of a restaurant that is registered later are not among them
   * @throws FeedBehind when the view does not show in time what has happened before
   */
  async open(restaurantIds: readonly RestaurantId[]): Promise<FollowedOrders> {
    const queue = new NewsQueue();
    this.add(queue, restaurantIds);
    const close = (): void => this.remove(queue, restaurantIds);
    try {
      // What is told from here on is in the queue; what was told before has to be in the view.
      await this.waitFor(this.news.positions);
      const active = await this.activeOf(restaurantIds);
      return { active, close, run: (tell, signal) => this.run(queue, tell, signal).finally(close) };
    } catch (error) {
      close();
      throw error;
    }
  }

  private async run(
    queue: NewsQueue,
    tell: (update: OrderUpdate) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (;;) {
      const batch = await queue.take(signal);
      if (batch === null) return;
      const latest = new Map(batch.map(({ shard, position }) => [shard, position]));
      await this.waitFor(latest);
      const rows = new Map<OrderId, OrderViewRow | null>();
      for (const { orderId, event } of batch) {
        if (!rows.has(orderId)) rows.set(orderId, await this.orders.byId(orderId));
        const order = rows.get(orderId);
        if (order !== null && order !== undefined) tell({ event, order });
      }
    }
  }

  /** @throws FeedBehind */
  private async waitFor(positions: ReadonlyMap<number, number>): Promise<void> {
    if (positions.size === 0) throw new FeedBehind('nobody follows the log yet');
    const shown = await Promise.all(
      [...positions].map(([shard, position]) => this.progress.waitFor(orderView, shard, position, WAIT_MS)),
    );
    if (shown.includes(false)) throw new FeedBehind('the order view is behind');
  }

  private async activeOf(restaurantIds: readonly RestaurantId[]): Promise<readonly OrderViewRow[]> {
    const active: OrderViewRow[] = [];
    for (let cursor: string | undefined; ;) {
      const request = { filter: 'active', limit: PAGE, cursor } as const;
      const page = await this.orders.listForRestaurants(restaurantIds, request);
      active.push(...page.orders);
      if (page.nextCursor === null) return active;
      cursor = page.nextCursor;
    }
  }

  private add(queue: NewsQueue, restaurantIds: readonly RestaurantId[]): void {
    this.stopListening ??= this.news.subscribe((news) => this.hear(news));
    for (const id of restaurantIds) this.queues.set(id, (this.queues.get(id) ?? new Set()).add(queue));
  }

  private remove(queue: NewsQueue, restaurantIds: readonly RestaurantId[]): void {
    for (const id of restaurantIds) {
      const queues = this.queues.get(id);
      queues?.delete(queue);
      if (queues?.size === 0) this.queues.delete(id);
    }
    if (this.queues.size > 0) return;
    this.stopListening?.();
    this.stopListening = null;
  }

  private hear(news: OrderNews): void {
    if (news.event.type === 'OrderPlaced') this.restaurantOf.set(news.orderId, news.event.restaurantId);
    if (!FOR_KITCHENS.has(news.event.type)) return;
    this.incoming.push(news);
    if (!this.isSorting) void this.sort();
  }

  /** Gives the news, in their order, to those whose restaurant they are of. */
  private async sort(): Promise<void> {
    this.isSorting = true;
    try {
      for (let next = this.incoming.shift(); next !== undefined; next = this.incoming.shift()) {
        const restaurantId = await this.find(next.orderId);
        for (const queue of this.queues.get(restaurantId) ?? []) queue.put(next);
      }
    } catch (cause) {
      // Whose news that was is not known. Whoever follows begins anew.
      const failure = new FeedBehind('an order could not be read', { cause });
      for (const queues of this.queues.values()) for (const queue of queues) queue.fail(failure);
    } finally {
      this.isSorting = false;
    }
  }

  private async find(orderId: OrderId): Promise<RestaurantId> {
    const known = this.restaurantOf.get(orderId);
    if (known !== undefined) return known;
    const { state } = await this.loader.recent(orderAggregate, orderId);
    if (state.is === 'absent') throw new Error(`${orderId} has news and was never placed`);
    this.restaurantOf.set(orderId, state.restaurantId);
    return state.restaurantId;
  }
}
