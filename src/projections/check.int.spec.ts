import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '../../test/support/database';
import { someHistory } from './histories.fixtures';
import { checkProjections } from './check';
import { ledgerEntries } from './ledger-entries/ledger-entries';
import { orderView } from './order-view/order-view';
import { ProjectionChecks, type ProjectionCheckRun } from './projection-checks';
import { viewName, type AnyProjection } from './projection';
import { ModelWorld } from './projection.fixtures';
import { READ_MODELS } from './read-models';
import type { RebuildParts } from './rebuild';

const MODELS: readonly AnyProjection[] = [orderView, ledgerEntries];

describe('a check of read models', () => {
  let world: ModelWorld;
  let parts: RebuildParts;

  beforeEach(async () => {
    world = ModelWorld.open(await createTestDatabase());
    await world.generations.ensure(READ_MODELS);
    const { database, shards, generations, store, clock } = world;
    parts = { database, shards, generations, store, clock };
    await someHistory(world.store, 300, 1);
    for (const model of MODELS) world.start(model);
    for (const model of MODELS) await world.caughtUp(model);
  });

  afterEach(async () => {
    await world.close();
    expect(world.witness.failures).toEqual([]);
  });

  const generationsOf = async (model: AnyProjection) =>
    (await world.generations.list(model)).map(({ generation, state }) => [generation, state]);

  const ended = async (checks: ProjectionChecks, { id }: ProjectionCheckRun): Promise<ProjectionCheckRun> => {
    for (;;) {
      const run = checks.get(id);
      if (run !== null && run.state !== 'running') return run;
      await world.clock.sleep(10);
    }
  };

  it('finds them equal while the log grows, and leaves what readers see as it is', async () => {
    const load = new AbortController();
    const growing = (async () => {
      for (let n = 0; !load.signal.aborted; n += 1) {
        await someHistory(world.store, 20, 100 + n);
        await world.clock.sleep(1);
      }
    })();
    const phases = new Set<string>();
    const results = await checkProjections(parts, randomUUID(), MODELS, {
      onProgress: ({ phase }) => phases.add(phase),
    });
    load.abort();
    await growing;
    expect(results.map(({ model, equal, differing }) => [model, equal, differing])).toEqual([
      ['order-view', true, []],
      ['ledger-entries', true, []],
    ]);
    const [orders] = results;
    expect(orders?.version).toBe(orderView.version);
    expect(orders?.live).toEqual(orders?.fresh);
    expect(orders?.live.rows).toBeGreaterThan(5);
    expect(orders?.events).toBeGreaterThan(100);
    expect([...phases]).toEqual(['reading', 'indexing', 'comparing']);
    for (const model of MODELS) expect(await generationsOf(model)).toEqual([[1, 'live']]);
    await someHistory(world.store, 20, 99);
    await world.caughtUp(orderView);
    expect(await world.rows(orderView)).toEqual(await world.folded(orderView));
  });

  it('names the rows that somebody changed, and does not mend them', async () => {
    const { rows } = await world.database.query<{ order_id: string }>(
      `UPDATE ${viewName(orderView)} SET status = 'ANOTHER'
       WHERE order_id = (SELECT min(order_id) FROM ${viewName(orderView)}) RETURNING order_id`,
    );
    const checks = new ProjectionChecks(parts, MODELS, randomUUID);
    const run = await ended(checks, checks.start());
    expect(run).toMatchObject({ state: 'different', problem: null });
    expect(run.finishedAt).not.toBeNull();
    expect(run.results.map(({ model, equal, differing }) => [model, equal, differing])).toEqual([
      ['order-view', false, [rows[0]?.order_id]],
      ['ledger-entries', true, []],
    ]);
    expect(run.results[0]?.live.hash).not.toBe(run.results[0]?.fresh.hash);
    expect(await generationsOf(orderView)).toEqual([[1, 'live']]);
    expect(await world.rows(orderView)).toContainEqual(expect.objectContaining({ status: 'ANOTHER' }));
  });

  it('is made one at a time, and again afterwards', async () => {
    const checks = new ProjectionChecks(parts, MODELS, randomUUID);
    const first = checks.start();
    expect(first.state).toBe('running');
    expect(checks.start().id).toBe(first.id);
    expect((await ended(checks, first)).state).toBe('equal');
    const second = checks.start();
    expect(second.id).not.toBe(first.id);
    expect((await ended(checks, second)).state).toBe('equal');
    expect(checks.get(first.id)?.state).toBe('equal');
    expect(checks.get(randomUUID())).toBeNull();
  });

  it('leaves nothing behind when it is stopped', async () => {
    const checks = new ProjectionChecks(parts, READ_MODELS, randomUUID);
    const run = checks.start();
    await checks.stop();
    expect(checks.get(run.id)).toMatchObject({ state: 'failed', problem: 'the process ends', results: [] });
    for (const model of READ_MODELS) expect(await generationsOf(model)).toEqual([[1, 'live']]);
  });

  it('leaves nothing behind when it fails', async () => {
    const spied = jest.spyOn(world.store, 'readAll').mockRejectedValueOnce(new Error('no log'));
    const checks = new ProjectionChecks(parts, MODELS, randomUUID);
    const run = await ended(checks, checks.start());
    spied.mockRestore();
    expect(run).toMatchObject({ state: 'failed', problem: 'no log' });
    for (const model of MODELS) expect(await generationsOf(model)).toEqual([[1, 'live']]);
  });
});
