import type { PaymentId } from '../../src/domain/kernel/ids';
import { money, type Money } from '../../src/domain/kernel/money';
import type { GatewayPayment, GatewayStatus } from '../../src/domain/payment/gateway-payment';
import type { CaptureMode, OnlineMethod } from '../../src/domain/payment/payment-messages';
import {
  PaymentGateway,
  type GatewayAnswer,
  type PaymentReference,
  type PaymentRequest,
  type ReadWebhook,
  type RefundRequest,
} from '../../src/application/ports/payment-gateway';

export type Call = 'find' | 'open' | 'capture' | 'void' | 'refund';

/** What goes wrong with a call. Of `lost-request` and `lost-answer` the caller learns nothing. */
export type Trouble = 'unavailable' | 'lost-request' | 'lost-answer' | 'refused';

/** A gateway that does as it is told, except where the script has trouble for it. It takes down what it is asked. */
export class ScriptedGateway extends PaymentGateway {
  readonly name = 'sandbox';
  readonly methods = new Map<OnlineMethod, CaptureMode>([
    ['CARD', 'manual'],
    ['UPI', 'automatic'],
  ]);
  readonly asked: Call[] = [];
  /** What it has, by reference. */
  readonly payments = new Map<PaymentId, GatewayPayment>();
  /** Done between a call and its answer. */
  meanwhile: (call: Call) => Promise<void> = () => Promise.resolve();
  private troubles: (readonly [Call, Trouble])[] = [];

  /** The next call of that kind meets it. */
  expect(call: Call, trouble: Trouble): void {
    this.troubles.push([call, trouble]);
  }

  /** No trouble any more. */
  forget(): void {
    this.troubles = [];
  }

  /** What becomes of a payment at the gateway itself. */
  become(reference: PaymentId, status: GatewayStatus, amount?: Money): void {
    this.change(reference, (held) => ({ ...held, status, amount: amount ?? held.amount }));
  }

  endRefunds(reference: PaymentId, status: 'SETTLED' | 'FAILED'): void {
    this.change(reference, (held) => ({
      ...held,
      refunds: held.refunds.map((one) => (one.status === 'PENDING' ? { ...one, status } : one)),
    }));
  }

  open({ reference, amount }: PaymentRequest): Promise<GatewayAnswer<GatewayPayment>> {
    return this.answer('open', reference, () => {
      if (this.payments.has(reference)) return;
      this.payments.set(reference, {
        reference,
        gatewayPaymentId: `gw of ${reference}`,
        status: 'OPEN',
        amount,
        url: `https://gateway.example/${reference}`,
        failure: null,
        refunds: [],
        chargebacks: [],
      });
    });
  }

  async find({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment | null>> {
    const answer = await this.answer('find', reference, () => undefined);
    return answer.kind === 'refused' && answer.code === 'none' ? { kind: 'ok', value: null } : answer;
  }

  capture({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment>> {
    return this.answer('capture', reference, () => this.move(reference, ['AUTHORIZED'], 'CAPTURED'));
  }

  void({ reference }: PaymentReference): Promise<GatewayAnswer<GatewayPayment>> {
    return this.answer('void', reference, () => this.move(reference, ['OPEN', 'AUTHORIZED'], 'CANCELLED'));
  }

  refund({ payment, reference, amount }: RefundRequest): Promise<GatewayAnswer<GatewayPayment>> {
    return this.answer('refund', payment.reference, () =>
      this.change(payment.reference, (held) => {
        if (held.refunds.some((refund) => refund.reference === reference)) return held;
        const gatewayRefundId = `re-${held.refunds.length + 1}`;
        const refund = { reference, gatewayRefundId, amount, status: 'PENDING' } as const;
        return { ...held, refunds: [...held.refunds, refund] };
      }),
    );
  }

  book(): Promise<never> {
    return Promise.reject(new Error('nobody asks for its book here'));
  }

  readWebhook(): ReadWebhook {
    return { ok: false, reason: 'signature-missing' };
  }

  private move(reference: PaymentId, from: readonly GatewayStatus[], to: GatewayStatus): void {
    const held = this.payments.get(reference);
    if (held !== undefined && from.includes(held.status)) this.become(reference, to);
  }

  private change(reference: PaymentId, change: (held: GatewayPayment) => GatewayPayment): void {
    const held = this.payments.get(reference);
    if (held !== undefined) this.payments.set(reference, change(held));
  }

  private async answer(
    call: Call,
    reference: PaymentId,
    act: () => void,
  ): Promise<GatewayAnswer<GatewayPayment>> {
    this.asked.push(call);
    const index = this.troubles.findIndex(([troubled]) => troubled === call);
    const trouble = index < 0 ? undefined : this.troubles.splice(index, 1)[0]?.[1];
    if (trouble === undefined || trouble === 'lost-answer') act();
    const payment = this.payments.get(reference);
    await this.meanwhile(call);
    switch (trouble) {
      case 'unavailable':
        return { kind: 'unavailable', cause: 'no-route' };
      case 'lost-request':
      case 'lost-answer':
        return { kind: 'unknown', cause: 'timeout' };
      case 'refused':
        return { kind: 'refused', code: 'will-not' };
      case undefined:
        return payment === undefined ? { kind: 'refused', code: 'none' } : { kind: 'ok', value: payment };
    }
  }
}

export const inr = (minor: number): Money => money(minor, 'INR');
