import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { orderAggregate } from '../../application/aggregates';
import { StreamCache } from '../../application/commands/stream-cache';
import { StreamLoader } from '../../application/commands/stream-loader';
import type { OrderNews } from '../../application/feed/order-news';
import { chainEvents, EMPTY_HEAD } from '../../../eventstore/registry/event-record';
import { asId, type OrderId, type RestaurantId } from '../../domain/kernel/ids';
import { aPlaceOrder, NOON } from '../../domain/order/order.fixtures';
import type { OrderViewRow } from './order-view';
import type { OrderPage } from './query';
import { FeedBehind, RestaurantFeed, type FollowedOrders } from './restaurant-feed';

const mine = asId<RestaurantId>('mine');
const other = asId<RestaurantId>('other');
const row = (orderId: string): OrderViewRow => ({ order_id: orderId }) as OrderViewRow;

/** What is around a feed, in the hands of the test. */
class Surroundings {
  readonly positions = new Map([[0, 10]]);
  readonly waitedFor: string[] = [];
  readonly store = new MemoryEventStore(new VirtualClock(NOON).system);
  pages: OrderPage[] = [{ orders: [], nextCursor: null }];
  isBehind = false;
  private readonly listeners = new Set<(news: OrderNews) => void>();
  readonly feed = new RestaurantFeed(
    this,
    { byId: (id) => Promise.resolve(row(id)), listForRestaurants: () => this.nextPage() },
    {
      waitFor: (_view, shard, position) => {
        this.waitedFor.push(`${shard}.${position}`);
        return Promise.resolve(!this.isBehind);
      },
    },
    new StreamLoader(this.store, new StreamCache(10)),
  );

  get listening(): number {
    return this.listeners.size;
  }

  subscribe(listener: (news: OrderNews) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  happen(orderId: string, event: OrderNews['event'], position: number): void {
    this.positions.set(0, position);
    const news = { orderId: asId<OrderId>(orderId), event, shard: 0, position };
    for (const listener of this.listeners) listener(news);
  }

  place(orderId: string, restaurantId: RestaurantId, position: number): void {
    const order = aPlaceOrder({ orderId: asId(orderId), restaurantId });
    this.happen(orderId, { ...order, type: 'OrderPlaced' }, position);
  }

  /** An order of before the feed began. */
  async stored(orderId: string, restaurantId: RestaurantId): Promise<void> {
    const order = aPlaceOrder({ orderId: asId(orderId), restaurantId });
    const encoded = orderAggregate.codec.encode({ ...order, type: 'OrderPlaced' });
    const stream = `order-${orderId}`;
    const events = chainEvents(stream, EMPTY_HEAD, [encoded], {
      ...{ commandId: 'c', fingerprint: 'f', correlationId: 'r', causationId: 'r' },
      actor: { id: 'a', role: 'customer' },
      ...{ occurredAt: NOON, partitionKey: orderId, policies: {}, traceparent: null },
    });
    await this.store.append({ stream, expectedRevision: -1, events });
  }

  private nextPage(): Promise<OrderPage> {
    return Promise.resolve(this.pages.shift() ?? { orders: [], nextCursor: null });
  }
}

const at = NOON;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let around: Surroundings;
let stopping: AbortController;
let told: string[];

/** Runs it until the test is over. */
function run(followed: FollowedOrders): Promise<unknown> {
  return followed
    .run(({ event, order }) => told.push(`${order.order_id} ${event.type}`), stopping.signal)
    .catch((error: unknown) => error);
}

beforeEach(() => {
  around = new Surroundings();
  stopping = new AbortController();
  told = [];
});

afterEach(() => stopping.abort());

describe('the feed of a restaurant', () => {
  it('begins with all active orders, as of what was told before', async () => {
    around.pages = [
      { orders: [row('a')], nextCursor: 'more' },
      { orders: [row('b')], nextCursor: null },
    ];
    const followed = await around.feed.open([mine]);
    expect(around.waitedFor).toEqual(['0.10']);
    expect(followed.active.map(({ order_id: id }) => id)).toEqual(['a', 'b']);
    followed.close();
  });

  it('goes on with what happens while it begins and after, to its own orders alone', async () => {
    await around.stored('old', mine);
    const opening = around.feed.open([mine]);
    around.place('new', mine, 11);
    around.place('foreign', other, 12);
    const running = run(await opening);
    await settled();
    around.happen('old', { type: 'RestaurantReminded', how: 'ring', at }, 13);
    await settled();
    around.happen('new', { type: 'OrderCompleted', at }, 14);
    await settled();
    expect(told).toEqual(['new OrderPlaced', 'old RestaurantReminded', 'new OrderCompleted']);
    expect(around.waitedFor.slice(1)).toEqual(['0.11', '0.13', '0.14']);
    stopping.abort();
    expect(await running).toBeUndefined();
    expect(around.listening).toBe(0);
  });

  it('says that the courier is there, and nothing of the search for one', async () => {
    around.place('new', mine, 11);
    const running = run(await around.feed.open([mine]));
    around.place('new', mine, 12);
    around.happen('new', { type: 'SearchExhausted', at }, 13);
    around.happen('new', { type: 'ArrivedAtRestaurant', courierId: asId('asha'), at }, 14);
    await settled();
    stopping.abort();
    await running;
    expect(told).toEqual(['new OrderPlaced', 'new ArrivedAtRestaurant']);
  });

  it('does not begin while the view is behind, and ends when it falls behind', async () => {
    around.isBehind = true;
    await expect(around.feed.open([mine])).rejects.toThrow(FeedBehind);
    expect(around.listening).toBe(0);
    around.isBehind = false;
    const running = run(await around.feed.open([mine]));
    around.isBehind = true;
    around.place('new', mine, 11);
    expect(await running).toBeInstanceOf(FeedBehind);
    expect(around.listening).toBe(0);
  });

  it('does not begin before the log is followed', async () => {
    around.positions.clear();
    await expect(around.feed.open([mine])).rejects.toThrow(FeedBehind);
  });

  it('ends for everybody when it cannot be said whose order it is', async () => {
    const running = run(await around.feed.open([mine]));
    around.happen('never-placed', { type: 'OrderCompleted', at }, 11);
    expect(await running).toBeInstanceOf(FeedBehind);
  });

  it('is that of all restaurants it was opened for, and each reader has one of their own', async () => {
    const first = await around.feed.open([mine, other]);
    const second = await around.feed.open([other]);
    second.close();
    const running = run(first);
    around.place('here', mine, 11);
    around.place('there', other, 12);
    await settled();
    stopping.abort();
    await running;
    expect(told).toEqual(['here OrderPlaced', 'there OrderPlaced']);
  });
});
