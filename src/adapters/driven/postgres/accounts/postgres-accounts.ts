import { DatabaseError } from 'pg';
import {
  Accounts,
  type Account,
  type AccountCreation,
  type AccountRole,
  type Language,
  type NamedAccount,
  type ProfileChange,
} from '../../../../application/ports/accounts';
import type { Instant } from '../../../../domain/kernel/instant';
import { GroupedCalls } from '../../grouped-calls';
import type { Database } from '../database';

interface AccountRow {
  readonly account_id: string;
  readonly role: AccountRole;
  readonly name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly language: Language;
  readonly password_hash: string;
  readonly is_active: boolean;
  readonly created_at: Instant;
}

const COLUMNS = 'account_id, role, name, phone, email, language, password_hash, is_active, created_at';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const UNIQUE_VIOLATION = '23505';

/** Accounts in PostgreSQL; those that are looked up by id at the same time are read together. Its unique constraints decide who has a phone or an email. */
export class PostgresAccounts extends Accounts {
  private readonly lookups = new GroupedCalls<string, Account | undefined>((ids) => this.byIds(ids));

  constructor(private readonly database: Database) {
    super();
  }

  override async create(account: Account): Promise<AccountCreation> {
    const { accountId, role, name, phone, email, language, passwordHash, isActive, createdAt } = account;
    const statement = {
      name: 'account-create',
      text: `INSERT INTO account (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [accountId, role, name, phone, email, language, passwordHash, isActive, createdAt],
    };
    try {
      await this.database.query(statement);
      return 'created';
    } catch (error) {
      return takenIn(error);
    }
  }

  override byId(accountId: string): Promise<Account | undefined> {
    return this.lookups.call(accountId);
  }

  override byPhone(phone: string): Promise<Account | undefined> {
    return this.findBy('phone', phone);
  }

  override byEmail(email: string): Promise<Account | undefined> {
    return this.findBy('email', email);
  }

  override async namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.database.query<Pick<AccountRow, 'account_id' | 'name'>>({
      name: 'account-names',
      text: 'SELECT account_id, name FROM account WHERE account_id = ANY($1::uuid[]) AND phone IS NOT NULL',
      values: [accountIds],
    });
    return new Map(rows.map((row) => [row.account_id, row.name]));
  }

  override async listByRole(
    role: AccountRole,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly NamedAccount[]> {
    const { rows } = await this.database.query<Pick<AccountRow, 'account_id' | 'name'>>({
      name: 'account-list-by-role',
      text: `SELECT account_id, name FROM account
             WHERE role = $1 AND is_active AND ($2::uuid IS NULL OR account_id > $2)
             ORDER BY account_id LIMIT $3`,
      values: [role, after, limit],
    });
    return rows.map((row) => ({ accountId: row.account_id, name: row.name }));
  }

  override async changeProfile(
    accountId: string,
    { name, phone, email, language }: ProfileChange,
  ): Promise<'changed' | 'unknown' | 'phone-taken' | 'email-taken'> {
    const statement = {
      name: 'account-change-profile',
      text: `UPDATE account
             SET name = coalesce($2, name), phone = coalesce($3, phone), language = coalesce($4, language),
                 email = CASE WHEN $5 THEN $6 ELSE email END
             WHERE account_id = $1 AND phone IS NOT NULL RETURNING account_id`,
      values: [accountId, name, phone, language, email !== undefined, email],
    };
    try {
      const { rows } = await this.database.query(statement);
      return rows.length === 1 ? 'changed' : 'unknown';
    } catch (error) {
      const taken = takenIn(error);
      if (taken === 'id-taken') throw error;
      return taken;
    }
  }

  override async setActive(accountId: string, isActive: boolean): Promise<void> {
    await this.database.query({
      name: 'account-set-active',
      text: 'UPDATE account SET is_active = $2 WHERE account_id = $1 AND phone IS NOT NULL',
      values: [accountId, isActive],
    });
  }

  override async erase(accountId: string): Promise<void> {
    await this.database.query({
      name: 'account-erase',
      text: `UPDATE account
             SET name = NULL, phone = NULL, email = NULL, language = 'en', password_hash = NULL,
                 is_active = false
             WHERE account_id = $1`,
      values: [accountId],
    });
  }

  private async byIds(ids: readonly string[]): Promise<readonly (Account | undefined)[]> {
    const { rows } = await this.database.query<AccountRow>({
      name: 'account-by-ids',
      text: `SELECT ${COLUMNS} FROM account WHERE account_id = ANY($1::uuid[]) AND phone IS NOT NULL`,
      // One that is none must not spoil the look-up for the others.
      values: [ids.filter((id) => UUID.test(id))],
    });
    const found = new Map(rows.map((row) => [row.account_id, accountIn(row)]));
    return ids.map((id) => found.get(id.toLowerCase()));
  }

  private async findBy(column: 'phone' | 'email', value: string): Promise<Account | undefined> {
    const { rows } = await this.database.query<AccountRow>({
      name: `account-by-${column}`,
      text: `SELECT ${COLUMNS} FROM account WHERE ${column} = $1 AND phone IS NOT NULL`,
      values: [value],
    });
    return rows[0] === undefined ? undefined : accountIn(rows[0]);
  }
}

const accountIn = (row: AccountRow): Account => ({
  accountId: row.account_id,
  role: row.role,
  name: row.name,
  phone: row.phone,
  email: row.email,
  language: row.language,
  passwordHash: row.password_hash,
  isActive: row.is_active,
  createdAt: row.created_at,
});

/** What a unique violation says is taken. Throws any other error on. */
function takenIn(error: unknown): Exclude<AccountCreation, 'created'> {
  if (!(error instanceof DatabaseError) || error.code !== UNIQUE_VIOLATION) throw error;
  switch (error.constraint) {
    case 'account_id_key':
      return 'id-taken';
    case 'account_phone_key':
      return 'phone-taken';
    case 'account_email_key':
      return 'email-taken';
    default:
      throw error;
  }
}
