import type { ApiClient, Answer } from './api-client';
import { hasReached, type Board, type PlayedOrder } from './board';
import { MINUTE_MS, SECOND_MS } from './business-time';
import { list, text, whole, type JsonRecord } from './json';
import { codeOf } from './shopping';
import type { Stage } from './stage';

const LOOK_EVERY_MS = 75 * SECOND_MS;

/** Money that is only held cannot go back: so long support waits until it is collected. */
const CAPTURE_PATIENCE_MS = 10 * MINUTE_MS;

/** A delivery that failed and whose food nobody has brought back for so long is closed by staff. */
const RETURN_PATIENCE_MS = 25 * MINUTE_MS;

/** Food that a courier has had for so long will not arrive any more. */
const ON_THE_WAY_PATIENCE_MS = 90 * MINUTE_MS;

/** Those who help when something went wrong, on demand and by looking at what waits for them. */
export class SupportDesk {
  private readonly board: Board;
  /** Since when (ms) each delivery waits for staff. */
  private readonly waitingSince = new Map<string, number>();

  constructor(
    readonly client: ApiClient,
    private readonly stage: Stage,
  ) {
    this.board = stage.board;
  }

  /** Looks after what waits for staff until nobody is needed any more. */
  async work(): Promise<void> {
    while (!this.stage.over.aborted) {
      await this.lookAround();
      await this.stage.time.wait(LOOK_EVERY_MS);
    }
  }

  async hold(order: PlayedOrder): Promise<void> {
    if (await this.does(order, 'POST', 'hold', { reason: 'unusual-amount' })) order.played('held');
  }

  async clearHold(order: PlayedOrder): Promise<void> {
    await this.does(order, 'POST', 'clear-hold');
  }

  /** Takes a cancellation of the last minute back. */
  async restore(order: PlayedOrder): Promise<void> {
    const at = new Date(this.stage.time.now()).toISOString();
    const answer = await this.client.command('POST', `/staff/orders/${order.id}/restore`);
    if (answer.status === 200) {
      order.told.ended = null;
      order.played('cancelled-restored');
      this.board.hear(order.id, order.toldBeforeTheEnd, at);
    } else if (!isRefusedAsUsual(answer)) order.surprise(`restore: ${answer.status} ${codeOf(answer)}`);
  }

  /** Closes a delivery whose code is locked. */
  async deliver(order: PlayedOrder): Promise<boolean> {
    const isDone = await this.does(order, 'POST', 'deliver', { reason: 'code-locked' });
    if (isDone) this.board.hear(order.id, 'DELIVERED');
    return isDone;
  }

  async failDelivery(order: PlayedOrder, reason: string): Promise<boolean> {
    const isDone = await this.does(order, 'POST', 'fail-delivery', { reason });
    if (isDone) {
      order.told.ended = { how: 'undeliverable', keepMinor: 0 };
      this.board.hear(order.id, 'CANCELLED');
    }
    return isDone;
  }

  async confirmReturn(order: { readonly id: string }): Promise<boolean> {
    const path = `/staff/orders/${order.id}/confirm-return`;
    return (await this.client.command('POST', path)).status === 200;
  }

  /** Gives something back for an order that was delivered; `times` staff do at the same moment. */
  async refund(order: PlayedOrder, times: 1 | 2): Promise<void> {
    const body = await this.captured(order);
    if (body === null) return;
    const { random } = order.plan;
    const [line] = list(body, 'items');
    const wanted =
      random.isIn(50) && line !== undefined
        ? { lines: [{ line_id: text(line, 'line_id'), quantity: 1 }] }
        : { amount_minor: 1 + random.below(Math.min(10_000, order.told.totalMinor)) };
    const request = {
      ...wanted,
      reason: 'item-missing',
      charge_to: random.oneOf(['restaurant', 'platform']),
    };
    const path = `/payments/${text(body, 'payment_id')}/refund`;
    const answers = await Promise.all(
      Array.from({ length: times }, () => this.client.command('POST', path, request)),
    );
    for (const answer of answers) {
      if (answer.status === 202) {
        order.told.refunds.set(text(answer.body, 'refund_id'), whole(answer.body, 'amount_minor'));
      } else order.surprise(`refund: ${answer.status} ${codeOf(answer)}`);
    }
    if (order.told.refunds.size > 0) order.played(times === 1 ? 'refunded' : 'refunded-twice');
    if (order.told.refunds.size > 1) order.surprise('one refund was made twice');
  }

  /** Takes the courier off an order, so that somebody else has to be found. */
  async takeCourierOff(order: PlayedOrder): Promise<void> {
    const answer = await this.client.command('DELETE', `/staff/orders/${order.id}/courier`);
    if (answer.status === 200) order.played('courier-taken-off');
    else if (!isRefusedAsUsual(answer)) order.surprise(`unassign: ${answer.status} ${codeOf(answer)}`);
  }

