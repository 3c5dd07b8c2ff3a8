/** What a command was asked for is done, and nothing is wrong. */
export const FINE = 0;

/** It is done, and it has found something that somebody should look at. */
export const FOUND = 1;

/** It could not be done: what was asked for does not exist, is not possible, or something does not answer. */
export const COULD_NOT = 2;

export type ExitCode = typeof FINE | typeof FOUND | typeof COULD_NOT;

/** Ends a command that cannot do what it was asked for. The message is for people. */
export class CouldNot extends Error {
  override readonly name = 'CouldNot';
}

/** What went wrong, in one line or a few, for people: never a stack. */
export function messageOf(error: unknown): string {
  // An address with several hosts fails once for each of them, and says nothing itself.
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}
