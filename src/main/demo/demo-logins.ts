import { ACCOUNT_ROLES, type AccountRole } from '../../application/ports/accounts';
import { DEMO_PEOPLE } from './city/people';

/** The password of every account in the demo city. */
export const DEMO_PASSWORD = 'tiffin-demo';

export interface DemoLogin {
  readonly role: AccountRole;
  /** A phone number, E.164. */
  readonly login: string;
  readonly password: string;
  readonly name: string;
}

/** One login per role, for whoever tries the demo city. The owner's is that of Pizza Palace. */
export const demoLogins = (): readonly DemoLogin[] =>
  ACCOUNT_ROLES.flatMap((role) => {
    const person = DEMO_PEOPLE.find((candidate) => candidate.role === role);
    return person === undefined
      ? []
      : [{ role, login: person.phone, password: DEMO_PASSWORD, name: person.name }];
  });
