import { createHmac } from 'node:crypto';
import { WebhookSecrets } from './webhook-signature';

const sign = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

describe('The secrets of webhooks', () => {
  it('are never empty, for anybody can sign with nothing', () => {
    expect(() => new WebhookSecrets(['a', ''])).toThrow(RangeError);
    expect(() => new WebhookSecrets([' '])).toThrow(RangeError);
  });

  it('take nothing when there are none', () => {
    expect(new WebhookSecrets([]).signed(['text'], [sign('', 'text')])).toBe(false);
  });

  it('know what is signed with one of them, over the parts put together', () => {
    const secrets = new WebhookSecrets(['a', 'b']);
    for (const secret of ['a', 'b']) {
      expect(secrets.signed(['te', Buffer.from('xt')], ['nonsense', sign(secret, 'text')])).toBe(true);
    }
    expect(secrets.signed(['text'], [sign('c', 'text')])).toBe(false);
    expect(secrets.signed(['text'], [])).toBe(false);
  });
});
