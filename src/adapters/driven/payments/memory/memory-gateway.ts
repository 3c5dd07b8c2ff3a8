import {
  PaymentGateway,
  type GatewayAnswer,
  type GatewayBookLine,
  type PaymentReference,
  type PaymentRequest,
  type ReadWebhook,
  type RefundRequest,
} from '../../../../application/ports/payment-gateway';
import { epochMs, type Instant } from '../../../../domain/kernel/instant';
import type { PaymentId } from '../../../../domain/kernel/ids';
import type { GatewayPayment } from '../../../../domain/payment/gateway-payment';
import {
  GatewayBook,
  type BookAnswer,
  type ChargebackOrder,
  type Change,
} from '../../../../sandbox-gateway/gateway-book';
import { bodyOf, messageOf } from '../../../../sandbox-gateway/messages';
import { Misbehaviour } from '../../../../sandbox-gateway/misbehaviour';
import { lineJson, paymentJson } from '../../../../sandbox-gateway/payment-json';
import { SIGNATURE_HEADER, signatureOf } from '../../../../sandbox-gateway/signature';
import { WebhookQueue, type Sending } from '../../../../sandbox-gateway/webhook-queue';
import { bookAnswer, paymentAnswer } from '../sandbox/sandbox-answers';
import { SANDBOX_METHODS } from '../sandbox/sandbox-gateway';
import { readSandboxWebhook } from '../sandbox/sandbox-webhook';
import { WebhookSecrets } from '../webhook-signature';

/** A webhook as the merchant gets it. */
export interface SentWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface MemoryGatewayOptions {
  /** The time that the gateway lives in, and signs its webhooks at. */
  readonly now: () => Instant;
  /** The first signs; all are taken. */
  readonly webhookSecrets: readonly [string, ...string[]];
  /** Takes a webhook in; resolves to whether it was answered with a 2xx. */
  readonly deliver: (webhook: SentWebhook) => Promise<boolean>;
  readonly misbehaviour?: Misbehaviour;
  readonly pageSize?: number;
}

const LATE_MS = 16 * 60_000;
const PAGE_URL = 'https://sandbox-gateway.invalid';

const viewOf = (answer: BookAnswer): GatewayAnswer<GatewayPayment> =>
  answer.ok
    ? { kind: 'ok', value: paymentAnswer.parse(paymentJson(answer.payment, PAGE_URL)) }
    : { kind: 'refused', code: answer.code };

/**
 * The sandbox payment gateway without its server, in the time of a simulation: the same book, misbehaviour and
 * webhooks. Nothing happens by itself: {@link runDue} does what is due, {@link nextDue} tells when to call it.
 */
export class MemoryPaymentGateway extends PaymentGateway {
  readonly name = 'sandbox';
  readonly methods = SANDBOX_METHODS;
  /** What it holds to be true, whatever it tells. */
  readonly truth = new GatewayBook();
  readonly misbehaviour: Misbehaviour;
  /** While false, no call gets through. */
  isReachable = true;
  private readonly queue = new WebhookQueue();
  private readonly secrets: WebhookSecrets;

  constructor(private readonly options: MemoryGatewayOptions) {
    super();
    this.misbehaviour = options.misbehaviour ?? new Misbehaviour();
    this.secrets = new WebhookSecrets(options.webhookSecrets);
  }

  open(request: PaymentRequest): Promise<GatewayAnswer<GatewayPayment>> {
    const { reference, orderId, amount, method, capture, expiresAt, returnUrl } = request;
    const opening = { reference, orderId, method, capture, expiresAt, returnUrl };
    const { minor: amountMinor, currency } = amount;
    return this.call((now) =>
      viewOf(this.truth.open({ ...opening, amountMinor, currency }, `page-${reference}`, now)),
    );
  }

