import { ConfigError, loadConfig } from './config';

const paymentsOf = (env: Readonly<Record<string, string>>) => loadConfig(env).payments;

const STRIPE = {
  STRIPE_SECRET_KEY: 'sk_test_0123456789abcdef',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
};
const RAZORPAY = {
  RAZORPAY_KEY_ID: 'rzp_test_1',
  RAZORPAY_KEY_SECRET: 'razorpay-key-secret',
  RAZORPAY_WEBHOOK_SECRET: 'razorpay-hook-secret',
};
const SANDBOX = {
  SANDBOX_GATEWAY_URL: 'http://127.0.0.1:4100/',
  SANDBOX_GATEWAY_KEY: 'sandbox-gateway-key',
  SANDBOX_WEBHOOK_SECRET: 'sandbox-webhook-secret',
};

describe('the configuration of payments', () => {
  it('starts a sandbox gateway beside the API when no other gateway is there', () => {
    expect(paymentsOf({ PORT: '8080' }).sandbox).toEqual({ embeddedPort: 8081 });
    expect(paymentsOf({ PORT: '0' }).sandbox).toEqual({ embeddedPort: 0 });
    expect(paymentsOf({ SANDBOX_GATEWAY_PORT: '9000' }).sandbox).toEqual({ embeddedPort: 9000 });
  });

  it('takes cash alone in production without a gateway', () => {
    expect(paymentsOf({ NODE_ENV: 'production' })).toEqual({
      publicUrl: null,
      stripe: null,
      razorpay: null,
      sandbox: null,
    });
  });

  it('connects to real gateways when their keys are there, and starts no sandbox then', () => {
    const payments = paymentsOf({ ...STRIPE, ...RAZORPAY, PUBLIC_URL: 'https://tiffin.example/' });
    expect(payments).toEqual({
      publicUrl: 'https://tiffin.example',
      stripe: { secretKey: STRIPE.STRIPE_SECRET_KEY, webhookSecrets: [STRIPE.STRIPE_WEBHOOK_SECRET] },
      razorpay: {
        keyId: 'rzp_test_1',
        keySecret: 'razorpay-key-secret',
        webhookSecrets: ['razorpay-hook-secret'],
      },
      sandbox: null,
    });
  });

  it('takes two webhook secrets while one is being replaced, and no third', () => {
    const two = { ...STRIPE, STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef, whsec_fedcba9876543210' };
    expect(paymentsOf(two).stripe?.webhookSecrets).toEqual([
      'whsec_0123456789abcdef',
      'whsec_fedcba9876543210',
    ]);
    expect(() =>
      paymentsOf({ ...two, STRIPE_WEBHOOK_SECRET: `${two.STRIPE_WEBHOOK_SECRET},whsec_aaaaaaaaaaaaaaaa` }),
    ).toThrow(ConfigError);
  });

  it('uses a sandbox gateway that runs elsewhere', () => {
    expect(paymentsOf(SANDBOX).sandbox).toEqual({
      url: 'http://127.0.0.1:4100',
      apiKey: 'sandbox-gateway-key',
      webhookSecrets: ['sandbox-webhook-secret'],
    });
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['half of a gateway', { STRIPE_SECRET_KEY: STRIPE.STRIPE_SECRET_KEY }, /set all of STRIPE_SECRET_KEY/],
    [
      'a sandbox gateway without its key',
      { SANDBOX_GATEWAY_URL: 'http://x' },
      /set all of SANDBOX_GATEWAY_URL/,
    ],
    [
      'a sandbox gateway in production',
      { ...SANDBOX, NODE_ENV: 'production' },
      /no sandbox gateway in production/,
    ],
    ['a short secret', { ...STRIPE, STRIPE_WEBHOOK_SECRET: 'short' }, /STRIPE_WEBHOOK_SECRET/],
    ['an address that is none', { PUBLIC_URL: 'tiffin.example' }, /PUBLIC_URL/],
  ])('refuses %s', (_what, env, message) => {
    expect(() => paymentsOf(env)).toThrow(ConfigError);
    expect(() => paymentsOf(env)).toThrow(message);
  });
});
