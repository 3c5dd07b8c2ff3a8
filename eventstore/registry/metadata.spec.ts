import { parseMetadata, type EventMetadata } from './metadata';

const metadata: EventMetadata = {
  commandId: 'c1',
  fingerprint: 'f1',
  correlationId: 'r1',
  causationId: 'q1',
  actor: { id: 'u1', role: 'courier' },
  occurredAt: '2026-11-23T12:00:00.000Z',
  partitionKey: 'order-1',
  schema: 1,
  policies: { pricing: '3' },
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  prevHash: '0'.repeat(64),
};

describe('metadata', () => {
  it('is read as it was written', () => {
    expect(parseMetadata(JSON.stringify(metadata))).toEqual(metadata);
    expect(parseMetadata(JSON.stringify({ ...metadata, traceparent: null }))).toMatchObject({
      traceparent: null,
    });
  });

  it.each(Object.keys(metadata))('is not read without its %s', (key) => {
    const incomplete = Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== key));
    expect(() => parseMetadata(JSON.stringify(incomplete))).toThrow();
  });

  it.each([
    ['a role that does not exist', { actor: { id: 'u1', role: 'king' } }],
    ['a version below 1', { schema: 0 }],
    ['a previous hash that is cut short', { prevHash: '0'.repeat(63) }],
  ])('is not read with %s', (_, change) => {
    expect(() => parseMetadata(JSON.stringify({ ...metadata, ...change }))).toThrow();
  });

  it('is not read from text that is not JSON', () => {
    expect(() => parseMetadata('{"commandId":')).toThrow(SyntaxError);
  });
});
