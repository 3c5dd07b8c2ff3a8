import { createTestDatabase, type TestDatabase } from '../../test/support/database';
import { NodeSystemClock } from '../adapters/driven/clocks/node-system-clock';
import { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import { Database } from '../adapters/driven/postgres/database';
import { PostgresEventStore } from '../adapters/driven/postgres/event-store/postgres-event-store';
import { Generations } from './generations';
import { someHistory } from './histories.fixtures';
import { orderView } from './order-view/order-view';
import { ProjectionStatusQuery } from './projection-status';
import { reviews } from './reviews/reviews';

describe('the status of read models', () => {
  let home: TestDatabase;
  let database: Database;
  let store: PostgresEventStore;

  beforeEach(async () => {
    home = await createTestDatabase();
    database = new Database(home.url);
    store = new PostgresEventStore(home.url);
  });

  afterEach(async () => {
    await store.close();
    await database.close();
    await home.drop();
  });

  it('is how far each is, how many events it lacks, and how many keys wait for somebody', async () => {
    const shards = new ConsumerShards(database);
    const generations = new Generations(database, shards, new NodeSystemClock());
    await generations.ensure([orderView, reviews]);
    const query = new ProjectionStatusQuery(database, generations, shards, store);
    expect(await query.all([orderView])).toEqual({
      head: 0,
      models: [
        {
          ...{ model: 'order-view', version: orderView.version, generation: 1 },
          ...{ position: 0, lag: 0, parkedKeys: 0 },
        },
      ],
    });

    await someHistory(store, 200, 1);
    const log = await store.readAll(0, { limit: 10_000 });
    const head = log.at(-1)?.position ?? 0;
    // One model has taken in all but the last five events of three shards; the other has not begun.
    const behind = [...new Set(log.map(({ shard }) => shard))].slice(0, 3);
    const { consumer } = await generations.live(orderView);
    const lacking: number[] = [];
    for (let shard = 0; shard < 16; shard += 1) {
      const own = log.filter((event) => event.shard === shard).map(({ position }) => position);
      const left = behind.includes(shard) ? own.slice(-5) : [];
      lacking.push(...left);
      await database.query({
        text: 'UPDATE consumer_shard SET position = $3 WHERE consumer = $1 AND shard = $2',
        values: [consumer, shard, own.at(-1 - left.length) ?? 0],
      });
    }
    await database.query(
      `INSERT INTO parked_event (consumer, partition_key, position, shard, type, cause, parked_at)
       VALUES ('${consumer}', 'a', 1, 0, 'X', 'why', now()), ('${consumer}', 'a', 2, 0, 'X', NULL, now()),
              ('${consumer}', 'b', 3, 0, 'X', 'why', now()), ('another', 'c', 4, 0, 'X', 'why', now())`,
    );

    const status = await query.all([orderView, reviews]);
    expect(status.head).toBe(head);
    expect(lacking.length).toBeGreaterThan(3);
    expect(status.models.map(({ model, lag, parkedKeys }) => [model, lag, parkedKeys])).toEqual([
      ['order-view', lacking.length, 2],
      ['reviews', log.length, 0],
    ]);
    const taken = log.filter(({ position }) => !lacking.includes(position)).at(-1);
    expect(status.models[0]?.position).toBe(taken?.position);
  });
});
