import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SandboxGatewayConfig } from '../src/main/payment-config';
import { projectRoot } from '../src/main/project-root';

/** The sandbox gateway, well-behaved, in a process of its own. It ends with the bench, even with one that is killed. */
export class GatewayProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly config: SandboxGatewayConfig,
  ) {}

  /** @param folder where its book is kept, durably */
  static async start(folder: string): Promise<GatewayProcess> {
    const apiKey = randomBytes(16).toString('hex');
    const webhookSecret = randomBytes(16).toString('hex');
    const program = join(projectRoot(), 'dist', 'src', 'sandbox-gateway', 'main.js');
    const child = spawn(process.execPath, [program, '--data', folder, '--with-parent'], {
      env: { ...process.env, SANDBOX_GATEWAY_KEY: apiKey, SANDBOX_WEBHOOK_SECRET: webhookSecret },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit').then(() => null);
    const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
    if (line === null) throw new Error('the sandbox gateway did not start');
    const { url } = JSON.parse(String(line[0])) as { readonly url: string };
    return new GatewayProcess(child, { url, apiKey, webhookSecrets: [webhookSecret] });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get port(): number {
    return Number(new URL(this.config.url).port);
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended;
  }
}
