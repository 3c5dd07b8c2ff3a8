import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeReply {
  readonly status: number;
  readonly body: unknown;
}

/** Requests that change something are lost on their way, or done while the answer is lost. */
export type Trouble = 'request-lost' | 'answer-lost';

/** The API of a gateway on a port of this machine, with a network that can be made to fail. */
export class FakeApi {
  /** Everything that was asked, in order. */
  readonly requests: FakeRequest[] = [];
  private server: Server | null = null;
  private trouble: Trouble | null = null;

  constructor(private readonly answer: (request: FakeRequest) => FakeReply) {}

  /** @returns its base address */
  async listen(): Promise<string> {
    this.server = createServer((incoming, reply) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        const url = new URL(incoming.url ?? '/', 'http://fake');
        const { method = 'GET', headers } = incoming;
        const body = Buffer.concat(parts).toString();
        const request = { method, path: url.pathname, query: url.searchParams, headers, body };
        const trouble = method === 'GET' ? null : this.trouble;
        if (trouble === 'request-lost') return void incoming.socket.destroy();
        this.requests.push(request);
        const answer = this.answer(request);
        if (trouble === 'answer-lost') return void incoming.socket.destroy();
        reply
          .writeHead(answer.status, { 'content-type': 'application/json' })
          .end(JSON.stringify(answer.body));
      });
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  async during<T>(trouble: Trouble, act: () => Promise<T>): Promise<T> {
    this.trouble = trouble;
    try {
      return await act();
    } finally {
      this.trouble = null;
    }
  }
}
