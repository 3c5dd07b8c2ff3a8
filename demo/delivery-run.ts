import type { PlayedOrder } from './board';
import { MINUTE_MS, SECOND_MS } from './business-time';
import { placeIn, statusIn } from './desk';
import { AtTheDoor } from './at-the-door';
import type { JsonRecord } from './json';
import { otherThan, type Rider } from './rider';
import { codeOf } from './shopping';
import { metresBetween } from './stage';
import { isRefusedAsUsual } from './support-desk';

/** A courier of whom nothing is heard at three looks, a minute apart, loses what they have not fetched. */
const NEVER_CAME_MS = 6 * MINUTE_MS;
const SILENT_WITH_FOOD_MS = 4 * MINUTE_MS;

/** How long somebody waits for food that does not get ready, before they look what else there is to do. */
const WAIT_AT_THE_COUNTER_MS = MINUTE_MS / 2;

/** Whoever has not fetched the food 20 minutes after it is ready loses it. */
const DAWDLES_AT_MOST_MS = 60 * MINUTE_MS;

/** A server that was killed tells an order of its courier a moment after it is back: so often it is asked. */
const REFUSED_AT_MOST = 40;

/** One order on its way, from the acceptance to the door or back. */
export class DeliveryRun {
  isDone = false;
  private hasArrived = false;
  private refused = 0;

  constructor(
    readonly orderId: string,
    private readonly rider: Rider,
  ) {}

  private get delivery(): JsonRecord | null {
    return this.rider.deliveryOf(this.orderId);
  }

  private get order(): PlayedOrder | undefined {
    return this.rider.stage.board.get(this.orderId);
  }

  private get status(): string {
    return statusIn(this.delivery);
  }

  get isReady(): boolean {
    return this.status === 'READY';
  }

  get isCarried(): boolean {
    return ['PICKED_UP', 'OUT_FOR_DELIVERY'].includes(this.status);
  }

  isNear(metres: number): boolean {
    const there = placeIn(this.delivery, 'pickup');
    return there !== null && metresBetween(there, this.rider.place) <= metres;
  }

  giveUp(): void {
    this.isDone = true;
  }

  /** The next thing that there is to do for it. @throws when the server does not come back */
  async step(): Promise<void> {
    if (this.delivery === null) {
      this.isDone = true;
      return;
    }
    if (this.isCarried) return this.bring();
    return this.fetch();
  }

  private readonly isStillMine = (): boolean => this.delivery !== null;

  private async fetch(): Promise<void> {
    const { rider, order } = this;
    const { time } = rider.stage;
    if (order?.take('given-back') === true) return this.giveBack(order);
    if (order?.take('never-came') === true) {
      rider.fallSilent(NEVER_CAME_MS);
      if (await this.isLostWithin(NEVER_CAME_MS + 2 * MINUTE_MS)) order.played('never-came');
      return;
    }
    if (order?.take('dawdled') === true) {
      if (await this.isLostWithin(DAWDLES_AT_MOST_MS)) order.played('dawdled');
      return;
    }
    const pickup = placeIn(this.delivery, 'pickup');
    if (pickup === null) throw new Error('nobody knows where the food is');
    if (!(await rider.rideTo(pickup, this.isStillMine))) return;
    if (!this.hasArrived) {
      this.hasArrived = await this.command('POST', 'arrived', { where: 'restaurant' });
    }
    if (this.isReady) return this.pickUp(order);
    await time.wait(WAIT_AT_THE_COUNTER_MS);
  }

  private async pickUp(order: PlayedOrder | undefined): Promise<void> {
    const { time } = this.rider.stage;
    const code = order?.pickupCode ?? null;
    if (code !== null && order?.take('wrong-bag') === true) {
      const answer = await this.tell('PUT', 'status', { status: 'PICKED_UP', pickup_code: otherThan(code) });
      if (codeOf(answer) === 'PICKUP_CODE_WRONG') order.played('wrong-bag');
      else if (!isRefusedAsUsual(answer)) {
        order.surprise(`wrong bag: ${answer.status} ${codeOf(answer)}`);
      }
      await time.wait(20 * SECOND_MS);
    }
    const withCode = code !== null && this.rider.random.isIn(60) ? { pickup_code: code } : {};
    if (!(await this.command('PUT', 'status', { status: 'PICKED_UP', ...withCode }))) {
      await time.wait(15 * SECOND_MS);
      return;
    }
    this.rider.stage.board.hear(this.orderId, 'PICKED_UP');
    await this.untilShown(() => this.isCarried);
  }

