import type { Answer } from './api-client';
import { hasReached, type PlayedOrder } from './board';
import { MINUTE_MS, SECOND_MS } from './business-time';
import type { Customer, Customers } from './customers';
import type { ToldOrder } from './driver-log';
import { Following } from './following';
import { text, whole } from './json';
import type { OrderPlan } from './order-plan';
import { Paying } from './paying';
import type { Quirk } from './quirks';
import { codeOf, Shopping } from './shopping';
import type { Stage } from './stage';
import { isRefusedAsUsual, type SupportDesk } from './support-desk';

/** So often somebody orders anew whose order was refused: prices change, dishes sell out, kitchens close. */
const TRIES = 6;
const REFUSED_AS_USUAL = [
  ...['PRICE_CHANGED', 'RESTAURANT_CLOSED', 'ITEMS_UNAVAILABLE', 'ITEM_NOT_ORDERABLE', 'MINIMUM_NOT_REACHED'],
  ...['OUT_OF_DELIVERY_RANGE', 'CART_EMPTY', 'CONFLICT'],
];

/** No order takes longer than that to get from one of its stages to the next. */
const STAGE_PATIENCE_MS = 60 * MINUTE_MS;

/** One order as its customer lives through it: from hunger to stars. */
export class Visit {
  constructor(
    private readonly plan: OrderPlan,
    private readonly customers: Customers,
    private readonly support: SupportDesk,
    private readonly stage: Stage,
  ) {}

  /** @throws when nothing could be ordered, or the server does not come back */
  async run(): Promise<void> {
    const customer = await this.customers.get(this.plan.customer);
    const order = await this.customers.withCart(this.plan.customer, () => this.order(customer));
    const following = new Following(order, this.stage, () => void this.choose(order)).run();
    await Promise.all([following, this.live(order)]);
    if (order.told.status === 'DELIVERED') await this.afterwards(order);
  }

  private async live(order: PlayedOrder): Promise<void> {
    if (order.isDue('held') && order.take('held')) await this.support.hold(order);
    const paying = order.plan.method === 'COD' ? Promise.resolve() : new Paying(order, this.stage.time).run();
    const held = this.plan.quirk === 'held' ? this.clearHoldLater(order) : Promise.resolve();
    await Promise.all([paying, held, this.changeOfMind(order), this.help(order)]);
  }

  private async clearHoldLater(order: PlayedOrder): Promise<void> {
    await this.stage.time.wait(this.plan.random.between(2, 5) * MINUTE_MS);
    await this.support.clearHold(order);
  }

  private async order({ client, home }: Customer): Promise<PlayedOrder> {
    const { plan, stage } = this;
    const { random, quirk } = plan;
    const surprises: string[] = [];
    const shopping = new Shopping(client, home, random, stage.time, (what) => void surprises.push(what));
    for (let tries = 1; ; tries += 1) {
      const cart = await shopping.fill({
        editsCart: quirk === 'cart-edited',
        beginsElsewhere: quirk === 'another-restaurant-first' && tries === 1,
      });
      const request = {
        cart_id: cart.cartId,
        address_id: cart.addressId,
        payment_method: plan.method,
        quote_hash: cart.quoteHash,
        ...(random.isIn(20) ? { delivery_instructions: 'Ring twice, please' } : {}),
      };
      const key = client.traffic.freshKey();
      const taps = quirk === 'ordered-twice' ? 2 : 1;
      const answers = await Promise.all(
        Array.from({ length: taps }, () => client.ask('POST', '/orders', request, { key })),
      );
      const placed = answers.find(({ status }) => status === 202);
      if (placed !== undefined) return this.note(placed, answers, client, surprises);
      const why = answers.map(codeOf).join(', ');
      if (!REFUSED_AS_USUAL.includes(why) || tries === TRIES) {
        throw new Error(`order ${plan.n} was refused: ${answers[0]?.status ?? 0} ${why}`);
      }
    }
  }

