import { randomUUID } from 'node:crypto';
import {
  chainEvents,
  EMPTY_HEAD,
  type NewEvent,
  type StreamHead,
} from '../../../eventstore/registry/event-record';

/** Where a stream ends after these events. */
export function headAfter(head: StreamHead, events: readonly NewEvent[]): StreamHead {
  return { revision: head.revision + events.length, hash: events.at(-1)?.hash ?? head.hash };
}

/** Events of one command, linked to a stream's head: one per entry of `data`. */
export function sampleEvents(
  stream: string,
  {
    head = EMPTY_HEAD,
    data = ['{"note":"hello"}'],
    type = 'NoteTaken',
    partitionKey = stream,
  }: {
    readonly head?: StreamHead;
    readonly data?: readonly string[];
    readonly type?: string;
    readonly partitionKey?: string;
  } = {},
): readonly NewEvent[] {
  const encoded = data.map((text) => ({ type, schema: 1, data: text }));
  return chainEvents(stream, head, encoded, {
    commandId: randomUUID(),
    fingerprint: 'f'.repeat(64),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    actor: { id: randomUUID(), role: 'customer' },
    occurredAt: '2026-11-23T12:00:00.000Z',
    partitionKey,
    policies: {},
    traceparent: null,
  });
}
