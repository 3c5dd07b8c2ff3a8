import { z } from 'zod';
import { countdown, refuse, unavailable, unknown, type CallFailed } from '../gateway-answers';
import { callGateway, codeOf, wasNeverSent, type GatewayReply } from '../gateway-http';
import { jsonOf } from '../webhook-signature';

export interface RazorpayConnection {
  readonly keyId: string;
  readonly keySecret: string;
  /** Razorpay's API when left out. */
  readonly baseUrl?: string;
}

type Query = Readonly<Record<string, string | number>>;

/** Calls of Razorpay's API. They throw `CallFailed`, nothing else. */
export interface RazorpayCalls {
  get<T>(answer: z.ZodType<T>, path: string, query?: Query): Promise<T>;
  post<T>(
    answer: z.ZodType<T>,
    path: string,
    body: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T>;
}

const errorSchema = z.object({
  error: z.object({ code: z.string(), reason: z.string().nullish() }),
});

/** The side of Razorpay or of a bank failed, whatever the status says. */
const NOT_THE_REQUEST = ['SERVER_ERROR', 'GATEWAY_ERROR'];
/** A wrong key, or too many requests: nothing that a payment should fail of. */
const ABOUT_THE_CALLER = [401, 403, 429];
/** 409 is no refusal: the same refund is under way. */
const ABOUT_THE_REQUEST = [400, 404, 422];

function failureOf(status: number, body: unknown): CallFailed {
  const parsed = errorSchema.safeParse(body);
  const error = parsed.success ? parsed.data.error : null;
  if (ABOUT_THE_CALLER.includes(status)) return unavailable(`razorpay: ${status}`);
  if (ABOUT_THE_REQUEST.includes(status) && error !== null && !NOT_THE_REQUEST.includes(error.code)) {
    const reason = error.reason ?? 'NA';
    return refuse(reason === 'NA' ? error.code : reason);
  }
  return unknown(`razorpay: ${status}`);
}

/**
 * Calls that all end within `ms` from now. They are made directly, for Razorpay's own client has no timeout,
 * sends no idempotency header with a refund, and throws a TypeError when there is no answer.
 */
export function razorpayCallsWithin(
  { keyId, keySecret, baseUrl = 'https://api.razorpay.com' }: RazorpayConnection,
  ms: number,
): RazorpayCalls {
  const left = countdown(ms);
  const authorization = `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`;

  const ask = async <T>(
    answer: z.ZodType<T>,
    url: string,
    body: object | null,
    more: Readonly<Record<string, string>>,
  ): Promise<T> => {
    let reply: GatewayReply;
    try {
      reply = await callGateway(url, {
        method: body === null ? 'GET' : 'POST',
        headers: { authorization, 'content-type': 'application/json', ...more },
        body: body === null ? null : JSON.stringify(body),
        timeoutMs: left(),
      });
    } catch (error) {
      const cause = `razorpay: ${codeOf(error)}`;
      throw wasNeverSent(error) ? unavailable(cause) : unknown(cause);
    }
    const { status } = reply;
    const content = jsonOf(reply.body);
    if (status !== 200 && status !== 201) throw failureOf(status, content);
    const parsed = answer.safeParse(content);
    if (!parsed.success) throw unknown('razorpay: answer not understood');
    return parsed.data;
  };

  return {
    get: (answer, path, query = {}) => {
      const url = new URL(`/v1${path}`, baseUrl);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
      return ask(answer, url.href, null, {});
    },
    post: (answer, path, body, headers = {}) =>
      ask(answer, new URL(`/v1${path}`, baseUrl).href, body, headers),
  };
}

/** The most that Razorpay lists at once. */
const PAGE = 100;

/** The whole of a list, page after page. */
export async function allOf<T>(
  calls: RazorpayCalls,
  item: z.ZodType<T>,
  path: string,
  query: Query = {},
): Promise<readonly T[]> {
  const page = z.object({ items: z.array(item) });
  const all: T[] = [];
  for (;;) {
    const { items } = await calls.get(page, path, { ...query, count: PAGE, skip: all.length });
    all.push(...items);
    if (items.length < PAGE) return all;
  }
}
