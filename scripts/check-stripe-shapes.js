'use strict';
// Sends what the Stripe adapter sends to stripe-mock, which checks every request against Stripe's OpenAPI document
// and answers in its shapes, and reads those answers. stripe-mock keeps no state, so what the adapter goes by (whose
// session, in which state) is laid over its answers. Not a part of `npm test`, for stripe-mock is not on npm:
//   go install github.com/stripe/stripe-mock@latest && node scripts/check-stripe-shapes.js
// STRIPE_MOCK names the program when it is somewhere else.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

process.chdir(join(__dirname, '..'));
require('../test/support/register-swc.js');
const payments = '../src/adapters/driven/payments';
const { boundedFetch } = require(`${payments}/gateway-http.ts`);
const { openStripeGateway } = require(`${payments}/stripe/stripe-gateway.ts`);

function programPath() {
  if (process.env.STRIPE_MOCK !== undefined) return process.env.STRIPE_MOCK;
  const go = spawnSync('go', ['env', 'GOPATH'], { encoding: 'utf8' });
  return join(go.status === 0 ? go.stdout.trim() : '', 'bin', 'stripe-mock');
}

function start(program) {
  const mock = spawn(program, ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((done, failed) => {
    let said = '';
    mock.once('error', failed);
    mock.once('exit', (code) => failed(new Error(`stripe-mock ended with code ${code}: ${said}`)));
    mock.stdout.on('data', (text) => {
      said += text;
      const port = /HTTP at address: \S+:(\d+)/.exec(said)?.[1];
      if (port !== undefined) done({ mock, baseUrl: `http://127.0.0.1:${port}` });
    });
  });
}

const reference = '5f0c7b1e-8a52-5d0b-9d56-0a5d6f3b2c11';
const refundReference = '0d6f7e0a-65f4-5b43-8f0e-6d3a5b1c2d3e';
const secretKey = ['sk', 'test', '123'].join('_');
const laidOver = { status: 'open', intent: null, charge: null };
const problems = [];
const asked = [];

/** stripe-mock's document is a little older than the client; there this parameter has its former name. */
const inOlderWords = (body) => body?.replaceAll('allowed_payment_method_types', 'payment_method_types');

function asOurs(object) {
  if (object?.object === 'list' || object?.object === 'search_result') {
    return { ...object, data: object.data.map(asOurs) };
  }
  if (object?.object === 'balance_transaction') return { ...object, source: laidOver.charge };
  if (object?.object !== 'checkout.session') return object;
  const { status, intent } = laidOver;
  const paid = typeof object.payment_intent === 'object' && object.payment_intent !== null;
  const payment_intent = intent !== null && paid ? { ...object.payment_intent, status: intent } : null;
  return {
    ...object,
    client_reference_id: reference,
    amount_total: 100,
    currency: 'inr',
    status,
    payment_intent,
  };
}

async function askingTheMock(url, init) {
  const headers = new Headers(init.headers);
  headers.delete('content-length');
  const response = await boundedFetch(url, { ...init, headers, body: inOlderWords(init.body) });
  const answer = await response.json();
  const request = `${init.method} ${new URL(url).pathname.replace(/(cs|pi)_\w+/, '$1_…')}`;
  asked.push(request);
  if (response.status !== 200) problems.push(`${request}: ${answer.error?.message}`);
  return new Response(JSON.stringify(asOurs(answer)), response);
}

async function check(what, answered, isGood) {
  const answer = await answered;
  if (answer.kind !== 'ok' || !isGood(answer.value)) problems.push(`${what}: ${JSON.stringify(answer)}`);
}

async function run(baseUrl) {
  const gateway = await openStripeGateway({
    secretKey,
    webhookSecrets: [],
    baseUrl,
    fetch: askingTheMock,
  });
  const amount = { minor: 100, currency: 'INR' };
  const request = { reference, orderId: 'o-1', amount, returnUrl: 'https://tiffin.example/return' };
  const expiresAt = '2026-03-01T19:15:00.000Z';
  const known = { reference, gatewayPaymentId: 'cs_test_1' };
  for (const [method, capture] of gateway.methods) {
    const opened = gateway.open({ ...request, expiresAt, method, capture });
    await check(`open ${method}`, opened, ({ status }) => status === 'OPEN');
  }
  await check('find by id', gateway.find(known), (found) => found.reference === reference);
  const byReference = { reference, gatewayPaymentId: null };
  await check('find by reference', gateway.find(byReference), (found) => found.reference === reference);
  const other = { reference: 'another', gatewayPaymentId: null };
  await check('find what is not there', gateway.find(other), (found) => found === null);
  await check('void what is open', gateway.void(known), (found) => found !== null);
  Object.assign(laidOver, { status: 'complete', intent: 'requires_capture' });
  await check('capture', gateway.capture(known), ({ status }) => status === 'AUTHORIZED');
  await check('void what is held', gateway.void(known), (found) => found !== null);
  laidOver.intent = 'succeeded';
  const refunded = gateway.refund({ payment: known, reference: refundReference, amount });
  await check('refund', refunded, ({ refunds }) => refunds.length > 0 && refunds[0].amount.minor > 0);
  const authorization = `Bearer ${secretKey}`;
  const charge = await boundedFetch(`${baseUrl}/v1/charges/ch_1`, { headers: { authorization } });
  laidOver.charge = { ...(await charge.json()), payment_intent: 'pi_1' };
  const book = gateway.book('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z', 'txn_1');
  await check('book', book, ({ lines }) => lines.length > 0 && lines[0].paymentReference === reference);
}

async function main() {
  const program = programPath();
  if (!existsSync(program)) {
    console.error(`NOT CHECKED: there is no stripe-mock at ${program}`);
    process.exitCode = 2;
    return;
  }
  const { mock, baseUrl } = await start(program);
  try {
    await run(baseUrl);
  } finally {
    mock.removeAllListeners('exit');
    mock.kill();
  }
  for (const request of [...new Set(asked)].sort()) console.log(request);
  for (const problem of problems) console.error(`WRONG ${problem}`);
  console.log(`${asked.length} requests checked, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}

void main();
