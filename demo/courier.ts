import type { ApiClient } from './api-client';
import { SECOND_MS } from './business-time';
import { DeliveryRun } from './delivery-run';
import { placeIn } from './desk';
import { readStream } from './event-stream';
import { list, text, whole, type JsonRecord } from './json';
import { Ride } from './ride';
import type { Rider } from './rider';
import type { SeededRandom } from './seeded-random';
import { codeOf } from './shopping';
import { metresBetween, type Place, type Stage } from './stage';
import { isRefusedAsUsual, type SupportDesk } from './support-desk';

type OfferAnswer = 'accept' | 'offer-declined' | 'offer-ignored' | 'offer-answered-late';

/** What couriers do with an offer, each so often of 100. */
const ANSWERS: readonly (readonly [OfferAnswer, number])[] = [
  ['accept', 90],
  ['offer-declined', 5],
  ['offer-ignored', 3],
  ['offer-answered-late', 2],
];

/** Who is not heard of for 30 seconds is not asked. */
const PING_EVERY_MS = 21 * SECOND_MS;

/** Somebody who brings something would not take on what waits further away. */
const ON_THE_WAY_METRES = 1_800;

/** Looks again at what is to be done, if nothing wakes them (wall ms). */
const LOOK_AGAIN_MS = 1_500;

