import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(__dirname, '..', '..', '..');
const START_DEADLINE_MS = 60_000;

const apiKey = randomBytes(16).toString('hex');
const webhookSecret = randomBytes(16).toString('hex');

/** The gateway, in a process that outlives Tiffin's. */
export interface DrillGateway {
  readonly url: string;
  readonly pid: number;
  control(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startGateway(folder: string): Promise<DrillGateway> {
  const program = join(ROOT, 'dist', 'src', 'sandbox-gateway', 'main.js');
  const child = spawn(process.execPath, [program, '--data', join(folder, 'gateway'), '--with-parent'], {
    env: { ...process.env, SANDBOX_GATEWAY_KEY: apiKey, SANDBOX_WEBHOOK_SECRET: webhookSecret },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  return {
    url,
    pid: child.pid ?? 0,
    async control(method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
      return response.json();
    },
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Tiffin, which is killed and started again on the same data and port. */
export class DrillTiffin {
  /** How often it was killed. */
  kills = 0;
  private child: ChildProcess | null = null;

  constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly gatewayUrl: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}/api/v1`;
  }

  get dataFolder(): string {
    return join(this.folder, 'tiffin');
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PORT: String(this.port),
      DATA_DIR: this.dataFolder,
      LOG_LEVEL: 'fatal',
      SANDBOX_GATEWAY_URL: this.gatewayUrl,
      SANDBOX_GATEWAY_KEY: apiKey,
      SANDBOX_WEBHOOK_SECRET: webhookSecret,
    };
  }

  async start(): Promise<void> {
    const program = join(ROOT, 'dist', 'src', 'main', 'main.js');
    const child = spawn(process.execPath, [program], {
      env: this.environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.child = child;
    const giveUpAt = performance.now() + START_DEADLINE_MS;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`Tiffin ended with code ${child.exitCode}`);
      const isReady = await fetch(`http://127.0.0.1:${this.port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      if (performance.now() > giveUpAt) throw new Error('Tiffin did not get ready');
      await sleep(50);
    }
  }

  /** Kills it the hard way, in the middle of whatever it does, and starts it again. */
  async killAndStart(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.kills += 1;
    await this.start();
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Runs a command of the CLI beside it. */
  async cli(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'tiffin.js'), ...args], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (content: string) => (output += content));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? 1, output };
  }
}
