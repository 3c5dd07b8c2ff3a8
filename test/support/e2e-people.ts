import { randomUUID } from 'node:crypto';
import { SignedInDto } from '../../src/adapters/driving/http/identity/auth.dto';
import { AddressSavedDto } from '../../src/adapters/driving/http/identity/users.dto';
import { EnsureCustomer } from '../../src/application/identity/ensure-customer';
import { OpenSession } from '../../src/application/identity/open-session';
import type { Account, AccountRole } from '../../src/application/ports/accounts';
import type { Vehicle } from '../../src/domain/partner/partner-messages';
import { DEMO_PASSWORD, demoLogins } from '../../src/main/demo/demo-logins';
import type { RunningTiffin } from '../../src/main/tiffin';
import { HttpClient } from './e2e-http';

/** Someone who is signed in. */
export interface Person {
  readonly id: string;
  readonly http: HttpClient;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const personOf = (http: HttpClient, signedIn: SignedInDto): Person => ({
  id: signedIn.user_id,
  http: http.as(signedIn.access_token),
  accessToken: signedIn.access_token,
  refreshToken: signedIn.refresh_token,
});

/** @param login of someone of the demo city */
export async function signIn(http: HttpClient, login: string): Promise<Person> {
  const reply = await http.post('/auth/login', { login, password: DEMO_PASSWORD });
  return personOf(http, reply.body(SignedInDto));
}

/** The one of each role that the demo city introduces. The restaurant's owns Pizza Palace. */
export async function signInAll(http: HttpClient): Promise<Readonly<Record<AccountRole, Person>>> {
  const people = await Promise.all(
    demoLogins().map(async ({ role, login }) => [role, await signIn(http, login)] as const),
  );
  return Object.fromEntries(people) as Record<AccountRole, Person>;
}

let phones = 9_100_000_000;

/** A phone number that nobody of this test run has. */
export const newPhone = (): string => `+91${(phones += 1)}`;

export const PASSWORD = 'a-long-way-to-lunch';

/** Registers somebody new, over HTTP. */
export async function register(
  http: HttpClient,
  role: 'CUSTOMER' | 'RESTAURANT' | 'DELIVERY' = 'CUSTOMER',
  vehicle?: Vehicle,
): Promise<Person> {
  const reply = await http.post('/auth/register', {
    name: 'Somebody New',
    phone: newPhone(),
    password: PASSWORD,
    role,
    vehicle,
  });
  return personOf(http, reply.body(SignedInDto));
}

/** Around the corner from Pizza Palace. */
export const NEARBY_ADDRESS = {
  address_type: 'HOME',
  address_line1: '4, Museum Road',
  city: 'Bengaluru',
  pincode: '560001',
  latitude: 12.9745,
  longitude: 77.6033,
};

export async function addAddress({ http }: Person): Promise<string> {
  const reply = await http.post('/users/addresses', NEARBY_ADDRESS);
  return reply.body(AddressSavedDto).address_id;
}

/** Customers with an address, made inside the process: a password takes long to hash, and none is needed. */
export async function manyCustomers(tiffin: RunningTiffin, count: number): Promise<readonly Person[]> {
  const http = new HttpClient(tiffin.url);
  const passwordHash = await tiffin.parts.passwordHasher.hash(PASSWORD);
  return Promise.all(
    Array.from({ length: count }, async () => {
      const account: Account = {
        accountId: randomUUID(),
        role: 'customer',
        name: 'One of Many',
        phone: newPhone(),
        email: null,
        language: 'en',
        passwordHash,
        isActive: true,
        createdAt: tiffin.parts.businessClock.now(),
      };
      await tiffin.parts.accounts.create(account);
      await tiffin.app
        .get(EnsureCustomer)
        .execute(account, { correlationId: randomUUID(), traceparent: null });
      const person = await openSession(tiffin, account.accountId, http);
      await addAddress(person);
      return person;
    }),
  );
}

/** A session of its own for someone with an account, without a password. */
export async function openSession(
  tiffin: RunningTiffin,
  accountId: string,
  http = new HttpClient(tiffin.url),
): Promise<Person> {
  const account = await tiffin.parts.accounts.byId(accountId);
  if (account === undefined) throw new Error(`there is no account ${accountId}`);
  const { accessToken, refreshToken } = await tiffin.app.get(OpenSession).execute(account, 'test');
  return { id: accountId, http: http.as(accessToken), accessToken, refreshToken };
}
