import { randomUUID } from 'node:crypto';
import type { AccountRole } from '../../src/application/ports/accounts';
import type { Reply } from './e2e-http';
import type { Person } from './e2e-people';
import { INSIDES, requestsInTheLog, sendRaw } from './e2e-raw';
import type { Process } from './e2e-server';

/** A request as somebody of a role sends it; names of things stand for what they are of. */
export interface Sent {
  readonly role: AccountRole;
  readonly method: string;
  readonly path: string;
  readonly payload?: string | Buffer;
  readonly type?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const REFUSALS = [400, 404, 409, 412, 413, 415, 422];

/** Sends requests that a server has to refuse, and keeps which ones those were. */
export class Refusals {
  readonly requestIds: string[] = [];

  /** @param things ids and the like, by the name that stands for them in paths, headers and bodies */
  constructor(
    private readonly server: Process,
    private readonly people: Readonly<Record<AccountRole, Person>>,
    private readonly things: Readonly<Record<string, string>>,
  ) {}

  /** Whatever is answered, it tells no insides; a refusal is a problem that names the request. */
  async send({
    role,
    method,
    path,
    payload,
    type = 'application/json',
    key,
    headers = {},
  }: Sent): Promise<Reply> {
    const requestId = randomUUID();
    const reply = await sendRaw(this.server, {
      method,
      path: `/api/v1${this.named(path)}`,
      headers: {
        'x-request-id': requestId,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(payload === undefined ? {} : { 'content-type': type }),
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.named(value)])),
      },
      token: this.people[role].accessToken,
      payload: typeof payload === 'string' ? this.named(payload) : (payload ?? null),
    });
    expect(reply.text).not.toMatch(INSIDES);
    if (reply.status < 300) return reply;
    this.requestIds.push(requestId);
    expect(reply.problem().request_id).toBe(requestId);
    return reply;
  }

  /** Sends what has to be refused. */
  async refusal(sent: Sent): Promise<Reply> {
    const reply = await this.send({ key: randomUUID(), ...sent });
    expect([...REFUSALS, reply.toString()]).toContain(reply.status);
    return reply;
  }

  /** No event came from any of them, and they were many. */
  async leftNothingBehind(atLeast: number): Promise<void> {
    const logged = await requestsInTheLog(this.server);
    expect(this.requestIds.length).toBeGreaterThan(atLeast);
    expect(this.requestIds.filter((id) => logged.has(id))).toEqual([]);
  }

  private named(text: string): string {
    return text.replaceAll(/\b[A-Z]{5,}\b/g, (name) => this.things[name] ?? name);
  }
}

/** A body that is taken, and values that are not taken in its place. */
export interface BadBody {
  readonly role: AccountRole;
  readonly method: string;
  readonly path: string;
  readonly good: Readonly<Record<string, unknown>>;
  readonly bad: Readonly<Record<string, readonly unknown[]>>;
  readonly required: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

const TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'image/png',
  'multipart/form-data',
  '/',
  'x',
];

/** Says of each body that nothing but what it asks for is taken. */
export function describeBadBodies(bodies: readonly BadBody[], refusals: () => Refusals): void {
  describe.each(bodies)('$method $path with $good', ({ good, bad, required, ...asked }) => {
    const sent = (payload?: string | Buffer, type?: string): Promise<Reply> =>
      refusals().refusal({
        ...asked,
        ...(payload === undefined ? {} : { payload }),
        ...(type === undefined ? {} : { type }),
      });
    const body = (value: unknown): Promise<Reply> => sent(JSON.stringify(value));

    it.each(Object.keys(bad))('is refused with any wrong %s', async (field) => {
      for (const value of bad[field] ?? []) {
        (await body({ ...good, [field]: value })).refused('VALIDATION_ERROR');
      }
    });

    it('is refused when something is missing, or it is no object', async () => {
      for (const field of required) {
        const rest = Object.entries(good).filter(([name]) => name !== field);
        (await body(Object.fromEntries(rest))).refused('VALIDATION_ERROR');
      }
      for (const value of [[], 'x', 1, true, [good]]) (await body(value)).refused('VALIDATION_ERROR');
      if (required.length > 0) {
        (await body(null)).refused('VALIDATION_ERROR');
        (await sent()).refused('VALIDATION_ERROR');
      }
    });

    it('is refused when it is no JSON, of another type, too deep, or too much', async () => {
      const json = JSON.stringify(good);
      (await sent('{')).refused('MALFORMED_BODY');
      (await sent(`${json}x`)).refused('MALFORMED_BODY');
      (await sent(Buffer.from(json, 'utf16le'))).refused('MALFORMED_BODY');
      (await body({ ...good, note: 'a\0b' })).refused('VALIDATION_ERROR');
      (await body({ ...good, ['a\ud800']: 1 })).refused('VALIDATION_ERROR');
      const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
      const [field = ''] = Object.keys(bad);
      const start = json === '{}' ? '{' : `${json.slice(0, -1)},`;
      (await sent(`${start}"${field}":${deep}}`)).refused('VALIDATION_ERROR');
      (await sent(`{"note":"${'x'.repeat(110_000)}"}`)).refused('PAYLOAD_TOO_LARGE');
      for (const type of TYPES) (await sent(json, type)).refused('UNSUPPORTED_MEDIA_TYPE');
    });

    it('cannot be told more than it asks for', async () => {
      const poison = '{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}},';
      const worst = Object.entries(bad).map(([field, [value]]) => `"${field}":${JSON.stringify(value)}`);
      await sent(`${poison}${worst.join(',')}}`);
      expect(({} as Record<string, unknown>)['role']).toBeUndefined();
    });
  });
}
