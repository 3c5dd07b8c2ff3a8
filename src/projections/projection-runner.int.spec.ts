import { createTestDatabase } from '../../test/support/database';
import { orderAggregate } from '../application/aggregates';
import type { ShardBatch } from '../application/feed/shard-batch';
import { ShardFeed } from '../application/feed/shard-feed';
import { historyTo } from '../domain/order/order.fixtures';
import { shardOf } from '../domain/kernel/shard';
import { sampleEvents } from '../adapters/contracts/sample-events';
import { dice, someHistory } from './histories.fixtures';
import { orderTimeline } from './order-timeline/order-timeline';
import { orderView } from './order-view/order-view';
import { appendEvents, ModelWorld } from './projection.fixtures';
import { ProjectionProgress } from './projection-progress';
import { ProjectionTable } from './projection-table';
import { READ_MODELS } from './read-models';

const UNREADABLE = new Error('the log could not be read');

/** Gives one event at a time, and fails with every 50th look. */
class FailingFeed extends ShardFeed {
  private looks = 0;

  override next(_limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]> {
    this.looks += 1;
    return this.looks % 50 === 0 ? Promise.reject(UNREADABLE) : super.next(1, waitMs, signal);
  }
}

describe('the runner of a read model', () => {
  let world: ModelWorld;

  beforeEach(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure(READ_MODELS);
  });

  afterEach(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
  });

  it.each(READ_MODELS.map((model) => [model.name, model] as const))(
    'makes the rows of %s that a fold of the log makes, of what was there before and what comes after',
    async (_name, model) => {
      await someHistory(world.store, 300, 1);
      world.start(model, { batchSize: 40 });
      await someHistory(world.store, 300, 2);
      await world.caughtUp(model);
      expect(await world.rows(model)).toEqual(await world.folded(model));
    },
  );

  it.each([orderView, orderTimeline].map((model) => [model.name, model] as const))(
    'makes the same rows of %s however often it is stopped and started',
    async (_name, model) => {
      const throwDie = dice(3);
      for (let n = 0; n < 12; n += 1) {
        await someHistory(world.store, 40, 10 + n);
        const runner = world.start(model, { batchSize: 1 + throwDie(30) });
        const batches = world.witness.batches.length;
        while (world.witness.batches.length < batches + throwDie(3)) await world.clock.sleep(1);
        await runner.stop();
      }
      world.start(model);
      await world.caughtUp(model);
      expect(await world.rows(model)).toEqual(await world.folded(model));
    },
  );

  it.each([orderView, orderTimeline].map((model) => [model.name, model] as const))(
    'makes the same rows of %s while two processes take the shards from each other again and again',
    async (_name, model) => {
      world.start(model, { batchSize: 3 });
      world.start(model, { batchSize: 5 });
      const { consumer } = await world.generations.live(model);
      for (let n = 0; n < 20; n += 1) {
        await someHistory(world.store, 30, 30 + n);
        await world.shards.fence(consumer);
      }
      await world.caughtUp(model);
      expect(await world.rows(model)).toEqual(await world.folded(model));
    },
  );

  it('takes over when the process that had the shards is gone', async () => {
    const { consumer } = await world.generations.live(orderView);
    await world.shards.acquire(consumer, 'a process that died', world.clock.now(), 300);
    await someHistory(world.store, 100, 4);
    world.start(orderView);
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toEqual(await world.folded(orderView));
  });

  it('gets past events that change nothing, though reading fails again and again', async () => {
    for (let revision = -1; revision < 120; revision += 1) {
      const events = sampleEvents('note-1', { type: 'NobodyKnowsThis', data: ['{}'] });
      await world.store.append({ stream: 'note-1', expectedRevision: revision, events });
    }
    await appendEvents(world.store, orderAggregate, 'order-1', historyTo('CONFIRMED'));
    world.start(orderView, {}, new FailingFeed(world.store, world.bus, world.clock));
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toHaveLength(1);
    expect(new Set(world.witness.failures.splice(0))).toEqual(new Set([UNREADABLE]));
  });

  it('gives its shards back when it stops', async () => {
    await someHistory(world.store, 50, 5);
    const runner = world.start(orderView);
    await world.caughtUp(orderView);
    await runner.stop();
    const { consumer } = await world.generations.live(orderView);
    const taken = await world.shards.acquire(consumer, 'somebody else', world.clock.now(), 1_000);
    const heads = await world.store.shardHeads(await world.store.headPosition());
    expect(taken.map(({ position }) => position)).toEqual(taken.map(({ shard }) => heads[shard]));
  });

  it('does not read back rows that it has just written, unless the shards have changed hands since', async () => {
    const [placed, ...later] = historyTo('DELIVERED');
    const load = jest.spyOn(ProjectionTable.prototype, 'load');
    const readBack = async (): Promise<readonly string[]> => {
      await world.caughtUp(orderView);
      const keys = load.mock.calls.flatMap(([, asked]) => asked);
      load.mockClear();
      return keys;
    };
    world.start(orderView);
    if (placed !== undefined) await appendEvents(world.store, orderAggregate, 'order-1', [placed]);
    expect(await readBack()).toEqual(['order-1']);
    await appendEvents(world.store, orderAggregate, 'order-1', later.slice(0, 2));
    expect(await readBack()).toEqual([]);
    await world.shards.fence((await world.generations.live(orderView)).consumer);
    await appendEvents(world.store, orderAggregate, 'order-1', later.slice(2));
    expect(new Set(await readBack())).toEqual(new Set(['order-1']));
    expect(await world.rows(orderView)).toEqual(await world.folded(orderView));
    load.mockRestore();
  });

  it('passes over events that it does not read without looking into them', async () => {
    const events = sampleEvents('note-1', { type: 'NobodyKnowsThis', data: ['not even JSON'] });
    await world.store.append({ stream: 'note-1', expectedRevision: -1, events });
    await appendEvents(world.store, orderAggregate, 'order-1', historyTo('CONFIRMED'));
    world.start(orderView);
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toHaveLength(1);
    expect(world.witness.causes).toEqual([]);
  });

  describe('lets a reader wait for a position', () => {
    const append = async (): Promise<{ readonly shard: number; readonly position: number }> => {
      await appendEvents(world.store, orderAggregate, 'order-1', historyTo('PENDING'));
      return { shard: shardOf('order-1'), position: await world.store.headPosition() };
    };

    it('and wakes the reader when the row is there', async () => {
      world.start(orderView);
      const { shard, position } = await append();
      expect(await world.progress.waitFor(orderView, shard, position, 10_000)).toBe(true);
      expect(await world.rows(orderView)).toHaveLength(1);
    });

    it('and ends the rest of a runner that lets events gather', async () => {
      world.start(orderView, { restMs: { least: 0, most: 60_000 } });
      for (const status of ['PENDING', 'CONFIRMED'] as const) {
        await appendEvents(world.store, orderAggregate, `order-${status}`, historyTo(status));
        const position = await world.store.headPosition();
        const shown = world.progress.waitFor(orderView, shardOf(`order-${status}`), position, 10_000);
        expect(await shown).toBe(true);
      }
    });

    it('that another process works on', async () => {
      world.start(orderView);
      const elsewhere = new ProjectionProgress(world.database, world.clock);
      const { shard, position } = await append();
      expect(await elsewhere.waitFor(orderView, shard, position, 10_000)).toBe(true);
      expect(await world.rows(orderView)).toHaveLength(1);
    });

    it('but not for longer than the reader wants to', async () => {
      const { shard, position } = await append();
      expect(await world.progress.waitFor(orderView, shard, position, 30)).toBe(false);
    });
  });
});
