import fc from 'fast-check';
import {
  chainEvents,
  EMPTY_HEAD,
  eventIdOf,
  GENESIS_HASH,
  hashEvent,
  type EncodedEvent,
  type RecordedEvent,
  type StreamHead,
} from './event-record';
import { verifyStream } from './verify-stream';

const STREAM = 'order-1';

const METADATA = {
  commandId: 'c1',
  fingerprint: 'f1',
  correlationId: 'r1',
  causationId: 'q1',
  actor: { id: 'u1', role: 'customer' },
  occurredAt: '2026-11-23T12:00:00.000Z',
  partitionKey: '1',
  policies: { pricing: '3' },
  traceparent: null,
} as const;

function recorded(stream: string, encoded: readonly EncodedEvent[]): readonly RecordedEvent[] {
  return chainEvents(stream, EMPTY_HEAD, encoded, METADATA).map((event, revision) => ({
    ...event,
    stream,
    revision,
    position: 100 + revision,
    recordedAt: '2026-11-23T12:00:00.001Z',
  }));
}

const headOf = (events: readonly RecordedEvent[]): StreamHead => ({
  revision: events.length - 1,
  hash: events.at(-1)?.hash ?? GENESIS_HASH,
});

/** An event as a forger would write it: with a hash, id and link that are right for its bytes. */
function forged(event: RecordedEvent, prevHash: string): RecordedEvent {
  const hash = hashEvent({ ...event, prevHash });
  return { ...event, hash, id: eventIdOf(hash) };
}

