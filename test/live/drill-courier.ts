import { setTimeout as sleep } from 'node:timers/promises';
import { list, text, type DrillClient } from './drill-client';
import type { DrillRandom } from './drill-random';

/** What couriers do with an offer, each so often of 100. */
const ANSWERS = [
  ['accept', 62],
  ['decline', 16],
  ['silence', 16],
  ['late', 6],
] as const;

/** How often of 100 a courier gives an accepted delivery back before picking it up. */
const GIVES_BACK = 4;

const KITCHEN = { lat: 12.9716, lng: 77.5946 };
const LOOK_AGAIN_MS = 150;
/** So many looks for an order that is nobody's, or another's. */
const GIVES_UP_AFTER = 40;
const PING_EVERY_MS = 700;

/** Tells the four digits that the customer of an order would say at the door. */
export type AskCustomer = (orderId: string) => Promise<string>;

/** A courier with a mind of their own: takes some offers, declines or ignores others, and brings what they took. */
export class DrillCourier {
  /** Answers to commands that nobody should get, and how often. */
  readonly surprises = new Map<string, number>();
  private readonly ignored = new Set<string>();
  private readonly delivering = new Set<string>();
  private readonly place: { readonly lat: number; readonly lng: number };
  private pingedAt = 0;

  constructor(
    private readonly name: string,
    private readonly client: DrillClient,
    private readonly random: DrillRandom,
    private readonly askCustomer: AskCustomer,
  ) {
    // Most are near the kitchen, some beyond the first radius.
    const spread = random.below(10) === 0 ? 70 : 30;
    this.place = {
      lat: KITCHEN.lat + (random.below(2 * spread) - spread) / 1_000,
      lng: KITCHEN.lng + (random.below(2 * spread) - spread) / 1_000,
    };
  }

  /** Works until told to stop; finishes what was accepted. */
  async work(isOver: () => boolean): Promise<void> {
    await this.client.ask('POST', '/delivery/available', { ...this.place, available: true });
    const underWay: Promise<void>[] = [];
    while (!isOver()) {
      await this.ping();
      const { status, body } = await this.client.ask('GET', '/delivery/orders/available');
      if (status === 200) {
        for (const offer of list(body, 'offers')) {
          const orderId = text(offer, 'order_id');
          const lease = `${orderId} ${text(offer, 'lease_until')}`;
          if (this.ignored.has(lease)) continue;
          this.ignored.add(lease);
          underWay.push(this.answer(orderId));
        }
      } else this.surprise('offers', status, body);
      await sleep(LOOK_AGAIN_MS);
    }
    await Promise.all(underWay);
  }

  private async ping(): Promise<void> {
    if (performance.now() - this.pingedAt < PING_EVERY_MS) return;
    this.pingedAt = performance.now();
    const jitter = (): number => (this.random.below(21) - 10) / 100_000;
    const { lat, lng } = this.place;
    await this.client.ask('POST', '/delivery/location', { lat: lat + jitter(), lng: lng + jitter() });
  }

  private async answer(orderId: string): Promise<void> {
    const answer = this.random.pick(ANSWERS);
    if (answer === 'silence') return;
    if (answer === 'decline') return this.decline(orderId);
    if (answer === 'late') await sleep(4_000);
    // Some tap twice.
    const taps = this.random.below(5) === 0 ? 2 : 1;
    const replies = await Promise.all(
      Array.from({ length: taps }, () => this.client.ask('POST', `/delivery/orders/${orderId}/accept`)),
    );
    if (!replies.some(({ status }) => status === 200) || this.delivering.has(orderId)) return;
    this.delivering.add(orderId);
    await this.bring(orderId);
    this.delivering.delete(orderId);
  }

  private async decline(orderId: string): Promise<void> {
    await this.client.ask('POST', `/delivery/orders/${orderId}/decline`, { reason: 'too-far' });
  }

  private async bring(orderId: string): Promise<void> {
    const path = `/delivery/orders/${orderId}`;
    if (this.random.below(100) < GIVES_BACK) {
      await this.client.ask('POST', `${path}/release`, { reason: 'flat-tyre' });
      return;
    }
    await this.client.ask('POST', `${path}/arrived`, { where: 'restaurant' });
    // Until the food is ready, or the order is no longer this courier's.
    for (let unknown = 0; ;) {
      const { status, body } = await this.client.ask('PUT', `${path}/status`, { status: 'PICKED_UP' });
      if (status === 200) break;
      // A server that was killed tells the order of its courier a moment after it is back.
      if (status === 404 && (unknown += 1) > GIVES_UP_AFTER) return;
      if (status !== 404 && body['error_code'] !== 'NOT_ALLOWED_NOW') {
        this.surprise('pick-up', status, body);
        return;
      }
      await sleep(LOOK_AGAIN_MS);
    }
    await sleep(this.random.below(500));
    await this.client.ask('POST', `${path}/arrived`, { where: 'customer' });
    const code = await this.askCustomer(orderId);
    const { status, body } = await this.client.ask('PUT', `${path}/status`, { status: 'DELIVERED', code });
    if (status !== 200) this.surprise('deliver', status, body);
  }

  private surprise(what: string, status: number, body: Readonly<Record<string, unknown>>): void {
    const name = `${this.name} ${what}: ${status} ${String(body['error_code'])}`;
    this.surprises.set(name, (this.surprises.get(name) ?? 0) + 1);
  }
}
