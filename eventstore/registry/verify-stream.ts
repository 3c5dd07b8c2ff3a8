import { shardOf } from '../../src/domain/kernel/shard';
import {
  eventIdOf,
  GENESIS_HASH,
  hashEvent,
  NO_STREAM,
  type RecordedEvent,
  type StreamHead,
} from './event-record';
import { parseMetadata, type EventMetadata } from './metadata';

/** What is wrong with a stream, at the first revision where something is. */
export type StreamProblem =
  /** There is no event of this revision, but later ones, or the head says that there was one. */
  | 'missing'
  /** The event stands after one of the same or a later revision, or belongs to another stream. */
  | 'out-of-place'
  /** Its bytes are not those that its hash was made of, or it does not follow the event before it. */
  | 'altered'
  /** Its metadata names another previous event. */
  | 'wrong-previous-hash'
  /** Its id is not the one that its hash gives. */
  | 'wrong-id'
  /** Its shard is not that of its partition key. */
  | 'wrong-shard'
  /** Its metadata is not what Tiffin writes. */
  | 'unreadable-metadata'
  /** The head does not know of it. */
  | 'beyond-head'
  /** It is the last event, and the head names another. */
  | 'not-the-head';

export type StreamVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly stream: string;
      readonly revision: number;
      readonly problem: StreamProblem;
    };

/**
 * Recomputes a stream's hash chain from its stored bytes, offline. Finds any event that was changed, dropped,
 * added, moved or cut off, and names the first. What it cannot find is a tail that was rewritten together with
 * its head: that takes a head which was kept elsewhere.
 *
 * @param events the whole stream from revision 0, in the store's order
 * @param head where the store says that the stream ends; undefined when it does not know the stream
 */
export function verifyStream(
  stream: string,
  events: readonly RecordedEvent[],
  head: StreamHead | undefined,
): StreamVerdict {
  const bad = (revision: number, problem: StreamProblem): StreamVerdict => ({
    ok: false,
    stream,
    revision,
    problem,
  });
  const headRevision = head?.revision ?? NO_STREAM;
  let prevHash = GENESIS_HASH;
  for (const [revision, event] of events.entries()) {
    if (event.stream !== stream || event.revision < revision) return bad(event.revision, 'out-of-place');
    if (event.revision > revision) return bad(revision, 'missing');
    if (revision > headRevision) return bad(revision, 'beyond-head');
    const problem = problemOf(event, prevHash);
    if (problem !== undefined) return bad(revision, problem);
    prevHash = event.hash;
  }
  if (headRevision >= events.length) return bad(events.length, 'missing');
  if (head !== undefined && head.hash !== prevHash) return bad(headRevision, 'not-the-head');
  return { ok: true };
}

/** What is wrong with an event by itself and as the successor of the one with `prevHash`. */
function problemOf(event: RecordedEvent, prevHash: string): StreamProblem | undefined {
  if (hashEvent({ ...event, prevHash }) !== event.hash) return 'altered';
  if (event.id !== eventIdOf(event.hash)) return 'wrong-id';
  let metadata: EventMetadata;
  try {
    metadata = parseMetadata(event.metadata);
  } catch {
    return 'unreadable-metadata';
  }
  if (metadata.prevHash !== prevHash) return 'wrong-previous-hash';
  if (event.shard !== shardOf(metadata.partitionKey)) return 'wrong-shard';
  return undefined;
}
