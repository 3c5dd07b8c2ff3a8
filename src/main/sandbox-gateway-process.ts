import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import type { MasterKey } from '../adapters/driven/crypto/master-key';
import type { Config } from './config';
import type { SandboxGatewayConfig } from './payment-config';
import { projectRoot } from './project-root';

/** The sandbox gateway could not be started. Its message is for people. */
export class GatewayNotStarted extends Error {
  override readonly name = 'GatewayNotStarted';
}

/** The sandbox gateway that payments go to. */
export interface SandboxGatewayAccess extends SandboxGatewayConfig {
  /** Ends it; only one that this process has started. */
  readonly stop?: () => Promise<void>;
}

/**
 * The sandbox gateway as configured: the one that runs somewhere, or one of our own; null for none.
 * @throws GatewayNotStarted
 */
export async function launchGateway(
  { payments: { sandbox }, host, dataDir }: Pick<Config, 'payments' | 'host' | 'dataDir'>,
  masterKey: MasterKey,
): Promise<SandboxGatewayAccess | null> {
  if (sandbox === null || 'url' in sandbox) return sandbox;
  const running = await joined(host, sandbox.embeddedPort, embeddedSecrets(masterKey));
  if (running !== null) return running;
  return launch({
    dataFolder: join(dataDir, 'gateway'),
    host,
    port: sandbox.embeddedPort,
    ...embeddedSecrets(masterKey),
  });
}

/** The sandbox gateway as configured, for a program that finds it running; null for none. */
export function runningGateway(
  { payments: { sandbox }, host }: Pick<Config, 'payments' | 'host'>,
  masterKey: MasterKey,
): SandboxGatewayConfig | null {
  if (sandbox === null || 'url' in sandbox) return sandbox;
  const { apiKey, webhookSecret } = embeddedSecrets(masterKey);
  return { url: `http://${host}:${sandbox.embeddedPort}`, apiKey, webhookSecrets: [webhookSecret] };
}

/** The gateway of another process of this deployment, when that has the port. */
async function joined(
  host: string,
  port: number,
  secrets: ReturnType<typeof embeddedSecrets>,
): Promise<SandboxGatewayAccess | null> {
  const { apiKey, webhookSecret } = secrets;
  const url = `http://${host}:${port}`;
  if (port === 0) return null;
  try {
    const headers = { authorization: `Bearer ${apiKey}` };
    const response = await fetch(`${url}/control/clock`, { headers, signal: AbortSignal.timeout(1_000) });
    return response.ok ? { url, apiKey, webhookSecrets: [webhookSecret] } : null;
  } catch {
    return null;
  }
}

/** What Tiffin and its embedded gateway share: the same in every run. */
const embeddedSecrets = (masterKey: MasterKey) => ({
  apiKey: masterKey.derive('sandbox-gateway').toString('hex'),
  webhookSecret: masterKey.derive('sandbox-webhooks').toString('hex'),
});

/** It has little to do: a small nursery for objects keeps it small beside the server. */
const NODE_OPTIONS = ['--max-semi-space-size=2'];

const readyLine = z.object({ url: z.string() });

/**
 * Starts the gateway as a program of its own, as the outside world is. It ends with this process, even one that is
 * killed, and finds its book again in the folder.
 */
async function launch(options: {
  readonly dataFolder: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly apiKey: string;
  readonly webhookSecret: string;
}): Promise<SandboxGatewayAccess> {
  const { dataFolder, host, port, apiKey, webhookSecret } = options;
  const program = join(projectRoot(), 'dist', 'src', 'sandbox-gateway', 'main.js');
  const child = spawn(
    process.execPath,
    [...NODE_OPTIONS, program, '--data', dataFolder, '--host', host, '--port', String(port), '--with-parent'],
    {
      env: { ...process.env, SANDBOX_GATEWAY_KEY: apiKey, SANDBOX_WEBHOOK_SECRET: webhookSecret },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const first = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  const line = await Promise.race([first, ended.then(() => null)]);
  if (line === null) {
    throw new GatewayNotStarted(reasonOf(complaint, port, dataFolder));
  }
  return {
    url: readyLine.parse(JSON.parse(line)).url,
    apiKey,
    webhookSecrets: [webhookSecret],
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

function reasonOf(complaint: string, port: number, dataFolder: string): string {
  if (complaint.includes('EADDRINUSE')) {
    return `Port ${port}, for the sandbox payment gateway, is in use. Choose another: SANDBOX_GATEWAY_PORT=3101 npm start`;
  }
  if (complaint.includes('is in use by the gateway')) {
    return (
      `Another sandbox payment gateway uses ${dataFolder}. Use it from here too, with SANDBOX_GATEWAY_PORT set to ` +
      'its port, or choose another DATA_DIR.'
    );
  }
  return `The sandbox payment gateway did not start: ${complaint.trim()}`;
}
