import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signatureOf } from '../../../../sandbox-gateway/signature';
import {
  startSandboxGateway,
  type RunningSandboxGateway,
} from '../../../../sandbox-gateway/start-sandbox-gateway';
import { gatewayOverHttpContract } from '../../../contracts/gateway-over-http.contract';
import { paymentGatewayContract } from '../../../contracts/payment-gateway.contract';
import { SandboxGateway } from './sandbox-gateway';

const apiKey = 'sandbox-key-for-tests';
const secrets = { current: 'a-secret-of-today', previous: 'a-secret-of-yesterday', other: 'somebody-elses' };
const webhookSecrets = [secrets.current, secrets.previous];

let running: RunningSandboxGateway;
let folder: string;

async function control(method: 'PUT' | 'POST', path: string, body: unknown): Promise<Response> {
  return fetch(`${running.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual',
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiffin-sandbox-'));
  running = await startSandboxGateway({
    ...{ port: 0, dataFolder: folder, webhookUrl: null, apiKey },
    webhookSecret: secrets.current,
  });
});

afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

paymentGatewayContract('sandbox', () => {
  const gateway = new SandboxGateway({ url: running.url, apiKey, webhookSecrets, pageSize: 2 });
  const payer = async (reference: string, outcome: 'pay' | 'decline'): Promise<void> => {
    const answer = await fetch(`${running.url}/v1/payments/${reference}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { url } = (await answer.json()) as { url: string };
    const { status } = await control('POST', new URL(url).pathname, { outcome });
    expect(status).toBe(303);
  };
  return Promise.resolve({
    gateway,
    now: () => new Date().toISOString(),
    payer: {
      pay: (reference) => payer(reference, 'pay'),
      decline: (reference) => payer(reference, 'decline'),
    },
    async during(trouble, act) {
      await control('PUT', '/control/misbehaviour', {
        faults: { [trouble === 'request-lost' ? 'lost-request' : 'lost-answer']: 1000 },
      });
      try {
        return await act();
      } finally {
        await control('PUT', '/control/misbehaviour', {});
      }
    },
    webhooks: {
      areDated: true,
      bodyAbout: (reference) =>
        Buffer.from(JSON.stringify({ id: 'evt_1', kind: 'payment.captured', payment: { reference } })),
      sign: (body, secret, sentAt) => ({
        headers: { 'sandbox-signature': signatureOf(secrets[secret], body, sentAt) },
        body,
      }),
    },
  });
});

gatewayOverHttpContract(
  'sandbox',
  (url, { timeoutMs }) => new SandboxGateway({ url, apiKey, webhookSecrets, timeoutMs }),
);
