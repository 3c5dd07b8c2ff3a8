import { z } from 'zod';

const secret = z.string().min(16, 'is too short for a secret');

/** Two secrets, separated by a comma, while one is being replaced by the other. */
const secrets = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(secret).min(1).max(2));

const httpUrl = z
  .string()
  .refine((value) => /^https?:\/\/[^/]/.test(value) && URL.canParse(value), 'must be an http(s) URL')
  .transform((value) => value.replace(/\/+$/, ''));

/** The variables that payments know. */
export const paymentVariables = {
  PUBLIC_URL: httpUrl.optional(),
  SANDBOX_GATEWAY_URL: httpUrl.optional(),
  SANDBOX_GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SANDBOX_GATEWAY_KEY: secret.optional(),
  SANDBOX_WEBHOOK_SECRET: secrets.optional(),
  STRIPE_SECRET_KEY: secret.optional(),
  STRIPE_WEBHOOK_SECRET: secrets.optional(),
  RAZORPAY_KEY_ID: z.string().min(1).optional(),
  RAZORPAY_KEY_SECRET: secret.optional(),
  RAZORPAY_WEBHOOK_SECRET: secrets.optional(),
};

type Variables = z.output<z.ZodObject<typeof paymentVariables>>;

/** A sandbox gateway that runs by itself, with what it and Tiffin share. */
export interface SandboxGatewayConfig {
  readonly url: string;
  readonly apiKey: string;
  readonly webhookSecrets: readonly string[];
}

/** How money comes in. Every gateway that is configured takes payments; new ones go to the first. */
export interface PaymentConfig {
  /** Where browsers and gateways reach this Tiffin; null: where it listens. */
  readonly publicUrl: string | null;
  readonly stripe: { readonly secretKey: string; readonly webhookSecrets: readonly string[] } | null;
  readonly razorpay: {
    readonly keyId: string;
    readonly keySecret: string;
    readonly webhookSecrets: readonly string[];
  } | null;
  /** `embedded`: started and stopped with this process, at a port (0: any that is free). */
  readonly sandbox: SandboxGatewayConfig | { readonly embeddedPort: number } | null;
}

/** Variables that only make sense together, and are not all there. */
export class IncompletePayments extends Error {
  override readonly name = 'IncompletePayments';
}

const together = (names: string, ...values: readonly unknown[]): boolean => {
  const given = values.filter((value) => value !== undefined).length;
  if (given !== 0 && given !== values.length) throw new IncompletePayments(`set all of ${names}, or none`);
  return given > 0;
};

/**
 * @param port of the API; the embedded gateway takes the next one, so that links to its pages outlive a restart
 * @throws IncompletePayments
 */
export function paymentConfig(value: Variables, port: number, sandbox: boolean): PaymentConfig {
  const {
    STRIPE_SECRET_KEY: stripeKey,
    STRIPE_WEBHOOK_SECRET: stripeSecrets,
    RAZORPAY_KEY_ID: keyId,
    RAZORPAY_KEY_SECRET: keySecret,
    RAZORPAY_WEBHOOK_SECRET: razorpaySecrets,
    SANDBOX_GATEWAY_URL: url,
    SANDBOX_GATEWAY_KEY: apiKey,
    SANDBOX_WEBHOOK_SECRET: webhookSecrets,
  } = value;
  together('STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET', stripeKey, stripeSecrets);
  together(
    'RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET, RAZORPAY_WEBHOOK_SECRET',
    keyId,
    keySecret,
    razorpaySecrets,
  );
  together('SANDBOX_GATEWAY_URL, SANDBOX_GATEWAY_KEY, SANDBOX_WEBHOOK_SECRET', url, apiKey, webhookSecrets);
  if (url !== undefined && !sandbox) {
    throw new IncompletePayments('SANDBOX_GATEWAY_URL: there is no sandbox gateway in production');
  }
  const external =
    url === undefined || apiKey === undefined || webhookSecrets === undefined
      ? null
      : { url, apiKey, webhookSecrets };
  const isReal = stripeKey !== undefined || keyId !== undefined;
  const embeddedPort = value.SANDBOX_GATEWAY_PORT ?? (port === 0 ? 0 : port + 1);
  return {
    publicUrl: value.PUBLIC_URL ?? null,
    stripe:
      stripeKey === undefined || stripeSecrets === undefined
        ? null
        : { secretKey: stripeKey, webhookSecrets: stripeSecrets },
    razorpay:
      keyId === undefined || keySecret === undefined || razorpaySecrets === undefined
        ? null
        : { keyId, keySecret, webhookSecrets: razorpaySecrets },
    sandbox: external ?? (sandbox && !isReal ? { embeddedPort } : null),
  };
}
