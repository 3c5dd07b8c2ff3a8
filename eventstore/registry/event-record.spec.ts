import { createHash } from 'node:crypto';
import { shardOf } from '../../src/domain/kernel/shard';
import { chainEvents, EMPTY_HEAD, eventIdOf, GENESIS_HASH, hashEvent, NO_STREAM } from './event-record';

const event = {
  prevHash: GENESIS_HASH,
  stream: 'order-1',
  revision: 0,
  type: 'OrderPlaced',
  metadata: '{"schema":1}',
  data: '{"name":"पनीर"}',
};

describe('the hash of an event', () => {
  it('is SHA-256 over the previous hash, stream, revision, type, metadata and data, each after its length', () => {
    const expected = createHash('sha256');
    const parts = [
      Buffer.alloc(32),
      ...['order-1', '0', 'OrderPlaced', '{"schema":1}', '{"name":"पनीर"}'].map((text) => Buffer.from(text)),
    ];
    for (const part of parts) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      expected.update(length).update(part);
    }
    expect(hashEvent(event)).toBe(expected.digest('hex'));
  });

  it('never changes, for stored events are verified by it', () => {
    expect(hashEvent(event)).toMatchInlineSnapshot(
      `"f2a0073caed7ceaa13c1a736dfc5b0502a4a4c3fa00789c31ccdbf405834b350"`,
    );
  });

  it.each([
    ['previous hash', { prevHash: 'a'.repeat(64) }],
    ['stream', { stream: 'order-2' }],
    ['revision', { revision: 1 }],
    ['type', { type: 'OrderAccepted' }],
    ['metadata', { metadata: '{"schema":2}' }],
    ['data', { data: '{"name":"paneer"}' }],
    ['order of the bytes in data', { data: '{"name":"पनरी"}' }],
  ])('depends on the %s', (_, change) => {
    expect(hashEvent({ ...event, ...change })).not.toBe(hashEvent(event));
  });

  it('depends on where one part ends and the next begins', () => {
    const shifted = { ...event, type: `${event.type}{`, metadata: event.metadata.slice(1) };
    expect(shifted.type + shifted.metadata).toBe(event.type + event.metadata);
    expect(hashEvent(shifted)).not.toBe(hashEvent(event));
  });
});

it('an event id is the first 16 bytes of the hash as a UUID', () => {
  expect(eventIdOf('00112233445566778899aabbccddeeff' + 'f'.repeat(32))).toBe(
    '00112233-4455-6677-8899-aabbccddeeff',
  );
});

describe('chaining events to a stream', () => {
  const context = {
    commandId: 'c1',
    fingerprint: 'f1',
    correlationId: 'r1',
    causationId: 'q1',
    actor: { id: 'u1', role: 'customer' },
    occurredAt: '2026-11-23T12:00:00.000Z',
    partitionKey: 'order-1',
    policies: { pricing: '3' },
    traceparent: null,
  } as const;
  const placed = { type: 'OrderPlaced', schema: 2, data: '{"total":1}' };
  const accepted = { type: 'OrderAccepted', schema: 1, data: '{}' };

  it('writes the metadata with its keys in a fixed order', () => {
    const unordered = { ...context, actor: { role: context.actor.role, id: context.actor.id } };
    const [first] = chainEvents('order-1', EMPTY_HEAD, [placed], unordered);
    expect(first?.metadata).toBe(
      '{"commandId":"c1","fingerprint":"f1","correlationId":"r1","causationId":"q1",' +
        '"actor":{"id":"u1","role":"customer"},"occurredAt":"2026-11-23T12:00:00.000Z","partitionKey":"order-1",' +
        `"schema":2,"policies":{"pricing":"3"},"traceparent":null,"prevHash":"${GENESIS_HASH}"}`,
    );
  });

  it('links each event to the one before it', () => {
    const head = { revision: 4, hash: 'ab'.repeat(32) };
    const events = chainEvents('order-1', head, [placed, accepted], context);
    const [first, second] = events;
    expect(first).toMatchObject({ type: 'OrderPlaced', data: '{"total":1}', shard: shardOf('order-1') });
    expect(first?.hash).toBe(hashEvent({ ...first!, stream: 'order-1', revision: 5, prevHash: head.hash }));
    expect(second?.hash).toBe(
      hashEvent({ ...second!, stream: 'order-1', revision: 6, prevHash: first!.hash }),
    );
    expect(events.map(({ metadata }) => (JSON.parse(metadata) as { prevHash: string }).prevHash)).toEqual([
      head.hash,
      first?.hash,
    ]);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ hash }) => eventIdOf(hash)));
  });

  it('gives the same bytes, and so the same ids, for the same input', () => {
    const chain = (): unknown => chainEvents('order-1', EMPTY_HEAD, [placed, accepted], context);
    expect(chain()).toEqual(chain());
  });

  it('begins a stream at revision 0', () => {
    expect(EMPTY_HEAD.revision).toBe(NO_STREAM);
    const [first] = chainEvents('order-1', EMPTY_HEAD, [placed], context);
    expect(first?.hash).toBe(
      hashEvent({ ...first!, stream: 'order-1', revision: 0, prevHash: GENESIS_HASH }),
    );
  });
});
