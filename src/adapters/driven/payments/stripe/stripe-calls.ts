import type Stripe from 'stripe';
import { z } from 'zod';
import type { CallFailed } from '../gateway-answers';
import { countdown, refuse, unavailable, unknown } from '../gateway-answers';
import { boundedFetch, codeOf, wasNeverSent } from '../gateway-http';

export interface StripeConnection {
  /** Secret, or restricted to Checkout Sessions, PaymentIntents, refunds (write), disputes and balance (read). */
  readonly secretKey: string;
  /** Stripe's API when left out. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
}

/**
 * The official client, made to fail fast and once. Its `fetch` transport is used because the timeout of the other
 * one starts anew with every byte, and because that one sends a request again when the connection breaks.
 * @param Client the class of the `stripe` package, which is loaded by whoever needs it
 */
export function stripeClient(
  Client: typeof Stripe,
  { secretKey, baseUrl, fetch = boundedFetch }: StripeConnection,
): Stripe {
  const base = new URL(baseUrl ?? 'https://api.stripe.com');
  const isPlain = base.protocol === 'http:';
  return new Client(secretKey, {
    host: base.hostname,
    port: base.port === '' ? (isPlain ? 80 : 443) : Number(base.port),
    protocol: isPlain ? 'http' : 'https',
    httpClient: Client.createFetchHttpClient(fetch),
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

const stripeErrorSchema = z.object({
  type: z.string(),
  code: z.string().optional(),
  statusCode: z.int().optional(),
  detail: z.unknown().optional(),
});

/** Errors of the client by the name of their class, which they carry as `type`. */
const ABOUT_THE_REQUEST = ['StripeInvalidRequestError', 'StripeCardError', 'StripeIdempotencyError'];
/** A wrong key is nothing that a payment should fail of: it is not done, and is asked again. */
const ABOUT_THE_CALLER = ['StripeRateLimitError', 'StripeAuthenticationError', 'StripePermissionError'];

/** What became of a call by the error that the client threw. Its message is left out: it can quote the key. */
export function failureOf(error: unknown): CallFailed {
  const parsed = stripeErrorSchema.safeParse(error);
  if (!parsed.success) return unknown('stripe: broken answer');
  const { type, code, statusCode, detail } = parsed.data;
  if (ABOUT_THE_REQUEST.includes(type)) return refuse(code ?? type);
  if (ABOUT_THE_CALLER.includes(type)) return unavailable(`stripe: ${type}`);
  if (type === 'StripeConnectionError') {
    const cause = `stripe: ${codeOf(detail)}`;
    return wasNeverSent(detail) ? unavailable(cause) : unknown(cause);
  }
  return unknown(`stripe: ${type} ${statusCode ?? ''}`.trimEnd());
}

/** Makes one call of the client and reads the fields that are used. Throws {@link CallFailed}, nothing else. */
export type StripeCall = <T>(
  answer: z.ZodType<T>,
  send: (options: Stripe.RequestOptions) => Promise<unknown>,
) => Promise<T>;

/** Calls that all end within `ms` from now. */
export function stripeCallsWithin(ms: number): StripeCall {
  const left = countdown(ms);
  return async (answer, send) => {
    let wire: unknown;
    try {
      wire = await send({ timeout: left() });
    } catch (error) {
      throw failureOf(error);
    }
    const parsed = answer.safeParse(wire);
    if (!parsed.success) throw unknown('stripe: answer not understood');
    return parsed.data;
  };
}

/** A page of a list of Stripe's. */
export const pageOf = <T>(item: z.ZodType<T>) => z.object({ data: z.array(item), has_more: z.boolean() });

/** The whole of a list, page after page. */
export async function allOf<T extends { readonly id: string }>(
  page: (after: { starting_after?: string }) => Promise<{ data: readonly T[]; has_more: boolean }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let after: string | undefined; ; after = all.at(-1)?.id) {
    const { data, has_more } = await page(after === undefined ? {} : { starting_after: after });
    all.push(...data);
    if (!has_more || data.length === 0) return all;
  }
}
