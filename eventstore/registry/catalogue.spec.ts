import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import { sampleEvents } from '../../src/adapters/contracts/sample-events';
import type { RecordedEvent } from '../../src/application/ports/event-store';
import { historyTo } from '../../src/domain/order/order.fixtures';
import { decodeRecorded, EVENT_TYPES } from './catalogue';
import { UnknownEventError } from './codec';
import { orderCodec } from './order.codec';

const recorded = async (type: string, data: string): Promise<RecordedEvent> => {
  const store = new MemoryEventStore({ now: () => 0 });
  const events = sampleEvents('thing-1', { type, data: [data], partitionKey: 'key' });
  await store.append({ stream: 'thing-1', expectedRevision: -1, events });
  const [event] = await store.readStream('thing-1');
  return event!;
};

describe('the catalogue of events', () => {
  it('gives every event a name of its own', () => {
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
  });

  it('reads an event of any aggregate with its metadata', async () => {
    const [placed] = historyTo('PENDING');
    const { type, data } = orderCodec.encode(placed!);
    const { event, metadata } = decodeRecorded(await recorded(type, data));
    expect(event).toEqual(placed);
    expect(metadata.partitionKey).toBe('key');
  });

  it('reads the same object once', async () => {
    const event = await recorded('OrderHoldCleared', '{"at":"2026-03-14T12:00:00.000Z"}');
    expect(decodeRecorded(event)).toBe(decodeRecorded(event));
  });

  it('does not know a name that was never registered', async () => {
    const event = await recorded('NobodyKnowsThis', '{}');
    expect(() => decodeRecorded(event)).toThrow(UnknownEventError);
  });

  it('takes no name from the prototype of an object for an event', async () => {
    const event = await recorded('constructor', '{}');
    expect(() => decodeRecorded(event)).toThrow(UnknownEventError);
  });
});
