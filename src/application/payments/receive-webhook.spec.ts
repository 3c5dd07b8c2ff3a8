import { hash } from 'node:crypto';
import { MemorySubjectKeys } from '../../adapters/driven/memory/memory-subject-keys';
import { MemoryPaymentGateway } from '../../adapters/driven/payments/memory/memory-gateway';
import { NOON } from '../../domain/order/order.fixtures';
import { epochMs } from '../../domain/kernel/instant';
import { SIGNATURE_HEADER, signatureOf } from '../../sandbox-gateway/signature';
import { inboxAggregate } from '../aggregates';
import { OutcomeUnknown } from '../ports/event-store';
import { attempt, PaymentDesk } from '../../../test/support/payment-desk';
import { PaymentGateways } from './payment-gateways';
import { WebhookInbox, type WebhookOutcome } from './receive-webhook';

const SECRET = 'a secret';

const aMessage = (overrides: object = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      id: 'evt-1',
      kind: 'payment.captured',
      payment: { reference: attempt(1), status: 'CAPTURED' },
      ...overrides,
    }),
  );

describe('the inbox of webhooks', () => {
  let desk: PaymentDesk;
  let keys: MemorySubjectKeys;
  let inbox: WebhookInbox;

  const inboxAt = ({ executor, loader, time }: PaymentDesk): WebhookInbox => {
    const gateway = new MemoryPaymentGateway({
      now: () => NOON,
      webhookSecrets: [SECRET],
      deliver: () => Promise.resolve(true),
    });
    return new WebhookInbox(
      executor,
      loader,
      new PaymentGateways([gateway]),
      keys,
      time.business,
      time.system,
    );
  };

  beforeEach(async () => {
    desk = new PaymentDesk();
    keys = new MemorySubjectKeys();
    inbox = inboxAt(desk);
    await desk.begin();
  });

  const receive = (body = aMessage(), { at = inbox, secret = SECRET, signed = body } = {}) =>
    at.receive(
      'sandbox',
      { [SIGNATURE_HEADER]: signatureOf(secret, signed, epochMs(NOON)) },
      body,
      'request-1',
    );
  const stored = async (eventId = 'evt-1') =>
    (await desk.loader.history(inboxAggregate, `sandbox-${eventId}`)).events.map(({ event }) => event);

  it('keeps a message with the payment that it is about, and its bytes sealed for the customer', async () => {
    expect(await receive()).toEqual({ kind: 'stored' });
    const [message] = await stored();
    expect(message).toMatchObject({
      type: 'WebhookReceived',
      gateway: 'sandbox',
      eventId: 'evt-1',
      kind: 'payment.captured',
      paymentId: attempt(1),
      orderId: 'order-1',
      bodyHash: hash('sha256', aMessage(), 'hex'),
      body: { subject: 'customer-1' },
    });
    expect(await keys.open(message!.body)).toBe(aMessage().toString('base64'));
    expect(JSON.stringify(message)).not.toContain('CAPTURED');
  });

  it('changes nothing of the payment by itself', async () => {
    await receive();
    expect(await desk.types()).toEqual(['PaymentInitiated']);
  });

  it('keeps a message once, though it comes a hundred times at once, to several programs', async () => {
    const inboxes = [inbox, inboxAt(desk.beside()), inboxAt(desk.beside())];
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, i) => receive(aMessage(), { at: inboxes[i % 3]! })),
    );
    expect(outcomes).toEqual(Array.from({ length: 100 }, (): WebhookOutcome => ({ kind: 'stored' })));
    expect(await stored()).toHaveLength(1);
  });

  it('keeps the first of two that claim to be the same', async () => {
    await receive();
    expect(await receive(aMessage({ kind: 'payment.failed' }))).toEqual({ kind: 'stored' });
    expect(await stored()).toMatchObject([{ kind: 'payment.captured' }]);
  });

  it('keeps two messages about one payment', async () => {
    await receive();
    await receive(aMessage({ id: 'evt-2' }));
    expect([...(await stored()), ...(await stored('evt-2'))]).toHaveLength(2);
  });

  it('refuses what was tampered with, and keeps nothing of it', async () => {
    const forged = aMessage({ kind: 'payment.failed' });
    expect(await receive(forged, { signed: aMessage() })).toEqual({
      kind: 'refused',
      reason: 'signature-wrong',
    });
    expect(await receive(aMessage(), { secret: 'another secret' })).toMatchObject({ kind: 'refused' });
    expect(await inbox.receive('sandbox', {}, aMessage(), 'request-1')).toEqual({
      kind: 'refused',
      reason: 'signature-missing',
    });
    expect(await stored()).toEqual([]);
  });

  it('refuses what was signed too long ago', async () => {
    await desk.time.advance(301_000);
    expect(await receive()).toEqual({ kind: 'refused', reason: 'too-old' });
  });

  it('refuses what is signed and not of its form', async () => {
    expect(await receive(Buffer.from('{}'))).toEqual({ kind: 'refused', reason: 'not-understood' });
  });

  it('knows no gateway that is not connected', async () => {
    expect(await inbox.receive('stripe', {}, aMessage(), 'request-1')).toEqual({ kind: 'no-such-gateway' });
  });

  it.each([
    ['a payment that nobody knows', aMessage({ payment: { reference: 'payment-of-others' } })],
    ['no payment', aMessage({ payment: null })],
  ])('keeps a message about %s, matched to nothing', async (_, body) => {
    expect(await receive(body)).toEqual({ kind: 'stored' });
    expect(await stored()).toMatchObject([
      { paymentId: null, orderId: null, body: { subject: 'unmatched-webhooks' } },
    ]);
  });

  it('does not match a payment of another gateway, or one in cash', async () => {
    await desk.begin(2, { gateway: 'stripe' });
    await receive(aMessage({ payment: { reference: attempt(2) } }));
    expect(await stored()).toMatchObject([{ paymentId: null, orderId: null }]);
    const other = new PaymentDesk();
    await other.approveCash();
    await receive(aMessage(), { at: inboxAt(other) });
    const { events } = await other.loader.history(inboxAggregate, 'sandbox-evt-1');
    expect(events).toMatchObject([{ event: { paymentId: null, orderId: null } }]);
  });

  it('keeps a message about a customer who was erased, but not what it says', async () => {
    await keys.erase('customer-1');
    expect(await receive()).toEqual({ kind: 'stored' });
    const [message] = await stored();
    expect(message).toMatchObject({ paymentId: attempt(1), body: { subject: 'unmatched-webhooks' } });
    expect(await keys.open(message!.body)).toBe('');
  });

  it('asks the gateway to send it again when it could not be kept', async () => {
    const append = desk.store.append.bind(desk.store);
    desk.store.append = () => Promise.reject(new OutcomeUnknown('no answer'));
    expect(await receive()).toEqual({ kind: 'failed' });
    desk.store.append = append;
    expect(await receive()).toEqual({ kind: 'stored' });
    expect(await stored()).toHaveLength(1);
  });

  it('asks for it again too when it was kept and nobody said so', async () => {
    const append = desk.store.append.bind(desk.store);
    const readStream = desk.store.readStream.bind(desk.store);
    await desk.online();
    desk.store.append = async (one) => {
      await append(one);
      desk.store.readStream = () => Promise.reject(new Error('no answer'));
      throw new OutcomeUnknown('no answer');
    };
    expect(await receive()).toEqual({ kind: 'failed' });
    Object.assign(desk.store, { append, readStream });
    expect(await receive()).toEqual({ kind: 'stored' });
    expect(await stored()).toHaveLength(1);
  });
});