const someEvents = fc
  .array(
    fc.record({
      type: fc.constantFrom('OrderPlaced', 'OrderAccepted', 'OrderCancelled'),
      schema: fc.integer({ min: 1, max: 3 }),
      data: fc.json(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((encoded) => recorded(STREAM, encoded));

const RUNS = { numRuns: 1000 };

describe('verifying a stream', () => {
  it('accepts a stream as it was written, and one that never was', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        expect(verifyStream(STREAM, events, headOf(events))).toEqual({ ok: true });
      }),
      RUNS,
    );
    expect(verifyStream(STREAM, [], undefined)).toEqual({ ok: true });
  });

  it('names the event of which a single bit was changed', () => {
    const place = fc.record({
      which: fc.nat(),
      part: fc.constantFrom('type' as const, 'metadata' as const, 'data' as const),
      byte: fc.nat(),
      bit: fc.integer({ min: 0, max: 7 }),
    });
    fc.assert(
      fc.property(someEvents, place, (events, { which, part, byte, bit }) => {
        const revision = which % events.length;
        const bytes = Buffer.from(events[revision]![part]);
        bytes[byte % bytes.length]! ^= 1 << bit;
        const changed = events.map((event, i) =>
          i === revision ? { ...event, [part]: bytes.toString() } : event,
        );
        expect(verifyStream(STREAM, changed, headOf(events))).toEqual({
          ok: false,
          stream: STREAM,
          revision,
          problem: 'altered',
        });
      }),
      RUNS,
    );
  });

  it('names the first revision that is missing when an event was dropped or the tail cut off', () => {
    fc.assert(
      fc.property(someEvents, fc.nat(), fc.boolean(), (events, which, tail) => {
        const revision = which % events.length;
        const left = events.filter((_, i) => (tail ? i < revision : i !== revision));
        expect(verifyStream(STREAM, left, headOf(events))).toEqual({
          ok: false,
          stream: STREAM,
          revision,
          problem: 'missing',
        });
      }),
      RUNS,
    );
  });

  it('names the first of two events that were swapped, whether or not they were renumbered', () => {
    fc.assert(
      fc.property(someEvents, fc.nat(), fc.nat(), fc.boolean(), (events, a, b, renumber) => {
        const [first, second] = [a % events.length, b % events.length].sort((x, y) => x - y) as [
          number,
          number,
        ];
        fc.pre(first !== second);
        const swapped = [...events];
        swapped[first] = { ...events[second]!, ...(renumber && { revision: first }) };
        swapped[second] = { ...events[first]!, ...(renumber && { revision: second }) };
        expect(verifyStream(STREAM, swapped, headOf(events))).toEqual({
          ok: false,
          stream: STREAM,
          revision: first,
          problem: renumber ? 'altered' : 'missing',
        });
      }),
      RUNS,
    );
  });

  it('finds an event that was put in, even with a link and hash that are right', () => {
    fc.assert(
      fc.property(someEvents, fc.nat(), fc.boolean(), (events, which, renumber) => {
        const revision = which % (events.length + 1);
        const before = events.slice(0, revision);
        const prevHash = headOf(before).hash;
        const intruder = recorded(STREAM, [{ type: 'Refunded', schema: 1, data: '{}' }])[0]!;
        const metadata = intruder.metadata.replace(GENESIS_HASH, prevHash);
        const after = events.slice(revision).map((event) => ({
          ...event,
          revision: event.revision + (renumber ? 1 : 0),
        }));
        const inserted = [...before, forged({ ...intruder, metadata, revision }, prevHash), ...after];
        const expected =
          revision === events.length
            ? { revision, problem: 'beyond-head' }
            : renumber
              ? {
                  revision: revision + 1,
                  problem: revision + 1 === events.length ? 'beyond-head' : 'altered',
                }
              : { revision, problem: 'out-of-place' };
        expect(verifyStream(STREAM, inserted, headOf(events))).toEqual({
          ok: false,
          stream: STREAM,
          ...expected,
        });
      }),
      RUNS,
    );
  });

  describe('of three events', () => {
    const events = recorded(
      STREAM,
      ['OrderPlaced', 'OrderAccepted', 'OrderCancelled'].map((type) => ({ type, schema: 1, data: '{}' })),
    );
    const head = headOf(events);
    const withLast = (last: RecordedEvent): readonly RecordedEvent[] => [...events.slice(0, 2), last];

    it.each([
      ['a stored hash', 'altered', { ...events[2]!, hash: 'a'.repeat(64) }],
      ['an id', 'wrong-id', { ...events[2]!, id: eventIdOf(events[1]!.hash) }],
      ['a shard', 'wrong-shard', { ...events[2]!, shard: (events[2]!.shard + 1) % 16 }],
      ['its stream', 'out-of-place', { ...events[2]!, stream: 'order-2' }],
    ] as const)('notices that %s was changed', (_, problem, last) => {
      expect(verifyStream(STREAM, withLast(last), head)).toEqual({
        ok: false,
        stream: STREAM,
        revision: 2,
        problem,
      });
    });

    it('notices metadata that names another previous event, or nothing that can be read', () => {
      const prevHash = events[1]!.hash;
      const relinked = forged({ ...events[2]!, metadata: events[1]!.metadata }, prevHash);
      const garbled = forged({ ...events[2]!, metadata: '{"prevHash":1}' }, prevHash);
      expect(verifyStream(STREAM, withLast(relinked), headOf(withLast(relinked)))).toMatchObject({
        revision: 2,
        problem: 'wrong-previous-hash',
      });
      expect(verifyStream(STREAM, withLast(garbled), headOf(withLast(garbled)))).toMatchObject({
        revision: 2,
        problem: 'unreadable-metadata',
      });
    });

    it('notices a last event that was written anew, by the head', () => {
      const anew = forged({ ...events[2]!, data: '{"total":1}' }, events[1]!.hash);
      expect(verifyStream(STREAM, withLast(anew), head)).toMatchObject({
        revision: 2,
        problem: 'not-the-head',
      });
    });

    it('notices events of a stream whose head is gone, and a head whose events are gone', () => {
      expect(verifyStream(STREAM, events, undefined)).toMatchObject({ revision: 0, problem: 'beyond-head' });
      expect(verifyStream(STREAM, [], head)).toMatchObject({ revision: 0, problem: 'missing' });
    });
  });
});
