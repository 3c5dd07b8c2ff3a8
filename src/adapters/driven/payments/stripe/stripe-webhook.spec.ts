import Stripe from 'stripe';
import { WebhookSecrets } from '../webhook-signature';
import { readStripeWebhook } from './stripe-webhook';

const reference = '5f0c7b1e-8a52-5d0b-9d56-0a5d6f3b2c11';
/** With odd spacing, an escape, and scripts of more than one byte a letter. */
const body = Buffer.from(
  ` {"id": "evt_1PgafyB7WZ01",\n\t"object":"event","type":"checkout.session.completed", ` +
    `"note":"बिरयानी \\u20b9 😋", "data":{"object":{"object":"checkout.session",` +
    `"client_reference_id":"${reference}","metadata":{"payment_id":"${reference}"}}}}\n`,
);
const sentAt = Date.parse('2026-03-01T19:00:07.000Z');
const timestamp = 1_772_391_607;
/** Computed with openssl, over `1772391607.` and the body. */
const signedWith = {
  'vector one': 'd6e9632a50400fd21f62556f3304b19c72df9f6e3c92ed1eeab5679c2a4cc516',
  'vector two': 'e0512546be8b070972fb554542a8ceef27c48f76fa3335d5a55584160d68c972',
};
const [one, two] = Object.values(signedWith);
const secrets = new WebhookSecrets(['whsec_vector_one', 'whsec_vector_two']);

const readAt = (now: number, header: string | undefined, signed = body) =>
  readStripeWebhook(secrets, { 'stripe-signature': header }, signed, now);
const read = (header: string | undefined, signed = body) => readAt(sentAt, header, signed);

const understood = {
  ok: true,
  message: { eventId: 'evt_1PgafyB7WZ01', kind: 'checkout.session.completed', reference },
};
const wrong = { ok: false, reason: 'signature-wrong' };

describe('A webhook of Stripe', () => {
  it.each(Object.entries(signedWith))('is read with the known signature of %s', (_, signature) => {
    expect(read(`t=${timestamp},v1=${signature}`)).toEqual(understood);
  });

  it('is signed by Stripe’s own client in the same way', () => {
    const payload = body.toString();
    expect(Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_vector_one', timestamp })).toBe(
      `t=${timestamp},v1=${one}`,
    );
  });

  it('is read when one of several signatures is right, and other schemes stand beside it', () => {
    const other = '0'.repeat(64);
    expect(read(`t=${timestamp},v1=${other},v1=${two},v0=${other}`)).toEqual(understood);
    expect(read(`v0=${other},v1=${two},t=${timestamp}`)).toEqual(understood);
  });

  it.each([
    ['another time than the signed one', `t=${timestamp + 1},v1=${one}`],
    ['no time', `v1=${one}`],
    ['two times', `t=${timestamp},t=${timestamp + 1},v1=${one}`],
    ['a time that is no number', `t=${timestamp}x,v1=${one}`],
    ['no signature', `t=${timestamp}`],
    ['the right signature under another scheme', `t=${timestamp},v0=${one}`],
    ['a longer signature', `t=${timestamp},v1=${one}00`],
    ['a shorter signature', `t=${timestamp},v1=${one?.slice(0, 62)}`],
    ['a signature in capitals', `t=${timestamp},v1=${one?.toUpperCase()}`],
  ])('is refused with %s', (_, header) => {
    expect(read(header)).toEqual(wrong);
  });

  it('is refused when its body was tampered with, though it decodes to the same text', () => {
    const header = `t=${timestamp},v1=${one}`;
    expect(read(header, Buffer.from(body.toString().replace('evt_1', 'evt_2')))).toEqual(wrong);
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
    expect(read(header, marked)).toEqual(wrong);
    expect(() =>
      Stripe.webhooks.constructEvent(marked, header, 'whsec_vector_one', 300, undefined, sentAt),
    ).not.toThrow();
  });

  it('is refused when it is replayed later than 300 seconds after it was signed, or comes before its time', () => {
    const header = `t=${timestamp},v1=${one}`;
    expect(readAt(sentAt + 300_000, header)).toEqual(understood);
    expect(readAt(sentAt + 300_001, header)).toEqual({ ok: false, reason: 'too-old' });
    expect(readAt(sentAt - 300_001, header)).toEqual({ ok: false, reason: 'too-old' });
  });

  it('is refused without a signature, or with two headers', () => {
    expect(read(undefined)).toEqual({ ok: false, reason: 'signature-missing' });
    const headers = { 'stripe-signature': [`t=${timestamp},v1=${one}`, 'x'] };
    expect(readStripeWebhook(secrets, headers, body, sentAt)).toEqual({
      ok: false,
      reason: 'signature-missing',
    });
  });

  it('names a payment by its metadata too, and none when it is about something else', () => {
    const about = (object: object, id = 'evt_1', type = 'x.y') => {
      const payload = JSON.stringify({ id, object: 'event', type, data: { object } });
      const header = Stripe.webhooks.generateTestHeaderString({
        ...{ payload, secret: 'whsec_vector_one', timestamp },
      });
      return read(header, Buffer.from(payload));
    };
    expect(about({ metadata: { payment_id: reference } })).toMatchObject({ message: { reference } });
    expect(about({ metadata: {}, payment_intent: 'pi_1' })).toMatchObject({ message: { reference: null } });
    expect(about({ client_reference_id: null })).toMatchObject({ message: { reference: null } });
    expect(about({ client_reference_id: 'a\0b' })).toMatchObject({ message: { reference: null } });
    expect(about({}, 'evt/../1')).toEqual({ ok: false, reason: 'not-understood' });
    expect(about({}, 'evt_1', 'x\0y')).toEqual({ ok: false, reason: 'not-understood' });
  });
});
