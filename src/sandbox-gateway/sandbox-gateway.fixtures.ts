import { createServer, type IncomingHttpHeaders } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxGateway, type RunningSandboxGateway } from './start-sandbox-gateway';

export const apiKey = 'sandbox-key-for-tests';
export const webhookSecret = 'sandbox-webhook-secret';

/** An answer of the gateway, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Null when it is no JSON. */
  readonly json: unknown;
}

/** A gateway on a port and in a folder of its own, that can be stopped and started again. */
export class GatewayUnderTest {
  private running: RunningSandboxGateway | null = null;

  private constructor(
    private readonly folder: string,
    private readonly webhookUrl: string | null,
  ) {}

  static async start(webhookUrl: string | null = null): Promise<GatewayUnderTest> {
    const gateway = new GatewayUnderTest(await mkdtemp(join(tmpdir(), 'tiffin-sandbox-')), webhookUrl);
    await gateway.restart();
    return gateway;
  }

  get url(): string {
    if (this.running === null) throw new Error('the gateway is stopped');
    return this.running.url;
  }

  async restart(): Promise<void> {
    await this.stop();
    const { folder: dataFolder, webhookUrl } = this;
    this.running = await startSandboxGateway({ port: 0, dataFolder, webhookUrl, apiKey, webhookSecret });
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true });
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await answer.text();
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // Pages are no JSON.
    }
    return { status: answer.status, headers: answer.headers, text, json };
  }
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A merchant that listens for webhooks, and answers as told. */
export class MerchantUnderTest {
  readonly received: Received[] = [];
  /** What it answers. */
  status = 200;
  private waiting: { readonly isEnough: () => boolean; readonly resolve: () => void }[] = [];

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<MerchantUnderTest> {
    const server = createServer((request, reply) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        merchant.received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        reply.writeHead(merchant.status).end();
        merchant.waiting = merchant.waiting.filter(({ isEnough, resolve }) => {
          if (!isEnough()) return true;
          resolve();
          return false;
        });
      });
    });
    const merchant = new MerchantUnderTest(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return merchant;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook`;
  }

  /** Resolves once so many webhooks have come in all. */
  has(count: number): Promise<void> {
    return this.until(() => this.received.length >= count);
  }

  /** Resolves once what has come in is enough. */
  until(isEnough: () => boolean): Promise<void> {
    if (isEnough()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ isEnough, resolve }));
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
