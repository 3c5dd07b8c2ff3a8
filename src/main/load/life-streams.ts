import {
  chainEvents,
  EMPTY_HEAD,
  type NewEvent,
  type StreamHead,
} from '../../../eventstore/registry/event-record';
import type { Aggregate } from '../../application/commands/aggregate';
import { streamOf } from '../../application/commands/aggregate';
import { uuidv5 } from '../../application/deterministic-ids';
import type { Append } from '../../application/ports/event-store';
import type { Actor } from '../../domain/kernel/actor';
import { fold } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';

/** An event of a life, ready to be stored, with where it will stand. */
export interface StoredStep {
  readonly stream: string;
  readonly revision: number;
  readonly event: NewEvent;
}

/** What the events of one life have in common. */
export interface LifeTerms {
  /** The order: every stream of a life is partitioned by it. */
  readonly partitionKey: string;
  /** Of the run that stores it. */
  readonly correlationId: string;
}

/** The events of one life in the order in which they happened, over all its streams. */
export class LifeStreams {
  readonly steps: StoredStep[] = [];

  constructor(private readonly terms: LifeTerms) {}

  /** A stream of the life, decided by the aggregate's own rules. */
  open<
    C extends { readonly at: Instant },
    S,
    E extends { readonly type: string },
    R extends { readonly code: string },
  >(aggregate: Aggregate<C, S, E, R>, id: string): LifeStream<C, S, E, R> {
    return new LifeStream(aggregate, id, this.terms, this.steps);
  }

  /** As few appends as keep the order of the events. They have to be made one after the other. */
  appends(): readonly Append[] {
    const appends: { stream: string; expectedRevision: number; events: NewEvent[] }[] = [];
    for (const { stream, revision, event } of this.steps) {
      const last = appends.at(-1);
      if (last?.stream === stream) last.events.push(event);
      else appends.push({ stream, expectedRevision: revision - 1, events: [event] });
    }
    return appends;
  }
}

/** One stream of a life. */
export class LifeStream<
  C extends { readonly at: Instant },
  S,
  E extends { readonly type: string },
  R extends { readonly code: string },
> {
  private readonly stream: string;
  private state: S;
  private head: StreamHead = EMPTY_HEAD;

  constructor(
    private readonly aggregate: Aggregate<C, S, E, R>,
    id: string,
    private readonly terms: LifeTerms,
    private readonly steps: StoredStep[],
  ) {
    this.stream = streamOf(aggregate, id);
    this.state = aggregate.decider.initial;
  }

  /**
   * Takes what a command decides into the life.
   * @returns the last step
   * @throws when the command is refused: then the life is not a possible one
   */
  take(command: C, actor: Actor): StoredStep {
    const { decider, codec } = this.aggregate;
    const decision = decider.decide(command, this.state);
    if (!decision.ok) throw new Error(`${this.stream}: a command was refused: ${decision.rejection.code}`);
    this.state = fold({ ...decider, initial: this.state }, decision.events);
    const { partitionKey, correlationId } = this.terms;
    const chained = chainEvents(
      this.stream,
      this.head,
      decision.events.map((event) => codec.encode(event)),
      {
        commandId: uuidv5('loaded', this.stream, String(this.head.revision)),
        fingerprint: '',
        correlationId,
        causationId: correlationId,
        actor,
        occurredAt: command.at,
        partitionKey,
        policies: {},
        traceparent: null,
      },
    );
    for (const event of chained) {
      this.head = { revision: this.head.revision + 1, hash: event.hash };
      this.steps.push({ stream: this.stream, revision: this.head.revision, event });
    }
    const last = this.steps.at(-1);
    if (last === undefined) throw new Error(`${this.stream}: a command decided nothing`);
    return last;
  }
}
