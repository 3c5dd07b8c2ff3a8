import type { OrderNews, OrderNewsFeed } from '../../application/feed/order-news';
import type { SystemClock } from '../../application/ports/clock';
import type { Instant } from '../../domain/kernel/instant';
import { orderView } from '../order-view/order-view';
import type { ProjectionProgress } from '../projection-progress';
import type { CityOrderRow, CityQuery } from './city-query';

/** How long one look waits for the view to show what was heard (ms); what it does not show by then waits for the next. */
const WAIT_MS = 900;

/** And how long the beginning waits (ms). */
const BEGIN_WAIT_MS = 5_000;

/** The most orders that are read at once; more wait for the next look. */
const BATCH = 1_000;

/** The order view does not show yet what has happened. */
export class OrdersBehind extends Error {
  override readonly name = 'OrdersBehind';
}

/**
 * The orders that are under way. The news of the log say which of them to look at again, so nothing is read of those
 * that nothing happens to.
 */
export class OpenOrders {
  private readonly rows = new Map<string, CityOrderRow>();
  private readonly heard = new Set<string>();
  private positions = new Map<number, number>();
  /** Since when the view has not shown all that was heard; null when it does. */
  private behindSince: number | null = null;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly news: Pick<OrderNewsFeed, 'positions' | 'subscribe'>,
    private readonly query: Pick<CityQuery, 'openSince' | 'ordersById'>,
    private readonly progress: Pick<ProjectionProgress, 'waitFor'>,
    private readonly clock: Pick<SystemClock, 'now'>,
  ) {}

  /**
   * Listens from now on, and reads what is open: orders that were placed before `since` come in with their next news.
   * @throws OrdersBehind
   */
  async begin(since: Instant): Promise<void> {
    this.stopListening = this.news.subscribe((news) => this.hear(news));
    // What was told before has to be in the view; what comes from here on is looked at again.
    const { positions } = this.news;
    if (positions.size === 0) throw new OrdersBehind('nobody follows the log yet');
    if (!(await this.show(new Map(positions), BEGIN_WAIT_MS)))
      throw new OrdersBehind('the order view is behind');
    for (const row of [...(await this.query.openSince(since))].reverse()) this.rows.set(row.order_id, row);
  }

  end(): void {
    this.stopListening();
  }

  /** Those that are under way, in the order in which they were first seen. */
  get all(): readonly CityOrderRow[] {
    return [...this.rows.values()];
  }

  /**
   * Takes in what happened since the last look.
   * @returns how long the view took to show it, or does not show it yet (ms)
   */
  async look(): Promise<number> {
    const ids = [...this.heard].slice(0, BATCH);
    const positions = this.positions;
    this.positions = new Map();
    for (const id of ids) this.heard.delete(id);
    const since = (this.behindSince ??= this.clock.now());
    const isShown = await this.show(positions, WAIT_MS);
    const lag = this.clock.now() - since;
    if (isShown) this.behindSince = null;
    for (const row of await this.query.ordersById(ids)) this.put(row);
    // Rows that were not there yet, or not yet as told, are read again.
    if (!isShown) {
      for (const id of ids) this.heard.add(id);
      for (const [shard, at] of positions) {
        this.positions.set(shard, Math.max(at, this.positions.get(shard) ?? 0));
      }
    }
    return lag;
  }

  private put(row: CityOrderRow): void {
    if (row.is_active) this.rows.set(row.order_id, row);
    else this.rows.delete(row.order_id);
  }

  private hear({ orderId, shard, position }: OrderNews): void {
    this.heard.add(orderId);
    this.positions.set(shard, position);
  }

  /** Whether the view has come that far in time. */
  private async show(positions: ReadonlyMap<number, number>, waitMs: number): Promise<boolean> {
    const shown = await Promise.all(
      [...positions].map(([shard, position]) => this.progress.waitFor(orderView, shard, position, waitMs)),
    );
    return !shown.includes(false);
  }
}
