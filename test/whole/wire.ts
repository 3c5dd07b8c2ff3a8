import { Agent, request as startRequest } from 'node:http';

/** A request as it goes over the wire: nothing on the way tidies it up. */
export interface WireRequest {
  readonly method: string;
  /** With the query, as it is written in the request line. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly ms: number;
}

/** The server did not answer in time, or went away before it had. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Sends requests over a few connections that are kept. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });
  private readonly host: string;
  private readonly port: number;

  /** @param timeoutMs after which an answer is one that did not come */
  constructor(
    readonly url: string,
    private readonly timeoutMs = 5_000,
  ) {
    const { hostname, port } = new URL(url);
    this.host = hostname;
    this.port = Number(port === '' ? 80 : port);
  }

  /**
   * The answer; of one that stays open (Server-Sent Events) its head.
   * @throws NoAnswer
   */
  send({ method, path, headers, body }: WireRequest): Promise<Answer> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const { agent, host, port, timeoutMs } = this;
      const fail = (why: string): void => {
        clearTimeout(timer);
        reject(new NoAnswer(`${method} ${path.slice(0, 200)}: ${why}`));
      };
      const sent = startRequest({ agent, host, port, method, path, headers }, (response) => {
        const told: Record<string, string> = {};
        for (const [name, value] of Object.entries(response.headers)) told[name] = String(value);
        const answer = (text: string): void => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: told, text, ms: performance.now() - began });
        };
        if ((told['content-type'] ?? '').startsWith('text/event-stream')) {
          answer('');
          response.on('error', () => undefined).destroy();
          return;
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => fail(error.message));
        response.on('end', () => answer(Buffer.concat(chunks).toString()));
      });
      const timer = setTimeout(() => {
        sent.destroy();
        fail(`no answer within ${timeoutMs} ms`);
      }, timeoutMs);
      sent.on('error', (error) => fail(error.message));
      if (body === null) sent.end();
      else sent.end(body);
    });
  }

  /** Lets go of the connections. */
  close(): void {
    this.agent.destroy();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The request as somebody can repeat it in a shell; the bytes of a body that is no plain text are given as hex. */
export function curlOf(url: string, { method, path, headers, body }: WireRequest): string {
  const parts = [
    'curl -sS -i --path-as-is -X',
    method,
    quoted(`${url}${path.length > 1_000 ? `${path.slice(0, 200)}…(${path.length})` : path}`),
  ];
  for (const [name, value] of Object.entries(headers)) {
    if (name !== 'content-length') parts.push('-H', quoted(`${name}: ${value}`));
  }
  if (body === null) return parts.join(' ');
  const isText = !/[^\x20-\x7e]/.test(body.toString('latin1'));
  if (isText && body.length <= 4_000) return [...parts, '--data-binary', quoted(body.toString())].join(' ');
  const hex = body.length <= 4_000 ? body.toString('hex') : `${body.toString('hex', 0, 200)}…`;
  return `echo ${hex} | xxd -r -p | ${parts.join(' ')} --data-binary @-`;
}
