import { decodeRecorded } from '../../../eventstore/registry/catalogue';
import { hashEvent, type RecordedEvent } from '../../../eventstore/registry/event-record';
import { parseMetadata, type EventMetadata } from '../../../eventstore/registry/metadata';
import { messageOf } from './exit-codes';

/** A stored event as it is shown: read, if there is a reader for it. */
export interface ShownEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: string;
  readonly id: string;
  readonly hash: string;
  readonly shard: number;
  /** Null when it is not what Tiffin writes. */
  readonly metadata: EventMetadata | null;
  /** In its current form, personal data sealed; null when it could not be read. */
  readonly data: unknown;
  /** Why it could not be read; null when it was. */
  readonly unreadable: string | null;
}

/** Reads an event; one that cannot be read is shown without its content. */
export function shown(recorded: RecordedEvent): ShownEvent {
  const { position, stream, revision, type, recordedAt, id, hash, shard } = recorded;
  const known = { position, stream, revision, type, recordedAt, id, hash, shard };
  try {
    const { event, metadata } = decodeRecorded(recorded);
    const data = Object.fromEntries(Object.entries(event).filter(([field]) => field !== 'type'));
    return { ...known, metadata, data, unreadable: null };
  } catch (error) {
    return { ...known, metadata: metadataOf(recorded), data: null, unreadable: messageOf(error) };
  }
}

function metadataOf({ metadata }: RecordedEvent): EventMetadata | null {
  try {
    return parseMetadata(metadata);
  } catch {
    return null;
  }
}

/** Whether its bytes are those that its hash was made of. */
export const isUnaltered = (recorded: RecordedEvent, prevHash: string): boolean =>
  hashEvent({ ...recorded, prevHash }) === recorded.hash;

/** Who did it: the role, and the id behind it. */
export const actorText = (metadata: EventMetadata | null): string =>
  metadata === null ? '?' : `${metadata.actor.role} ${metadata.actor.id}`;

/** An event in one line: place, business time, name and actor. */
export const lineOf = ({ position, stream, revision, type, metadata, recordedAt }: ShownEvent): string =>
  `${String(position).padStart(8)}  ${metadata?.occurredAt ?? recordedAt}  ${type.padEnd(26)} ${stream}@${revision}  by ${actorText(metadata)}`;

const isSealed = (value: object): value is { readonly subject: string } =>
  'box' in value && 'keyId' in value && 'subject' in value;

/** JSON for people: on several lines, sealed boxes by whose they are, maps and sets by what they hold. */
export const pretty = (value: unknown): string => JSON.stringify(value, forPeople, 2);

/** The same in one line. */
export const plain = (value: unknown): string => JSON.stringify(value, forPeople);

function forPeople(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries<unknown>(value);
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)];
  if (typeof value === 'object' && value !== null && isSealed(value)) return `sealed for ${value.subject}`;
  return value;
}

/** JSON for programs: as {@link pretty}, but with the sealed boxes as they are. */
export const plainJson = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => {
      if (one instanceof Map) return Object.fromEntries<unknown>(one);
      return one instanceof Set ? [...(one as ReadonlySet<unknown>)] : one;
    }),
  );

/** Each line of the text further to the right. */
export const indent = (text: string, by = '  '): string =>
  text
    .split('\n')
    .map((line) => by + line)
    .join('\n');
