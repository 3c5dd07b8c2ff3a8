import { z } from 'zod';
import { ROLES, type Actor } from '../../src/domain/kernel/actor';
import type { Instant } from '../../src/domain/kernel/instant';

/** What stands beside the data of every event. Hashed as stored; its keys keep this order. */
export interface EventMetadata {
  /** The command that decided the event: the same command never decides twice. */
  readonly commandId: string;
  /** Hash of the request behind the command: the same id with another fingerprint is another request. */
  readonly fingerprint: string;
  /** Ties together everything that follows from one request of the outside world. */
  readonly correlationId: string;
  /** What the command was caused by: an event id, a timer id or a request id. */
  readonly causationId: string;
  readonly actor: Actor;
  /** When it happened, on the business clock. */
  readonly occurredAt: Instant;
  /** Decides the shard: the order id for every stream of an order, else see the aggregate. */
  readonly partitionKey: string;
  /** Version of the data's form. */
  readonly schema: number;
  /** Versions of the policies that the decision rested on, by policy name. */
  readonly policies: Readonly<Record<string, string>>;
  /** W3C trace context of the request, if it had one. */
  readonly traceparent: string | null;
  /** Hash of the stream's previous event in hex; 64 zeros before the first. */
  readonly prevHash: string;
}

const metadataSchema: z.ZodType<EventMetadata> = z.object({
  commandId: z.string(),
  fingerprint: z.string(),
  correlationId: z.string(),
  causationId: z.string(),
  actor: z.object({ id: z.string(), role: z.enum(ROLES) }),
  occurredAt: z.string(),
  partitionKey: z.string(),
  schema: z.number().int().positive(),
  policies: z.record(z.string(), z.string()),
  traceparent: z.string().nullable(),
  prevHash: z.string().length(64),
});

/** @throws when the text is not metadata that Tiffin wrote */
export const parseMetadata = (text: string): EventMetadata => metadataSchema.parse(JSON.parse(text));

// Several consumers of one process get the same object from the bus: the first to read it reads for all.
const parsed = new WeakMap<object, EventMetadata>();

/**
 * The metadata of a stored event.
 * @throws when it is not metadata that Tiffin wrote
 */
export function metadataOf(recorded: { readonly metadata: string }): EventMetadata {
  const known = parsed.get(recorded);
  if (known !== undefined) return known;
  const metadata = parseMetadata(recorded.metadata);
  parsed.set(recorded, metadata);
  return metadata;
}
