import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { VirtualClock } from '../../adapters/driven/clocks/virtual-clock';
import { orderCodec } from '../../../eventstore/registry/order.codec';
import { NOON } from '../../domain/order/order.fixtures';
import { sampleEvents } from '../../adapters/contracts/sample-events';
import { EventBus } from '../ports/event-bus';
import { OrderNewsFeed, type OrderNews } from './order-news';
import { ShardFeed } from './shard-feed';

/** A bus that loses everything: only the store knows. */
class DeadBus extends EventBus {
  publish(): Promise<void> {
    return Promise.resolve();
  }

  subscribe(): () => void {
    return () => undefined;
  }
}

/** A store that can be out of reach. */
class FragileStore extends MemoryEventStore {
  isAway = false;

  override headPosition(): Promise<number> {
    return this.isAway ? Promise.reject(new Error('the store is away')) : super.headPosition();
  }
}

const time = new VirtualClock(NOON);
const store = new FragileStore(time.system);
const reported: unknown[] = [];
const feed = new OrderNewsFeed(store, time.system, (error) => reported.push(error));
const source = new ShardFeed(store, new DeadBus(), time.system);
const stopping = new AbortController();
let running: Promise<void>;

const told: string[] = [];
const tell = (news: OrderNews): void => void told.push(`${news.orderId} ${news.event.type}`);

async function append(stream: string, orderId: string, type: string, data: string): Promise<void> {
  const events = sampleEvents(stream, { type, data: [data], partitionKey: orderId });
  await store.append({ stream, expectedRevision: -1, events });
}

const ready = orderCodec.encode({ type: 'OrderReadyForPickup', at: NOON });
const makeReady = (orderId: string) => append(`order-${orderId}`, orderId, ready.type, ready.data);

const pass = (): Promise<void> => time.advance(5_000);

beforeAll(async () => {
  await makeReady('old');
  running = feed.run(source, stopping.signal);
  await pass();
});

afterAll(async () => {
  stopping.abort();
  await pass();
  await running;
});

beforeEach(() => told.splice(0));

it('tells of what happens to orders and their deliveries from now on, and of nothing else', async () => {
  const stop = feed.subscribe(tell);
  await makeReady('new');
  await append('ledger-new', 'new', 'JournalPosted', '{}');
  const arrival = `{"courierId":"asha","at":"${NOON}"}`;
  await append('delivery-new', 'new', 'ArrivedAtRestaurant', arrival);
  await pass();
  stop();
  await makeReady('later');
  await pass();
  expect(told).toEqual(['new OrderReadyForPickup', 'new ArrivedAtRestaurant']);
});

it('knows up to where it has told, whether anybody listened or not', async () => {
  const head = await store.headPosition();
  expect([...feed.positions.values()].filter((position) => position > head)).toEqual([]);
  await makeReady('unheard');
  const { shard, position } = (await store.readStream('order-unheard'))[0]!;
  await pass();
  expect(feed.positions.get(shard)).toBe(position);
});

it('goes on after the store was out of reach, and leaves nothing out', async () => {
  const stop = feed.subscribe(tell);
  store.isAway = true;
  await makeReady('meanwhile');
  await pass();
  expect(told).toEqual([]);
  store.isAway = false;
  await pass();
  stop();
  expect(told).toEqual(['meanwhile OrderReadyForPickup']);
  expect(reported).toContainEqual(new Error('the store is away'));
});

it('goes on after a listener failed or an event could not be read', async () => {
  const stopBad = feed.subscribe(() => {
    throw new Error('no');
  });
  await makeReady('bad');
  await append('order-odd', 'odd', 'OrderReadyForPickup', '{}');
  await pass();
  stopBad();
  const stop = feed.subscribe(tell);
  await makeReady('good');
  await pass();
  stop();
  expect(told).toEqual(['good OrderReadyForPickup']);
  expect(reported).toContainEqual(new Error('no'));
});
