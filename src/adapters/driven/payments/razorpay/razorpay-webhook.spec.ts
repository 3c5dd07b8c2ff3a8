import { createHmac } from 'node:crypto';
import { WebhookSecrets } from '../webhook-signature';
import { readRazorpayWebhook } from './razorpay-webhook';

const reference = '5f0c7b1e-8a52-5d0b-9d56-0a5d6f3b2c11';
/** With odd spacing, an escape, and scripts of more than one byte a letter. */
const body = Buffer.from(
  `{"entity":"event",  "account_id":"acc_1","event":"payment.captured","contains":["payment"],\n` +
    `"payload":{"payment":{"entity":{"id":"pay_1","notes":{"payment_id":"${reference}"},` +
    `"description":"बिरयानी \\u20b9 😋"}}},"created_at":1772391607}`,
);
/** Computed with openssl. */
const signedWith = {
  'vector one': '09fe26e475a6b16016a810424a0939583c928096908a37613b7b070d91d7faae',
  'vector two': '321715904c29aa85c770ec9ab889412a6de579ecc68f535031e13008639fde5d',
};
const secrets = new WebhookSecrets(Object.keys(signedWith));
const signature = signedWith['vector one'];

const read = (headers: Readonly<Record<string, string>>, signed = body) =>
  readRazorpayWebhook(secrets, headers, signed);
const signedBy = (value: string, id = 'EvT_9a-1') => ({
  'x-razorpay-signature': value,
  'x-razorpay-event-id': id,
});
const wrong = { ok: false, reason: 'signature-wrong' };

describe('A webhook of Razorpay', () => {
  it.each(Object.entries(signedWith))('is read with the known signature of %s', (_, known) => {
    expect(read(signedBy(known))).toEqual({
      ok: true,
      message: { eventId: 'EvT_9a-1', kind: 'payment.captured', reference },
    });
  });

  it.each([
    ['a longer signature', `${signature}00`],
    ['a shorter signature', signature.slice(0, 62)],
    ['a signature in capitals', signature.toUpperCase()],
    ['the signature of something else', '0'.repeat(64)],
  ])('is refused with %s', (_, value) => {
    expect(read(signedBy(value))).toEqual(wrong);
  });

  it('is refused when its body was tampered with, though it decodes to the same text', () => {
    expect(read(signedBy(signature), Buffer.from(body.toString().replace('pay_1', 'pay_2')))).toEqual(wrong);
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
    expect(read(signedBy(signature), marked)).toEqual(wrong);
  });

  it('is refused without a signature, and is not understood without the id of its event', () => {
    expect(read({ 'x-razorpay-event-id': 'e' })).toEqual({ ok: false, reason: 'signature-missing' });
    const notUnderstood = { ok: false, reason: 'not-understood' };
    expect(read({ 'x-razorpay-signature': signature })).toEqual(notUnderstood);
    expect(read(signedBy(signature, 'a/b'))).toEqual(notUnderstood);
    expect(read(signedBy(signature, 'x'.repeat(101)))).toEqual(notUnderstood);
  });

  it('names a payment by its link, or by the notes of its payment or refund, and else none', () => {
    const about = (payload: object, event = 'x') => {
      const signed = Buffer.from(JSON.stringify({ event, payload }));
      return read(signedBy(createHmac('sha256', 'vector one').update(signed).digest('hex')), signed);
    };
    const notes = { payment_id: reference };
    const named = { message: { reference } };
    expect(about({ payment_link: { entity: { reference_id: reference } } })).toMatchObject(named);
    expect(about({ payment: { entity: { notes: [] } }, refund: { entity: { notes } } })).toMatchObject(named);
    const none = { message: { reference: null } };
    expect(about({ payment: { entity: { notes: [] } } })).toMatchObject(none);
    expect(about({ payment_link: { entity: { reference_id: null } } })).toMatchObject(none);
    expect(about({ payment_link: { entity: { reference_id: 'a\0b' } } })).toMatchObject(none);
    expect(about({}, 'x\0y')).toEqual({ ok: false, reason: 'not-understood' });
    expect(about({ settlement: { entity: { id: 'setl_1' } } })).toMatchObject(none);
  });
});
