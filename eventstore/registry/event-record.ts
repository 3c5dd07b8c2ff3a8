import { hash } from 'node:crypto';
import { shardOf } from '../../src/domain/kernel/shard';
import type { EventMetadata } from './metadata';

/** `revision` of a stream that has no events; its first event has revision 0. */
export const NO_STREAM = -1;

/** `prevHash` of a stream's first event. */
export const GENESIS_HASH = '0'.repeat(64);

/** An event as bytes, ready to append: what is hashed is what is stored. */
export interface NewEvent {
  /** The first 16 bytes of the hash, written as a UUID: one id always means the same bytes. */
  readonly id: string;
  readonly type: string;
  /** JSON text. */
  readonly metadata: string;
  /** JSON text. */
  readonly data: string;
  /** SHA-256 in hex; see {@link hashEvent}. */
  readonly hash: string;
  /** 0–15, from the partition key in the metadata. */
  readonly shard: number;
}

/** An event as the store gives it back. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in the stream, from 0, without gaps. */
  readonly revision: number;
  /** Place in `$all`: grows with every commit; numbers may be skipped. A safe integer above 0. */
  readonly position: number;
  /** When the store took it (wall clock of the store), ISO 8601. Not hashed. */
  readonly recordedAt: string;
}

/**
 * SHA-256 over prevHash, stream, revision, type, metadata and data, in this order. Each part is framed by its
 * length in bytes (unsigned 32 bits, big-endian); prevHash is 32 raw bytes, revision a decimal number, the
 * rest UTF-8. The frames keep two different events from having one encoding.
 */
export function hashEvent(event: {
  readonly prevHash: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly metadata: string;
  readonly data: string;
}): string {
  const parts = [event.stream, String(event.revision), event.type, event.metadata, event.data];
  const lengths = parts.map((part) => Buffer.byteLength(part));
  const framed = Buffer.allocUnsafe(lengths.reduce((total, length) => total + 4 + length, 4 + 32));
  let offset = framed.writeUInt32BE(32, 0);
  offset += framed.write(event.prevHash, offset, 'hex');
  parts.forEach((part, i) => {
    offset = framed.writeUInt32BE(lengths[i] ?? 0, offset);
    offset += framed.write(part, offset);
  });
  return hash('sha256', framed, 'hex');
}

/** @param eventHash 64 hex digits */
export const eventIdOf = (eventHash: string): string =>
  `${eventHash.slice(0, 8)}-${eventHash.slice(8, 12)}-${eventHash.slice(12, 16)}-${eventHash.slice(16, 20)}-${eventHash.slice(20, 32)}`;

/** An event encoded by its codec, not yet placed in a stream. */
export interface EncodedEvent {
  readonly type: string;
  readonly schema: number;
  readonly data: string;
}

/** Where a stream ends. */
export interface StreamHead {
  readonly revision: number;
  /** Hash of the last event, hex; {@link GENESIS_HASH} when there is none. */
  readonly hash: string;
}

export const EMPTY_HEAD: StreamHead = { revision: NO_STREAM, hash: GENESIS_HASH };

/** Links encoded events to a stream's head: metadata, hashes and ids. */
export function chainEvents(
  stream: string,
  head: StreamHead,
  encoded: readonly EncodedEvent[],
  metadata: Omit<EventMetadata, 'schema' | 'prevHash'>,
): readonly NewEvent[] {
  const shard = shardOf(metadata.partitionKey);
  let prevHash = head.hash;
  return encoded.map(({ type, schema, data }, i) => {
    const complete: EventMetadata = {
      commandId: metadata.commandId,
      fingerprint: metadata.fingerprint,
      correlationId: metadata.correlationId,
      causationId: metadata.causationId,
      actor: { id: metadata.actor.id, role: metadata.actor.role },
      occurredAt: metadata.occurredAt,
      partitionKey: metadata.partitionKey,
      schema,
      policies: metadata.policies,
      traceparent: metadata.traceparent,
      prevHash,
    };
    const metadataText = JSON.stringify(complete);
    const revision = head.revision + 1 + i;
    prevHash = hashEvent({ prevHash, stream, revision, type, metadata: metadataText, data });
    return { id: eventIdOf(prevHash), type, metadata: metadataText, data, hash: prevHash, shard };
  });
}
