import type { Role } from '../../domain/kernel/actor';
import type { Instant } from '../../domain/kernel/instant';

/** What a person can sign in as. */
export const ACCOUNT_ROLES = ['customer', 'restaurant', 'courier', 'support', 'admin', 'auditor'] as const;

export type AccountRole = Extract<Role, (typeof ACCOUNT_ROLES)[number]>;

/** Someone who can sign in. */
export interface Account {
  /** UUID. A customer's account id is the customer id, a courier's the courier id. */
  readonly accountId: string;
  readonly role: AccountRole;
  readonly name: string;
  /** E.164, unique: `+919876543210`. */
  readonly phone: string;
  /** Lower case, unique. */
  readonly email: string | null;
  /** As a `PasswordHasher` made it. */
  readonly passwordHash: string;
  /** False for an account that may not sign in. */
  readonly isActive: boolean;
  readonly createdAt: Instant;
}

export interface NamedAccount {
  readonly accountId: string;
  readonly name: string;
}

export type AccountCreation = 'created' | 'id-taken' | 'phone-taken' | 'email-taken';

/** Accounts: the truth about who can sign in and as what. Phones and emails come normalised. */
export abstract class Accounts {
  /** Of any number of parallel calls with one phone (or one email), one creates. */
  abstract create(account: Account): Promise<AccountCreation>;

  abstract byId(accountId: string): Promise<Account | undefined>;

  abstract byPhone(phone: string): Promise<Account | undefined>;

  abstract byEmail(email: string): Promise<Account | undefined>;

  /** Active accounts of a role in ascending order of their id. */
  abstract listByRole(
    role: AccountRole,
    page: {
      /** Only ids above this one; null starts at the first. */
      readonly after: string | null;
      readonly limit: number;
    },
  ): Promise<readonly NamedAccount[]>;

  abstract changeProfile(
    accountId: string,
    profile: { readonly name: string; readonly email: string | null },
  ): Promise<'changed' | 'unknown' | 'email-taken'>;

  /** Lets an account sign in or keeps it from doing so. Its open sessions are ended by whoever asks for it. */
  abstract setActive(accountId: string, isActive: boolean): Promise<void>;

  /**
   * Forgets the person: name, phone, email and password are gone, the phone and the email are free again. The
   * id stays taken. An erased account is found by no look-up.
   */
  abstract erase(accountId: string): Promise<void>;
}
