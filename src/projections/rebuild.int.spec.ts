import { createTestDatabase } from '../../test/support/database';
import { randomUUID } from 'node:crypto';
import { orderAggregate } from '../application/aggregates';
import { asId } from '../domain/kernel/ids';
import { historyTo } from '../domain/order/order.fixtures';
import { someHistory } from './histories.fixtures';
import { orderView, type OrderViewRow } from './order-view/order-view';
import { viewName, type AnyProjection } from './projection';
import { appendEvents, ModelWorld } from './projection.fixtures';
import { READ_MODELS } from './read-models';
import type { RebuildProgress } from './rebuild';

/** The order view with other rows for the same events: what a change of its code would be. */
const changed: AnyProjection = {
  ...orderView,
  evolve(row: OrderViewRow | null, fact: Parameters<typeof orderView.evolve>[1], key: string) {
    const next = orderView.evolve(row, fact, key);
    return next?.status === 'CANCELLED' ? { ...next, reason: 'another' } : next;
  },
};

describe('a rebuild', () => {
  let world: ModelWorld;

  beforeEach(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure(READ_MODELS);
  });

  afterEach(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
  });

  const states = async (model: AnyProjection): Promise<readonly (readonly [number, string])[]> =>
    (await world.generations.list(model)).map(({ generation, state }) => [generation, state]);

  const tables = async (): Promise<readonly string[]> => {
    const { rows } = await world.database.query<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE tablename LIKE 'rm\\_order\\_view\\_v3\\_%' ORDER BY tablename`,
    );
    return rows.map(({ tablename }) => tablename);
  };

  it('swaps in an equal generation while the log grows, and no reader ever sees less than before', async () => {
    await someHistory(world.store, 1_500, 1);
    world.start(orderView);
    await world.caughtUp(orderView);

    const load = new AbortController();
    const growing = (async () => {
      for (let n = 0; !load.signal.aborted; n += 1) {
        await someHistory(world.store, 20, 100 + n);
        await world.clock.sleep(1);
      }
    })();
    let reads = 0;
    const reading = (async () => {
      let [orders, position] = [0, 0];
      while (!load.signal.aborted) {
        const { rows } = await world.database.query<{ orders: number; position: number }>({
          name: 'what-readers-see',
          text: `SELECT count(*) AS orders, max(position) AS position FROM ${viewName(orderView)}`,
        });
        expect(rows[0]!.orders).toBeGreaterThanOrEqual(orders);
        expect(rows[0]!.position).toBeGreaterThanOrEqual(position);
        ({ orders, position } = rows[0]!);
        reads += 1;
      }
    })();

    const [result] = await world.rebuild().run([orderView]);
    load.abort();
    await Promise.all([growing, reading]);

    expect(result).toMatchObject({ model: 'order-view', generation: 2, swapped: true });
    expect(result!.comparison.equal).toBe(true);
    expect(result!.comparison.live).toEqual(result!.comparison.next);
    expect(result!.comparison.live.rows).toBeGreaterThan(10);
    expect(reads).toBeGreaterThan(10);
    expect(await states(orderView)).toEqual([
      [1, 'previous'],
      [2, 'live'],
    ]);
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toEqual(await world.folded(orderView));
  });

  it('is not overlooked by a runner that takes its shards just then', async () => {
    await someHistory(world.store, 100, 10);
    const { generations } = world;
    const live = generations.live.bind(generations);
    const swapped = new Promise<void>((resolve, reject) => {
      jest.spyOn(generations, 'live').mockImplementationOnce(async (model) => {
        const before = await live(model);
        await world
          .rebuild()
          .run([orderView])
          .then(() => resolve(), reject);
        return before;
      });
    });
    world.start(orderView);
    await swapped;
    await someHistory(world.store, 100, 11);
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toEqual(await world.folded(orderView));
  });

  it('builds all read models in one reading of the log', async () => {
    await someHistory(world.store, 400, 2);
    for (const model of READ_MODELS) world.start(model);
    for (const model of READ_MODELS) await world.caughtUp(model);
    const results = await world.rebuild().run(READ_MODELS);
    expect(results.map(({ model, swapped }) => [model, swapped])).toEqual(
      READ_MODELS.map(({ name }) => [name, true]),
    );
    await someHistory(world.store, 100, 3);
    for (const model of READ_MODELS) {
      await world.caughtUp(model);
      expect(await world.rows(model)).toEqual(await world.folded(model));
    }
  });

  it('works while no runner is there, up to where the live generation is', async () => {
    await someHistory(world.store, 200, 4);
    const runner = world.start(orderView);
    await world.caughtUp(orderView);
    await runner.stop();
    await someHistory(world.store, 100, 5);
    const [result] = await world.rebuild().run([orderView]);
    expect(result).toMatchObject({ swapped: true, comparison: { equal: true } });
    world.start(orderView);
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toEqual(await world.folded(orderView));
  });

  it('tells how far it is', async () => {
    await someHistory(world.store, 100, 6);
    const runner = world.start(orderView);
    await world.caughtUp(orderView);
    await runner.stop();
    const told: RebuildProgress[] = [];
    await world.rebuild().run([orderView], { onProgress: (progress) => told.push(progress) });
    const head = await world.store.headPosition();
    expect(new Set(told.map(({ phase }) => phase))).toEqual(
      new Set(['reading', 'indexing', 'comparing', 'swapping']),
    );
    expect(told.at(-1)).toEqual({ models: ['order-view'], phase: 'swapping', position: head, head });
  });

  describe('whose rows differ', () => {
    beforeEach(async () => {
      await appendEvents(world.store, orderAggregate, 'kept', historyTo('READY', { orderId: asId('kept') }));
      await appendEvents(
        world.store,
        orderAggregate,
        'off',
        historyTo('CANCELLED', { orderId: asId('off') }),
      );
      world.start(orderView);
      await world.caughtUp(orderView);
    });

    it('changes nothing, and names the keys', async () => {
      const [result] = await world.rebuild().run([changed]);
      expect(result!.swapped).toBe(false);
      expect(result!.comparison).toMatchObject({ equal: false, differing: ['off'] });
      expect(result!.comparison.live.hash).not.toBe(result!.comparison.next.hash);
      expect(await states(orderView)).toEqual([[1, 'live']]);
      expect(await tables()).toEqual(['rm_order_view_v3_g1']);
    });

    it('is swapped in when that is what was wanted', async () => {
      const [result] = await world.rebuild().run([changed], { accept: true });
      expect(result!.swapped).toBe(true);
      const rows = (await world.rows(changed)) as readonly OrderViewRow[];
      expect(rows.map(({ order_id, reason }) => [order_id, reason])).toEqual([
        ['kept', null],
        ['off', 'another'],
      ]);
    });

    it('can be taken back, with what happened since in the old rows too', async () => {
      await world.rebuild().run([changed], { accept: true });
      await appendEvents(
        world.store,
        orderAggregate,
        'new',
        historyTo('CONFIRMED', { orderId: asId('new') }),
      );
      await world.caughtUp(orderView);
      expect(await world.rebuild().rollback(orderView)).toBe(1);
      expect(await states(orderView)).toEqual([
        [1, 'live'],
        [2, 'previous'],
      ]);
      expect(await world.rows(orderView)).toEqual(await world.folded(orderView));
    });
  });

  it('keeps one generation to go back to and drops the older ones', async () => {
    await someHistory(world.store, 50, 7);
    world.start(orderView);
    await world.caughtUp(orderView);
    await world.rebuild().run([orderView]);
    await world.rebuild().run([orderView]);
    expect(await states(orderView)).toEqual([
      [2, 'previous'],
      [3, 'live'],
    ]);
    expect(await tables()).toEqual(['rm_order_view_v3_g2', 'rm_order_view_v3_g3']);
  });

  it('has nothing to go back to before the first one', async () => {
    expect(await world.rebuild().rollback(orderView)).toBeNull();
  });

  it('that was killed half-way leaves the live rows alone, and the next one clears up after it', async () => {
    await someHistory(world.store, 200, 8);
    world.start(orderView);
    await world.caughtUp(orderView);
    const half = await world.generations.startBuilding(orderView);
    await world.database.query(`INSERT INTO ${half.table.name} SELECT * FROM ${viewName(orderView)} LIMIT 5`);
    // It died while it held the live runner's shards.
    const { consumer } = await world.generations.live(orderView);
    await world.shards.seize(consumer, randomUUID(), world.clock.now(), 200);
    await someHistory(world.store, 50, 9);
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toEqual(await world.folded(orderView));

    const [result] = await world.rebuild().run([orderView]);
    expect(result).toMatchObject({ swapped: true, comparison: { equal: true } });
    expect(await states(orderView)).toEqual([
      [1, 'previous'],
      [3, 'live'],
    ]);
    expect(await tables()).toEqual(['rm_order_view_v3_g1', 'rm_order_view_v3_g3']);
  });
});