  private note(
    { body }: Answer,
    answers: readonly Answer[],
    client: Customer['client'],
    surprises: string[],
  ): PlayedOrder {
    const told: ToldOrder = {
      orderId: text(body, 'order_id'),
      method: this.plan.method,
      totalMinor: whole(body, 'total_amount_minor'),
      story: this.plan.quirk ?? 'as it should be',
      status: text(body, 'status'),
      ended: null,
      refunds: new Map(),
      cashMinor: null,
      surprises,
    };
    const order = this.stage.board.add(this.plan, told, client);
    for (const answer of answers) {
      const isSame = answer.status === 202 && answer.body['order_id'] === order.id;
      if (!isSame) order.surprise(`the same order sent twice: ${answer.status} ${codeOf(answer)}`);
    }
    const { quirk } = this.plan;
    const ofTheCart: readonly (Quirk | null)[] = ['cart-edited', 'another-restaurant-first', 'ordered-twice'];
    if (quirk !== null && ofTheCart.includes(quirk)) order.played(quirk);
    return order;
  }

  /** Calls the order off when its quirk says so. */
  private async changeOfMind(order: PlayedOrder): Promise<void> {
    const { random, quirk } = this.plan;
    const soon = () => this.stage.time.wait(random.between(5, 60) * SECOND_MS);
    switch (quirk) {
      case 'cancelled-unpaid':
        if (order.told.status === 'PENDING') await this.cancel(order, quirk);
        return;
      case 'cancelled-confirmed':
        if (await this.reaches(order, 'CONFIRMED')) await this.cancel(order, quirk);
        return;
      case 'cancelled-cooking':
        if (!(await this.reaches(order, 'PREPARING'))) return;
        await soon();
        return this.cancel(order, quirk);
      case 'cancelled-ready':
        if (await this.reaches(order, 'READY')) await this.cancel(order, quirk);
        return;
      case 'cancelled-too-late':
        if (!(await this.reaches(order, 'PICKED_UP'))) return;
        return this.cancelTooLate(order);
      case 'cancelled-restored': {
        if (!(await this.reaches(order, random.oneOf(['CONFIRMED', 'PREPARING'])))) return;
        order.take(quirk);
        if (!(await this.cancelled(order))) return;
        await this.stage.time.wait(random.between(5, 15) * SECOND_MS);
        return this.support.restore(order);
      }
      default:
    }
  }

  private async cancel(order: PlayedOrder, quirk: Quirk): Promise<void> {
    if (order.take(quirk) && (await this.cancelled(order))) order.played(quirk);
  }

  private async cancelled(order: PlayedOrder): Promise<boolean> {
    const reason = this.plan.random.oneOf(['changed-my-mind', 'ordered-by-mistake', 'takes-too-long']);
    const answer = await order.customer.command('PUT', `/orders/${order.id}/cancel`, { reason });
    if (answer.status === 200) {
      order.told.ended = { how: 'cancelled', keepMinor: whole(answer.body, 'cancellation_fee_minor') };
      this.stage.board.hear(order.id, 'CANCELLED');
      return true;
    }
    if (!isRefusedAsUsual(answer)) order.surprise(`cancel: ${answer.status} ${codeOf(answer)}`);
    return false;
  }

  private async cancelTooLate(order: PlayedOrder): Promise<void> {
    order.take('cancelled-too-late');
    const answer = await order.customer.command('PUT', `/orders/${order.id}/cancel`, {});
    if (codeOf(answer) === 'CANCELLATION_NOT_ALLOWED') order.played('cancelled-too-late');
    else order.surprise(`cancelling what was picked up: ${answer.status} ${codeOf(answer)}`);
  }

