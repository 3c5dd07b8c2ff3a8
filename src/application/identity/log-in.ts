import { USUAL_RIDE, type EnsurePartner } from '../couriers/ensure-partner';
import type { Account, Accounts } from '../ports/accounts';
import type { PasswordHasher } from '../ports/password-hasher';
import { normaliseEmail, normalisePhone } from './contact-details';
import type { EnsureCustomer, RequestOrigin } from './ensure-customer';
import type { OpenSession, SignedIn } from './open-session';
import { PASSWORD_LENGTH } from './password-rules';

export interface LogInRequest {
  /** A phone number in any spelling, or an email address. */
  readonly login: string;
  readonly password: string;
  readonly device: string;
}

export type LoggedIn =
  { readonly kind: 'signed-in'; readonly signedIn: SignedIn } | { readonly kind: 'wrong-credentials' };

/**
 * Signs someone in with a password. An unknown account, a wrong password and a closed account get one reply, after
 * one time. Guessing is to be throttled by the caller, per account and per address.
 */
export class LogIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly hasher: PasswordHasher,
    private readonly openSession: OpenSession,
    private readonly ensureCustomer: EnsureCustomer,
    private readonly ensurePartner: EnsurePartner,
  ) {}

  async execute({ login, password, device }: LogInRequest, origin: RequestOrigin): Promise<LoggedIn> {
    const account = await this.find(login);
    const isPassword = await this.hasher.verify(
      account?.passwordHash,
      // No password is longer: a longer one is not worth the time of hashing it.
      password.slice(0, PASSWORD_LENGTH.max * 2 + 1),
    );
    if (account === undefined || !isPassword || !account.isActive) return { kind: 'wrong-credentials' };
    await this.ensureCustomer.execute(account, origin);
    await this.ensurePartner.execute(account, USUAL_RIDE, origin);
    return { kind: 'signed-in', signedIn: await this.openSession.execute(account, device) };
  }

  private async find(login: string): Promise<Account | undefined> {
    const phone = normalisePhone(login);
    if (phone !== undefined) return this.accounts.byPhone(phone);
    const email = normaliseEmail(login);
    return email === undefined ? undefined : this.accounts.byEmail(email);
  }
}
