import { z } from 'zod';
import type { Wire } from './wire';

export const ROLES = ['customer', 'restaurant', 'courier', 'support', 'admin', 'auditor'] as const;

export type Role = (typeof ROLES)[number];

/** Somebody who is signed in. */
export interface Person {
  readonly id: string;
  readonly role: Role;
  readonly token: string;
  readonly refreshToken: string;
  readonly phone: string;
  readonly password: string;
}

const DEMO_PASSWORD = 'tiffin-demo';
const PASSWORD = 'a-long-way-to-lunch';

/** The phone of one of each role in the demo city; the restaurant's owns Pizza Palace. */
const DEMO_PHONES: Readonly<Record<Role, string>> = {
  customer: '+919000000001',
  restaurant: '+919000000002',
  courier: '+919000000003',
  support: '+919000000004',
  admin: '+919000000005',
  auditor: '+919000000006',
};

/** Owns other restaurants than Pizza Palace. */
const OTHER_OWNER_PHONE = '+919000000016';

type Parsed = Readonly<Record<string, unknown>>;

const object = z.record(z.string(), z.unknown());

/** @throws unless it is one */
export const record = (value: unknown): Parsed => object.parse(value);

/** @throws unless it is a text */
export const text = (from: Parsed, name: string): string =>
  z.string().parse(from[name], { reportInput: true });

/** @throws unless it is a list of objects */
export const list = (from: Parsed, name: string): readonly Parsed[] => z.array(object).parse(from[name]);

/**
 * What somebody asks in good order; the body of the answer.
 * @throws when it is refused
 */
export async function ask(
  wire: Wire,
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Parsed> {
  const answer = await wire.send({
    method,
    path: `/api/v1${path}`,
    headers: {
      ...(person === null ? {} : { authorization: `Bearer ${person.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
  });
  if (answer.status >= 300)
    throw new Refused(`${method} ${path} answered ${answer.status} ${answer.text}`, answer.text);
  return answer.text === '' ? {} : record(JSON.parse(answer.text));
}

/** What should have been accepted was not. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  constructor(message: string, body: string) {
    super(message);
    [, this.code = ''] = /"error_code":"(\w+)"/.exec(body) ?? [];
  }
}

const personOf = (signedIn: Parsed, role: Role, phone: string, password: string): Person => ({
  ...{ id: text(signedIn, 'user_id'), role, phone, password },
  ...{ token: text(signedIn, 'access_token'), refreshToken: text(signedIn, 'refresh_token') },
});

/** A session of its own for somebody. */
export async function signIn(
  wire: Wire,
  { role, phone, password }: Pick<Person, 'role' | 'phone' | 'password'>,
) {
  return personOf(
    await ask(wire, null, 'POST', '/auth/login', { login: phone, password }),
    role,
    phone,
    password,
  );
}

/** @param role one of the demo city's */
export const demoPerson = (wire: Wire, role: Role): Promise<Person> =>
  signIn(wire, { role, phone: DEMO_PHONES[role], password: DEMO_PASSWORD });

/** Owns other restaurants than the one of `demoPerson`. */
export const otherOwner = (wire: Wire): Promise<Person> =>
  signIn(wire, { role: 'restaurant', phone: OTHER_OWNER_PHONE, password: DEMO_PASSWORD });

let phones = Math.floor(Math.random() * 50_000_000);

/** A number that nobody has. */
export const newPhone = (): string => `+9193${String((phones += 1)).padStart(8, '0')}`;

/** Somebody new. */
export async function register(wire: Wire, role: 'customer' | 'restaurant' | 'courier'): Promise<Person> {
  const phone = newPhone();
  const entry = {
    ...{ name: 'Somebody New', phone, password: PASSWORD },
    role: role === 'courier' ? 'DELIVERY' : role.toUpperCase(),
  };
  return personOf(await ask(wire, null, 'POST', '/auth/register', entry), role, phone, PASSWORD);
}
