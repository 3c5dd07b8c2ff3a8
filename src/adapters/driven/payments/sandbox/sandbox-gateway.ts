import type { z } from 'zod';
import {
  GATEWAY_TIMEOUT_MS,
  PaymentGateway,
  type GatewayAnswer,
  type GatewayBookLine,
  type PaymentReference,
  type PaymentRequest,
  type ReadWebhook,
  type RefundRequest,
} from '../../../../application/ports/payment-gateway';
import type { Instant } from '../../../../domain/kernel/instant';
import type { GatewayPayment } from '../../../../domain/payment/gateway-payment';
import type { CaptureMode, OnlineMethod } from '../../../../domain/payment/payment-messages';
import { callGateway, codeOf, wasNeverSent } from '../gateway-http';
import { jsonOf, WebhookSecrets } from '../webhook-signature';
import { bookAnswer, errorAnswer, paymentAnswer } from './sandbox-answers';
import { readSandboxWebhook } from './sandbox-webhook';

export interface SandboxConnection {
  /** Its address, without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
  /** More than one while one is being exchanged for the other. */
  readonly webhookSecrets: readonly string[];
  /** At most, and normally, {@link GATEWAY_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** Lines of the book that are asked for at once. */
  readonly pageSize?: number;
}

/** What can be paid with at the sandbox gateway. */
export const SANDBOX_METHODS: ReadonlyMap<OnlineMethod, CaptureMode> = new Map([
  ['UPI', 'automatic'],
  ['WALLET', 'automatic'],
  ['CARD', 'manual'],
]);

const PAGE_SIZE = 500;
/** Our key is not taken, or we ask too often: it was not done, and may well be done later. */
const LATER: ReadonlySet<number> = new Set([401, 403, 429]);
const NOT_FOUND = 'payment-not-found';

/** The sandbox payment gateway over its HTTP API. */
export class SandboxGateway extends PaymentGateway {
  readonly name = 'sandbox';
  readonly methods = SANDBOX_METHODS;

  private readonly secrets: WebhookSecrets;

  constructor(private readonly connection: SandboxConnection) {
    super();
    this.secrets = new WebhookSecrets(connection.webhookSecrets);
  }

  open(request: PaymentRequest): Promise<GatewayAnswer<GatewayPayment>> {
    return this.payment(request.reference, '/v1/payments', {
      reference: request.reference,
      order_id: request.orderId,
      amount_minor: request.amount.minor,
      currency: request.amount.currency,
      method: request.method,
      capture: request.capture,
      expires_at: request.expiresAt,
      return_url: request.returnUrl,
    });
  }

  async find({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment | null>> {
    const answer = await this.payment(reference, pathOf(reference), null);
    return answer.kind === 'refused' && answer.code === NOT_FOUND ? { kind: 'ok', value: null } : answer;
  }

  capture({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment>> {
    return this.payment(reference, `${pathOf(reference)}/capture`, {});
  }

  void({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment>> {
    return this.payment(reference, `${pathOf(reference)}/void`, {});
  }

  refund({ payment, reference, amount }: RefundRequest): Promise<GatewayAnswer<GatewayPayment>> {
    const body = { reference, amount_minor: amount.minor, currency: amount.currency };
    return this.payment(payment.reference, `${pathOf(payment.reference)}/refunds`, body);
  }

  book(
    from: Instant,
    to: Instant,
    cursor: string | null,
  ): Promise<GatewayAnswer<{ readonly lines: readonly GatewayBookLine[]; readonly next: string | null }>> {
    const limit = String(this.connection.pageSize ?? PAGE_SIZE);
    const query = new URLSearchParams({ from, to, limit, ...(cursor === null ? {} : { cursor }) });
    return this.ask(bookAnswer, `/v1/book?${query.toString()}`, null);
  }

  readWebhook(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    body: Buffer,
    now: number,
  ): ReadWebhook {
    return readSandboxWebhook(this.secrets, headers, body, now);
  }

  private async payment(
    reference: string,
    path: string,
    body: object | null,
  ): Promise<GatewayAnswer<GatewayPayment>> {
    const answer = await this.ask(paymentAnswer, path, body);
    return answer.kind === 'ok' && answer.value.reference !== reference
      ? { kind: 'unknown', cause: 'another-payment' }
      : answer;
  }

  /** @param body null asks (GET), anything else tells (POST) */
  private async ask<T>(schema: z.ZodType<T>, path: string, body: object | null): Promise<GatewayAnswer<T>> {
    const { url, apiKey, timeoutMs = GATEWAY_TIMEOUT_MS } = this.connection;
    try {
      const { status, body: answer } = await callGateway(`${url}${path}`, {
        method: body === null ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body: body === null ? null : JSON.stringify(body),
        timeoutMs: Math.min(timeoutMs, GATEWAY_TIMEOUT_MS),
      });
      return answerIn(schema, status, jsonOf(answer));
    } catch (error) {
      const cause = codeOf(error);
      return wasNeverSent(error) ? { kind: 'unavailable', cause } : { kind: 'unknown', cause };
    }
  }
}

function answerIn<T>(schema: z.ZodType<T>, status: number, body: unknown): GatewayAnswer<T> {
  if (status === 200) {
    const parsed = schema.safeParse(body);
    return parsed.success ? { kind: 'ok', value: parsed.data } : { kind: 'unknown', cause: 'not-understood' };
  }
  if (LATER.has(status)) return { kind: 'unavailable', cause: `status-${status}` };
  const refusal = errorAnswer.safeParse(body);
  // A refusal that is not in the gateway's words may be of somebody in between.
  return status >= 400 && status < 500 && refusal.success
    ? { kind: 'refused', code: refusal.data.error.code }
    : { kind: 'unknown', cause: `status-${status}` };
}

const pathOf = (reference: string): string => `/v1/payments/${encodeURIComponent(reference)}`;
