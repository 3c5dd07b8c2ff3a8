import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_RESTAURANTS } from '../src/main/demo/city/all-restaurants';
import { Board, emptyLog, hasReached } from './board';
import { MINUTE_MS, untilCityHour } from './business-time';
import { hire, type HiredCourier } from './couriers';
import { Customers } from './customers';
import type { EveningLog } from './driver-log';
import { misbehave } from './gateway-moods';
import { list, text } from './json';
import { Kitchen } from './kitchen';
import type { Options } from './options';
import { plansOf, secondChance, type OrderPlan } from './order-plan';
import { paceFor } from './pace';
import type { House } from './preparations';
import type { Snapshot } from './progress-text';
import { ORDERS_FOR_EVERY_QUIRK } from './quirks';
import type { Stage } from './stage';
import { SupportDesk } from './support-desk';
import { Visit } from './visit';

const OPENS_AT_HOUR = 19;

/** When staff begin to close what nobody brought to an end, and when they give up (ms after the evening begins). */
const CLOSING_MS = 330 * MINUTE_MS;
const LIGHTS_OUT_MS = 480 * MINUTE_MS;

/** From that part of the orders on, the gateway is urged to do what it never did so far. */
const URGENT_FROM = 0.12;

const LOOK_AT_CLOCK_EVERY_MS = 2_500;

/** A dinner hour: everybody who plays in it, until nothing is open any more. */
export class Evening {
  readonly log: EveningLog;
  /** What went wrong without being about one order, or before there was one, and how often. */
  readonly problems = new Map<string, number>();
  private readonly board: Board;
  private readonly over = new AbortController();
  private readonly stage: Stage;
  private readonly support: SupportDesk;
  private readonly kitchens: readonly Kitchen[];
  private hired: readonly HiredCourier[] = [];
  private plans: readonly OrderPlan[] = [];
  private beginsAt = 0;
  private rate = { at: 0, requests: 0, perSecond: 0 };

  constructor(
    private readonly house: House,
    private readonly options: Options,
    private readonly say: (line: string) => void,
  ) {
    this.log = emptyLog(options.seed);
    // Everybody listens to it.
    setMaxListeners(0, this.over.signal);
    const { time } = house;
    this.board = new Board(this.log, time);
    this.stage = { seed: options.seed, time, board: this.board, over: this.over.signal };
    this.support = new SupportDesk(house.support, this.stage);
    this.kitchens = house.owners.map((owner) => new Kitchen(owner, this.stage, this.note));
  }

  /** Hires the couriers and sets the clock to seven. */
  async open(): Promise<void> {
    const { options, house } = this;
    const kitchens = DEMO_RESTAURANTS.map(({ location }) => location);
    this.hired = await hire(house.anyone, options.couriers, this.stage, this.support, kitchens, this.note);
    this.say(`${this.hired.length} couriers and ${this.kitchens.length} kitchens' owners have signed in.`);
    this.plans = plansOf(options.seed, options.orders, Customers.countFor(options.orders));
    const { time } = house;
    await time.set({ rate: 1 });
    const advanceMs = untilCityHour(time.now(), OPENS_AT_HOUR);
    await time.set({ advanceMs, rate: options.speed });
    this.beginsAt = time.now();
  }

  /** @param faultsBefore of the gateway */
  async run(faultsBefore: ReadonlyMap<string, number>): Promise<void> {
    const { house, options, stage, over } = this;
    const customers = new Customers(
      house.anyone,
      DEMO_RESTAURANTS.map(({ location }) => location),
    );
    const isUrgent = (): boolean =>
      options.orders >= ORDERS_FOR_EVERY_QUIRK && this.log.orders.size > options.orders * URGENT_FROM;
    const crew = [
      ...this.kitchens.map((kitchen) => kitchen.work()),
      ...this.hired.map(({ courier, comesAfterMs }) => courier.work(this.beginsAt + comesAfterMs)),
      this.support.work(),
      this.keepTime(),
      misbehave(house.gateway, options.seed, faultsBefore, isUrgent, over.signal),
    ].map((work) => work.catch((error: unknown) => this.note(String(error))));
    const visits = this.plans.map(async (plan) => {
      await stage.time.until(this.beginsAt + plan.afterMs);
      const planned = secondChance(plan, options.orders, this.log.played);
      await new Visit(planned, customers, this.support, stage).run();
    });
    const allVisits = Promise.all(
      visits.map((visit, n) => visit.catch((error: unknown) => this.note(`order ${n}: ${String(error)}`))),
    );
    const lightsOut = stage.time.until(this.beginsAt + LIGHTS_OUT_MS);
    await Promise.race([Promise.all([allVisits, this.close()]), lightsOut]);
    for (const { courier } of this.hired) courier.goHome();
    await Promise.race([Promise.all(this.hired.map(({ courier }) => this.hasLeft(courier))), sleep(20_000)]);
    over.abort();
    await Promise.race([Promise.all(crew), sleep(30_000)]);
    this.log.repeated = house.traffic.repeated;
    await house.time.set({ rate: 1 });
  }