  async suspendCourier(order: PlayedOrder, courierId: string): Promise<void> {
    const path = `/staff/couriers/${courierId}`;
    const answer = await this.client.command('POST', `${path}/suspend`, { reason: 'complaint' });
    if (answer.status !== 200) {
      order.surprise(`suspend: ${answer.status} ${codeOf(answer)}`);
      return;
    }
    order.played('courier-suspended');
    await this.board.until(() => order.isOver, 60 * MINUTE_MS);
    const back = await this.client.command('POST', `${path}/reinstate`);
    if (back.status !== 200) order.surprise(`reinstate: ${back.status} ${codeOf(back)}`);
  }

  /** Gives an order to somebody who is online and has nothing to do. @returns whether somebody has it now */
  async chooseCourier(orderId: string): Promise<boolean> {
    const { body } = await this.client.ask('GET', '/staff/couriers?limit=100');
    const free = list(body, 'couriers').filter(
      (courier) =>
        courier['is_online'] === true && courier['is_suspended'] === false && courier['load'] === 0,
    );
    for (const courier of free.slice(0, 5)) {
      const answer = await this.client.command('PUT', `/staff/orders/${orderId}/courier`, {
        courier_id: text(courier, 'courier_id'),
      });
      if (answer.status === 200) return true;
      if (!['COURIER_BUSY', 'COURIER_OFFLINE', 'COURIER_SUSPENDED', 'CONFLICT'].includes(codeOf(answer)))
        break;
    }
    return false;
  }

  /** Calls an order off that nobody else brings to an end, on the platform's account. */
  async callOff(order: PlayedOrder): Promise<void> {
    const request = { reason: 'end-of-the-evening', fault: 'platform' };
    const answer = await this.client.command('PUT', `/orders/${order.id}/cancel`, request);
    if (answer.status !== 200) return;
    order.told.ended = { how: 'cancelled', keepMinor: whole(answer.body, 'cancellation_fee_minor') };
    this.board.hear(order.id, 'CANCELLED');
  }

  private async lookAround(): Promise<void> {
    const { status, body } = await this.client.ask('GET', '/staff/deliveries?needs=help&limit=100');
    if (status !== 200) return;
    const deliveries = list(body, 'deliveries');
    const now = this.stage.time.now();
    for (const delivery of deliveries) {
      const id = text(delivery, 'order_id');
      const since = this.waitingSince.get(id) ?? now;
      this.waitingSince.set(id, since);
      await this.help(id, delivery, now - since);
    }
    const waiting = new Set(deliveries.map((delivery) => text(delivery, 'order_id')));
    for (const id of this.waitingSince.keys()) if (!waiting.has(id)) this.waitingSince.delete(id);
  }

  private async help(id: string, delivery: JsonRecord, waitedMs: number): Promise<void> {
    const order = this.board.get(id);
    if (delivery['ended_at'] !== null) return;
    switch (delivery['status']) {
      case 'FAILED':
      case 'RETURNING':
        // Also what was left behind by an earlier evening.
        if (order?.isBack === true || waitedMs > RETURN_PATIENCE_MS) await this.confirmReturn({ id });
        return;
      case 'SEARCHING':
      case 'OFFERED':
        if (waitedMs > 2 * MINUTE_MS) await this.chooseCourier(id);
        return;
      default:
        if (order === undefined || waitedMs < ON_THE_WAY_PATIENCE_MS) return;
        if (hasReached(order.told.status, 'PICKED_UP')) await this.failDelivery(order, 'courier-vanished');
    }
  }

  private async does(order: PlayedOrder, method: string, what: string, body?: unknown): Promise<boolean> {
    const answer = await this.client.command(method, `/staff/orders/${order.id}/${what}`, body);
    if (answer.status === 200) return true;
    if (!isRefusedAsUsual(answer)) order.surprise(`${what}: ${answer.status} ${codeOf(answer)}`);
    return false;
  }

  /** The order, once its money is collected; null when that takes long. */
  private async captured({ id }: PlayedOrder): Promise<JsonRecord | null> {
    const giveUpAt = this.stage.time.now() + CAPTURE_PATIENCE_MS;
    for (;;) {
      const { status, body } = await this.client.ask('GET', `/orders/${id}`);
      if (status === 200 && body['payment_status'] === 'CAPTURED') return body;
      if (this.stage.time.now() > giveUpAt) return null;
      await this.stage.time.wait(20 * SECOND_MS);
    }
  }
}

/** Others were faster: the order is not any more what somebody thought it was. */
export const isRefusedAsUsual = (answer: Answer): boolean =>
  answer.status === 409 &&
  ['NOT_ALLOWED_NOW', 'CANCELLATION_NOT_ALLOWED', 'CONFLICT'].includes(codeOf(answer));
