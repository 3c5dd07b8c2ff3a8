import { chainEvents } from '../../../eventstore/registry/event-record';
import { fold, type Decision } from '../../domain/kernel/decider';
import { shardOf } from '../../domain/kernel/shard';
import { OutcomeUnknown, RevisionConflict, type EventStore } from '../ports/event-store';
import { streamOf, type Aggregate } from './aggregate';
import type { CommandContext } from './command-context';
import type { LoadedStream, StreamCache } from './stream-cache';
import { remember, unwritten, type StreamLoader } from './stream-loader';

/** How a command ended. Every member but `done` means that nothing was appended. */
export type Outcome<E, R> = Done<E> | { readonly kind: 'rejected'; readonly rejection: R } | NotDone;

export interface Done<E> {
  readonly kind: 'done';
  /** The events that this command decided, when it was first granted; none if its effect already held. */
  readonly events: readonly E[];
  /** True when an earlier run of the same command had decided them. */
  readonly repeated: boolean;
  readonly revision: number;
  readonly shard: number;
  /** Position of its last event; of the stream's last one when it decided none, 0 when there is no stream. */
  readonly position: number;
}

export type NotDone =
  /** The command id was used before, for another request. */
  | { readonly kind: 'key-reused' }
  /** Others kept changing the stream. Try again. */
  | { readonly kind: 'contended' }
  /** The store did not say whether the command took effect. The same command may be sent again safely. */
  | { readonly kind: 'unknown' };

/** What to decide: the command, or a refusal found while gathering what it needs. */
export type Prepared<C, R> =
  { readonly ok: true; readonly command: C } | { readonly ok: false; readonly rejection: R };

export interface ExecuteOptions {
  /** Start from the assumption that the stream does not exist: creating commands then append without a read. */
  readonly expectNew?: boolean;
  readonly policies?: Readonly<Record<string, string>>;
}

const MAX_TRIES = 3;

/**
 * Runs commands: load, decide, append at the exact revision.
 *
 * A command takes effect at most once, for ever: the stream remembers the ids of the commands it has decided. On
 * a conflict or an unknown outcome the stream is read again, searched for the command's own id, and decided
 * anew. What would append nothing (a refusal, a repeat) is never told on the strength of a cached state.
 *
 * Commands to one stream that meet in one process take turns: decided at once, all but one would be in vain.
 */
export class CommandExecutor {
  /** Appends under way, by stream: what is decided before they end rests on a state that is over. */
  private readonly appending = new Map<string, Promise<unknown>>();

  constructor(
    private readonly store: EventStore,
    private readonly cache: StreamCache,
    private readonly loader: StreamLoader,
  ) {}

