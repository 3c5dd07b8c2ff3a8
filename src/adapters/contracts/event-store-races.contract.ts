import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { EMPTY_HEAD, GENESIS_HASH } from '../../../eventstore/registry/event-record';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store';
import { headAfter, sampleEvents } from './sample-events';

/** The part of the contract in which many append at once. */
export function appendsAtOnce(opened: () => EventStore): void {
  describe('appends at once', () => {
    let store: EventStore;
    let start: number;
    beforeEach(async () => {
      store = opened();
      start = await store.headPosition();
    });

    it('are all seen by a follower, in the order of positions', async () => {
      const stop = new AbortController();
      const seen: RecordedEvent[] = [];
      const following = (async () => {
        for await (const batch of store.follow(start, stop.signal)) {
          seen.push(...batch);
          if (seen.length >= 1000) stop.abort();
        }
      })();
      const positions = await Promise.all(
        Array.from({ length: 200 }, async (_, i) => {
          const name = `note-${randomUUID()}`;
          let head = EMPTY_HEAD;
          const own: number[] = [];
          for (let n = 0; n < 5; n += 1) {
            const events = sampleEvents(name, { head, data: [`"${i}/${n}"`] });
            own.push(...(await store.append({ stream: name, expectedRevision: n - 1, events })).positions);
            head = headAfter(head, events);
          }
          expect(isIncreasing(own)).toBe(true);
          return own;
        }),
      );
      await following;
      expect(seen.map(({ position }) => position)).toEqual(positions.flat().sort((a, b) => a - b));
      expect(seen).toEqual(await store.readAll(start, { limit: 10_000 }));
    });

    it('leave every stream whole, whatever they are', async () => {
      const attempt = fc.record({
        name: fc.integer({ min: 0, max: 2 }),
        expectedRevision: fc.integer({ min: -1, max: 4 }),
        count: fc.integer({ min: 1, max: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 12 }), async (attempts) => {
          const before = await store.headPosition();
          const run = randomUUID();
          const outcomes = await Promise.allSettled(
            attempts.map(({ name, expectedRevision, count }, i) => {
              const target = `note-${run}-${name}`;
              const head = { revision: expectedRevision, hash: GENESIS_HASH };
              const data = Array.from({ length: count }, () => `${i}`);
              return store.append({
                stream: target,
                expectedRevision,
                events: sampleEvents(target, { head, data }),
              });
            }),
          );
          const log = await store.readAll(before, { limit: 1000 });
          const told = outcomes.flatMap((outcome, i) =>
            outcome.status === 'fulfilled'
              ? outcome.value.positions.map((position, n) => ({
                  position,
                  data: `${i}`,
                  stream: `note-${run}-${at(attempts, i).name}`,
                  revision: at(attempts, i).expectedRevision + 1 + n,
                }))
              : [],
          );
          expect(
            log.map(({ position, data, stream, revision }) => ({ position, data, stream, revision })),
          ).toEqual(told.sort((a, b) => a.position - b.position));
          for (const target of new Set(log.map(({ stream }) => stream))) {
            const own = await store.readStream(target);
            expect(own).toEqual(log.filter(({ stream }) => stream === target));
            expect(own.map(({ revision }) => revision)).toEqual(own.map((_, i) => i));
          }
        }),
        { numRuns: 1000 },
      );
    });
  });
}

export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}

export const isIncreasing = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? number));
