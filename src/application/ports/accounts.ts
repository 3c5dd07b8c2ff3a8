import type { Role } from '../../domain/kernel/actor';
import type { Instant } from '../../domain/kernel/instant';

/** What a person can sign in as. */
export const ACCOUNT_ROLES = ['customer', 'restaurant', 'courier', 'support', 'admin', 'auditor'] as const;

export type AccountRole = Extract<Role, (typeof ACCOUNT_ROLES)[number]>;

/** What people are written to in. */
export const LANGUAGES = ['en', 'hi', 'ta'] as const;

export type Language = (typeof LANGUAGES)[number];

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
  readonly language: Language;
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

/** What is to be another than it is; what is left out stays. Phone and email come normalised. */
export interface ProfileChange {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  /** Null takes it away. */
  readonly email?: string | null | undefined;
  readonly language?: Language | undefined;
}

/** Accounts: the truth about who can sign in and as what. Phones and emails come normalised. */
export abstract class Accounts {
  /** Of any number of parallel calls with one phone (or one email), one creates. */
  abstract create(account: Account): Promise<AccountCreation>;

  abstract byId(accountId: string): Promise<Account | undefined>;

  abstract byPhone(phone: string): Promise<Account | undefined>;

  abstract byEmail(email: string): Promise<Account | undefined>;

  /** The names of those that exist, by their id. */
  abstract namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Active accounts of a role in ascending order of their id. */
  abstract listByRole(
    role: AccountRole,
    page: {
      /** Only ids above this one; null starts at the first. */
      readonly after: string | null;
      readonly limit: number;
    },
  ): Promise<readonly NamedAccount[]>;

  /** All of it or nothing. Of two changes at the same time that name different things, both hold. */
  abstract changeProfile(
    accountId: string,
    change: ProfileChange,
  ): Promise<'changed' | 'unknown' | 'phone-taken' | 'email-taken'>;

  /** Lets an account sign in or keeps it from doing so. Its open sessions are ended by whoever asks for it. */
  abstract setActive(accountId: string, isActive: boolean): Promise<void>;

  /**
   * Forgets the person: name, phone, email and password are gone, the phone and the email are free again. The
   * id stays taken. An erased account is found by no look-up.
   */
  abstract erase(accountId: string): Promise<void>;
}
