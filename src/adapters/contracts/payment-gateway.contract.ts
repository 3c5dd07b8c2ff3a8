import { randomUUID } from 'node:crypto';
import type {
  GatewayAnswer,
  GatewayBookLine,
  PaymentGateway,
  PaymentRequest,
} from '../../application/ports/payment-gateway';
import { asId, type OrderId, type PaymentId, type RefundId } from '../../domain/kernel/ids';
import { epochMs, instantOf, plusMs, type Instant } from '../../domain/kernel/instant';
import { money, sum } from '../../domain/kernel/money';
import type { GatewayPayment } from '../../domain/payment/gateway-payment';
import type { CaptureMode } from '../../domain/payment/payment-messages';
import { gatewayWebhooksContract, type WebhooksOnTrial } from './gateway-webhooks.contract';

/** A gateway with the hands that the outside world has on it. */
export interface GatewayOnTrial {
  /** The adapter. It offers at least one method of each capture mode. */
  readonly gateway: PaymentGateway;
  /** The gateway's clock, which its book and the payments' expiry go by. */
  readonly now: () => Instant;
  /** What the payer does on the gateway's page of an open payment; resolves when the gateway has taken it in. */
  readonly payer: {
    readonly pay: (reference: PaymentId) => Promise<void>;
    readonly decline: (reference: PaymentId) => Promise<void>;
  };
  /** Runs `act` while every call is lost on its way to the gateway, or done while its answer is lost. */
  readonly during: <T>(trouble: 'request-lost' | 'answer-lost', act: () => Promise<T>) => Promise<T>;
  readonly webhooks: WebhooksOnTrial;
}

const HOUR_MS = 3_600_000;
const inr = (minor: number) => money(minor, 'INR');

/** The value of an answer that has to be one. */
function valueOf<T>(answer: GatewayAnswer<T>): T {
  if (answer.kind !== 'ok') throw new Error(`not answered: ${JSON.stringify(answer)}`);
  return answer.value;
}

