import { setTimeout as sleep } from 'node:timers/promises';

/** What a server answered in the end. */
export interface Answer {
  readonly status: number;
  /** The parsed body; null when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
}

const RETRY_MS = 100;

/** Repeats a request for so long: a server that was killed is back by then. */
const PATIENCE_MS = 90_000;

/** The payment gateway may be down for long; whoever asks decides how long to wait for it. */
const isTemporary = ({ status, body }: Answer): boolean =>
  status >= 500 && body['error_code'] !== 'PAYMENT_GATEWAY_UNAVAILABLE';

/** Sends requests as a client does that wants an answer: while there is none, the same request with the same key. */
export class DrillClient {
  /** How often a request had to be sent again. */
  static repeats = 0;

  constructor(
    readonly url: string,
    private token: string | null = null,
    private readonly login: (() => Promise<string>) | null = null,
  ) {}

  /** A client for whoever logs in so; it does so again when its token has expired. */
  async as(phone: string, password: string): Promise<DrillClient> {
    const login = async (): Promise<string> => {
      const { status, body } = await this.ask('POST', '/auth/login', { login: phone, password });
      if (status !== 200) throw new Error(`${phone} cannot log in: ${JSON.stringify(body)}`);
      return text(body, 'access_token');
    };
    return new DrillClient(this.url, await login(), login);
  }

  async ask(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.once(method, path, body, key);
      if (answer?.status === 401 && this.login !== null) {
        this.token = await this.login();
      } else if (answer !== null && !isTemporary(answer)) {
        return answer;
      }
      if (performance.now() > giveUpAt) {
        throw new Error(`${method} ${path} got no answer: ${JSON.stringify(answer)}`);
      }
      DrillClient.repeats += 1;
      await sleep(RETRY_MS);
    }
  }

  /** @returns null when the server cannot be reached, or went away before it had answered */
  private async once(
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
  ): Promise<Answer | null> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const content = await response.text();
      const isJson = (response.headers.get('content-type') ?? '').includes('json');
      const parsed: unknown = isJson && content !== '' ? JSON.parse(content) : {};
      return { status: response.status, body: record(parsed) };
    } catch {
      return null;
    }
  }
}

/** @throws when it is not an object */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value as Readonly<Record<string, unknown>>;
}

/** @throws when it is not there */
export function text(from: Readonly<Record<string, unknown>>, field: string): string {
  const value = from[field];
  if (typeof value !== 'string') throw new Error(`no ${field} in ${JSON.stringify(from)}`);
  return value;
}

/** @throws when it is not there */
export function whole(from: Readonly<Record<string, unknown>>, field: string): number {
  const value = from[field];
  if (typeof value !== 'number') throw new Error(`no ${field} in ${JSON.stringify(from)}`);
  return value;
}

/** @throws when it is not there */
export function list(
  from: Readonly<Record<string, unknown>>,
  field: string,
): readonly Readonly<Record<string, unknown>>[] {
  const value = from[field];
  if (!Array.isArray(value)) throw new Error(`no ${field} in ${JSON.stringify(from)}`);
  return value.map(record);
}
