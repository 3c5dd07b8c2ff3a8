import assert from 'node:assert/strict';
import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../../src/adapters/driving/http/support/problems';

const problemDocument = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  error_code: z.custom<ProblemCode>((code) => typeof code === 'string' && Object.hasOwn(PROBLEMS, code)),
  retryable: z.boolean(),
  request_id: z.string(),
});

export type ProblemDocument = z.infer<typeof problemDocument>;

/** A class of the API's contract, made from a schema. */
interface Documented<T> {
  readonly schema: z.ZodType<T>;
}

/** What a server answered. */
export class Reply {
  constructor(
    private readonly request: string,
    readonly status: number,
    readonly headers: Headers,
    /** The body as it came. */
    readonly text: string,
  ) {}

  /**
   * The body of a success.
   * @throws when the reply is none, or not what the contract says
   */
  body<T>(dto: Documented<T>): T {
    assert.ok(this.status < 300, this.toString());
    const parsed = dto.schema.safeParse(JSON.parse(this.text));
    assert.ok(parsed.success, `${this.toString()}: ${parsed.error?.message ?? ''}`);
    return parsed.data;
  }

  /**
   * The problem of a refusal.
   * @throws when the reply is none, or not a well-formed problem whose status is that of its code
   */
  problem(): ProblemDocument {
    assert.match(this.headers.get('content-type') ?? '', /^application\/problem\+json(;|$)/, this.toString());
    const parsed = problemDocument.safeParse(JSON.parse(this.text));
    assert.ok(parsed.success, `${this.toString()}: ${parsed.error?.message ?? ''}`);
    assert.equal(parsed.data.status, this.status, this.toString());
    assert.equal(PROBLEMS[parsed.data.error_code].status, this.status, this.toString());
    return parsed.data;
  }

  /** @throws unless it is this very problem */
  refused(code: ProblemCode): ProblemDocument {
    const problem = this.problem();
    assert.equal(problem.error_code, code, this.toString());
    return problem;
  }

  toString(): string {
    return `${this.request} answered ${this.status} ${this.text.slice(0, 1_000)}`;
  }
}

export interface RequestParts {
  readonly body?: unknown;
  /** Of an Idempotency-Key header. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server cannot be reached, or went away before it had answered. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Sends requests to a server, on behalf of whoever the token is of. */
export class HttpClient {
  constructor(
    readonly url: string,
    readonly token: string | null = null,
  ) {}

  as(token: string | null): HttpClient {
    return new HttpClient(this.url, token);
  }

  /**
   * @param path below the server's address
   * @throws NoAnswer
   */
  async request(method: string, path: string, parts: RequestParts = {}): Promise<Reply> {
    const { body, key } = parts;
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...parts.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return new Reply(`${method} ${path}`, response.status, response.headers, await response.text());
    } catch (cause) {
      throw new NoAnswer(`${method} ${path}`, { cause });
    }
  }

  get(path: string): Promise<Reply> {
    return this.request('GET', `/api/v1${path}`);
  }

  post(path: string, body?: unknown, key?: string): Promise<Reply> {
    return this.request('POST', `/api/v1${path}`, { body, ...(key === undefined ? {} : { key }) });
  }

  put(path: string, body?: unknown, key?: string): Promise<Reply> {
    return this.request('PUT', `/api/v1${path}`, { body, ...(key === undefined ? {} : { key }) });
  }

  delete(path: string, key?: string): Promise<Reply> {
    return this.request('DELETE', `/api/v1${path}`, key === undefined ? {} : { key });
  }
}
