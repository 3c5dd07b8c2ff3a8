import type { ApiClient } from './api-client';
import type { PlayedOrder } from './board';
import { MINUTE_MS, SECOND_MS } from './business-time';
import { readStream } from './event-stream';
import { list, record, text, textOrNull, type JsonRecord } from './json';
import { SeededRandom } from './seeded-random';
import { codeOf } from './shopping';
import type { Stage } from './stage';
import { isRefusedAsUsual } from './support-desk';

/** Food that came back is not noticed at once. */
const NOTICES_WITHIN_MS = 4 * MINUTE_MS;

/** How long food that could not be delivered may take to come back. */
const RETURN_PATIENCE_MS = 60 * MINUTE_MS;

/** The kitchens of one owner: they see every order on one screen, and cook. */
export class Kitchen {
  /** How each order stood when the screen showed it last. */
  private readonly shown = new Map<string, JsonRecord>();
  private readonly cooking = new Set<string>();
  private readonly returning = new Set<string>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly client: ApiClient,
    private readonly stage: Stage,
    private readonly surprise: (what: string) => void,
  ) {}

  /** Until nobody is needed any more. */
  async work(): Promise<void> {
    const feed = (): string => '/restaurant/feed';
    await readStream(this.client, feed, ({ name, data }) => this.see(name, data), this.stage.over);
    await Promise.all(this.underWay);
  }

  private see(name: string, data: JsonRecord): void {
    if (name === 'snapshot') for (const order of list(data, 'orders')) this.show(order);
    else if (name === 'order') {
      this.stage.time.noteHeard(text(data, 'at'));
      this.show(record(data['order']));
    }
  }

  private show(order: JsonRecord): void {
    const id = text(order, 'order_id');
    const status = text(order, 'status');
    this.shown.set(id, order);
    const played = this.stage.board.get(id);
    if (played !== undefined) {
      played.pickupCode = textOrNull(order, 'pickup_code') ?? played.pickupCode;
      played.courierId = textOrNull(order, 'delivery_partner_id');
      this.stage.board.hear(id, status, text(order, 'updated_at'));
    }
    if (['CONFIRMED', 'PREPARING'].includes(status) && !this.cooking.has(id)) {
      this.cooking.add(id);
      this.begin(id, () => this.cook(id).finally(() => this.cooking.delete(id)));
    }
    if (order['delivery_status'] === 'FAILED' || order['delivery_status'] === 'RETURNING') {
      if (this.returning.has(id)) return;
      this.returning.add(id);
      this.begin(id, () => this.takeBack(id));
    }
  }

  private begin(id: string, work: () => Promise<void>): void {
    const doing: Promise<void> = work()
      .catch((error: unknown) => this.surprise(`kitchen, ${id}: ${String(error)}`))
      .finally(() => this.underWay.delete(doing));
    this.underWay.add(doing);
  }

  private statusOf(id: string): string {
    return text(this.shown.get(id) ?? {}, 'status');
  }

  private async cook(id: string): Promise<void> {
    const { time } = this.stage;
    // Whoever has ordered knows the number of the order a moment after the kitchen.
    await time.wait(10 * SECOND_MS);
    const order = this.stage.board.get(id);
    const random = order?.plan.drawsFor('kitchen') ?? SeededRandom.of(this.stage.seed, id);
    const prepMinutes = random.between(8, 22);
    if (this.statusOf(id) === 'CONFIRMED') {
      await time.wait(random.between(5, 80) * SECOND_MS);
      if (this.statusOf(id) === 'CONFIRMED' && !(await this.answer(id, order, prepMinutes, random))) return;
    }
    if (order?.take('delayed') === true) await this.delay(id, order, prepMinutes + random.between(5, 15));
    const isOverdue = order?.take('overdue') ?? false;
    const share = isOverdue ? random.between(150, 190) : random.between(70, 105);
    await time.wait((prepMinutes * MINUTE_MS * share) / 100);
    if (this.statusOf(id) !== 'PREPARING') return;
    if ((await this.command(id, order, 'ready')) && isOverdue) order?.played('overdue');
  }

  /** @returns whether it is being cooked now */
  private async answer(
    id: string,
    order: PlayedOrder | undefined,
    prepMinutes: number,
    random: SeededRandom,
  ): Promise<boolean> {
    if (order?.take('unanswered') === true) {
      order.played('unanswered');
      return false;
    }
    if (order?.take('rejected') === true) {
      await this.reject(id, order, 'rejected', { reason: random.oneOf(['kitchen-closing', 'too-busy']) });
      return false;
    }
    if (order?.take('out-of-stock') === true) {
      const [line] = list(this.shown.get(id) ?? {}, 'items');
      const items = line === undefined ? [] : [text(line, 'item_id')];
      await this.reject(id, order, 'out-of-stock', { reason: 'items-unavailable', item_ids: items });
      return false;
    }
    if (order?.take('paused') === true) await this.pause(id, order);
    if (order?.take('started-later') === true) {
      const body = { prep_minutes: prepMinutes, start_now: false };
      if (!(await this.command(id, order, 'accept', body))) return false;
      await this.stage.time.wait(random.between(1, 3) * MINUTE_MS);
      const isStarted = await this.command(id, order, 'start');
      if (isStarted) order.played('started-later');
      return isStarted;
    }
    return this.command(id, order, 'accept', { prep_minutes: prepMinutes });
  }

  private async reject(
    id: string,
    order: PlayedOrder,
    quirk: 'rejected' | 'out-of-stock',
    body: unknown,
  ): Promise<void> {
    if (!(await this.command(id, order, 'reject', body))) return;
    order.told.ended = { how: 'rejected', keepMinor: 0 };
    order.played(quirk);
    this.stage.board.hear(id, 'CANCELLED');
  }

  private async delay(id: string, order: PlayedOrder, minutes: number): Promise<void> {
    await this.stage.time.wait(2 * MINUTE_MS);
    if (this.statusOf(id) !== 'PREPARING') return;
    if (await this.command(id, order, 'delay', { minutes, reason: 'kitchen-busy' })) order.played('delayed');
  }

  /** Takes a breath: nobody can order for a while. What was ordered is cooked. */
  private async pause(id: string, order: PlayedOrder): Promise<void> {
    const restaurant = text(this.shown.get(id) ?? {}, 'restaurant_id');
    const body = { minutes: 10, reason: 'kitchen-busy' };
    const paused = await this.client.command('POST', `/restaurant/${restaurant}/pause`, body);
    if (paused.status !== 200) {
      order.surprise(`pause: ${paused.status} ${codeOf(paused)}`);
      return;
    }
    order.played('paused');
    await this.stage.time.wait(3 * MINUTE_MS);
    const resumed = await this.client.command('POST', `/restaurant/${restaurant}/resume`);
    if (resumed.status !== 200) order.surprise(`resume: ${resumed.status} ${codeOf(resumed)}`);
  }

  private async takeBack(id: string): Promise<void> {
    const order = this.stage.board.get(id);
    // What nobody brings back to a kitchen is for support to close.
    if (order === undefined || order.plan.quirk === 'failed-by-staff') return;
    if (!(await this.stage.board.until(() => order.isBack, RETURN_PATIENCE_MS))) return;
    await this.stage.time.wait(order.plan.drawsFor('return').below(NOTICES_WITHIN_MS));
    await this.command(id, order, 'returned');
  }

  private async command(
    id: string,
    order: PlayedOrder | undefined,
    what: string,
    body?: unknown,
  ): Promise<boolean> {
    const answer = await this.client.command('POST', `/restaurant/orders/${id}/${what}`, body);
    if (answer.status === 200) return true;
    if (!isRefusedAsUsual(answer)) {
      const surprise = `${what}: ${answer.status} ${codeOf(answer)}`;
      if (order === undefined) this.surprise(surprise);
      else order.surprise(surprise);
    }
    return false;
  }
}