/** What every payment gateway must do. It may hold payments of others. */
export function paymentGatewayContract(name: string, open: () => Promise<GatewayOnTrial>): void {
  describe(`PaymentGateway contract: ${name}`, () => {
    let trial: GatewayOnTrial;
    let gateway: PaymentGateway;

    beforeAll(async () => {
      trial = await open();
      gateway = trial.gateway;
    });

    const methodOf = (mode: CaptureMode) => {
      const found = [...gateway.methods].find(([, capture]) => capture === mode);
      if (found === undefined) throw new Error(`${name} offers no method that is captured in ${mode} mode`);
      return found[0];
    };
    const aRequest = (change: Partial<PaymentRequest> = {}): PaymentRequest => ({
      reference: asId<PaymentId>(randomUUID()),
      orderId: asId<OrderId>(randomUUID()),
      amount: inr(54_321),
      method: methodOf(change.capture ?? 'automatic'),
      capture: 'automatic',
      expiresAt: plusMs(trial.now(), HOUR_MS),
      returnUrl: 'https://tiffin.example/return?order=1',
      ...change,
    });
    const refer = ({ reference, gatewayPaymentId }: GatewayPayment) => ({ reference, gatewayPaymentId });
    const opened = async (change: Partial<PaymentRequest> = {}) =>
      valueOf(await gateway.open(aRequest(change)));
    const found = async (payment: GatewayPayment) => {
      const value = valueOf(await gateway.find(refer(payment)));
      if (value === null) throw new Error('the gateway lost a payment');
      return value;
    };
    const paid = async (change: Partial<PaymentRequest> = {}) => {
      const payment = await opened(change);
      await trial.payer.pay(payment.reference);
      return found(payment);
    };
    const refund = (payment: GatewayPayment, minor: number, reference: string = randomUUID()) =>
      gateway.refund({
        payment: refer(payment),
        reference: asId<RefundId>(reference),
        amount: inr(minor),
      });

    describe('opening', () => {
      it('opens a payment that waits for its payer on a page of the gateway', async () => {
        const request = aRequest();
        const payment = valueOf(await gateway.open(request));
        expect(payment).toMatchObject({
          reference: request.reference,
          status: 'OPEN',
          amount: inr(54_321),
          failure: null,
          refunds: [],
          chargebacks: [],
        });
        expect(payment.gatewayPaymentId).not.toBe('');
        expect(payment.url).toMatch(/^https?:\/\//);
        expect(await found(payment)).toEqual(payment);
      });

      it('opens the same reference once, however often and at once it is asked', async () => {
        const request = aRequest();
        const first = await gateway.open(request);
        const again = await Promise.all([1, 2, 3, 4, 5].map(() => gateway.open(request)));
        expect(new Set(again.map((answer) => valueOf(answer).gatewayPaymentId))).toEqual(
          new Set([valueOf(first).gatewayPaymentId]),
        );
      });

      it('gives a payment that is opened again as it is by now', async () => {
        const request = aRequest();
        valueOf(await gateway.open(request));
        await trial.payer.pay(request.reference);
        expect(valueOf(await gateway.open(request))).toMatchObject({ status: 'CAPTURED' });
      });

      it('refuses the same reference with another amount, and keeps the first', async () => {
        const request = aRequest();
        const payment = valueOf(await gateway.open(request));
        expect(await gateway.open({ ...request, amount: inr(54_320) })).toMatchObject({ kind: 'refused' });
        expect((await found(payment)).amount).toEqual(inr(54_321));
      });

      it('has nothing under a reference that was never opened', async () => {
        const unknown = { reference: asId<PaymentId>(randomUUID()), gatewayPaymentId: null };
        expect(await gateway.find(unknown)).toEqual({ kind: 'ok', value: null });
        expect(await gateway.capture(unknown)).toMatchObject({ kind: 'refused' });
        expect(await gateway.void(unknown)).toMatchObject({ kind: 'refused' });
        expect(
          await gateway.refund({
            payment: unknown,
            reference: asId<RefundId>(randomUUID()),
            amount: inr(1),
          }),
        ).toMatchObject({ kind: 'refused' });
      });

      it('finds a payment by its reference alone', async () => {
        const payment = await opened();
        expect(valueOf(await gateway.find({ reference: payment.reference, gatewayPaymentId: null }))).toEqual(
          payment,
        );
      });
    });

    describe('paying', () => {
      it('collects at once in automatic mode', async () => {
        expect(await paid()).toMatchObject({ status: 'CAPTURED', amount: inr(54_321) });
      });

      it('only holds the money in manual mode, until it is captured', async () => {
        const held = await paid({ capture: 'manual' });
        expect(held).toMatchObject({ status: 'AUTHORIZED', amount: inr(54_321) });
        expect(valueOf(await gateway.capture(refer(held)))).toMatchObject({
          status: 'CAPTURED',
          amount: inr(54_321),
        });
        expect(await found(held)).toMatchObject({ status: 'CAPTURED' });
      });

      it('moves no money when the payer declines', async () => {
        const payment = await opened();
        await trial.payer.decline(payment.reference);
        expect(['OPEN', 'FAILED', 'CANCELLED']).toContain((await found(payment)).status);
        expect(await refund(payment, 1)).toMatchObject({ kind: 'refused' });
      });

      it('captures once, however often it is asked', async () => {
        const held = await paid({ capture: 'manual' });
        valueOf(await gateway.capture(refer(held)));
        expect(valueOf(await gateway.capture(refer(held)))).toMatchObject({
          status: 'CAPTURED',
          amount: inr(54_321),
        });
      });

      it('refuses to capture what nobody has paid', async () => {
        const payment = await opened({ capture: 'manual' });
        expect(await gateway.capture(refer(payment))).toMatchObject({ kind: 'refused' });
        expect((await found(payment)).status).toBe('OPEN');
      });
    });

    describe('voiding', () => {
      it('closes a payment that nobody has paid, once and again', async () => {
        const payment = await opened();
        expect(valueOf(await gateway.void(refer(payment))).status).toBe('CANCELLED');
        expect(valueOf(await gateway.void(refer(payment))).status).toBe('CANCELLED');
        expect((await found(payment)).status).toBe('CANCELLED');
      });

      it('lets go of money that is held', async () => {
        const held = await paid({ capture: 'manual' });
        expect(valueOf(await gateway.void(refer(held))).status).toBe('CANCELLED');
        expect(await gateway.capture(refer(held))).toMatchObject({ kind: 'refused' });
      });

      it('refuses to void what was collected', async () => {
        const captured = await paid();
        expect(await gateway.void(refer(captured))).toMatchObject({ kind: 'refused' });
        expect((await found(captured)).status).toBe('CAPTURED');
      });
    });

    describe('refunding', () => {
      it('refunds in parts, and never more than was captured', async () => {
        const captured = await paid();
        valueOf(await refund(captured, 50_000));
        expect(await refund(captured, 4_322)).toMatchObject({ kind: 'refused' });
        const whole = valueOf(await refund(captured, 4_321));
        expect(whole.status).toBe('CAPTURED');
        expect(whole.amount).toEqual(inr(54_321));
        expect(whole.refunds.map(({ amount }) => amount.minor).sort()).toEqual([4_321, 50_000].sort());
        expect(await refund(captured, 1)).toMatchObject({ kind: 'refused' });
        expect((await found(captured)).refunds).toHaveLength(2);
      });

      it('makes a refund once, however often and at once it is asked', async () => {
        const captured = await paid();
        const reference = randomUUID();
        valueOf(await refund(captured, 100, reference));
        const again = await Promise.all([1, 2, 3].map(() => refund(captured, 100, reference)));
        for (const answer of again) {
          expect(valueOf(answer).refunds).toEqual([expect.objectContaining({ reference, amount: inr(100) })]);
        }
      });

      it('refuses the same refund with another amount', async () => {
        const captured = await paid();
        const reference = randomUUID();
        valueOf(await refund(captured, 100, reference));
        expect(await refund(captured, 101, reference)).toMatchObject({ kind: 'refused' });
        expect((await found(captured)).refunds.map(({ amount }) => amount)).toEqual([inr(100)]);
      });

      it('refuses to refund money that is only held', async () => {
        expect(await refund(await paid({ capture: 'manual' }), 1)).toMatchObject({ kind: 'refused' });
      });
    });

    describe('answers that are lost', () => {
      it('does not know what became of a call whose answer was lost; asking tells that it was done', async () => {
        const request = aRequest({ capture: 'manual' });
        const lost = { reference: request.reference, gatewayPaymentId: null };
        expect(await trial.during('answer-lost', () => gateway.open(request))).toMatchObject({
          kind: 'unknown',
        });
        const payment = valueOf(await gateway.find(lost));
        expect(payment).toMatchObject({ status: 'OPEN', amount: request.amount });
        await trial.payer.pay(request.reference);
        expect(await trial.during('answer-lost', () => gateway.capture(lost))).toMatchObject({
          kind: 'unknown',
        });
        expect(valueOf(await gateway.find(lost))).toMatchObject({ status: 'CAPTURED' });
      });

      it('does not know what became of a call that was lost; asking tells that it was not done', async () => {
        const request = aRequest();
        expect(await trial.during('request-lost', () => gateway.open(request))).toMatchObject({
          kind: 'unknown',
        });
        const lost = { reference: request.reference, gatewayPaymentId: null };
        expect(await gateway.find(lost)).toEqual({ kind: 'ok', value: null });
      });

      it('refunds once when the answer to the first try was lost', async () => {
        const captured = await paid();
        const reference = randomUUID();
        expect(await trial.during('answer-lost', () => refund(captured, 700, reference))).toMatchObject({
          kind: 'unknown',
        });
        expect((await found(captured)).refunds).toHaveLength(1);
        expect(valueOf(await refund(captured, 700, reference)).refunds).toHaveLength(1);
      });
    });

    describe('its book', () => {
      /** Seconds are all that some gateways keep. */
      const second = (at: Instant): Instant => instantOf(Math.floor(epochMs(at) / 1000) * 1000);
      const linesOf = async (from: Instant, to: Instant, mine: ReadonlySet<string>) => {
        const lines: GatewayBookLine[] = [];
        for (let cursor: string | null = null; ;) {
          const page: { lines: readonly GatewayBookLine[]; next: string | null } = valueOf(
            await gateway.book(from, to, cursor),
          );
          lines.push(...page.lines);
          if (page.next === null) return lines.filter((line) => mine.has(line.paymentReference ?? ''));
          cursor = page.next;
        }
      };

      it('tells all money that moved, page by page, each movement once', async () => {
        const from = second(trial.now());
        const captured = [];
        for (const minor of [10_000, 20_000, 30_000]) captured.push(await paid({ amount: inr(minor) }));
        const held = await paid({ capture: 'manual' });
        const refundReference = randomUUID();
        valueOf(await refund(captured[1]!, 5_000, refundReference));
        const to = plusMs(second(trial.now()), 1_000);
        const mine = new Set<string>([...captured, held].map(({ reference }) => reference));

        const lines = await linesOf(from, to, mine);
        expect(lines.filter(({ kind }) => kind === 'capture')).toHaveLength(3);
        expect(lines.filter(({ kind }) => kind === 'refund')).toEqual([
          expect.objectContaining({
            paymentReference: captured[1]!.reference,
            gatewayPaymentId: captured[1]!.gatewayPaymentId,
            refundReference,
            amount: inr(-5_000),
          }),
        ]);
        expect(
          sum(
            lines.map(({ amount }) => amount),
            'INR',
          ),
        ).toEqual(inr(55_000));
        for (const { at } of lines) expect(at >= from && at < to).toBe(true);
        expect(await linesOf(to, plusMs(to, HOUR_MS), mine)).toEqual([]);
        expect(await linesOf(plusMs(from, -HOUR_MS), from, mine)).toEqual([]);
      });
    });

    gatewayWebhooksContract(() => trial);
  });
}
