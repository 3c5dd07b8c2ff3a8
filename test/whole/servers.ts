import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEmbeddedPostgres } from '../../src/adapters/driven/embedded-postgres/embedded-postgres';
import { projectRoot } from '../../src/main/project-root';
import { freePort, until } from './program';

const ROOT = projectRoot();
const START_DEADLINE_MS = 60_000;

/** A sandbox gateway, with what lets one in, and what its messages are signed with. */
export interface GatewayAccess {
  readonly url: string;
  readonly key: string;
  readonly webhookSecret: string;
}

/** A server that is asked. */
export interface WholeServer {
  readonly url: string;
  /** Null for a server that runs somewhere else: its events cannot be looked at. */
  readonly databaseUrl: string | null;
  /** Its payment gateway; null when that is not known. */
  readonly gateway: GatewayAccess | null;
  /** What it has logged as errors. */
  readonly complaints: readonly string[];
  /** Runs a command of the CLI beside it. */
  cli(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }>;
  stop(): Promise<void>;
}

/** A server that somebody else has started; nobody else should use it meanwhile. */
export function serverAt(url: string): WholeServer {
  return {
    url: url.replace(/\/+$/, ''),
    databaseUrl: null,
    gateway: null,
    complaints: [],
    cli: () => Promise.resolve({ code: 0, output: 'a server that runs elsewhere is not looked into' }),
    stop: () => Promise.resolve(),
  };
}

async function linesUntil(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('a program without output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return line;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** A server of one's own, with its gateway and a database that is gone afterwards, in processes of their own. */
export async function startServer(): Promise<WholeServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tiffin-whole-'));
  // Run as root, the database has a user of its own, who has to enter the folder.
  chmodSync(folder, 0o755);
  const [apiKey, webhookSecret] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const undo: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
    rmSync(folder, { recursive: true, force: true });
  };
  // Whoever interrupts the program leaves nothing behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  try {
    const database = await startEmbeddedPostgres(folder, { log: () => undefined, durable: false });
    undo.push(() => database.stop());
    const gateway = spawn(
      process.execPath,
      [
        join(ROOT, 'dist', 'src', 'sandbox-gateway', 'main.js'),
        '--data',
        join(folder, 'gateway'),
        '--with-parent',
      ],
      {
        env: { ...process.env, SANDBOX_GATEWAY_KEY: apiKey, SANDBOX_WEBHOOK_SECRET: webhookSecret },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    undo.push(() => end(gateway));
    const { url: gatewayUrl } = JSON.parse(await linesUntil(gateway)) as { readonly url: string };
    const port = await freePort();
    const env = {
      ...process.env,
      PORT: String(port),
      DATA_DIR: join(folder, 'tiffin'),
      DATABASE_URL: database.url,
      LOG_LEVEL: 'error',
      SANDBOX_GATEWAY_URL: gatewayUrl,
      SANDBOX_GATEWAY_KEY: apiKey,
      SANDBOX_WEBHOOK_SECRET: webhookSecret,
    };
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'src', 'main', 'main.js')], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    undo.push(() => end(child));
    const complaints: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.startsWith('{"level":') || stream === child.stderr) complaints.push(line.slice(0, 2_000));
      });
    }
    const url = `http://127.0.0.1:${port}`;
    await until(
      'the server is ready',
      async () => {
        if (child.exitCode !== null) throw new Error(`the server ended: ${complaints.join('\n')}`);
        const isReady = await fetch(`${url}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
        return isReady || undefined;
      },
      START_DEADLINE_MS,
    );
    return {
      url,
      databaseUrl: database.url,
      gateway: { url: gatewayUrl, key: apiKey, webhookSecret },
      complaints,
      async cli(...args) {
        const program = join(ROOT, 'bin', 'tiffin.js');
        const tool = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        for (const stream of [tool.stdout, tool.stderr]) {
          stream.setEncoding('utf8').on('data', (text: string) => (output += text));
        }
        const [code] = (await once(tool, 'close')) as [number | null];
        return { code: code ?? 1, output };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
