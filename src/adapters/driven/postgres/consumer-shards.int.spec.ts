import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ConsumerShards, isShardsLost, type OwnedShard, type ShardAdvance } from './consumer-shards';
import { Database, type Queryable } from './database';

const LEASE_MS = 10_000;
/** A promise to be resolved from outside. */
const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
  let open = (): void => undefined;
  return { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
};

const ALL = Array.from({ length: 16 }, (_, shard) => shard);

describe('the shards of a consumer', () => {
  let server: TestDatabase;
  let database: Database;
  let shards: ConsumerShards;

  beforeAll(async () => {
    server = await createTestDatabase();
    database = new Database(server.url);
    shards = new ConsumerShards(database);
    await database.query('CREATE TABLE applied (batch text, runner text)');
  });

  afterAll(async () => {
    await database.close();
    await server.drop();
  });

  let consumer: string;
  let made = 0;

  beforeEach(async () => {
    consumer = `consumer-${(made += 1)}`;
    await shards.register(consumer);
  });

  const numbers = (owned: readonly OwnedShard[]): readonly number[] =>
    owned.map(({ shard }) => shard).sort((a, b) => a - b);

  const advanceTo = (owned: readonly OwnedShard[], to: number): readonly ShardAdvance[] =>
    owned.map(({ shard, position, epoch }) => ({ shard, from: position, to, epoch }));

  /** False: the shards were lost. */
  const commit = (advances: readonly ShardAdvance[]): Promise<boolean> =>
    database.together([shards.advanceOrFail(consumer, advances)]).then(
      () => true,
      (error: unknown) => {
        expect(isShardsLost(error)).toBe(true);
        return false;
      },
    );

  it('are taken by the first who asks, from the beginning', async () => {
    const taken = await shards.acquire(consumer, 'a', 0, LEASE_MS);
    expect(numbers(taken)).toEqual(ALL);
    expect(taken.every(({ position }) => position === 0)).toBe(true);
    expect(await shards.acquire(consumer, 'b', LEASE_MS, LEASE_MS)).toEqual([]);
  });

  it('keep their checkpoints when the consumer is registered again', async () => {
    const taken = await shards.acquire(consumer, 'a', 0, LEASE_MS);
    expect(await commit(advanceTo(taken, 7))).toBe(true);
    await shards.register(consumer);
    expect(await shards.positions(consumer)).toEqual(ALL.map(() => 7));
  });

  it('go to somebody else once the lease has run out, with the checkpoint and a higher epoch', async () => {
    const first = await shards.acquire(consumer, 'a', 0, LEASE_MS);
    await commit(advanceTo(first, 5));
    const second = await shards.acquire(consumer, 'b', LEASE_MS + 1, LEASE_MS);
    expect(numbers(second)).toEqual(ALL);
    expect(second.every(({ position }) => position === 5)).toBe(true);
    expect(Math.min(...second.map(({ epoch }) => epoch))).toBeGreaterThan(
      Math.max(...first.map(({ epoch }) => epoch)),
    );
  });

  it('stay with an owner who renews in time', async () => {
    await shards.acquire(consumer, 'a', 0, LEASE_MS);
    expect(numbers(await shards.renew(consumer, 'a', LEASE_MS - 1, LEASE_MS))).toEqual(ALL);
    expect(await shards.acquire(consumer, 'b', LEASE_MS + 1, LEASE_MS)).toEqual([]);
  });

  it('are free at once when they are released', async () => {
    await shards.acquire(consumer, 'a', 0, LEASE_MS);
    await shards.release(consumer, 'a');
    expect(numbers(await shards.acquire(consumer, 'b', 1, LEASE_MS))).toEqual(ALL);
    expect(await shards.renew(consumer, 'a', 1, LEASE_MS)).toEqual([]);
  });

  it('are shared out, each to one of those who ask at the same time', async () => {
    const asking = Array.from({ length: 8 }, (_, n) => shards.acquire(consumer, `owner-${n}`, 0, LEASE_MS));
    expect(numbers((await Promise.all(asking)).flat())).toEqual(ALL);
  });

  it('cannot be moved by an owner who has lost them, not even one of them', async () => {
    const stale = await shards.acquire(consumer, 'a', 0, LEASE_MS);
    await shards.release(consumer, 'a');
    await shards.acquire(consumer, 'b', 1, LEASE_MS);
    expect(await commit(advanceTo(stale, 9))).toBe(false);
    expect(await shards.positions(consumer)).toEqual(ALL.map(() => 0));
  });

  it('move together or not at all', async () => {
    const held = await shards.acquire(consumer, 'a', 0, LEASE_MS);
    const [first, ...others] = advanceTo(held, 9);
    expect(await commit([{ ...first!, from: 3 }, ...others])).toBe(false);
    expect(await shards.positions(consumer)).toEqual(ALL.map(() => 0));
  });

  it('are lost by everybody at a fence', async () => {
    const held = await shards.acquire(consumer, 'a', 0, LEASE_MS);
    await shards.fence(consumer);
    expect(await commit(advanceTo(held, 9))).toBe(false);
    expect(await shards.renew(consumer, 'a', 1, LEASE_MS)).toEqual([]);
    const again = await shards.acquire(consumer, 'a', 1, LEASE_MS);
    expect(await commit(advanceTo(again, 9))).toBe(true);
  });

  it('can be seized from an owner whose lease still runs', async () => {
    const held = await shards.acquire(consumer, 'a', 0, LEASE_MS);
    const seized = await shards.seize(consumer, 'b', 1, LEASE_MS);
    expect(numbers(seized)).toEqual(ALL);
    expect(await commit(advanceTo(held, 9))).toBe(false);
    expect(await commit(advanceTo(seized, 9))).toBe(true);
  });

  describe('when two runners hold one batch', () => {
    /** Both have applied the batch before either of them commits. */
    const race = async (move: (tx: Queryable, runner: string) => Promise<boolean>): Promise<number> => {
      const applied = { a: gate(), b: gate() };
      const run = (runner: 'a' | 'b', other: 'a' | 'b'): Promise<void> =>
        database.transaction(async (tx) => {
          await tx.query({ text: 'INSERT INTO applied VALUES ($1, $2)', values: [consumer, runner] });
          applied[runner].open();
          await applied[other].opened;
          if (!(await move(tx, runner))) throw new Error('not mine');
        });
      await Promise.allSettled([run('a', 'b'), run('b', 'a')]);
      const { rowCount } = await database.query({
        text: 'SELECT FROM applied WHERE batch = $1',
        values: [consumer],
      });
      return rowCount;
    };

    it('lets only one of them commit it', async () => {
      const stale = await shards.acquire(consumer, 'a', 0, LEASE_MS);
      const held = await shards.acquire(consumer, 'b', LEASE_MS + 1, LEASE_MS);
      const count = await race(async (tx, runner) => {
        await tx.query(shards.advanceOrFail(consumer, advanceTo(runner === 'a' ? stale : held, 9)));
        return true;
      });
      expect(count).toBe(1);
    });

    it('lets only one of them commit it even if both believe in the same epoch', async () => {
      const held = await shards.acquire(consumer, 'a', 0, LEASE_MS);
      const count = await race(async (tx) => {
        await tx.query(shards.advanceOrFail(consumer, advanceTo(held, 9)));
        return true;
      });
      expect(count).toBe(1);
    });

    it('would apply it twice if a checkpoint only had to grow', async () => {
      // Each of the two read up to another event: both batches begin at 0, and both move the checkpoint forward.
      const ends = { a: 8, b: 9 };
      const aHasMoved = gate();
      const count = await race(async (tx, runner) => {
        if (runner === 'b') await aHasMoved.opened;
        const { rowCount } = await tx.query({
          text: 'UPDATE consumer_shard SET position = $2 WHERE consumer = $1 AND shard = 0 AND position < $2',
          values: [consumer, runner === 'a' ? ends.a : ends.b],
        });
        if (runner === 'a') aHasMoved.open();
        return rowCount === 1;
      });
      expect(count).toBe(2);
    });
  });
});
