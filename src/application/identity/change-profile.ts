import type { CustomerCommand } from '../../domain/customer/customer';
import { asId, type CourierId, type CustomerId } from '../../domain/kernel/ids';
import type { PartnerCommand } from '../../domain/partner/partner-messages';
import { customerAggregate, partnerAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, NotDone, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { openCourierProfile, sealCourierProfile } from '../couriers/courier-profile';
import { openProfile, sealProfile } from '../customers/personal-data';
import type { Account, Accounts, ProfileChange } from '../ports/accounts';
import type { PasswordHasher } from '../ports/password-hasher';
import type { SubjectKeys } from '../ports/subject-keys';
import { normaliseEmail, normalisePhone } from './contact-details';
import { PASSWORD_LENGTH } from './password-rules';

export interface ChangeProfileRequest extends ProfileChange {
  readonly accountId: string;
  /** Needed for another phone: whoever has the phone can sign in with it. */
  readonly currentPassword: string | null;
}

export type ProfileRefusal =
  | 'account-not-found'
  | 'phone-invalid'
  | 'email-invalid'
  | 'phone-taken'
  | 'email-taken'
  | 'password-required'
  | 'password-wrong';

export type ProfileChanged =
  | { readonly kind: 'changed'; readonly account: Account }
  | { readonly kind: 'refused'; readonly reason: ProfileRefusal }
  /** The account is changed; what follows it is not yet. The same change may be asked for again. */
  | NotDone;

const refuse = (reason: ProfileRefusal): ProfileChanged => ({ kind: 'refused', reason });

/**
 * Changes who someone is. Their account is the truth, and decides who has a phone or an email; the stream
 * of a customer or courier takes the profile over from it, also when an earlier change went no further than that.
 */
export class ChangeProfile {
  constructor(
    private readonly accounts: Accounts,
    private readonly hasher: PasswordHasher,
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
  ) {}

  /** @param context its command id is new: a change that is asked for again is another one, with the same effect */
  async execute(request: ChangeProfileRequest, context: CommandContext): Promise<ProfileChanged> {
    const { accountId, currentPassword } = request;
    const before = await this.accounts.byId(accountId);
    if (before === undefined) return refuse('account-not-found');
    const change = normalised(request);
    if (typeof change === 'string') return refuse(change);
    if (change.phone !== undefined && change.phone !== before.phone) {
      if (currentPassword === null) return refuse('password-required');
      const given = currentPassword.slice(0, PASSWORD_LENGTH.max * 2 + 1);
      if (!(await this.hasher.verify(before.passwordHash, given))) return refuse('password-wrong');
    }
    const result = await this.accounts.changeProfile(accountId, change);
    if (result === 'unknown') return refuse('account-not-found');
    if (result !== 'changed') return refuse(result);
    const account = await this.accounts.byId(accountId);
    if (account === undefined) return refuse('account-not-found');
    return (await this.follow(account, context)) ?? { kind: 'changed', account };
  }

  /** Null when what follows the account is as the account is. */
  private async follow(account: Account, context: CommandContext): Promise<NotDone | null> {
    switch (account.role) {
      case 'customer':
        return this.followAsCustomer(account, context);
      case 'courier':
        return this.followAsCourier(account, context);
      default:
        return null;
    }
  }

  private async followAsCustomer(account: Account, context: CommandContext): Promise<NotDone | null> {
    const customerId = asId<CustomerId>(account.accountId);
    const { state } = await this.loader.fresh(customerAggregate, customerId);
    // Their stream begins with the account as it is now, when they sign in the next time.
    if (state.is === 'absent') return null;
    const known = await openProfile(this.keys, state.profile);
    if (known === null || isProfileOf(account, known)) return null;
    const outcome = await this.executor.execute(customerAggregate, customerId, context, async () => {
      // Read for every try, after the stream: whichever of two changes writes last has seen both.
      const { name, phone, email } = (await this.accounts.byId(customerId)) ?? account;
      const profile = await sealProfile(this.keys, customerId, { name, phone, email });
      const command: CustomerCommand = { type: 'UpdateProfile', profile, at: context.at };
      return { ok: true, command };
    });
    return followed(customerId, outcome);
  }

  /** What the courier rides is not in the account, and stays. */
  private async followAsCourier(account: Account, context: CommandContext): Promise<NotDone | null> {
    const courierId = asId<CourierId>(account.accountId);
    const { state } = await this.loader.fresh(partnerAggregate, courierId);
    if (state.is === 'absent') return null;
    const known = await openCourierProfile(this.keys, state.profile);
    if (known === null || (account.name === known.name && account.phone === known.phone)) return null;
    const { vehicle } = state;
    const { vehicleNumber } = known;
    const outcome = await this.executor.execute(partnerAggregate, courierId, context, async () => {
      const { name, phone } = (await this.accounts.byId(courierId)) ?? account;
      const profile = await sealCourierProfile(this.keys, courierId, { name, phone, vehicleNumber });
      const command: PartnerCommand = { type: 'ChangePartnerProfile', profile, vehicle, at: context.at };
      return { ok: true, command };
    });
    return followed(courierId, outcome);
  }
}

function followed(accountId: string, outcome: Outcome<unknown, { readonly code: string }>): NotDone | null {
  if (outcome.kind === 'rejected') throw new Error(`profile of ${accountId}: ${outcome.rejection.code}`);
  return outcome.kind === 'done' ? null : outcome;
}

const isProfileOf = (account: Account, known: Pick<Account, 'name' | 'phone' | 'email'>): boolean =>
  account.name === known.name && account.phone === known.phone && account.email === known.email;

function normalised({
  name,
  phone: phoneText,
  email: emailText,
  language,
}: ProfileChange): ProfileChange | ProfileRefusal {
  const phone = phoneText === undefined ? undefined : normalisePhone(phoneText);
  if (phoneText !== undefined && phone === undefined) return 'phone-invalid';
  const email = typeof emailText === 'string' ? normaliseEmail(emailText) : emailText;
  if (typeof emailText === 'string' && email === undefined) return 'email-invalid';
  return { name: name?.trim(), phone, email, language };
}
