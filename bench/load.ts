import { connect, type Socket } from 'node:net';

/** What a run of requests came to. */
export interface LoadResult {
  readonly requests: number;
  /** Requests by status code. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Milliseconds from sending a request to having its answer. */
  readonly p50: number;
  readonly p99: number;
}

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A POST request as bytes, rendered before the clock starts. */
export function render({ path, headers, body }: Request, host: string): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const HEADER_END = Buffer.from('\r\n\r\n');

/** One connection that sends a request when the answer to the one before has arrived. */
class Connection {
  private received: Buffer = Buffer.alloc(0);
  private onAnswer: (status: number) => void = () => undefined;
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

  send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.onAnswer = resolve;
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
    if (this.received.length < end + HEADER_END.length + length) return;
    this.received = Buffer.alloc(0);
    this.onAnswer(Number(head.slice(9, 12)));
  }
}

/** Sends all requests over so many connections, each sending its next one when it has its answer. */
export async function run(
  port: number,
  connections: number,
  requests: readonly Buffer[],
): Promise<LoadResult> {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const times = new Float64Array(requests.length);
  const statuses: Record<string, number> = {};
  let next = 0;
  const began = process.hrtime.bigint();
  await Promise.all(
    open.map(async (connection) => {
      for (let i = next++; i < requests.length; i = next++) {
        const request = requests[i];
        if (request === undefined) break;
        const sent = performance.now();
        const status = await connection.send(request);
        times[i] = performance.now() - sent;
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  for (const connection of open) connection.close();
  times.sort();
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { requests: requests.length, statuses, seconds, p50: at(0.5), p99: at(0.99) };
}