  /**
   * @param prepare gives the command; called again for every try, so it may gather what the decision needs
   */
  async execute<C, S, E extends { readonly type: string }, R, P = never>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    context: CommandContext,
    prepare: () => Prepared<NoInfer<C>, P> | Promise<Prepared<NoInfer<C>, P>>,
    options: ExecuteOptions = {},
  ): Promise<Outcome<E, R | P>> {
    const stream = streamOf(aggregate, id);
    let known: LoadedStream<S> | undefined =
      this.cache.get<S>(stream) ?? (options.expectNew === true ? unwritten(aggregate) : undefined);
    let fresh: LoadedStream<S> | undefined;
    /**
     * The revision that an append of unknown outcome rests on. Until the stream is seen to have gone on from
     * there, that append may still appear, and nothing else can be said of the command.
     */
    let doubt: number | undefined;

    try {
      for (let tries = 0; ;) {
        if (known === undefined || (fresh === undefined && known.seen.has(context.commandId))) {
          known = fresh = await this.loader.fresh(aggregate, id);
          const earlier = await this.earlierOutcome(aggregate, id, fresh, context);
          if (earlier !== undefined) return earlier;
          if (doubt !== undefined && fresh.head.revision > doubt) doubt = undefined;
          if (tries === MAX_TRIES) return { kind: doubt === undefined ? 'contended' : 'unknown' };
        }

        // Nothing is awaited between the turn and the append unless the command has to gather something first.
        const turn = fresh === undefined ? this.appending.get(stream) : undefined;
        if (turn !== undefined) {
          await turn;
          known = this.cache.get<S>(stream);
          continue;
        }
        const prepared = prepare();
        const ready = prepared instanceof Promise ? await prepared : prepared;
        const decision = decideOn(aggregate, ready, known.state);
        if (!decision.ok || decision.events.length === 0) {
          if (fresh === undefined) {
            known = undefined;
            continue;
          }
          if (doubt !== undefined) return { kind: 'unknown' };
          if (!decision.ok) return { kind: 'rejected', rejection: decision.rejection };
          const shard = shardOf(aggregate.partitionKey(id, fresh.state));
          return done([], fresh.head.revision, shard, fresh.position, false);
        }

        tries += 1;
        try {
          const append = this.append(aggregate, id, context, options, known, decision.events);
          return await this.inTurn(stream, append);
        } catch (error) {
          if (error instanceof OutcomeUnknown) doubt = known.head.revision;
          else if (!(error instanceof RevisionConflict)) throw error;
          known = fresh = undefined;
          if (tries === MAX_TRIES && doubt === undefined) return { kind: 'contended' };
        }
      }
    } catch (error) {
      if (doubt === undefined) throw error;
      return { kind: 'unknown' };
    }
  }

  private async append<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    context: CommandContext,
    options: ExecuteOptions,
    known: LoadedStream<S>,
    events: readonly E[],
  ): Promise<Done<E>> {
    const stream = streamOf(aggregate, id);
    const state = fold({ ...aggregate.decider, initial: known.state }, events);
    const partitionKey = aggregate.partitionKey(id, state);
    const chained = chainEvents(
      stream,
      known.head,
      events.map((event) => aggregate.codec.encode(event)),
      {
        commandId: context.commandId,
        fingerprint: context.fingerprint,
        correlationId: context.correlationId,
        causationId: context.causationId,
        actor: context.actor,
        occurredAt: context.at,
        partitionKey,
        policies: options.policies ?? {},
        traceparent: context.traceparent,
      },
    );
    const expectedRevision = known.head.revision;
    const appended = await this.store.append({ stream, expectedRevision, events: chained });
    this.cache.put(stream, {
      head: { revision: appended.revision, hash: chained.at(-1)?.hash ?? known.head.hash },
      position: appended.positions.at(-1) ?? known.position,
      state,
      seen: remember(
        known.seen,
        context.commandId,
        context.fingerprint,
        expectedRevision + 1,
        appended.revision,
      ),
    });
    return done(events, appended.revision, shardOf(partitionKey), appended.positions.at(-1) ?? 0, false);
  }

  /** Lets those who come next wait for an append. Where it failed, nobody knows how the stream stands now. */
  private async inTurn<T>(stream: string, append: Promise<T>): Promise<T> {
    const ended = append.then(
      () => undefined,
      () => this.cache.forget(stream),
    );
    this.appending.set(stream, ended);
    try {
      return await append;
    } finally {
      if (this.appending.get(stream) === ended) this.appending.delete(stream);
    }
  }

  /** The first reply of a command that the stream has already decided. */
  private async earlierOutcome<C, S, E extends { readonly type: string }, R>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    fresh: LoadedStream<S>,
    context: CommandContext,
  ): Promise<Done<E> | NotDone | undefined> {
    const seen = fresh.seen.get(context.commandId);
    if (seen === undefined) return undefined;
    if (seen.fingerprint !== context.fingerprint) return { kind: 'key-reused' };
    const { events } = await this.loader.history(aggregate, id);
    const own = events.filter(({ metadata }) => metadata.commandId === context.commandId);
    return done(
      own.map(({ event }) => event),
      seen.to,
      shardOf(aggregate.partitionKey(id, fresh.state)),
      own.at(-1)?.recorded.position ?? 0,
      true,
    );
  }
}

function decideOn<C, S, E extends { readonly type: string }, R, P>(
  aggregate: Aggregate<C, S, E, R>,
  prepared: Prepared<C, P>,
  state: S,
): Decision<E, R | P> {
  return prepared.ok ? aggregate.decider.decide(prepared.command, state) : prepared;
}

const done = <E>(
  events: readonly E[],
  revision: number,
  shard: number,
  position: number,
  repeated: boolean,
): Done<E> => ({ kind: 'done', events, repeated, revision, shard, position });