  /** What staff do about this order while it is under way. */
  private async help(order: PlayedOrder): Promise<void> {
    const { board } = this.stage;
    switch (this.plan.quirk) {
      case 'courier-chosen':
        if (!(await this.reaches(order, 'PREPARING')) || !order.take('courier-chosen')) return;
        for (let tries = 0; tries < 10 && order.courierId === null && !order.isOver; tries += 1) {
          if (await this.support.chooseCourier(order.id)) {
            order.played('courier-chosen');
            return;
          }
          await this.stage.time.wait(30 * SECOND_MS);
        }
        return;
      case 'courier-taken-off':
        if (!(await this.getsCourier(order)) || hasReached(order.told.status, 'PICKED_UP')) return;
        order.take('courier-taken-off');
        return this.support.takeCourierOff(order);
      case 'courier-suspended':
        if (!(await this.getsCourier(order)) || order.courierId === null) return;
        order.take('courier-suspended');
        return this.support.suspendCourier(order, order.courierId);
      case 'failed-by-staff':
        if (!(await this.reaches(order, 'PICKED_UP')) || !order.take('failed-by-staff')) return;
        if (!(await this.support.failDelivery(order, 'courier-vanished'))) return;
        order.played('failed-by-staff');
        await board.until(() => order.isBack, 20 * MINUTE_MS);
        await this.support.confirmReturn(order);
        return;
      default:
    }
  }

  /** Nobody is found to bring it: some wait on, some call it off. */
  private async choose(order: PlayedOrder): Promise<void> {
    if (this.plan.random.isIn(70)) {
      const answer = await order.customer.command('POST', `/orders/${order.id}/wait`);
      if (answer.status !== 200 && !isRefusedAsUsual(answer)) {
        order.surprise(`wait: ${answer.status} ${codeOf(answer)}`);
      }
    } else await this.cancelled(order);
  }

  /** Stars, a cart filled again, money back. */
  private async afterwards(order: PlayedOrder): Promise<void> {
    const { random, isRated } = this.plan;
    const { customer } = order;
    if (order.isDue('refunded')) await this.support.refund(order, 1);
    if (order.isDue('refunded-twice')) await this.support.refund(order, 2);
    await this.stage.time.wait(random.between(1, 10) * MINUTE_MS);
    if (isRated) {
      const review = {
        order_id: order.id,
        restaurant_rating: random.between(2, 5),
        food_quality: random.between(2, 5),
        delivery_rating: random.between(3, 5),
        dish_tags: random.isIn(50) ? [random.oneOf(['crisp', 'well spiced', 'ತಾಜಾ', 'घर जैसा'])] : [],
        ...(random.isIn(50) ? { review_text: random.oneOf(REVIEWS) } : {}),
      };
      const answer = await customer.command('POST', '/ratings', review);
      if (![200, 201].includes(answer.status)) order.surprise(`rating: ${answer.status} ${codeOf(answer)}`);
    }
    if (!order.isDue('filled-cart-again')) return;
    await this.customers.withCart(this.plan.customer, async () => {
      const answer = await customer.command('POST', `/orders/${order.id}/reorder`, { replace: true });
      const isUsual = [200, 201].includes(answer.status) || codeOf(answer) === 'ITEMS_UNAVAILABLE';
      if (isUsual) order.played('filled-cart-again');
      else order.surprise(`reorder: ${answer.status} ${codeOf(answer)}`);
    });
  }

  private reaches(order: PlayedOrder, status: string): Promise<boolean> {
    return this.untilSo(order, () => hasReached(order.told.status, status));
  }

  private getsCourier(order: PlayedOrder): Promise<boolean> {
    return this.untilSo(order, () => order.courierId !== null);
  }

  /** @returns whether it came to that before the order was over */
  private async untilSo(order: PlayedOrder, isSo: () => boolean): Promise<boolean> {
    await this.stage.board.until(() => isSo() || order.isOver, STAGE_PATIENCE_MS);
    return isSo() && !order.isOver;
  }
}

const REVIEWS = [
  'As at home.',
  'Came hot, and before it was promised.',
  'ತುಂಬಾ ಚೆನ್ನಾಗಿತ್ತು!',
  'बहुत स्वादिष्ट था।',
  'மிகவும் சுவையாக இருந்தது.',
  'A little salty this time.',
];
