import type { Instant } from './instant';

/** What a process reacts to: something that happened, or a timer of its own that came due. */
export type ProcessInput<E> =
  | { readonly kind: 'event'; readonly event: E }
  | {
      readonly kind: 'timer';
      readonly timer: string;
      /** When it was due; it may fire later. */
      readonly dueAt: Instant;
      /** When it fired, on the business clock. */
      readonly at: Instant;
    };

/** What a process asks for, as data. The runner carries it out, at least once, under a deterministic id. */
export type Effect<C> =
  | {
      readonly do: 'send';
      /** Names the effect within its input: (input, step) is sent once, whatever crashes. */
      readonly step: string;
      readonly command: C;
    }
  /** Sets the timer; one that is already set under the name is moved. */
  | { readonly do: 'schedule'; readonly timer: string; readonly at: Instant }
  | { readonly do: 'unschedule'; readonly timer: string };

export interface Reaction<S, C> {
  readonly state: S;
  readonly effects: readonly Effect<C>[];
}

/**
 * A process manager: a pure function from state and input to state and effects. It asks and never decides: the
 * aggregate that receives its command settles every race. A late or repeated input changes nothing.
 */
export interface ProcessManager<S, E extends { readonly type: string }, C> {
  /** Unique and stable: stored with every instance, timer and effect. */
  readonly name: string;
  readonly initial: S;
  /** The events it reads. Every other type is skipped without being decoded. */
  readonly reads: readonly E['type'][];
  /** The instance an event belongs to. */
  keyOf(event: E): string;
  react(state: S, input: ProcessInput<E>): Reaction<S, C>;
}
