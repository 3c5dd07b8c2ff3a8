import { instantOf } from '../../domain/kernel/instant';
import { USUAL_RIDE, type EnsurePartner, type Ride } from '../couriers/ensure-partner';
import { uuidv5 } from '../deterministic-ids';
import type { Account, AccountRole, Accounts } from '../ports/accounts';
import type { SystemClock } from '../ports/clock';
import type { PasswordHasher } from '../ports/password-hasher';
import { normaliseEmail, normalisePhone } from './contact-details';
import type { EnsureCustomer, RequestOrigin } from './ensure-customer';
import { passwordFault, type PasswordFault } from './password-rules';

/** What anyone may register as. The other roles are given by an admin. */
const OPEN_ROLES: ReadonlySet<AccountRole> = new Set(['customer', 'restaurant', 'courier']);

export interface RegisterAccountRequest {
  readonly role: AccountRole;
  readonly name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly password: string;
  /** Of couriers; the usual one if left out. */
  readonly ride?: Ride | undefined;
  /**
   * Unique to this registration, and random: a repeat with the same key finds the account it made. The account's
   * id comes from the key alone, for an id that came from the phone would tell it after the person was erased.
   */
  readonly key: string;
  /** Who registers the account; null when people register themselves. */
  readonly by: AccountRole | null;
}

export type RegistrationRefusal =
  | PasswordFault
  | 'role-not-open'
  | 'phone-invalid'
  | 'email-invalid'
  | 'phone-taken'
  | 'email-taken'
  /** The key was used before, with other details. */
  | 'key-reused';

export type Registered =
  | { readonly kind: 'registered'; readonly account: Account }
  | { readonly kind: 'refused'; readonly reason: RegistrationRefusal };

const refuse = (reason: RegistrationRefusal): Registered => ({ kind: 'refused', reason });

/**
 * Makes an account, and then the stream of its customer or courier. The account comes first: it decides who has the
 * phone. If a crash keeps the stream from following, a repeat or the next sign-in makes it.
 */
export class RegisterAccount {
  constructor(
    private readonly accounts: Accounts,
    private readonly hasher: PasswordHasher,
    private readonly ensureCustomer: EnsureCustomer,
    private readonly ensurePartner: EnsurePartner,
    private readonly clock: SystemClock,
  ) {}

  async execute(request: RegisterAccountRequest, origin: RequestOrigin): Promise<Registered> {
    const contacts = contactsOf(request);
    if (typeof contacts === 'string') return refuse(contacts);
    const account: Account = {
      accountId: uuidv5('account', request.key),
      role: request.role,
      name: request.name.trim(),
      ...contacts,
      language: 'en',
      passwordHash: await this.hasher.hash(request.password),
      isActive: true,
      createdAt: instantOf(this.clock.now()),
    };
    const creation = await this.accounts.create(account);
    const ride = request.ride ?? USUAL_RIDE;
    if (creation === 'created') return this.registered(account, ride, origin);

    const earlier = await this.accounts.byId(account.accountId);
    if (earlier !== undefined) {
      return (await this.isRepeat(earlier, account, request.password))
        ? this.registered(earlier, ride, origin)
        : refuse('key-reused');
    }
    // The id is taken, and yet nobody has it: its person was erased.
    return refuse(creation === 'id-taken' ? 'key-reused' : creation);
  }

  private async registered(account: Account, ride: Ride, origin: RequestOrigin): Promise<Registered> {
    await this.ensureCustomer.execute(account, origin);
    await this.ensurePartner.execute(account, ride, origin);
    return { kind: 'registered', account };
  }

  private async isRepeat(earlier: Account, now: Account, password: string): Promise<boolean> {
    const isSame = (['role', 'name', 'phone', 'email'] as const).every(
      (field) => earlier[field] === now[field],
    );
    return isSame && earlier.isActive && (await this.hasher.verify(earlier.passwordHash, password));
  }
}

function contactsOf({
  role,
  by,
  phone: phoneText,
  email: emailText,
  password,
}: RegisterAccountRequest): { readonly phone: string; readonly email: string | null } | RegistrationRefusal {
  if (!OPEN_ROLES.has(role) && by !== 'admin') return 'role-not-open';
  const phone = normalisePhone(phoneText);
  if (phone === undefined) return 'phone-invalid';
  const email = emailText === null ? null : normaliseEmail(emailText);
  if (email === undefined) return 'email-invalid';
  return passwordFault(password, email === null ? [phone] : [phone, email]) ?? { phone, email };
}
