import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import { SandboxService } from './sandbox-service';
import { createSandboxServer } from './server';

export interface SandboxGatewayOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string;
  /** Where the book is kept; made when it is not there, and held by one gateway at a time. */
  readonly dataFolder: string;
  /** Where the merchant listens; null: where the control API was told last, if it was. */
  readonly webhookUrl: string | null;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** The address that payers reach the gateway at, when it is not the one it listens on. */
  readonly publicUrl?: string;
  readonly log?: Logger;
}

export interface RunningSandboxGateway {
  readonly url: string;
  /** Ends with everything on disk. */
  stop(): Promise<void>;
}

/** Starts a sandbox payment gateway; resolves when it answers. */
export async function startSandboxGateway(options: SandboxGatewayOptions): Promise<RunningSandboxGateway> {
  const { port, host = '127.0.0.1', apiKey, log = pino({ level: 'silent' }) } = options;
  const service = await SandboxService.open({ ...options, log });
  const stopping = new AbortController();
  let url = '';
  const app = createSandboxServer(service, {
    ...{ apiKey, log },
    baseUrl: () => options.publicUrl ?? url,
    stopping: stopping.signal,
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await app.close();
    await service.close();
  };
  try {
    await app.listen({ port, host });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port: bound } = app.server.address() as AddressInfo;
  url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  return { url, stop };
}