  snapshot(): Snapshot {
    const byStatus: Record<string, number> = {};
    let [orderedMinor, deliveredMinor] = [0, 0];
    for (const { status, totalMinor } of this.log.orders.values()) {
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      orderedMinor += totalMinor;
      if (hasReached(status, 'DELIVERED')) deliveredMinor += totalMinor;
    }
    const couriers = this.hired.map(({ courier }) => courier).filter(({ isWorking }) => isWorking);
    const played = [...this.log.played.values()];
    const { requests, repeated, isThere } = this.house.traffic;
    return {
      ...{
        now: this.house.time.now(),
        rate: this.house.time.rate,
        orders: this.options.orders,
        placed: this.log.orders.size,
        byStatus,
      },
      couriersOnline: couriers.length,
      couriersBusy: couriers.filter(({ isBusy }) => isBusy).length,
      ...{ orderedMinor, deliveredMinor },
      playedTimes: played.reduce((total, times) => total + times, 0),
      playedKinds: played.filter((times) => times > 0).length,
      kinds: played.length,
      ...{ requests, requestsPerSecond: this.requestRate(requests), repeated, isThere },
    };
  }

  private readonly note = (what: string): void => {
    this.problems.set(what, (this.problems.get(what) ?? 0) + 1);
  };

  private requestRate(requests: number): number {
    const now = performance.now();
    const seconds = (now - this.rate.at) / 1_000;
    if (seconds > 1) {
      const perSecond = this.rate.at === 0 ? 0 : (requests - this.rate.requests) / seconds;
      this.rate = { at: now, requests, perSecond };
    }
    return this.rate.perSecond;
  }

  private async hasLeft(courier: HiredCourier['courier']): Promise<void> {
    while (courier.isWorking) await sleep(100);
  }

  /** Reads the clock now and then, and slows it down while people are behind what happens. */
  private async keepTime(): Promise<void> {
    const { time } = this.house;
    while (!this.over.signal.aborted) {
      await time.look();
      const pace = paceFor(time.takeDelays(), this.options.speed, time.rate);
      if (pace !== time.rate) await time.set({ rate: pace });
      await sleep(LOOK_AT_CLOCK_EVERY_MS, undefined, { signal: this.over.signal }).catch(() => undefined);
    }
  }

  /** Waits until every order and every delivery of the evening is over; late at night staff see to it. */
  private async close(): Promise<void> {
    const { time } = this.stage;
    const last = this.plans.at(-1)?.afterMs ?? 0;
    await time.until(this.beginsAt + last + MINUTE_MS);
    for (;;) {
      const open = this.board.open;
      if (open.length === 0 && (await this.openDeliveries()) === 0) return;
      if (time.now() > this.beginsAt + CLOSING_MS) {
        for (const order of open) {
          if (hasReached(order.told.status, 'PICKED_UP')) {
            await this.support.failDelivery(order, 'courier-vanished');
          } else await this.support.callOff(order);
        }
      }
      await time.wait(2 * MINUTE_MS);
    }
  }

  private async openDeliveries(): Promise<number> {
    const { status, body } = await this.house.support.ask('GET', '/staff/deliveries?needs=open&limit=100');
    if (status !== 200) return 1;
    return list(body, 'deliveries').filter((delivery) => this.log.orders.has(text(delivery, 'order_id')))
      .length;
  }
}
