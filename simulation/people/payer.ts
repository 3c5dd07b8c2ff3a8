import { InitiatePayment } from '../../src/application/payments/initiate-payment';
import { paymentIdFor } from '../../src/application/deterministic-ids';
import type { PaymentId } from '../../src/domain/kernel/ids';
import type { OnlineMethod } from '../../src/domain/payment/payment-messages';
import type { City } from '../world/city';
import type { Cast } from './cast';
import { Person } from './person';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const METHODS: readonly [OnlineMethod, OnlineMethod, OnlineMethod] = ['UPI', 'CARD', 'WALLET'];

const WAYS_TO_PAY = [
  ...(['pay', 'pay', 'pay', 'pay', 'decline', 'pay-late', 'abandon'] as const),
  ...(['twice', 'twice', 'in doubt', 'in doubt'] as const),
] as const;

/** Whoever pays for an order online, and their bank. */
export class Payer extends Person {
  constructor(
    city: City,
    private readonly cast: Cast,
  ) {
    super(city, { id: cast.customerId, role: 'customer' }, `payer of ${cast.orderId}`);
  }

  async pays(): Promise<void> {
    const { city, draws } = this;
    await this.wait(draws.around(30 * SECOND), 'looks for the pay page');
    const attempts = draws.pick([0, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    for (let n = 0; n < attempts; n += 1) {
      const method = n === 0 || draws.chance(250) ? null : draws.pick(METHODS);
      const page = await this.openPage(method);
      if (page === null) return;
      const isLast = n === attempts - 1;
      const wants = draws.pick(WAYS_TO_PAY);
      city.world.counts.add(`customer: ${wants}`);
      await this.wait(draws.around(2 * MINUTE), 'types');
      if (wants === 'twice' || wants === 'in doubt') {
        // The first page stays open, or its bank has not answered, while another attempt is begun and paid.
        if (wants === 'in doubt') this.pay(page, 'pay-late');
        const other = this.openPage(draws.pick(METHODS));
        await this.wait(draws.below(5 * SECOND), 'is impatient');
        if (wants === 'twice') this.pay(page, 'pay');
        const second = await other;
        if (second !== null) this.pay(second, 'pay');
      } else {
        this.pay(page, wants);
      }
      if (wants === 'pay' && !draws.chance(400)) return;
      if (!isLast) await this.wait(draws.around(3 * MINUTE), 'tries again');
    }
  }

  /** The bank takes money back, and may give it back again. */
  async disputes(): Promise<void> {
    const { city, draws, cast } = this;
    await this.wait(draws.around(draws.pick([HOUR, DAY])), 'calls the bank');
    const paymentId = paymentIdFor(cast.orderId, draws.between(1, 2));
    const { gateway, counts } = city.world;
    const captured = gateway.truth.find(paymentId);
    const amountMinor = draws.chance(500) ? null : Math.max(1, Math.floor((captured?.amountMinor ?? 1) / 3));
    if (!gateway.chargeback(paymentId, { status: 'OPEN', amountMinor, reason: 'fraud' })) return;
    counts.add('bank: chargeback opened');
    await this.wait(draws.around(DAY), 'hears from the bank');
    const status = draws.pick(['WON', 'LOST', 'OPEN']);
    if (status === 'OPEN') return;
    gateway.chargeback(paymentId, { status });
    counts.add(`bank: chargeback ${status}`);
  }

  private pay(page: PaymentId, how: 'pay' | 'decline' | 'pay-late' | 'abandon'): void {
    const { gateway, counts } = this.city.world;
    counts.add(`page: ${how} ${gateway.pay(page, how) ? 'taken' : 'too late'}`);
  }

  /** The reference of the payment whose page the customer is sent to; null when there is none. */
  private async openPage(method: OnlineMethod | null): Promise<PaymentId | null> {
    const { city, cast, draws } = this;
    const { world } = city;
    const total = world.audit.orders.get(cast.orderId)?.bill.totalMinor ?? null;
    const asserted = { minor: draws.chance(500) ? total : null, decimal: null };
    for (let tries = 0; tries < 6; tries += 1) {
      const request = `InitiatePayment ${cast.orderId} ${city.nextRequest()}`;
      const outcome = await world.ask(request, ({ handlers }) =>
        handlers.initiate.execute(
          new InitiatePayment(cast.orderId, method, asserted, world.contextOf(this.actor, request)),
        ),
      );
      if (outcome === null || outcome.kind !== 'done') {
        world.counts.add(`customer: ${outcome?.kind === 'rejected' ? outcome.rejection.code : 'no page'}`);
        return null;
      }
      const { url } = outcome.payment;
      if (url !== null) return url.slice(url.indexOf('page-') + 'page-'.length) as PaymentId;
      await this.wait(draws.between(5 * SECOND, 40 * SECOND), 'waits for the pay page');
    }
    return null;
  }
}
