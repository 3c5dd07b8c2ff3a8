import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PaymentConfig } from '../../src/main/payment-config';
import {
  startSandboxGateway,
  type RunningSandboxGateway,
} from '../../src/sandbox-gateway/start-sandbox-gateway';

const API_KEY = 'e2e-gateway-api-key';
export const WEBHOOK_SECRET = 'e2e-gateway-webhook-secret';

/** A sandbox gateway of a test's own. */
export interface TestGateway {
  /** What a Tiffin needs to take payments through it. */
  readonly payments: PaymentConfig;
  readonly url: string;
  /** Sets how often of 1,000 times what goes wrong; what is not named goes right. */
  misbehave(faults: Readonly<Record<string, number>>): Promise<void>;
  control(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<unknown>;
  /** Does on a payment's page what a payer does there. */
  pay(pageUrl: string, outcome?: 'pay' | 'decline' | 'abandon'): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export async function startTestGateway(): Promise<TestGateway> {
  const dataFolder = mkdtempSync(join(tmpdir(), `tiffin-gateway-${randomUUID().slice(0, 8)}-`));
  const gateway: RunningSandboxGateway = await startSandboxGateway({
    port: 0,
    dataFolder,
    webhookUrl: null,
    apiKey: API_KEY,
    webhookSecret: WEBHOOK_SECRET,
  });
  let isStopped = false;
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${gateway.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.json();
  };
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    await gateway.stop();
  };
  return {
    payments: {
      publicUrl: null,
      stripe: null,
      razorpay: null,
      sandbox: { url: gateway.url, apiKey: API_KEY, webhookSecrets: [WEBHOOK_SECRET] },
    },
    url: gateway.url,
    control,
    async misbehave(faults) {
      await control('PUT', '/control/misbehaviour', { seed: 1, faults });
    },
    async pay(pageUrl, outcome = 'pay') {
      const response = await fetch(pageUrl, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ outcome }),
      });
      if (response.status !== 303) throw new Error(`${pageUrl} answered ${response.status}`);
    },
    stop,
    async remove() {
      await stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