  find({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment | null>> {
    return this.call((): GatewayAnswer<GatewayPayment | null> => {
      const payment = this.truth.find(reference);
      return payment === undefined ? { kind: 'ok', value: null } : viewOf({ ok: true, payment });
    });
  }

  capture({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment>> {
    return this.call((now) => viewOf(this.truth.capture(reference, now)));
  }

  void({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment>> {
    return this.call((now) => viewOf(this.truth.void(reference, now)));
  }

  refund({ payment, reference, amount }: RefundRequest): Promise<GatewayAnswer<GatewayPayment>> {
    const order = {
      reference: payment.reference,
      refundReference: reference,
      amountMinor: amount.minor,
      currency: amount.currency,
    };
    return this.call((now) => viewOf(this.truth.refund(order, this.misbehaviour.forRefund(), now)));
  }

  book(
    from: Instant,
    to: Instant,
    cursor: string | null,
  ): Promise<GatewayAnswer<{ readonly lines: readonly GatewayBookLine[]; readonly next: string | null }>> {
    return this.call(() => {
      const { lines, next } = this.truth.page({ from, to }, cursor, this.options.pageSize ?? 500);
      return { kind: 'ok', value: bookAnswer.parse({ lines: lines.map(lineJson), next }) };
    });
  }

  readWebhook(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    body: Buffer,
    now: number,
  ): ReadWebhook {
    return readSandboxWebhook(this.secrets, headers, body, now);
  }

  /**
   * What the payer does on the gateway's page. `pay` meets whatever misbehaviour is set; `pay-late` brings the
   * money 16 minutes later and says nothing until then.
   * @returns whether the page took it
   */
  pay(reference: PaymentId, outcome: 'pay' | 'decline' | 'pay-late' | 'abandon'): boolean {
    const now = this.options.now();
    this.truth.settle(now);
    const payment = this.truth.find(reference);
    const isOpen = payment?.status === 'OPEN' && payment.delayed === null;
    if (!isOpen || outcome === 'abandon') return isOpen;
    const paying =
      outcome === 'pay'
        ? this.misbehaviour.forPayer(payment.opening.amountMinor)
        : outcome === 'decline'
          ? null
          : { amountMinor: null, late: { byMs: LATE_MS, meanwhile: 'OPEN' as const } };
    const answer =
      paying === null
        ? this.truth.decline(reference, 'declined', now)
        : this.truth.pay(reference, paying, now);
    this.announce();
    return answer.ok;
  }

  /** @returns whether it could be */
  chargeback(reference: PaymentId, order: ChargebackOrder): boolean {
    const { ok } = this.truth.chargeback(reference, order, this.options.now());
    this.announce();
    return ok;
  }

  /** When something happens next; null when nothing will. */
  get nextDue(): Instant | null {
    const dues = [this.truth.nextDue, this.queue.nextDue].filter((due) => due !== null);
    return dues.sort()[0] ?? null;
  }

  /** Lets everything happen that is due by now, and delivers the webhooks that are, one after the other. */
  async runDue(): Promise<void> {
    const { now, deliver } = this.options;
    this.truth.settle(now());
    this.announce();
    for (let next = this.queue.take(now()); next !== undefined; next = this.queue.take(now())) {
      const isTaken = await deliver(this.signed(next));
      next.settle(isTaken, now());
    }
  }

  private signed({ body, isSignatureWrong }: Sending): SentWebhook {
    const { now, webhookSecrets } = this.options;
    const bytes = Buffer.from(body);
    const secret = isSignatureWrong ? `not ${webhookSecrets[0]}` : webhookSecrets[0];
    return { headers: { [SIGNATURE_HEADER]: signatureOf(secret, bytes, epochMs(now())) }, body: bytes };
  }

  private call<T>(act: (now: Instant) => GatewayAnswer<T>): Promise<GatewayAnswer<T>> {
    return Promise.resolve(this.answer(act));
  }

  private answer<T>(act: (now: Instant) => GatewayAnswer<T>): GatewayAnswer<T> {
    if (!this.isReachable) return { kind: 'unavailable', cause: 'ECONNREFUSED' };
    const fault = this.misbehaviour.forCall();
    if (fault === 'lost-request' || fault === 'server-error') return { kind: 'unknown', cause: fault };
    const now = this.options.now();
    this.truth.settle(now);
    const answer = act(now);
    this.announce();
    return fault === null ? answer : { kind: 'unknown', cause: fault };
  }

  private announce(): void {
    for (const change of this.truth.takeFresh()) this.enqueue(change);
  }

  private enqueue({ record, payment }: Change): void {
    const message = messageOf(record, payment);
    if (message === null) return;
    const plan = this.misbehaviour.forMessage();
    const amountMinor = plan.isAmountWrong
      ? this.misbehaviour.otherThan(payment.amountMinor)
      : payment.amountMinor;
    const body = bodyOf({ ...message, payment: { ...message.payment, amountMinor } });
    this.queue.add(message.id, body, plan, this.options.now());
  }
}
