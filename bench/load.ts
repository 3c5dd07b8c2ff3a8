import { connect, type Socket } from 'node:net';

/** Milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
}

export interface Request {
  /** POST with a body and GET without, unless given. */
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: a GET, which has none. */
  readonly body: string | null;
}

/** A request as bytes, rendered before the clock starts where that is possible. */
export function render({ method, path, headers, body }: Request, host: string): Buffer {
  const lines = [
    `${method ?? (body === null ? 'GET' : 'POST')} ${path} HTTP/1.1`,
    `host: ${host}`,
    ...(body === null
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}

export function timesOf(milliseconds: Iterable<number>): Times {
  const sorted = Float64Array.from(milliseconds).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

const HEADER_END = Buffer.from('\r\n\r\n');

/** One connection that sends a request when the answer to the one before has arrived. */
export class Connection {
  private received: Buffer = Buffer.alloc(0);
  private wanted = 0;
  private onBody: (body: Buffer) => void = () => undefined;
  private onFailure: (error: Error) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.onFailure(error));
    socket.on('close', () => this.onFailure(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  /**
   * Gives the body of the answer.
   * @param wanted the status that is expected
   * @throws Error when the answer has another
   */
  send(request: Buffer, wanted: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.wanted = wanted;
      this.onBody = resolve;
      this.onFailure = reject;
      this.socket.write(request);
    });
  }

  close(): void {
    this.onFailure = () => undefined;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(HEADER_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end).toLowerCase();
    const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
    const bodyAt = end + HEADER_END.length;
    if (this.received.length < bodyAt + length) return;
    const body = this.received.subarray(bodyAt, bodyAt + length);
    this.received = Buffer.alloc(0);
    const status = Number(head.slice(9, 12));
    if (status === this.wanted) this.onBody(body);
    else this.onFailure(new Error(`answered ${status} instead of ${this.wanted}: ${body.toString()}`));
  }
}

/**
 * Sends all requests over so many connections, each sending its next one when it has its answer.
 * @returns from sending a request to having its answer
 */
export async function run(port: number, connections: number, requests: readonly Buffer[]): Promise<Times> {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const times = new Float64Array(requests.length);
  let next = 0;
  await Promise.all(
    open.map(async (connection) => {
      for (let i = next++; i < requests.length; i = next++) {
        const request = requests[i];
        if (request === undefined) break;
        const sent = performance.now();
        await connection.send(request, 202);
        times[i] = performance.now() - sent;
      }
    }),
  );
  for (const connection of open) connection.close();
  return timesOf(times);
}
