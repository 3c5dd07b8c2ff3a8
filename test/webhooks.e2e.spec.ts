import { createHmac, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { PaymentStatusDto } from '../src/adapters/driving/http/payments/payments.dto';
import { startTestGateway, WEBHOOK_SECRET, type TestGateway } from './support/e2e-gateway';
import { orderToPay } from './support/e2e-payments';
import { signInAll, type Person } from './support/e2e-people';
import { INSIDES, requestsInTheLog, sendRaw } from './support/e2e-raw';
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
const openPayment = async (): Promise<string> => (await orderToPay(customer)).payment.payment_id;

const signed = (body: string | Buffer, secret = WEBHOOK_SECRET, at = Math.floor(Date.now() / 1000)): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`;

describe('a message of the gateway', () => {
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

  it('is taken byte for byte, up to 100 KB of them, whatever charset it claims', async () => {
    const post = (body: string, headers: Record<string, string>) =>
      sendRaw(process, { method: 'POST', path: PATH, headers, payload: body });
    const ofLength = (length: number): string => {
      const [head, tail] = [`{"id":"evt-${randomUUID()}","kind":"a","payment":null,"note":"`, '"}'];
      return head + 'x'.repeat(length - head.length - tail.length) + tail;
    };
    const full = ofLength(100 * 1024);
    const headers = { 'content-type': 'Application/JSON; charset=utf-16' };
    expect((await post(full, { ...headers, 'sandbox-signature': signed(full) })).status).toBe(200);
    const tooLong = ofLength(100 * 1024 + 1);
    (await post(tooLong, { ...headers, 'sandbox-signature': signed(tooLong) })).refused('PAYLOAD_TOO_LARGE');
    const marked = `\ufeff${ofLength(200)}`;
    (await post(marked, { ...headers, 'sandbox-signature': signed(marked.slice(1)) })).refused(
      'WEBHOOK_NOT_SIGNED',
    );
  });

  it('comes by POST alone', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const reply = await sendRaw(process, { method, path: PATH });
      expect([method, reply.status]).toEqual([method, 404]);
    }
  });

  it('may have many headers, and is refused with too many', async () => {
    const statusWith = async (count: number): Promise<number> => {
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      for (let i = 0; i < count; i += 1) headers[`x-header-${i}`] = 'v'.repeat(20);
      return (await fetch(`${process.http.url}${PATH}`, { method: 'POST', headers, body: '{}' })).status;
    };
    expect(await statusWith(200)).toBe(401);
    expect(await statusWith(1_500)).toBe(431);
  });
});

const PATH = '/api/v1/payments/callback/sandbox';

/** Bodies that a stranger may send. */
const junk: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((json) => Buffer.from(json)),
  fc.nat(100).map((kb) => Buffer.alloc(kb * 1024, '{"a":')),
  fc.nat(50_000).map((depth) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))),
  fc.constantFrom('', 'null', '""', '[]', '{}', '{"id":1}', '\ufeff{}').map((text) => Buffer.from(text)),
);

/** Texts that a gateway would never write; as JSON they are escapes. */
const odd = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
  fc.constantFrom('\0', 'a\0b', '\ud800', '__proto__', 'constructor', '../..', "';--", 'é', 'x'.repeat(200)),
);

/** Messages of the right form that say odd things. */
const messages = fc
  .record({
    id: odd.map((text) => `${randomUUID()}${text}`.slice(-200)),
    kind: odd,
    payment: fc.option(fc.record({ reference: odd })),
    more: fc.jsonValue(),
  })
  .map((message) => Buffer.from(JSON.stringify(message)));

interface Sent {
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const sent: fc.Arbitrary<Sent> = fc
  .record({
    path: fc.constantFrom(PATH, PATH, '/api/v1/payments/callback', '/api/v1/payments/callback/stripe'),
    body: fc.oneof(junk, messages, messages),
    type: fc.constantFrom(
      ...['application/json', 'application/json', 'application/json', 'application/json; charset=latin1'],
      ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '', ';'],
    ),
    signature: fc.oneof(
      { weight: 4, arbitrary: fc.constant('right') },
      { weight: 1, arbitrary: fc.constantFrom('', 'v1=', 't=1,v1=' + '0'.repeat(64), 'x'.repeat(4_000)) },
      { weight: 1, arbitrary: fc.string().map((text) => text.replace(/[^\x20-\x7e]/g, '?')) },
    ),
    more: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), fc.stringMatching(/^[ -~]{0,50}$/)),
  })
  .map(({ path, body, type, signature, more }) => ({
    path,
    body,
    headers: {
      ...more,
      'content-type': type,
      'sandbox-signature': signature === 'right' ? signed(body) : signature,
    },
  }));

it('whatever is sent to where gateways report: no server error, and nothing stored of what is refused', async () => {
  const refused: string[] = [];
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(sent, async ({ path, body, headers }) => {
      const requestId = randomUUID();
      const reply = await sendRaw(process, {
        ...{ method: 'POST', path, payload: body },
        headers: { ...headers, 'x-request-id': requestId },
      });
      statuses.add(reply.status);
      expect([200, 400, 401, 404, 413, 415]).toContain(reply.status);
      expect(reply.text).not.toMatch(INSIDES);
      if (reply.status === 200) return;
      expect(reply.problem().request_id).toBe(requestId);
      refused.push(requestId);
    }),
    { numRuns: 1_500 },
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 404, 415]));
  const logged = await requestsInTheLog(process);
  expect(refused.filter((id) => logged.has(id))).toEqual([]);
}, 60_000);
