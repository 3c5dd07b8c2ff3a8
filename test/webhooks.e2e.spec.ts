import { createHmac, randomUUID } from 'node:crypto';
import { PaymentInitiatedDto, PaymentStatusDto } from '../src/adapters/driving/http/payments/payments.dto';
import { OrderPlacedDto } from '../src/adapters/driving/http/orders/orders.dto';
import { startTestGateway, WEBHOOK_SECRET, type TestGateway } from './support/e2e-gateway';
import { fillCart, orderOf } from './support/e2e-orders';
import { signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

let gateway: TestGateway;
let deployment: Deployment;
let process: Process;
let customer: Person;

beforeAll(async () => {
  gateway = await startTestGateway();
  deployment = await createDeployment();
  process = await deployment.start({ payments: gateway.payments });
  ({ customer } = await signInAll(process.http));
}, 60_000);

afterAll(async () => {
  await deployment.remove();
  await gateway.remove();
});

/** A payment that nobody has paid yet. */
async function openPayment(): Promise<string> {
  const body = { ...orderOf(await fillCart(customer)), payment_method: 'UPI' };
  const { order_id } = (await customer.http.post('/orders', body, randomUUID())).body(OrderPlacedDto);
  const reply = await customer.http.post('/payments/initiate', { order_id }, randomUUID());
  return reply.body(PaymentInitiatedDto).payment_id;
}

describe('a message of the gateway', () => {
  const signed = (body: string, secret = WEBHOOK_SECRET, at = Math.floor(Date.now() / 1000)): string =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;

  const send = (body: string, signature: string | null) =>
    fetch(`${process.http.url}/api/v1/payments/callback/sandbox`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signature === null ? {} : { 'sandbox-signature': signature }),
      },
      body,
    });

  const messageFor = (reference: string): string =>
    `{ "id" : "evt-${randomUUID()}", "kind":"payment.captured",\n "payment": {"reference": "${reference}", "note":"नमस्ते"} }`;

  it('is stored once, however often it comes, and always acknowledged', async () => {
    const paymentId = await openPayment();
    const body = messageFor(paymentId);
    const replies = await Promise.all(Array.from({ length: 300 }, () => send(body, signed(body))));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const { eventStore } = process.tiffin.parts;
    const stored = await eventStore.readStream(`inbox-sandbox-${(JSON.parse(body) as { id: string }).id}`);
    expect(stored).toHaveLength(1);
    const reply = await customer.http.get(`/payments/${paymentId}/status`);
    expect(reply.body(PaymentStatusDto).status).toBe('ACTION_REQUIRED');
  });

  it.each<[string, (body: string) => string | null]>([
    ['without a signature', () => null],
    ['signed with another secret', (body) => signed(body, 'another-secret-altogether')],
    ['signed for other bytes', (body) => signed(body.replace('evt', 'evu'))],
    ['that is ten minutes old', (body) => signed(body, WEBHOOK_SECRET, Math.floor(Date.now() / 1000) - 600)],
    ['with a signature that is none', () => 'v1=zz'],
  ])('%s changes nothing', async (_what, signatureOf) => {
    const body = messageFor(randomUUID());
    const reply = await send(body, signatureOf(body));
    expect(reply.status).toBe(401);
    expect(((await reply.json()) as { error_code: string }).error_code).toBe('WEBHOOK_NOT_SIGNED');
    const { id } = JSON.parse(body) as { id: string };
    expect(await process.tiffin.parts.eventStore.readStream(`inbox-sandbox-${id}`)).toEqual([]);
  });

  it('from a gateway that is not connected has nowhere to go', async () => {
    const reply = await process.http.post('/payments/callback/stripe', { id: 'evt_1' });
    reply.refused('NOT_FOUND');
    (await process.http.post('/payments/callback/moonpay', {})).refused('VALIDATION_ERROR');
  });
});
