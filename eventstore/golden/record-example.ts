import { hash } from 'node:crypto';
import { streamOf, type Aggregate } from '../../src/application/commands/aggregate';
import { commandIdFor, effectIdFor, fingerprintOf, uuidv5 } from '../../src/application/deterministic-ids';
import type { Actor } from '../../src/domain/kernel/actor';
import { fold } from '../../src/domain/kernel/decider';
import type { Instant } from '../../src/domain/kernel/instant';
import { chainEvents, EMPTY_HEAD, type NewEvent, type StreamHead } from '../registry/event-record';
import { parseMetadata, type EventMetadata } from '../registry/metadata';

/** A stream from its first event on, as it would be stored today. */
export interface ExampleStream {
  /** `<category>/<what it is an example of>`. */
  readonly name: string;
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly head: StreamHead;
}

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Where a command comes from: a process answers the last event, everybody else sends a request. */
function originOf(
  stream: string,
  before: readonly NewEvent[],
  actor: Actor,
  { type }: { readonly type: string },
): Pick<EventMetadata, 'commandId' | 'correlationId' | 'causationId' | 'traceparent'> {
  const cause = before.at(-1);
  if (actor.role === 'system' && cause !== undefined) {
    const { correlationId } = parseMetadata(cause.metadata);
    const commandId = effectIdFor(cause.id, type);
    return { commandId, correlationId, causationId: cause.id, traceparent: null };
  }
  const request = uuidv5('example', stream, String(before.length));
  return {
    commandId: commandIdFor(actor.id, type, stream, request),
    correlationId: request,
    causationId: request,
    traceparent: `00-${sha256(request).slice(0, 32)}-${sha256(stream).slice(0, 16)}-01`,
  };
}

/**
 * What commands decide one after the other, each an append of its own. The same input gives the same bytes.
 * @throws when a command is refused or decides nothing
 */
export function example<
  C extends { readonly type: string; readonly at: Instant },
  S,
  E extends { readonly type: string },
  R,
>(
  name: string,
  aggregate: Aggregate<C, S, E, R>,
  id: string,
  actorOf: (command: C) => Actor,
  commands: readonly C[],
): ExampleStream {
  const stream = streamOf(aggregate, id);
  const events: NewEvent[] = [];
  let head = EMPTY_HEAD;
  let state = aggregate.decider.initial;
  for (const command of commands) {
    const decision = aggregate.decider.decide(command, state);
    const decided = decision.ok ? decision.events : [];
    if (decided.length === 0) throw new Error(`${name}: ${command.type} decides nothing`);
    const actor = actorOf(command);
    state = fold({ ...aggregate.decider, initial: state }, decided);
    const appended = chainEvents(
      stream,
      head,
      decided.map((event) => aggregate.codec.encode(event)),
      {
        ...originOf(stream, events, actor, command),
        fingerprint: fingerprintOf(command),
        actor,
        occurredAt: command.at,
        partitionKey: aggregate.partitionKey(id, state),
        policies: command.type === 'PlaceOrder' ? { pricing: 'pricing/1', eta: 'eta/1' } : {},
      },
    );
    events.push(...appended);
    head = { revision: events.length - 1, hash: appended.at(-1)?.hash ?? head.hash };
  }
  return { name: `${aggregate.category}/${name}`, stream, events, head };
}
