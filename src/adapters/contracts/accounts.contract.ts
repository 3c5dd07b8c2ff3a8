import { randomInt, randomUUID } from 'node:crypto';
import type { Account, AccountRole, Accounts } from '../../application/ports/accounts';

const aPhone = (): string => `+919${String(randomInt(1_000_000_000)).padStart(9, '0')}`;

const anAccount = (change: Partial<Account> = {}): Account => ({
  accountId: randomUUID(),
  role: 'customer',
  name: 'Asha Rao',
  phone: aPhone(),
  email: `${randomUUID()}@example.in`,
  language: 'ta',
  passwordHash: 'a hash',
  isActive: true,
  createdAt: '2026-03-01T19:00:00.123Z',
  ...change,
});

/** What every store of accounts must do. The store may hold accounts of others. */
export function accountsContract(name: string, open: () => Promise<Accounts>): void {
  describe(`Accounts contract: ${name}`, () => {
    let accounts: Accounts;

    beforeAll(async () => {
      accounts = await open();
    });

    it.each<AccountRole>(['customer', 'restaurant', 'courier', 'support', 'admin', 'auditor'])(
      'gives back the account of a %s by id, phone and email',
      async (role) => {
        const account = anAccount({ role });
        expect(await accounts.create(account)).toBe('created');
        expect(await accounts.byId(account.accountId)).toEqual(account);
        expect(await accounts.byPhone(account.phone)).toEqual(account);
        expect(await accounts.byEmail(account.email ?? '')).toEqual(account);
      },
    );

    it('finds nobody under an unknown id, phone or email', async () => {
      expect(await accounts.byId(randomUUID())).toBeUndefined();
      expect(await accounts.byPhone(aPhone())).toBeUndefined();
      expect(await accounts.byEmail('nobody@example.in')).toBeUndefined();
    });

    it('takes any number of accounts without an email', async () => {
      expect(await accounts.create(anAccount({ email: null }))).toBe('created');
      expect(await accounts.create(anAccount({ email: null }))).toBe('created');
    });

    it('says what is taken, and changes nothing', async () => {
      const first = anAccount();
      await accounts.create(first);
      expect(await accounts.create(anAccount({ accountId: first.accountId }))).toBe('id-taken');
      expect(await accounts.create(anAccount({ phone: first.phone }))).toBe('phone-taken');
      expect(await accounts.create(anAccount({ email: first.email }))).toBe('email-taken');
      expect(await accounts.byPhone(first.phone)).toEqual(first);
    });

    it('gives a phone to exactly one of twenty who ask for it at once, ten times over', async () => {
      for (let round = 0; round < 10; round += 1) {
        const phone = aPhone();
        const results = await Promise.all(
          Array.from({ length: 20 }, () => accounts.create(anAccount({ phone }))),
        );
        expect(results.filter((result) => result === 'created')).toHaveLength(1);
        expect(results.filter((result) => result === 'phone-taken')).toHaveLength(19);
      }
    });

    it('lists the active accounts of a role page by page', async () => {
      const couriers = [1, 2, 3].map((n) => anAccount({ role: 'courier', name: `Courier ${n}` }));
      await Promise.all(
        [...couriers, anAccount({ name: 'Customer' })].map((account) => accounts.create(account)),
      );
      await accounts.create(anAccount({ role: 'courier', isActive: false, name: 'Gone' }));

      const listed = [];
      for (let after: string | null = null; ;) {
        const page = await accounts.listByRole('courier', { after, limit: 2 });
        listed.push(...page);
        if (page.length < 2) break;
        after = page[1]?.accountId ?? null;
      }
      const ids = listed.map(({ accountId }) => accountId);
      expect(ids).toEqual([...new Set(ids)].sort());
      expect(listed).toEqual(
        expect.arrayContaining(
          couriers.map((courier) => ({ accountId: courier.accountId, name: courier.name })),
        ),
      );
      expect(listed.map((courier) => courier.name)).not.toContain('Gone');
      expect(listed.map((courier) => courier.name)).not.toContain('Customer');
    });

    it('names those who exist', async () => {
      const [asha, ravi, gone] = [anAccount(), anAccount({ name: 'Ravi', isActive: false }), anAccount()];
      await Promise.all([asha, ravi, gone].map((account) => accounts.create(account)));
      await accounts.erase(gone.accountId);
      const ids = [asha, ravi, gone, ravi].map(({ accountId }) => accountId);
      expect(await accounts.namesOf([...ids, randomUUID()])).toEqual(
        new Map([
          [asha.accountId, 'Asha Rao'],
          [ravi.accountId, 'Ravi'],
        ]),
      );
      expect(await accounts.namesOf([])).toEqual(new Map());
    });

    it('changes what it is told to, and leaves the rest', async () => {
      const ravi = anAccount({ name: 'Ravi' });
      await accounts.create(ravi);
      const changes = [
        { name: 'Ravi K' },
        { phone: aPhone() },
        { email: `${randomUUID()}@example.in` },
        { language: 'hi' },
        { email: null },
        {},
      ] as const;
      let expected: Account = ravi;
      for (const change of changes) {
        expected = { ...expected, ...change };
        expect(await accounts.changeProfile(ravi.accountId, change)).toBe('changed');
        expect(await accounts.byId(ravi.accountId)).toEqual(expected);
      }
      expect(await accounts.byPhone(ravi.phone)).toBeUndefined();
      expect(await accounts.changeProfile(randomUUID(), { name: 'X' })).toBe('unknown');
    });

    it('changes nothing when the phone or the email is another’s, and takes one’s own', async () => {
      const [asha, ravi] = [anAccount(), anAccount({ name: 'Ravi' })];
      await Promise.all([accounts.create(asha), accounts.create(ravi)]);
      expect(await accounts.changeProfile(ravi.accountId, { name: 'X', email: asha.email })).toBe(
        'email-taken',
      );
      expect(await accounts.changeProfile(ravi.accountId, { name: 'X', phone: asha.phone })).toBe(
        'phone-taken',
      );
      expect(await accounts.byId(ravi.accountId)).toEqual(ravi);
      const { phone, email } = ravi;
      expect(await accounts.changeProfile(ravi.accountId, { phone, email })).toBe('changed');
    });

    it('gives a phone to exactly one of ten who change to it at once', async () => {
      const all = Array.from({ length: 10 }, () => anAccount());
      await Promise.all(all.map((account) => accounts.create(account)));
      const phone = aPhone();
      const results = await Promise.all(
        all.map(({ accountId }) => accounts.changeProfile(accountId, { phone })),
      );
      expect(results.filter((result) => result === 'changed')).toHaveLength(1);
      expect(results.filter((result) => result === 'phone-taken')).toHaveLength(9);
    });

    it('closes an account and opens it again', async () => {
      const account = anAccount();
      await accounts.create(account);
      await accounts.setActive(account.accountId, false);
      expect(await accounts.byId(account.accountId)).toEqual({ ...account, isActive: false });
      await accounts.setActive(account.accountId, true);
      expect(await accounts.byId(account.accountId)).toEqual(account);
    });

    it('forgets an erased person, and frees the phone but not the id', async () => {
      const account = anAccount();
      await accounts.create(account);
      await accounts.erase(account.accountId);
      await accounts.setActive(account.accountId, true);
      expect(await accounts.byId(account.accountId)).toBeUndefined();
      expect(await accounts.byPhone(account.phone)).toBeUndefined();
      expect(await accounts.byEmail(account.email ?? '')).toBeUndefined();
      expect(await accounts.changeProfile(account.accountId, { name: 'X' })).toBe('unknown');
      expect(await accounts.create(account)).toBe('id-taken');
      expect(await accounts.create({ ...account, accountId: randomUUID() })).toBe('created');
    });
  });
}
