import { randomUUID } from 'node:crypto';
import type { PaymentGateway } from '../../application/ports/payment-gateway';
import { asId, type PaymentId } from '../../domain/kernel/ids';

/** A webhook as it comes in: lower-case header names, and the bytes that were signed. */
export interface SignedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The gateway's side of its webhooks. */
export interface WebhooksOnTrial {
  /** Whether a signature holds the time of sending, so that an old message can be told from a new one. */
  readonly areDated: boolean;
  /** The body of the gateway's message that the payment was captured. The suite rewrites its JSON. */
  readonly bodyAbout: (reference: PaymentId) => Buffer;
  /**
   * Signs these very bytes as the gateway does.
   * @param secret the adapter knows `current` and `previous`, and no other
   * @param sentAt wall time, milliseconds since the epoch
   */
  readonly sign: (body: Buffer, secret: 'current' | 'previous' | 'other', sentAt: number) => SignedWebhook;
}

/** What every payment gateway must make of webhooks. A part of the contract of payment gateways. */
export function gatewayWebhooksContract(
  trial: () => { readonly gateway: PaymentGateway; readonly webhooks: WebhooksOnTrial },
): void {
  describe('its webhooks', () => {
    const webhooks = () => trial().webhooks;
    const sentAt = Date.parse('2026-03-01T19:00:07.000Z');
    const reference = asId<PaymentId>(randomUUID());
    const read = ({ headers, body }: SignedWebhook, now = sentAt) =>
      trial().gateway.readWebhook(headers, body, now);

    it.each(['current', 'previous'] as const)('reads what is signed with the %s secret', (secret) => {
      const webhook = webhooks().sign(webhooks().bodyAbout(reference), secret, sentAt);
      const result = read(webhook);
      expect(result).toMatchObject({ ok: true, message: { reference } });
      expect(read(webhook)).toEqual(result);
    });

    it('checks the bytes as they came, whatever their spacing, escapes and scripts', () => {
      const parsed = JSON.parse(webhooks().bodyAbout(reference).toString()) as object;
      const odd = JSON.stringify({ note: 'बिरयानी ₹ 😋 </script>', ...parsed }, null, 3)
        .replace('₹', '\\u20b9')
        .replace(/\n/g, ' \r\n\t');
      const webhook = webhooks().sign(Buffer.from(` ${odd}\n`), 'current', sentAt);
      expect(read(webhook)).toMatchObject({ ok: true, message: { reference } });
      const tidied = Buffer.from(JSON.stringify(JSON.parse(odd)));
      expect(read({ ...webhook, body: tidied })).toEqual({ ok: false, reason: 'signature-wrong' });
    });

    it('refuses a body of which one byte was changed, dropped or added', () => {
      const webhook = webhooks().sign(webhooks().bodyAbout(reference), 'current', sentAt);
      const refused = { ok: false, reason: 'signature-wrong' };
      for (let at = 0; at < webhook.body.length; at += 7) {
        const body = Buffer.from(webhook.body);
        body.writeUInt8(body.readUInt8(at) ^ 1, at);
        expect(read({ ...webhook, body })).toEqual(refused);
      }
      expect(read({ ...webhook, body: webhook.body.subarray(0, -1) })).toEqual(refused);
      expect(read({ ...webhook, body: Buffer.concat([webhook.body, Buffer.from(' ')]) })).toEqual(refused);
    });

    it('refuses what is signed with another secret', () => {
      const webhook = webhooks().sign(webhooks().bodyAbout(reference), 'other', sentAt);
      expect(read(webhook)).toEqual({ ok: false, reason: 'signature-wrong' });
    });

    it('refuses what is not signed at all', () => {
      const body = webhooks().bodyAbout(reference);
      expect(read({ headers: {}, body })).toEqual({ ok: false, reason: 'signature-missing' });
    });

    it('refuses a signature that is torn, empty or no signature', () => {
      const webhook = webhooks().sign(webhooks().bodyAbout(reference), 'current', sentAt);
      const changes: readonly ((value: string) => string)[] = [
        () => '',
        () => 'é',
        () => '=,=;t=v1',
        (value) => value.slice(0, -1),
        (value) => `${value}0`,
      ];
      for (const change of changes) {
        const headers = Object.fromEntries(
          Object.entries(webhook.headers).map(([key, value]) => [key, change(value)]),
        );
        expect(read({ ...webhook, headers }).ok).toBe(false);
      }
    });

    it('understands no body that is not its own, though it is signed', () => {
      for (const body of ['', 'null', '[]', '{}', '{"id":1}', '\u0000']) {
        const webhook = webhooks().sign(Buffer.from(body), 'current', sentAt);
        expect(read(webhook)).toEqual({ ok: false, reason: 'not-understood' });
      }
    });

    it('refuses what was sent more than five minutes ago or ahead, if it can tell', () => {
      const late = webhooks().areDated ? { ok: false, reason: 'too-old' } : { ok: true };
      const webhook = webhooks().sign(webhooks().bodyAbout(reference), 'current', sentAt);
      expect(read(webhook, sentAt + 300_000).ok).toBe(true);
      expect(read(webhook, sentAt + 301_000)).toMatchObject(late);
      expect(read(webhook, sentAt - 301_000)).toMatchObject(late);
    });
  });
}