/** A courier with a mind of their own: takes some offers, declines or ignores others, and brings what they took. */
export class Courier implements Rider {
  private ride: Ride | null = null;
  private desk: JsonRecord = { offers: [], deliveries: [] };
  private readonly seenOffers = new Set<string>();
  private readonly runs = new Map<string, DeliveryRun>();
  private pingedAt = 0;
  /** Until when (business ms) nothing is heard of them. */
  private silentUntil = 0;
  private isOnline = false;
  private isGoingHome = false;
  private wake: () => void = () => undefined;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    readonly client: ApiClient,
    readonly stage: Stage,
    readonly random: SeededRandom,
    readonly support: SupportDesk,
    private home: Place,
    private readonly speed: number,
    readonly surprise: (what: string) => void,
  ) {}

  get isBusy(): boolean {
    return this.runs.size > 0;
  }

  get isWorking(): boolean {
    return this.isOnline;
  }

  get place(): Place {
    return this.ride?.placeAt(this.stage.time.now()) ?? this.home;
  }

  /** From the moment they come until they have brought everything and nobody is needed any more. */
  async work(comesAt: number): Promise<void> {
    await this.stage.time.until(comesAt);
    if (this.stage.over.aborted) return;
    await this.goOnline();
    const leaving = new AbortController();
    const feed = readStream(
      this.client,
      () => '/delivery/feed',
      ({ data }) => this.see(data),
      leaving.signal,
    );
    await Promise.all([this.pinging(), this.bringing().finally(() => leaving.abort()), feed]);
    await Promise.all(this.underWay);
    await this.goOffline();
  }

  /** No offers any more: what is under way is brought, then they leave. */
  goHome(): void {
    this.isGoingHome = true;
    this.wake();
  }

  /** What the server shows of an order that they bring; null when it is not theirs any more. */
  deliveryOf(orderId: string): JsonRecord | null {
    return list(this.desk, 'deliveries').find((delivery) => delivery['order_id'] === orderId) ?? null;
  }

  /** Nothing is heard of them for so long (business ms). */
  fallSilent(ms: number): void {
    this.silentUntil = this.stage.time.now() + ms;
  }

  /** Rides there. @returns false when it was broken off, because `goesOn` said so */
  async rideTo(to: Place, goesOn: () => boolean): Promise<boolean> {
    const { time } = this.stage;
    this.home = this.place;
    const ride = new Ride(this.home, to, time.now(), this.speed);
    this.ride = ride;
    while (time.now() < ride.endsAt) {
      await time.wait(Math.min(20 * SECOND_MS, ride.endsAt - time.now()));
      if (!goesOn()) break;
    }
    this.home = this.place;
    this.ride = null;
    return goesOn();
  }

  /** Sends a place. @param more what else the device says of it */
  async ping(place: Place = this.place, more: JsonRecord = {}): Promise<void> {
    this.pingedAt = this.stage.time.now();
    const body = { lat: place.lat, lng: place.lng, accuracy: 8, ...more };
    const answer = await this.client.ask('POST', '/delivery/location', body);
    if (codeOf(answer) === 'NOT_ON_SHIFT' && !this.isGoingHome) await this.goOnline();
    else if (answer.status !== 202 && codeOf(answer) !== 'NOT_ON_SHIFT') {
      this.surprise(`location: ${answer.status} ${codeOf(answer)}`);
    }
  }

  private async goOnline(): Promise<void> {
    const { lat, lng } = this.place;
    const answer = await this.client.command('POST', '/delivery/available', { available: true, lat, lng });
    if (answer.status === 200) this.isOnline = true;
    else if (!['COURIER_SUSPENDED', 'CONFLICT'].includes(codeOf(answer))) {
      this.surprise(`going online: ${answer.status} ${codeOf(answer)}`);
    }
  }

  private async goOffline(): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      const answer = await this.client.command('POST', '/delivery/available', { available: false });
      if (answer.status === 200) break;
      // What was brought is taken off the shift a moment later.
      if (!['COURIER_DELIVERING', 'CONFLICT'].includes(codeOf(answer))) {
        this.surprise(`going offline: ${answer.status} ${codeOf(answer)}`);
        break;
      }
      await this.stage.time.wait(30 * SECOND_MS);
    }
    this.isOnline = false;
  }

  private async pinging(): Promise<void> {
    const { time, over } = this.stage;
    while (!over.aborted && !(this.isGoingHome && !this.isBusy)) {
      const isDue = time.now() - this.pingedAt >= PING_EVERY_MS;
      if (isDue && time.now() >= this.silentUntil) await this.ping();
      await time.wait(Math.max(2 * SECOND_MS, PING_EVERY_MS - (time.now() - this.pingedAt)));
    }
  }

  private see(desk: JsonRecord): void {
    this.desk = desk;
    for (const delivery of list(desk, 'deliveries')) {
      const id = text(delivery, 'order_id');
      if (!this.runs.has(id)) this.runs.set(id, new DeliveryRun(id, this));
    }
    for (const offer of list(desk, 'offers')) {
      const lease = `${text(offer, 'order_id')}/${whole(offer, 'attempt')}`;
      if (this.seenOffers.has(lease)) continue;
      this.seenOffers.add(lease);
      const answering: Promise<void> = this.answer(offer)
        .catch((error: unknown) => this.surprise(`offer: ${String(error)}`))
        .finally(() => this.underWay.delete(answering));
      this.underWay.add(answering);
    }
    this.wake();
  }

  private async answer(offer: JsonRecord): Promise<void> {
    const { time, board } = this.stage;
    const orderId = text(offer, 'order_id');
    const order = board.get(orderId);
    let answer = this.random.pick(ANSWERS);
    for (const quirk of ['offer-declined', 'offer-ignored', 'offer-answered-late'] as const) {
      if (order?.take(quirk) === true) answer = quirk;
    }
    if (time.now() < this.silentUntil || this.isGoingHome) answer = 'offer-ignored';
    else if (answer === 'accept' && this.isTooFar(offer)) answer = 'offer-declined';
    if (answer === 'offer-ignored') return order?.played(answer);
    const path = `/delivery/orders/${orderId}`;
    await time.wait(this.random.between(1, 4) * SECOND_MS);
    if (answer === 'offer-declined') {
      const declined = await this.client.command('POST', `${path}/decline`, { reason: 'too-far' });
      if (declined.status === 200) order?.played(answer);
      else if (codeOf(declined) !== 'OFFER_GONE' && !isRefusedAsUsual(declined)) {
        this.surprise(`decline: ${declined.status} ${codeOf(declined)}`);
      }
      return;
    }
    if (answer === 'offer-answered-late') await time.wait(30 * SECOND_MS);
    const accepted = await this.client.command('POST', `${path}/accept`);
    if (answer === 'offer-answered-late' && accepted.status !== 200) order?.played(answer);
    const isUsual = accepted.status === 200 || isRefusedAsUsual(accepted);
    if (!isUsual && !['OFFER_GONE', 'COURIER_SUSPENDED'].includes(codeOf(accepted))) {
      this.surprise(`accept: ${accepted.status} ${codeOf(accepted)}`);
    }
  }

  private isTooFar(offer: JsonRecord): boolean {
    const [first] = this.runs.values();
    const there = first === undefined ? null : placeIn(this.deliveryOf(first.orderId), 'pickup');
    const pickup = placeIn(offer, 'pickup');
    return there !== null && pickup !== null && metresBetween(there, pickup) > ON_THE_WAY_METRES;
  }

  /** Does one thing after the other, until there is nothing left and nobody needs them. */
  private async bringing(): Promise<void> {
    while (!this.stage.over.aborted) {
      for (const [id, run] of this.runs) if (run.isDone) this.runs.delete(id);
      const next = this.next();
      if (next === undefined) {
        if (this.isGoingHome && this.underWay.size === 0) return;
        await this.untilWoken();
        continue;
      }
      await next.step().catch((error: unknown) => {
        this.surprise(`${next.orderId}: ${String(error)}`);
        next.giveUp();
      });
    }
  }

  /** Food that is ready close by is fetched before the first of two is brought. */
  private next(): DeliveryRun | undefined {
    const runs = [...this.runs.values()];
    const carried = runs.filter(({ isCarried }) => isCarried);
    if (carried.length === 0) return runs.find(({ isReady }) => isReady) ?? runs[0];
    return runs.find((run) => !run.isCarried && run.isReady && run.isNear(ON_THE_WAY_METRES)) ?? carried[0];
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
