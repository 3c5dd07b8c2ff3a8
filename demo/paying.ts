import type { PlayedOrder } from './board';
import { MINUTE_MS, SECOND_MS, type BusinessTime } from './business-time';
import { exchange } from './http-exchange';
import { text, whole } from './json';
import type { Method } from './order-plan';
import type { SeededRandom } from './seeded-random';
import { codeOf } from './shopping';

type AtTheGateway = 'pay' | 'decline' | 'pay-late' | 'abandon';

/** A page where one attempt is paid. */
interface PayPage {
  readonly paymentId: string;
  readonly url: string;
}

/** So often somebody pays anew whose bank has declined. */
const ATTEMPTS = 4;

/** How long somebody asks for the page of a gateway that is down, and looks whether a payment went through. */
const PAGE_PATIENCE_MS = 8 * MINUTE_MS;
const RESULT_PATIENCE_MS = 4 * MINUTE_MS;
const LOOK_EVERY_MS = 20 * SECOND_MS;

/** Of 100 payers, so many come back from the gateway's page; the others close it. */
const COME_BACK_PERCENT = 70;

/** Somebody pays for an order on the gateway's page, as its quirk has it. */
export class Paying {
  private readonly random: SeededRandom;

  constructor(
    private readonly order: PlayedOrder,
    private readonly time: BusinessTime,
  ) {
    this.random = order.plan.drawsFor('paying');
  }

  async run(): Promise<void> {
    const { order } = this;
    const { method } = order.plan;
    const { random } = this;
    await this.time.wait(random.between(5, 30) * SECOND_MS);
    if (order.take('never-paid')) return this.leave('never-paid');
    if (order.take('paid-late')) {
      const page = await this.page(method);
      if (page !== null && (await this.act(page, 'pay-late'))) order.played('paid-late');
      return;
    }
    if (order.take('paid-on-second-thought')) {
      const page = await this.page(method);
      if (page !== null && (await this.act(page, 'abandon'))) order.played('paid-on-second-thought');
      await this.time.wait(random.between(2, 5) * MINUTE_MS);
    }
    if (order.take('payment-declined')) {
      const page = await this.page(method);
      if (page !== null && (await this.act(page, 'decline'))) order.played('payment-declined');
      await this.time.wait(random.between(20, 60) * SECOND_MS);
    }
    const older = order.isDue('two-payment-pages') ? await this.page(method) : null;
    await this.payUntilDone(older);
  }

  private async payUntilDone(older: PayPage | null): Promise<void> {
    const { order } = this;
    const { random } = this;
    let { method } = order.plan;
    for (let attempt = 1; attempt <= ATTEMPTS && !order.isOver; attempt += 1) {
      if (attempt > 1 || older !== null) method = anotherThan(method);
      const page = await this.page(method);
      if (page === null) return;
      await this.time.wait(random.between(10, 50) * SECOND_MS);
      if (older !== null && attempt === 1) {
        // The page of before is still open in another tab.
        await this.act(older, 'pay');
        order.played('two-payment-pages');
      }
      await this.act(page, 'pay');
      if (await this.isSettled(page)) return;
      await this.time.wait(random.between(10, 40) * SECOND_MS);
    }
  }

  /** Looks at the page, and goes. */
  private async leave(quirk: 'never-paid'): Promise<void> {
    const page = this.random.isIn(50) ? await this.page(this.order.plan.method) : null;
    if (page !== null) await this.act(page, 'abandon');
    this.order.played(quirk);
  }

  /** The gateway's page; null when there is nothing to pay any more, or the gateway does not answer for long. */
  private async page(method: Method): Promise<PayPage | null> {
    const { order } = this;
    const { customer, told } = order;
    const giveUpAt = this.time.now() + PAGE_PATIENCE_MS;
    while (this.time.now() < giveUpAt) {
      const answer = await customer.command('POST', '/payments/initiate', { order_id: order.id, method });
      const { status, body } = answer;
      if (status === 200) {
        if (whole(body, 'amount_minor') !== told.totalMinor) order.surprise('another amount is asked for');
        const url = body['gateway_url'];
        if (typeof url === 'string') return { paymentId: text(body, 'payment_id'), url };
      } else if (codeOf(answer) !== 'PAYMENT_GATEWAY_UNAVAILABLE') {
        const isUsual = ['ALREADY_PAID', 'PAYMENT_NOT_POSSIBLE'].includes(codeOf(answer));
        if (!isUsual) order.surprise(`initiate: ${status} ${codeOf(answer)}`);
        return null;
      }
      await this.time.wait(10 * SECOND_MS);
    }
    return null;
  }

  /** What the payer does there. @returns whether the gateway went along */
  private async act({ url }: PayPage, outcome: AtTheGateway): Promise<boolean> {
    const answer = await exchange(new URL(url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome }),
    });
    return answer?.status === 303;
  }

  /** Whether somebody who has paid need not do anything more: it went through, or nobody knows. */
  private async isSettled({ paymentId }: PayPage): Promise<boolean> {
    const { order, time } = this;
    const { customer } = order;
    if (this.random.isIn(COME_BACK_PERCENT)) await customer.ask('GET', `/payments/${paymentId}/return`);
    const giveUpAt = time.now() + RESULT_PATIENCE_MS;
    while (order.told.status === 'PENDING' && time.now() < giveUpAt) {
      const { status, body } = await customer.ask('GET', `/payments/${paymentId}/status`);
      if (status === 200 && ['FAILED', 'VOIDED'].includes(text(body, 'status'))) return false;
      if (status === 200 && ['CAPTURED', 'AUTHORIZED'].includes(text(body, 'status'))) return true;
      await time.wait(LOOK_EVERY_MS);
    }
    return true;
  }
}

function anotherThan(method: Method): Method {
  return method === 'UPI' ? 'CARD' : 'UPI';
}
