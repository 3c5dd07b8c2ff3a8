import { randomUUID } from 'node:crypto';
import { EMPTY_HEAD, GENESIS_HASH, eventIdOf, hashEvent } from '../../../eventstore/registry/event-record';
import {
  NO_STREAM,
  RevisionConflict,
  type Appended,
  type EventStore,
  type RecordedEvent,
} from '../../application/ports/event-store';
import { isInstant } from '../../domain/kernel/instant';
import { SHARD_COUNT, shardOf } from '../../domain/kernel/shard';
import { appendsAtOnce, at, isIncreasing } from './event-store-races.contract';
import { headAfter, sampleEvents } from './sample-events';

/** What every event store has to do. `open` gives one that nobody else uses meanwhile; it need not be empty. */
export function eventStoreContract(
  name: string,
  open: () => Promise<{ readonly store: EventStore; readonly close: () => Promise<void> }>,
): void {
  describe(`EventStore contract: ${name}`, () => {
    let store: EventStore;
    let close: () => Promise<void>;
    let stream: string;
    /** Position of the last event before the test. */
    let start: number;

    beforeAll(async () => {
      ({ store, close } = await open());
    });
    afterAll(() => close());
    beforeEach(async () => {
      stream = `note-${randomUUID()}`;
      start = await store.headPosition();
    });

    const create = (
      data: readonly string[] = ['{}'],
      name = stream,
      partitionKey = name,
    ): Promise<Appended> =>
      store.append({
        stream: name,
        expectedRevision: NO_STREAM,
        events: sampleEvents(name, { data, partitionKey }),
      });

    /** Appends events with these data to wherever the stream ends. */
    const extend = async (data: readonly string[], name = stream): Promise<Appended> => {
      const head = (await store.readHead(name)) ?? EMPTY_HEAD;
      const events = sampleEvents(name, { head, data });
      return store.append({ stream: name, expectedRevision: head.revision, events });
    };

    const appendedSinceStart = (): Promise<readonly RecordedEvent[]> =>
      store.readAll(start, { limit: 10_000 });

    describe('a stream', () => {
      it('that is unknown is empty and has no head', async () => {
        expect(await store.readStream(stream)).toEqual([]);
        expect(await store.readHead(stream)).toBeUndefined();
      });

      it('counts its revisions from 0, without gaps', async () => {
        expect((await create(['1', '2'])).revision).toBe(1);
        expect((await extend(['3'])).revision).toBe(2);
        const events = await store.readStream(stream);
        expect(events.map(({ revision, data }) => [revision, data])).toEqual([
          [0, '1'],
          [1, '2'],
          [2, '3'],
        ]);
      });

      it('can be read from a revision on', async () => {
        await create(['0', '1', '2', '3']);
        expect((await store.readStream(stream, 2)).map(({ data }) => data)).toEqual(['2', '3']);
        expect(await store.readStream(stream, 4)).toEqual([]);
      });

      it('is read beside many others, each from its own revision on', async () => {
        const names = Array.from({ length: 150 }, (_, i) => `${stream}-${i}`);
        await Promise.all(
          names.flatMap((name, i) => (i % 3 === 0 ? [] : [create([`${i}.0`, `${i}.1`, `${i}.2`], name)])),
        );
        const read = await Promise.all(names.map((name, i) => store.readStream(name, i % 4)));
        expect(read.map((events) => events.map((event) => [event.stream, event.data]))).toEqual(
          names.map((name, i) =>
            i % 3 === 0 ? [] : [`${i}.0`, `${i}.1`, `${i}.2`].slice(i % 4).map((data) => [name, data]),
          ),
        );
      });

      it('gives back every event exactly as it was appended', async () => {
        const events = sampleEvents(stream, { data: ['{"a":1}', '{"b":2}'], partitionKey: 'an-order' });
        const appended = await store.append({ stream, expectedRevision: NO_STREAM, events });
        const { positions, recordedAt } = appended;
        expect(await store.readStream(stream)).toEqual(
          events.map((event, i) => ({ ...event, stream, revision: i, position: positions[i], recordedAt })),
        );
        expect(events.map(({ shard }) => shard)).toEqual([shardOf('an-order'), shardOf('an-order')]);
        expect(isInstant(recordedAt)).toBe(true);
      });

      it.each([
        ['text beyond ASCII', JSON.stringify({ name: 'पनीर मसाला 🍛', unpaired: '\ud83c', nul: '\0' })],
        ['quotes, braces and backslashes', JSON.stringify({ text: `'"\\{}$1,NULL` })],
        ['nothing', ''],
        ['300 KB', JSON.stringify({ text: 'naïve '.repeat(50_000) })],
        ['keys in their order, and numbers as they were written', '{ "b": 1.0, "a": 1e2, "b": 3 }'],
      ])('keeps the bytes of %s', async (_, data) => {
        await create([data]);
        const event = at(await store.readStream(stream), 0);
        expect(event.data).toBe(data);
        const hash = hashEvent({ ...event, prevHash: GENESIS_HASH });
        expect({ hash: event.hash, id: event.id }).toEqual({ hash, id: eventIdOf(hash) });
      });

      it('has a head that names its last event', async () => {
        await create(['1']);
        await extend(['2', '3']);
        const last = (await store.readStream(stream)).at(-1);
        expect(await store.readHead(stream)).toEqual({ revision: 2, hash: last?.hash });
      });
    });

    describe('the expected revision', () => {
      const conflict = (expectedRevision: number): unknown =>
        expect.objectContaining({ name: 'RevisionConflict', stream, expectedRevision });

      it.each([-1, 0, 2, 7])('is refused when it is %i and the stream is at 1', async (expectedRevision) => {
        await create(['0', '1']);
        const head = await store.readHead(stream);
        const events = sampleEvents(stream, { head: { revision: expectedRevision, hash: GENESIS_HASH } });
        const append = store.append({ stream, expectedRevision, events });
        await expect(append).rejects.toThrow(RevisionConflict);
        await expect(append).rejects.toEqual(conflict(expectedRevision));
        expect(await store.readHead(stream)).toEqual(head);
        expect(await store.readStream(stream)).toHaveLength(2);
        expect(await appendedSinceStart()).toHaveLength(2);
      });

      it('is refused when there is no stream yet', async () => {
        const events = sampleEvents(stream, { head: { revision: 0, hash: GENESIS_HASH } });
        await expect(store.append({ stream, expectedRevision: 0, events })).rejects.toEqual(conflict(0));
        expect(await store.readHead(stream)).toBeUndefined();
        expect(await appendedSinceStart()).toEqual([]);
      });

      it('refuses an append that is repeated', async () => {
        const append = { stream, expectedRevision: NO_STREAM, events: sampleEvents(stream) };
        await store.append(append);
        await expect(store.append(append)).rejects.toEqual(conflict(NO_STREAM));
        expect(await store.readStream(stream)).toHaveLength(1);
      });

      it('lets exactly one of many racing writers win', async () => {
        await create(['0']);
        const head = headAfter(EMPTY_HEAD, [at(await store.readStream(stream), 0)]);
        const race = await Promise.allSettled(
          Array.from({ length: 30 }, (_, i) =>
            store.append({
              stream,
              expectedRevision: 0,
              events: sampleEvents(stream, { head, data: [`"${i}a"`, `"${i}b"`] }),
            }),
          ),
        );
        const winners = race.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
        expect(winners).toHaveLength(1);
        const winner = at(winners, 0);
        expect((await store.readStream(stream, 1)).map(({ data }) => data)).toEqual([
          `"${winner}a"`,
          `"${winner}b"`,
        ]);
        for (const lost of race) if (lost.status === 'rejected') expect(lost.reason).toEqual(conflict(0));
      });

      it('rejects only the append that it is wrong for', async () => {
        await create(['0']);
        const others = Array.from({ length: 20 }, () => `note-${randomUUID()}`);
        const outcomes = await Promise.allSettled([
          ...others.slice(0, 10).map((other) => create(['{}'], other)),
          create(['again']),
          ...others.slice(10).map((other) => create(['{}'], other)),
        ]);
        expect(outcomes.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))).toEqual([10]);
        for (const other of others) expect(await store.readStream(other)).toHaveLength(1);
      });
    });

    it('refuses an append of nothing', async () => {
      await expect(store.append({ stream, expectedRevision: NO_STREAM, events: [] })).rejects.toThrow(
        RangeError,
      );
    });

    describe('$all', () => {
      it('holds all events in the order in which they were appended', async () => {
        const streams = Array.from({ length: 5 }, () => `note-${randomUUID()}`);
        const appended: Appended[] = [];
        for (const name of streams) appended.push(await create(['1', '2'], name));
        const events = await appendedSinceStart();
        expect(events.map(({ stream, revision }) => [stream, revision])).toEqual(
          streams.flatMap((name) => [
            [name, 0],
            [name, 1],
          ]),
        );
        expect(events.map(({ position }) => position)).toEqual(
          appended.flatMap(({ positions }) => positions),
        );
        expect(isIncreasing(events.map(({ position }) => position))).toBe(true);
        expect(await store.headPosition()).toBe(events.at(-1)?.position);
      });

      it('is read in pieces of any size', async () => {
        for (let i = 0; i < 7; i += 1) await extend([`${i}`]);
        const whole = await appendedSinceStart();
        const pieces: RecordedEvent[] = [];
        let after = start;
        for (;;) {
          const piece = await store.readAll(after, { limit: 3 });
          expect(piece.length).toBeLessThanOrEqual(3);
          const last = piece.at(-1);
          if (last === undefined) break;
          pieces.push(...piece);
          after = last.position;
        }
        expect(pieces).toEqual(whole);
      });

      it('can be read shard by shard', async () => {
        for (let i = 0; i < 40; i += 1) await create(['{}'], `note-${randomUUID()}`);
        const whole = await appendedSinceStart();
        const one = at(whole, 0).shard;
        const two = at(
          whole.map(({ shard }) => shard).filter((shard) => shard !== one),
          0,
        );
        const both = await store.readAll(start, { limit: 10_000, shards: [two, one] });
        expect(both).toEqual(whole.filter(({ shard }) => shard === one || shard === two));
        expect(await store.readAll(start, { limit: 1, shards: [two] })).toEqual(
          whole.filter(({ shard }) => shard === two).slice(0, 1),
        );
        expect(await store.readAll(start, { limit: 10, shards: [] })).toEqual([]);
      });

      it('knows the last event of each shard up to any position', async () => {
        for (let i = 0; i < 20; i += 1) await create(['{}'], `note-${randomUUID()}`);
        const before = await store.shardHeads(start);
        const whole = await appendedSinceStart();
        for (const upTo of [at(whole, 0).position, at(whole, 9).position, at(whole, 19).position + 1000]) {
          const expected = Array.from({ length: SHARD_COUNT }, (_, i) => before[i]);
          for (const { shard, position } of whole) if (position <= upTo) expected[shard] = position;
          expect(await store.shardHeads(upTo)).toEqual(expected);
        }
        expect(await store.shardHeads(0)).toEqual(new Array<number>(SHARD_COUNT).fill(0));
      });
    });

    it('lists its streams by name, in the order of bytes', async () => {
      const prefix = `note-${randomUUID()}-`;
      const names = ['', '-', 'A', 'B', '_', 'a', 'é', '\uff5e', '\u{1f35b}'].map(
        (suffix) => prefix + suffix,
      );
      for (const name of [...names].reverse()) await create(['{}'], name);
      expect(await store.listStreams(prefix.slice(0, -1), names.length)).toEqual(names);
      expect(await store.listStreams(at(names, 2), 3)).toEqual(names.slice(3, 6));
    });

    describe('a follower', () => {
      it('catches up and goes on with what is appended, without a hole or a repeat, until it is stopped', async () => {
        const stop = new AbortController();
        await create(['0']);
        const seen: RecordedEvent[] = [];
        let appends = 1;
        for await (const batch of store.follow(start, stop.signal)) {
          seen.push(...batch);
          if (seen.length === 30) stop.abort();
          else if (seen.length === appends) await extend([`${appends++}`]);
        }
        expect(seen).toEqual(await appendedSinceStart());
        expect(seen).toHaveLength(30);
      });

      it('that is asleep wakes up for an append', async () => {
        const stop = new AbortController();
        const follower = store.follow(start, stop.signal)[Symbol.asyncIterator]();
        const next = follower.next();
        await create(['{}']);
        expect((await next).value).toEqual(await appendedSinceStart());
        stop.abort();
        expect((await follower.next()).done).toBe(true);
      });

      it('ends while it is asleep', async () => {
        const stop = new AbortController();
        const follower = store.follow(start, stop.signal)[Symbol.asyncIterator]();
        const next = follower.next();
        stop.abort();
        expect((await next).done).toBe(true);
      });
    });

    appendsAtOnce(() => store);
  });
}
