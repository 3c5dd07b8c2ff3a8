import type { ApiClient } from './api-client';
import type { BusinessTime } from './business-time';
import type { EveningLog, ToldOrder } from './driver-log';
import type { OrderPlan } from './order-plan';
import { QUIRKS, type Quirk } from './quirks';

const OVER = new Set(['DELIVERED', 'COMPLETED', 'CANCELLED']);

const STATUSES = ['PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED'];
const REACHED = [...STATUSES, 'COMPLETED'];
const FURTHEST = [...STATUSES, 'CANCELLED', 'COMPLETED'];

/** Whether an order has come at least as far, and was not called off. */
export const hasReached = (status: string, wanted: string): boolean =>
  REACHED.indexOf(status) >= REACHED.indexOf(wanted);

/** An order of this evening: what its people set out to do, and what was heard of it. */
export class PlayedOrder {
  private isQuirkOpen = true;
  /** Food that could not be delivered is at the restaurant again. */
  isBack = false;
  pickupCode: string | null = null;
  courierId: string | null = null;
  /** Where it stood when it was called off. */
  toldBeforeTheEnd = 'PENDING';
  private heardAt = '';

  constructor(
    readonly plan: OrderPlan,
    readonly told: ToldOrder,
    readonly customer: ApiClient,
    private readonly log: EveningLog,
  ) {}

  get id(): string {
    return this.told.orderId;
  }

  get isOver(): boolean {
    return OVER.has(this.told.status);
  }

  /** @returns whether it is news */
  hear(status: string, at?: string): boolean {
    const isLater =
      at === undefined ? FURTHEST.indexOf(status) > FURTHEST.indexOf(this.told.status) : at >= this.heardAt;
    if (!isLater) return false;
    if (at !== undefined) this.heardAt = at;
    if (this.told.status === status) return false;
    if (status === 'CANCELLED') this.toldBeforeTheEnd = this.told.status;
    this.told.status = status;
    return true;
  }

  /** Whether this is still to happen to the order. */
  isDue(quirk: Quirk): boolean {
    return this.isQuirkOpen && this.plan.quirk === quirk;
  }

  /** Like `isDue`, and it happens now: nobody else will make it happen to this order. */
  take(quirk: Quirk): boolean {
    if (!this.isDue(quirk)) return false;
    this.isQuirkOpen = false;
    return true;
  }

  /** It has happened. */
  played(quirk: Quirk): void {
    this.isQuirkOpen = false;
    countPlayed(this.log, quirk);
  }

  surprise(what: string): void {
    this.told.surprises.push(what);
  }
}

export function countPlayed(log: EveningLog, quirk: Quirk): void {
  log.played.set(quirk, (log.played.get(quirk) ?? 0) + 1);
}

/** A log in which nothing has happened yet. */
export const emptyLog = (seed: number): EveningLog => ({
  seed,
  orders: new Map(),
  played: new Map(QUIRKS.map((quirk) => [quirk, 0])),
  repeated: 0,
});

/** The orders of this evening. Kitchens and couriers see orders of others too: those are not on it. */
export class Board {
  private readonly orders = new Map<string, PlayedOrder>();
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly log: EveningLog,
    private readonly time: BusinessTime,
  ) {}

  get all(): readonly PlayedOrder[] {
    return [...this.orders.values()];
  }

  get open(): readonly PlayedOrder[] {
    return this.all.filter(({ isOver }) => !isOver);
  }

  add(plan: OrderPlan, told: ToldOrder, customer: ApiClient): PlayedOrder {
    const known = this.orders.get(told.orderId);
    if (known !== undefined) return known;
    const order = new PlayedOrder(plan, told, customer, this.log);
    this.orders.set(told.orderId, order);
    this.log.orders.set(told.orderId, told);
    return order;
  }

  get(orderId: string): PlayedOrder | undefined {
    return this.orders.get(orderId);
  }

  /**
   * Somebody was told how an order stands.
   * @param at when that was so, ISO 8601; left out by who knows only that it has come that far
   */
  hear(orderId: string, status: string, at?: string): void {
    const order = this.orders.get(orderId);
    if (order === undefined || !order.hear(status, at)) return;
    for (const wake of [...this.listeners]) wake();
  }

  /** Waits until it is so, or so much business time has passed. @returns whether it is so */
  async until(isSo: () => boolean, patienceMs: number): Promise<boolean> {
    const giveUpAt = this.time.now() + patienceMs;
    while (!isSo()) {
      if (this.time.now() >= giveUpAt) return false;
      await this.change(Math.min(1_000, (giveUpAt - this.time.now()) / this.time.rate + 1));
    }
    return true;
  }

  private change(wallMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.listeners.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, wallMs);
      this.listeners.add(wake);
    });
  }
}
