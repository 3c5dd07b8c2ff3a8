import type { Answer } from './api-client';
import type { PlayedOrder } from './board';
import { MINUTE_MS, SECOND_MS } from './business-time';
import { textOrNull } from './json';
import type { Quirk } from './quirks';
import { otherThan, type Rider } from './rider';
import { codeOf } from './shopping';
import type { Place } from './stage';
import { isRefusedAsUsual } from './support-desk';

/** After so many wrong codes it is locked. */
const WRONG_CODES = 5;
const DOOR_WAIT_MS = 9 * MINUTE_MS;

/** A command that needs the delivery to know of the handover is repeated so often. */
const TRIES = 30;

/** A picture of one point, for a camera that sees no more. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** Quirks that end at the door, with the reasons that the courier gives. */
const FAILURES = [
  ['customer-unreachable', 'customer-unreachable'],
  ['customer-refused', 'customer-refused'],
  ['courier-accident', 'courier-accident'],
] as const satisfies readonly (readonly [Quirk, string])[];

/** The last minutes of a delivery: the code, the cash, and what comes between. */
export class AtTheDoor {
  constructor(
    private readonly order: PlayedOrder,
    private readonly rider: Rider,
    private readonly restaurant: Place,
  ) {}

  async run(): Promise<void> {
    const { order, rider } = this;
    const isHere = await this.insist(() => this.tell('POST', 'arrived', { where: 'customer' }), 'arrived');
    if (!isHere) return;
    await rider.stage.time.wait(rider.random.between(20, 90) * SECOND_MS);
    for (const [quirk, reason] of FAILURES) if (order.take(quirk)) return this.fail(quirk, reason);
    if (order.take('cash-short')) await this.takeLess();
    const code = await this.askCustomer();
    if (code === null) return;
    if (order.take('wrong-code')) await this.sayWrong(code, 1, 'wrong-code');
    if (order.take('code-locked-picture')) {
      await this.sayWrong(code, WRONG_CODES, 'code-locked-picture');
      return this.showPicture();
    }
    if (order.take('code-locked-staff')) {
      await this.sayWrong(code, WRONG_CODES, 'code-locked-staff');
      await rider.support.deliver(order);
      return;
    }
    if (await this.insist(() => this.tell('PUT', 'status', { status: 'DELIVERED', code }), 'delivered')) {
      rider.stage.board.hear(order.id, 'DELIVERED');
    }
  }

  /** The four digits, as the customer reads them from their screen; null when the order is over. */
  private async askCustomer(): Promise<string | null> {
    const { order } = this;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { body } = await order.customer.ask('GET', `/orders/${order.id}`);
      const code = textOrNull(body, 'delivery_code');
      if (code !== null) return code;
      if (['CANCELLED', 'DELIVERED', 'COMPLETED'].includes(textOrNull(body, 'status') ?? '')) return null;
      await this.rider.stage.time.wait(10 * SECOND_MS);
    }
    order.surprise('the customer is shown no code');
    return null;
  }

  private async sayWrong(code: string, times: number, quirk: Quirk): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      const answer = await this.tell('PUT', 'status', { status: 'DELIVERED', code: otherThan(code) });
      const wanted = ['DELIVERY_CODE_WRONG', 'DELIVERY_CODE_LOCKED'];
      if (!wanted.includes(codeOf(answer)) && !isRefusedAsUsual(answer)) {
        this.order.surprise(`wrong code: ${answer.status} ${codeOf(answer)}`);
      }
      await this.rider.stage.time.wait(5 * SECOND_MS);
    }
    this.order.played(quirk);
  }

  private async takeLess(): Promise<void> {
    const { order } = this;
    const amount = Math.max(0, order.told.totalMinor - this.rider.random.between(100, 5_000));
    const answer = await this.tell('PUT', 'cash', { amount_minor: amount });
    if (answer.status === 200) {
      order.told.cashMinor = amount;
      order.played('cash-short');
    } else if (!isRefusedAsUsual(answer)) order.surprise(`cash: ${answer.status} ${codeOf(answer)}`);
  }

  private async showPicture(): Promise<void> {
    const { order, rider } = this;
    const { lat, lng } = rider.place;
    const path = `/delivery/orders/${order.id}/proof?lat=${lat}&lng=${lng}&accuracy=10`;
    const sending = { key: rider.client.traffic.freshKey(), contentType: 'image/png' };
    const sent = await rider.client.ask('POST', path, PICTURE, sending);
    if (sent.status !== 200) order.surprise(`picture: ${sent.status} ${codeOf(sent)}`);
    if (
      await this.insist(() => this.tell('PUT', 'status', { status: 'DELIVERED' }), 'delivered by picture')
    ) {
      rider.stage.board.hear(order.id, 'DELIVERED');
    }
  }

  /** It cannot be handed over: the food goes back, or is lost. */
  private async fail(quirk: Quirk, reason: string): Promise<void> {
    const { order, rider } = this;
    if (quirk === 'customer-unreachable') await rider.stage.time.wait(DOOR_WAIT_MS);
    if (!(await this.insist(() => this.tell('POST', 'fail', { reason }), 'fail'))) return;
    const isOnCustomer = reason !== 'courier-accident';
    order.told.ended = { how: 'undeliverable', keepMinor: isOnCustomer ? order.told.totalMinor : 0 };
    order.played(quirk);
    rider.stage.board.hear(order.id, 'CANCELLED');
    if (quirk === 'courier-accident') {
      await rider.support.confirmReturn(order);
      return;
    }
    await rider.rideTo(this.restaurant, () => true);
    order.isBack = true;
  }

  /** @returns whether it was granted: not when the order is over, or somebody else's by now */
  private async insist(ask: () => Promise<Answer>, what: string): Promise<boolean> {
    const { order, rider } = this;
    for (let tries = 1; ; tries += 1) {
      const answer = await ask();
      if (answer.status === 200) return true;
      if (order.isOver || rider.deliveryOf(order.id) === null) return false;
      const isUsual =
        isRefusedAsUsual(answer) || codeOf(answer) === 'WAIT_AT_THE_DOOR' || answer.status === 404;
      if (!isUsual || tries === TRIES) {
        order.surprise(
          `${what}: ${answer.status} ${codeOf(answer)} ${JSON.stringify(answer.body['detail'])}`,
        );
        return false;
      }
      await rider.stage.time.wait(10 * SECOND_MS);
    }
  }

  private tell(method: string, what: string, body?: unknown): Promise<Answer> {
    return this.rider.client.command(method, `/delivery/orders/${this.order.id}/${what}`, body);
  }
}
