import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { z } from 'zod';
import { MINOR_UNIT_DIGITS, type Currency } from '../../../domain/kernel/money';

/** More than any answer of a gateway is long. What is longer is not read to its end. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    // Leaving the loop cancels the body, which closes the connection.
    if (length > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export interface GatewayRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body: string | null;
  /** For all of it, from now until the last byte of the answer. */
  readonly timeoutMs: number;
}

export interface GatewayReply {
  readonly status: number;
  readonly body: Buffer;
}

/** The answer was not here in time. Whether the gateway did what it was asked, nobody knows. */
export class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut';
  readonly code = 'timeout';
  constructor() {
    super('the gateway did not answer in time');
  }
}

/** An idle connection is closed before the other side does: what is sent on one that it closes gets no answer. */
const IDLE_MS = 4_000;

const httpAgent = new HttpAgent({ keepAlive: true, timeout: IDLE_MS });
const httpsAgent = new HttpsAgent({ keepAlive: true, timeout: IDLE_MS });

/**
 * One call of a gateway's API, sent once. Follows no redirect: it would carry the key elsewhere, or do a step twice.
 * Takes a fifth to a quarter of the CPU of `fetch`, and an order makes three such calls.
 * @throws CallTimedOut; what `node:http` throws; an error when the answer is longer than {@link MAX_ANSWER_BYTES}
 */
export function callGateway(url: string, call: GatewayRequest): Promise<GatewayReply> {
  const { method, body, timeoutMs } = call;
  const headers =
    body === null ? call.headers : { ...call.headers, 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:')
      ? httpsRequest(url, { method, headers, agent: httpsAgent })
      : httpRequest(url, { method, headers, agent: httpAgent });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      request.destroy(new CallTimedOut());
    }, timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      // Destroyed amid the answer, its stream tells of a broken connection.
      reject(isLate ? new CallTimedOut() : error);
    };
    request.on('error', fail);
    request.once('response', (response) => {
      readBounded(response).then((whole) => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, body: whole });
      }, fail);
    });
    request.end(body ?? undefined);
  });
}

/** Answers with these statuses have no body, and `Response` takes none. */
const WITHOUT_BODY = [204, 205, 304];

/**
 * `fetch` for the client library of a gateway: follows no redirect (it would carry the key elsewhere, or do a step twice),
 * and resolves once the whole answer is here, so that the signal of `init` covers its body too.
 * @throws whatever `fetch` throws; an error too when the answer is longer than {@link MAX_ANSWER_BYTES}
 */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const { status, headers } = response;
  const body = response.body === null ? Buffer.alloc(0) : await readBounded(response.body);
  return new Response(WITHOUT_BODY.includes(status) ? null : new Uint8Array(body), { status, headers });
};

const systemErrorSchema = z.object({
  code: z.string().optional(),
  syscall: z.string().optional(),
  cause: z.unknown().optional(),
});

/** Failures before a connection stands (Node's and undici's codes): nothing was sent yet. */
const NOT_CONNECTED_CALLS = ['connect', 'getaddrinfo'];
const NOT_CONNECTED_CODES = ['UND_ERR_CONNECT_TIMEOUT', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
const NOT_TRUSTED = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Whether what a call threw says for certain that the request never went out. */
export function wasNeverSent(error: unknown): boolean {
  const parsed = systemErrorSchema.safeParse(error);
  if (!parsed.success) return false;
  const { code = '', syscall = '', cause } = parsed.data;
  return (
    NOT_CONNECTED_CODES.includes(code) ||
    NOT_CONNECTED_CALLS.includes(syscall) ||
    NOT_TRUSTED.test(code) ||
    wasNeverSent(cause)
  );
}

/** The code of what a call threw, for a cause that people read. Holds nothing of the request. */
export function codeOf(error: unknown): string {
  const parsed = systemErrorSchema.safeParse(error);
  if (!parsed.success) return 'broken';
  return parsed.data.code ?? (parsed.data.cause === undefined ? 'broken' : codeOf(parsed.data.cause));
}

const isCurrency = (code: string): code is Currency => code in MINOR_UNIT_DIGITS;

/** A currency as gateways write it, in whichever case. */
export const wireCurrency = z.string().transform((code, context): Currency => {
  const upper = code.toUpperCase();
  if (isCurrency(upper)) return upper;
  context.addIssue('not a currency that Tiffin prices in');
  return z.NEVER;
});

/** An amount in minor units. */
export const wireAmount = z.int().min(0);
