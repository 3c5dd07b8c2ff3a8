import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, type Answer } from './http-exchange';
import { text } from './json';

export type { Answer } from './http-exchange';

/** Repeats a request for so long (ms): a server that was killed is back by then. */
const PATIENCE_MS = 90_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_500;

/** The payment gateway may be down for long; whoever asks decides how long to wait for it. */
const isTemporary = ({ status, body }: Answer): boolean =>
  status >= 500 && body['error_code'] !== 'PAYMENT_GATEWAY_UNAVAILABLE';

/** What all clients of a run together have sent. */
export class Traffic {
  requests = 0;
  /** Requests that had to be sent again, because the server was away or did not answer. */
  repeated = 0;
  /** Whether the last request was answered. */
  isThere = true;
  /** Answers that say that the server has failed (500 and the like, not 503), by request, and how often. */
  readonly failures = new Map<string, number>();
  private sequence = 0;

  /** @param run names the run: no two runs share a key */
  constructor(
    readonly url: string,
    private readonly run: string,
  ) {}

  /** A key that no other request has. */
  freshKey(): string {
    this.sequence += 1;
    return `${this.run}-${this.sequence}`;
  }

  noteFailure(method: string, path: string, { status, body }: Answer): void {
    const shape = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').replace(/\?.*/, '');
    const what = `${method} ${shape}: ${status} ${String(body['error_code'])}`;
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }
}

/** Who signs in, and how. */
export interface Credentials {
  /** A phone number, E.164. */
  readonly login: string;
  readonly password: string;
}

export interface Sending {
  /** The idempotency key; without one the request has none. */
  readonly key?: string;
  /** Of a body that is not JSON. */
  readonly contentType?: string;
}

/** Sends requests as a client does that wants an answer: while there is none, the same request with the same key. */
export class ApiClient {
  private access: string | null = null;
  private refresh: string | null = null;
  private renewing: Promise<void> | null = null;

  constructor(
    readonly traffic: Traffic,
    private readonly credentials: Credentials | null = null,
  ) {}

  /** A client of somebody, signed in. @throws when they cannot sign in */
  async as(credentials: Credentials): Promise<ApiClient> {
    const client = new ApiClient(this.traffic, credentials);
    await client.renew();
    return client;
  }

  /** A client of somebody who registers now, or did so on an earlier evening. @throws when they can do neither */
  async register(account: Credentials & Readonly<Record<string, unknown>>): Promise<ApiClient> {
    const { login, password, ...rest } = account;
    const answer = await this.command('POST', '/auth/register', { ...rest, phone: login, password });
    if (answer.status === 409) return this.as({ login, password });
    if (answer.status !== 201) throw new Error(`${login} cannot register: ${JSON.stringify(answer.body)}`);
    const client = new ApiClient(this.traffic, { login, password });
    client.take(answer);
    return client;
  }

  /** A good access token, for connections that stay open. */
  async token(isRefused: boolean): Promise<string> {
    if (isRefused || this.access === null) await this.renew();
    return this.access ?? '';
  }

  /** A command, under a key of its own. */
  command(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.ask(method, path, body, { key: this.traffic.freshKey() });
  }

  /**
   * Asks until there is an answer, which may be a refusal.
   * @param path below `/api/v1`
   * @throws when there is none for a minute and a half
   */
  async ask(method: string, path: string, body?: unknown, sending: Sending = {}): Promise<Answer> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
      const token = this.access;
      const answer = await this.once(method, path, body, sending);
      if (answer?.status === 401 && this.credentials !== null) {
        if (token === this.access) await this.renew();
      } else if (answer !== null && !isTemporary(answer)) {
        return answer;
      } else if (answer !== null && answer.status !== 503) this.traffic.noteFailure(method, path, answer);
      if (performance.now() > giveUpAt) {
        throw new Error(`${method} ${path} got no answer: ${JSON.stringify(answer)}`);
      }
      this.traffic.repeated += 1;
      await sleep(pause);
    }
  }

  private async once(method: string, path: string, body: unknown, sending: Sending): Promise<Answer | null> {
    this.traffic.requests += 1;
    const { key, contentType = 'application/json' } = sending;
    const answer = await exchange(new URL(`${this.traffic.url}/api/v1${path}`), {
      method,
      headers: {
        ...(this.access === null ? {} : { authorization: `Bearer ${this.access}` }),
        ...(body === undefined ? {} : { 'content-type': contentType }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    this.traffic.isThere = answer !== null;
    return answer;
  }

  /** A new token for everybody who waits for one: by the session if it still stands, else by signing in. */
  private renew(): Promise<void> {
    this.renewing ??= this.signIn().finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async signIn(): Promise<void> {
    const { credentials, refresh } = this;
    if (credentials === null) throw new Error('nobody who could sign in');
    const anyone = new ApiClient(this.traffic);
    let answer: Answer | null = null;
    if (refresh !== null) {
      this.refresh = null;
      answer = await anyone.ask('POST', '/auth/refresh', { refresh_token: refresh });
    }
    if (answer?.status !== 200) answer = await anyone.ask('POST', '/auth/login', credentials);
    if (answer.status !== 200) {
      throw new Error(`${credentials.login} cannot sign in: ${JSON.stringify(answer.body)}`);
    }
    this.take(answer);
  }

  private take({ body }: Answer): void {
    this.access = text(body, 'access_token');
    this.refresh = text(body, 'refresh_token');
  }
}
