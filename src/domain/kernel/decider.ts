/** What a decision comes to: the events it adds to the stream, or the reason it was refused. */
export type Decision<E, R> =
  { readonly ok: true; readonly events: readonly E[] } | { readonly ok: false; readonly rejection: R };

/** The command is granted. No events means that the state asked for already holds. */
export const accept = <E>(...events: readonly E[]): Decision<E, never> => ({ ok: true, events });

/** The command is refused. Nothing is appended and nothing is remembered of it. */
export const reject = <R>(rejection: R): Decision<never, R> => ({ ok: false, rejection });

/** Closes an exhaustive switch: a variant that is not handled does not compile. */
export function never(variant: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(variant)}`);
}

/**
 * A consistency boundary as two pure functions.
 *
 * `decide` sees only the command and the folded state: time, ids, prices and policies arrive in the
 * command. `evolve` accepts whatever history holds and never refuses an event.
 * After Jérémie Chassaing, "Functional Event Sourcing Decider".
 */
export interface Decider<C, S, E, R> {
  readonly initial: S;
  decide(command: C, state: S): Decision<E, R>;
  evolve(state: S, event: E): S;
}

/** Folds a history into a state. */
export const fold = <S, E>(
  decider: { readonly initial: S; evolve(state: S, event: E): S },
  events: Iterable<E>,
): S => {
  let state = decider.initial;
  for (const event of events) state = decider.evolve(state, event);
  return state;
};