  private async bring(): Promise<void> {
    const { rider, order } = this;
    const { random } = rider;
    if (this.status === 'PICKED_UP' && random.isIn(30)) {
      await this.command('PUT', 'status', { status: 'OUT_FOR_DELIVERY' });
    }
    const door = placeIn(this.delivery, 'delivery_address');
    if (door === null) throw new Error('nobody knows where the door is');
    if (order !== undefined) await this.oddPositions(order);
    if (!(await rider.rideTo(door, this.isStillMine))) return;
    await rider.ping();
    if (order === undefined) {
      // An order of somebody else: only its own customer can say the code.
      await rider.support.confirmReturn({ id: this.orderId });
      this.isDone = true;
      return;
    }
    await new AtTheDoor(order, rider, placeIn(this.delivery, 'pickup') ?? door).run();
    await this.untilShown(() => this.delivery === null);
    this.isDone = true;
  }

  /** What a device or a rider may do wrong on the way. */
  private async oddPositions(order: PlayedOrder): Promise<void> {
    const { rider } = this;
    const { time } = rider.stage;
    if (order.take('silent-with-food')) {
      rider.fallSilent(SILENT_WITH_FOOD_MS);
      await time.wait(SILENT_WITH_FOOD_MS);
      order.played('silent-with-food');
    }
    if (order.take('position-jumped')) {
      const { lat, lng } = rider.place;
      await rider.ping({ lat: lat + 0.05, lng: lng + 0.05 });
      order.played('position-jumped');
    }
    if (order.take('position-made-up')) {
      await rider.ping(rider.place, { mock: true });
      order.played('position-made-up');
    }
    if (order.take('positions-late')) {
      const recorded = time.now();
      rider.fallSilent(80 * SECOND_MS);
      await time.wait(80 * SECOND_MS);
      const { lat, lng } = rider.place;
      const locations = [0, 10, 20].map((s) => ({
        ...{ lat, lng, accuracy: 12 },
        recorded_at: new Date(recorded + s * SECOND_MS).toISOString(),
      }));
      const answer = await rider.client.ask('POST', '/delivery/location', { locations });
      if (answer.status === 202) order.played('positions-late');
      else order.surprise(`late positions: ${answer.status} ${codeOf(answer)}`);
    }
  }

  private async giveBack(order: PlayedOrder): Promise<void> {
    if (!(await this.command('POST', 'release', { reason: 'flat-tyre' }))) return;
    order.played('given-back');
    await this.untilShown(() => this.delivery === null);
    this.isDone = true;
  }

  /** @returns whether it was given to somebody else, or called off, within so long */
  private async isLostWithin(ms: number): Promise<boolean> {
    const { time, over } = this.rider.stage;
    const giveUpAt = time.now() + ms;
    while (this.isStillMine() && time.now() < giveUpAt && !over.aborted) await time.wait(15 * SECOND_MS);
    return !this.isStillMine();
  }

  /** What was done is shown a moment later. */
  private async untilShown(isSo: () => boolean): Promise<void> {
    const { time } = this.rider.stage;
    const giveUpAt = performance.now() + 5_000;
    while (!isSo() && performance.now() < giveUpAt) await time.wait(5 * SECOND_MS);
  }

  private tell(method: string, what: string, body?: unknown) {
    return this.rider.client.command(method, `/delivery/orders/${this.orderId}/${what}`, body);
  }

  private async command(method: string, what: string, body?: unknown): Promise<boolean> {
    const answer = await this.tell(method, what, body);
    if (answer.status === 200) return true;
    this.refused += 1;
    const isUsual = isRefusedAsUsual(answer) || answer.status === 404;
    if (!isUsual) this.rider.surprise(`${what}: ${answer.status} ${codeOf(answer)}`);
    if (this.refused > REFUSED_AT_MOST) {
      this.rider.surprise(`${this.orderId}, ${what}: ${answer.status} ${codeOf(answer)} again and again`);
      this.isDone = true;
    }
    return false;
  }
}
