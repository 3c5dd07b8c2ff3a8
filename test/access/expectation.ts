import { ROLES, type Role } from '../whole/people';

export const CALLERS: readonly Caller[] = ['nobody', ...ROLES];

export type Caller = Role | 'nobody';

/** What the table of docs/access.md says of a caller: let in, or why not. */
export type Outcome = 'let in' | 'UNAUTHENTICATED' | 'FORBIDDEN';

/** @param access as the table has it: roles, or one of `public`, `signed-in`, `operator` */
export function expectedOutcome(access: readonly string[], caller: Caller): Outcome {
  // Whoever asks from the machine of the server is an operator, and that is where this program runs.
  if (access.includes('public') || access.includes('operator')) return 'let in';
  if (caller === 'nobody') return 'UNAUTHENTICATED';
  return access.includes('signed-in') || access.includes(caller) ? 'let in' : 'FORBIDDEN';
}
