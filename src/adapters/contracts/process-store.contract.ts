import { randomUUID } from 'node:crypto';
import {
  ShardsLost,
  type HeldShard,
  type ProcessBatch,
  type ProcessStore,
  type ShardAdvance,
} from '../../application/ports/process-store';
import { SHARD_COUNT, shardOf } from '../../domain/kernel/shard';
import { at, dueAt, entryOf, instanceOf, NOW, parkedOf, statusOf } from './sample-process';

const LEASE_MS = 10_000;
const ALL = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);

/** What every store of processes must do. */
export function processStoreContract(name: string, open: () => Promise<ProcessStore>): void {
  describe(`ProcessStore contract: ${name}`, () => {
    let store: ProcessStore;
    /** A process of its own for every test. */
    let process: string;
    let held: readonly HeldShard[];

    beforeAll(async () => {
      store = await open();
    });
    beforeEach(async () => {
      process = `process-${randomUUID()}`;
      await store.register(process);
      held = await store.claim(process, 'owner', NOW, LEASE_MS);
    });

    const stay = (...shards: readonly number[]): readonly ShardAdvance[] =>
      held
        .filter(({ shard }) => shards.includes(shard))
        .map(({ shard, position, epoch }) => ({ shard, from: position, to: position, epoch }));

    /** Saves something for some keys without moving a checkpoint. */
    const save = (batch: Partial<Omit<ProcessBatch, 'process' | 'advances'>>): Promise<void> => {
      const { instances = [], journal = [], settled = [], parked = [], unparked = [] } = batch;
      const keys = [...instances, ...journal, ...parked, ...unparked].map(({ key }) => key);
      return store.save({
        process,
        advances: stay(...keys.map(shardOf), ...settled),
        instances,
        journal,
        settled,
        parked,
        unparked,
      });
    };

    describe('shards', () => {
      it('all begin at the start, in the hands of the first who asks', async () => {
        expect(held.map(({ shard, position }) => ({ shard, position }))).toEqual(
          ALL.map((shard) => ({ shard, position: 0 })),
        );
        expect(await store.claim(process, 'other', NOW + LEASE_MS, LEASE_MS)).toEqual([]);
      });

      it('stay with an owner who extends the lease, under the same epoch', async () => {
        expect(await store.claim(process, 'owner', NOW + LEASE_MS - 1, LEASE_MS)).toEqual(held);
        expect(await store.claim(process, 'other', NOW + LEASE_MS + 1, LEASE_MS)).toEqual([]);
      });

      it('go to another owner when the lease has run out, under a later epoch', async () => {
        const taken = await store.claim(process, 'other', NOW + LEASE_MS + 1, LEASE_MS);
        expect(taken.map(({ shard }) => shard).sort((a, b) => a - b)).toEqual(ALL);
        for (const { shard, epoch } of taken) expect(epoch).toBeGreaterThan(held[shard]!.epoch);
        expect(await store.claim(process, 'owner', NOW + LEASE_MS + 2, LEASE_MS)).toEqual([]);
      });

      it('are free at once when they are given back', async () => {
        await store.release(process, 'owner');
        expect(await store.claim(process, 'other', NOW, LEASE_MS)).toHaveLength(SHARD_COUNT);
      });

      it('keep their checkpoints when the process is registered again', async () => {
        const [first] = held;
        const advances = [{ shard: first!.shard, from: 0, to: 42, epoch: first!.epoch }];
        const nothing = { instances: [], journal: [], settled: [], parked: [], unparked: [] };
        await store.save({ process, advances, ...nothing });
        await store.register(process);
        const now = await store.claim(process, 'owner', NOW, LEASE_MS);
        expect(now.find(({ shard }) => shard === first!.shard)?.position).toBe(42);
      });
    });

    describe('a batch', () => {
      it('gives back instances and journal as they were saved', async () => {
        const instance = instanceOf('order-1', { timers: { ...dueAt(15), ...dueAt(20, 'nudge') } });
        const entry = entryOf('order-1');
        await save({ instances: [instance], journal: [entry] });
        expect(await store.load(process, ['order-1', 'order-2'])).toEqual({
          instances: [instance],
          parked: new Set(),
        });
        expect(await store.journal(process, 'order-1')).toEqual([entry]);
        expect(await store.journal(process, 'order-2')).toEqual([]);
      });

      it('replaces an instance and adds to its journal', async () => {
        const first = entryOf('order-1');
        const second = entryOf('order-1', {
          seq: 2,
          input: {
            kind: 'timer',
            id: randomUUID(),
            timer: 'expiry',
            dueAt: at(15),
            correlationId: 'correlation',
          },
          effects: [{ do: 'unschedule', timer: 'expiry' }],
        });
        await save({ instances: [instanceOf('order-1', { timers: dueAt(15) })], journal: [first] });
        const settled = instanceOf('order-1', { seq: 2, state: { is: 'settled' } });
        await save({ instances: [settled], journal: [second] });
        expect((await store.load(process, ['order-1'])).instances).toEqual([settled]);
        expect(await store.journal(process, 'order-1')).toEqual([first, second]);
      });

      it('holds several instances, and several entries of one', async () => {
        const keys = ['order-1', 'order-2', 'order-3'];
        const journal = keys.flatMap((key) => [entryOf(key), entryOf(key, { seq: 2 })]);
        await save({ instances: keys.map((key) => instanceOf(key, { seq: 2 })), journal });
        const { instances } = await store.load(process, keys);
        expect(instances.map(({ key }) => key).sort()).toEqual(keys);
        for (const key of keys) {
          expect(await store.journal(process, key)).toEqual(journal.filter((entry) => entry.key === key));
        }
      });

      it('is another one in each process', async () => {
        await save({
          instances: [instanceOf('order-1', { timers: dueAt(1) })],
          journal: [entryOf('order-1')],
        });
        const other = `process-${randomUUID()}`;
        await store.register(other);
        expect((await store.load(other, ['order-1'])).instances).toEqual([]);
        expect(await store.journal(other, 'order-1')).toEqual([]);
        expect(await store.nextDue(other, ALL)).toBeNull();
        expect(await store.undispatched(other, ALL)).toEqual([]);
      });

      it.each<[string, (advance: ShardAdvance) => ShardAdvance]>([
        ['from where the shard does not stand', (advance) => ({ ...advance, from: 5, to: 9 })],
        ['under an epoch that is past', (advance) => ({ ...advance, to: 9, epoch: advance.epoch - 1 })],
      ])('that begins %s is refused, and nothing of it is written', async (_, wrong) => {
        const [good, bad] = ['order-1', 'order-2'].map((key) => stay(shardOf(key))[0]!);
        const batch: ProcessBatch = {
          process,
          advances: [{ ...good!, to: 7 }, wrong(bad!)],
          instances: [instanceOf('order-1', { timers: dueAt(1) })],
          journal: [entryOf('order-1')],
          settled: [],
          parked: [parkedOf('order-1', 3, 'broken')],
          unparked: [],
        };
        await expect(store.save(batch)).rejects.toThrow(ShardsLost);
        expect(await store.load(process, ['order-1'])).toEqual({ instances: [], parked: new Set() });
        expect(await store.journal(process, 'order-1')).toEqual([]);
        expect(await store.undispatched(process, ALL)).toEqual([]);
        expect(await store.claim(process, 'owner', NOW, LEASE_MS)).toEqual(held);
      });

      it('of two owners who both believe to hold a shard is saved once', async () => {
        const advance = { ...stay(shardOf('order-1'))[0]!, to: 9 };
        const save = (): Promise<void> =>
          store.save({
            process,
            advances: [advance],
            instances: [],
            journal: [entryOf('order-1')],
            settled: [],
            parked: [],
            unparked: [],
          });
        const race = await Promise.allSettled([save(), save(), save()]);
        expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
        expect(await store.journal(process, 'order-1')).toHaveLength(1);
      });
    });

    describe('effects', () => {
      it('are undispatched until they are settled', async () => {
        const [first, second] = [entryOf('order-1'), entryOf('order-2')];
        const silent = entryOf('order-3', { effects: [{ do: 'unschedule', timer: 'expiry' }] });
        await save({ journal: [first, second, silent] });
        const found = await store.undispatched(process, ALL);
        expect(found).toHaveLength(2);
        expect(found).toEqual(expect.arrayContaining([first, second]));
        expect(await store.undispatched(process, [shardOf('order-1')])).toEqual([first]);

        await store.settle(process, stay(shardOf('order-1')), []);
        expect(await store.undispatched(process, ALL)).toEqual([second]);
      });

      it('are settled by a later batch of their shard, which may bring others', async () => {
        const [first, second] = [entryOf('order-1'), entryOf('order-2')];
        await save({ journal: [first, second] });
        await save({ settled: [shardOf('order-2')] });
        expect(await store.undispatched(process, ALL)).toEqual([first]);

        const third = entryOf('order-1', { seq: 2 });
        await save({ settled: [shardOf('order-1')], journal: [third] });
        expect(await store.undispatched(process, ALL)).toEqual([third]);
      });

      it('cannot be settled by an owner who has lost the shard', async () => {
        const entry = entryOf('order-1');
        await save({ journal: [entry] });
        const before = stay(entry.shard);
        await store.claim(process, 'other', NOW + LEASE_MS + 1, LEASE_MS);
        await expect(store.settle(process, before, [statusOf(entry)])).rejects.toThrow(ShardsLost);
        expect(await store.undispatched(process, ALL)).toEqual([entry]);
        expect(await store.effectsOf(process, 'order-1')).toEqual([]);
      });

      it('that failed are tried again, the earliest first', async () => {
        const entries = ['order-1', 'order-2', 'order-3'].map((key) => entryOf(key));
        await save({ journal: entries });
        const statuses = entries.map((entry, i) => statusOf(entry, { nextAttemptAt: NOW + 100 - i }));
        await store.settle(process, stay(...entries.map(({ shard }) => shard)), statuses);
        expect(await store.retrying(process, ALL, 2)).toEqual([
          { status: statuses[2], entry: entries[2] },
          { status: statuses[1], entry: entries[1] },
        ]);
        expect(await store.retrying(process, [entries[0]!.shard], 9)).toEqual([
          { status: statuses[0], entry: entries[0] },
        ]);
      });

      it('are no longer tried when they are done, refused or parked', async () => {
        const entries = ['order-1', 'order-2', 'order-3'].map((key) => entryOf(key));
        await save({ journal: entries });
        const shards = stay(...entries.map(({ shard }) => shard));
        await store.settle(
          process,
          shards,
          entries.map((entry) => statusOf(entry)),
        );
        const ended = (['done', 'rejected', 'parked'] as const).map((status, i) =>
          statusOf(entries[i]!, { status, attempts: 2, nextAttemptAt: 0, detail: null }),
        );
        await store.settle(process, shards, ended);
        expect(await store.retrying(process, ALL, 9)).toEqual([]);
        expect(await store.parkedEffects(process, 9)).toEqual([ended[2]]);
        expect(await store.effectsOf(process, 'order-1')).toEqual([ended[0]]);
      });

      it('that were parked can be tried again, or given up', async () => {
        const entries = ['order-1', 'order-2'].map((key) => entryOf(key));
        await save({ journal: entries });
        const parked = entries.map((entry) =>
          statusOf(entry, { status: 'parked', attempts: 5, nextAttemptAt: 0 }),
        );
        await store.settle(process, stay(...entries.map(({ shard }) => shard)), parked);
        await store.retry(process, 'order-1');
        await store.skip(process, 'order-2');
        expect(await store.parkedEffects(process, 9)).toEqual([]);
        expect(await store.retrying(process, ALL, 9)).toEqual([
          { status: { ...parked[0], status: 'retrying', attempts: 0 }, entry: entries[0] },
        ]);
        expect(await store.effectsOf(process, 'order-2')).toEqual([
          { ...parked[1], status: 'rejected', detail: 'skipped' },
        ]);
      });
    });

    describe('timers', () => {
      const waiting = [
        instanceOf('order-1', { timers: dueAt(20) }),
        instanceOf('order-2', { timers: { ...dueAt(30), ...dueAt(10, 'nudge') } }),
        instanceOf('order-3', { timers: dueAt(40) }),
        instanceOf('order-4'),
      ];

      it('are found when they are due, the earliest first', async () => {
        await save({ instances: waiting });
        expect(await store.due(process, ALL, at(9), 9)).toEqual([]);
        expect(await store.due(process, ALL, at(10), 9)).toEqual([waiting[1]]);
        expect(await store.due(process, ALL, at(25), 9)).toEqual([waiting[1], waiting[0]]);
        expect(await store.due(process, ALL, at(25), 1)).toEqual([waiting[1]]);
        expect(await store.due(process, [shardOf('order-1')], at(25), 9)).toEqual([waiting[0]]);
      });

      it('tell when the next one is due', async () => {
        expect(await store.nextDue(process, ALL)).toBeNull();
        await save({ instances: waiting });
        expect(await store.nextDue(process, ALL)).toBe(at(10));
        expect(await store.nextDue(process, [shardOf('order-3')])).toBe(at(40));
      });

      it('are gone when the instance no longer has them', async () => {
        await save({ instances: waiting });
        await save({ instances: [instanceOf('order-2', { seq: 2 })] });
        expect(await store.nextDue(process, ALL)).toBe(at(20));
      });
    });

    describe('parked inputs', () => {
      it('block their key and no other', async () => {
        const parked = [parkedOf('order-1', 7, 'no reader'), parkedOf('order-1', 9, null)];
        await save({ parked });
        expect((await store.load(process, ['order-1', 'order-2'])).parked).toEqual(new Set(['order-1']));
        expect(await store.parkedInputs(process, 9)).toEqual(parked);
        expect(await store.released(process, ALL)).toEqual([]);
      });

      it('keep the timers of their key from firing', async () => {
        await save({ instances: [instanceOf('order-1', { timers: dueAt(1) })] });
        await save({ parked: [parkedOf('order-1', 7, 'no reader')] });
        expect(await store.due(process, ALL, at(5), 9)).toEqual([]);
        expect(await store.nextDue(process, ALL)).toBeNull();
      });

      it('are let go to be tried again, all of a key, in order', async () => {
        const first = parkedOf('order-1', 7, 'no reader');
        const second = parkedOf('order-1', 9, null);
        const other = parkedOf('order-2', 8, 'no reader');
        await save({ parked: [second, first, other] });
        await store.retry(process, 'order-1');
        const released = [{ ...first, cause: null }, second];
        expect(await store.released(process, ALL)).toEqual(released);
        expect(await store.released(process, [(first.shard + 1) % SHARD_COUNT])).toEqual([]);

        await save({ unparked: released });
        expect((await store.load(process, ['order-1', 'order-2'])).parked).toEqual(new Set(['order-2']));
      });

      it('can fail again, with another cause', async () => {
        const first = parkedOf('order-1', 7, 'no reader');
        const second = parkedOf('order-1', 9, null);
        await save({ parked: [first, second] });
        await store.retry(process, 'order-1');
        const again = { ...second, cause: 'another' };
        await save({ parked: [again], unparked: [first] });
        expect(await store.parkedInputs(process, 9)).toEqual([again]);
        expect(await store.released(process, ALL)).toEqual([]);
      });

      it('are left out one by one', async () => {
        await save({ parked: [parkedOf('order-1', 7, 'no reader'), parkedOf('order-1', 9, null)] });
        await store.skip(process, 'order-1');
        expect(await store.released(process, ALL)).toEqual([parkedOf('order-1', 9, null)]);
        await store.skip(process, 'order-1');
        expect((await store.load(process, ['order-1'])).parked).toEqual(new Set());
        await store.skip(process, 'order-1');
      });

      it('that are a timer are left out by unsetting it', async () => {
        const instance = instanceOf('order-1', { timers: { ...dueAt(1), ...dueAt(20, 'nudge') } });
        await save({ instances: [instance], parked: [parkedOf('order-1', 0, 'broken')] });
        await store.skip(process, 'order-1');
        expect((await store.load(process, ['order-1'])).instances).toEqual([
          { ...instance, timers: dueAt(20, 'nudge') },
        ]);
        expect(await store.nextDue(process, ALL)).toBe(at(20));
      });
    });
  });
}
