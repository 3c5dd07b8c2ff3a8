import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './drill-program';
import { killHard } from './processes';

/** The payment gateway in a process of its own, which is killed and started again on the same book and port. */
export class DrillGateway {
  readonly apiKey = randomBytes(16).toString('hex');
  readonly webhookSecret = randomBytes(16).toString('hex');
  private child: ChildProcess | null = null;

  constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | null {
    const { child } = this;
    return child === null || child.exitCode !== null || child.signalCode !== null
      ? null
      : (child.pid ?? null);
  }

  async start(): Promise<void> {
    const program = join(ROOT, 'dist', 'src', 'sandbox-gateway', 'main.js');
    const data = join(this.folder, 'gateway');
    const child = spawn(
      process.execPath,
      ['--max-semi-space-size=2', program, '--data', data, '--port', String(this.port), '--with-parent'],
      {
        env: {
          ...process.env,
          SANDBOX_GATEWAY_KEY: this.apiKey,
          SANDBOX_WEBHOOK_SECRET: this.webhookSecret,
        },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    this.child = child;
    const ready = once(createInterface({ input: child.stdout }), 'line');
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the gateway ended with code ${String(code)}`);
    });
    ended.catch(() => undefined);
    await Promise.race([ready, ended]);
  }

  async kill(): Promise<void> {
    if (this.pid !== null) await killHard([this.pid]);
  }

  async stop(): Promise<void> {
    const { child, pid } = this;
    if (child === null || pid === null) return;
    child.stdin?.end();
    await once(child, 'exit');
  }
}
