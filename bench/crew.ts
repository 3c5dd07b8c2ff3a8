import { randomUUID } from 'node:crypto';
import { GoOnline } from '../src/application/couriers/go-online';
import { EnsurePartner } from '../src/application/couriers/ensure-partner';
import { shiftIdFor } from '../src/application/deterministic-ids';
import { asId, type CourierId } from '../src/domain/kernel/ids';
import type { FeedMessage } from '../src/application/ports/event-bus';
import { DEMO_RESTAURANTS } from '../src/main/demo/city/all-restaurants';
import { detailsOf } from '../src/main/demo/demo-city';
import type { RunningTiffin } from '../src/main/tiffin';
import type { CrewMember, LiveOffer, Told } from './messages';

/** Beside the restaurant that is ordered from. */
const PLACE = { lat: 12.972, lng: 77.595 };
const AT_A_TIME = 64;
/** Positions are good for half a minute. */
const PING_EVERY_MS = 5_000;

interface OfferEvent {
  readonly courierId: string;
}

/** The people who cook and bring what is ordered, prepared through the same code as the API. */
export class Crew {
  private readonly couriers: CrewMember[] = [];
  private readonly offers = new Map<string, LiveOffer>();
  private onOffer: () => void = () => undefined;
  private tell: ((told: readonly Told[]) => void) | null = null;
  private pinging: NodeJS.Timeout | undefined;

  constructor(private readonly tiffin: RunningTiffin) {
    tiffin.parts.bus.subscribe((messages) => {
      for (const { event } of messages) {
        if (event.type !== 'AssignmentOffered') continue;
        const { courierId } = JSON.parse(event.data) as OfferEvent;
        const orderId = event.stream.slice('delivery-'.length);
        this.offers.set(orderId, { orderId, courierId });
      }
      this.onOffer();
      if (this.tell !== null) this.tell(messages.flatMap(({ event }) => this.toldOf(event)));
    });
  }

  /** Token of the owner of the restaurant that is ordered from. */
  get kitchenToken(): string {
    const restaurant = DEMO_RESTAURANTS.find(({ name }) => name === 'Pizza Palace');
    if (restaurant === undefined) throw new Error('there is no Pizza Palace in the demo city');
    return this.tokenOf(detailsOf(restaurant).ownerId, 'restaurant');
  }

  /** At least so many couriers on shift; all of them have just said where they are. */
  async online(count: number): Promise<readonly CrewMember[]> {
    while (this.couriers.length < count) {
      const missing = Math.min(AT_A_TIME, count - this.couriers.length);
      this.couriers.push(...(await Promise.all(Array.from({ length: missing }, () => this.hire()))));
    }
    this.offers.clear();
    await this.sayWhere();
    return this.couriers;
  }

  /** Resolves with the offers when there is one for each of so many orders. */
  async offered(count: number): Promise<readonly LiveOffer[]> {
    const pinging = setInterval(() => void this.sayWhere(), PING_EVERY_MS);
    await new Promise<void>((resolve) => {
      this.onOffer = () => {
        if (this.offers.size >= count) resolve();
      };
      this.onOffer();
    });
    clearInterval(pinging);
    return [...this.offers.values()];
  }

  /**
   * Begins to tell which orders are confirmed and offered, and keeps couriers' positions good; or ends it.
   * @param tell null: ends it
   */
  telling(tell: ((told: readonly Told[]) => void) | null): void {
    this.tell = tell;
    clearInterval(this.pinging);
    if (tell !== null) this.pinging = setInterval(() => void this.sayWhere(), PING_EVERY_MS);
  }

  private toldOf({ type, stream, data }: FeedMessage['event']): readonly Told[] {
    if (type === 'OrderConfirmed') return [{ what: 'confirmed', orderId: stream.slice('order-'.length) }];
    if (type !== 'AssignmentOffered') return [];
    const orderId = stream.slice('delivery-'.length);
    const { courierId } = JSON.parse(data) as OfferEvent;
    return [{ what: 'offered', orderId, courierId, code: this.tiffin.parts.deliveryCodes.codeOf(orderId) }];
  }

  async sayWhere(): Promise<void> {
    const { courierPositions, businessClock } = this.tiffin.parts;
    const at = businessClock.now();
    for (const { courierId } of this.couriers) {
      const id = asId<CourierId>(courierId);
      await courierPositions.record({
        courierId: id,
        shift: 1,
        ...PLACE,
        accuracyMetres: 8,
        at,
      });
    }
  }

  private async hire(): Promise<CrewMember> {
    const { app, parts } = this.tiffin;
    const accountId = randomUUID();
    const at = parts.businessClock.now();
    const account = {
      accountId,
      role: 'courier' as const,
      name: 'Bench Courier',
      phone: '+919999999998',
      email: null,
      language: 'en' as const,
      passwordHash: '',
      isActive: true,
      createdAt: at,
    };
    const origin = { correlationId: randomUUID(), traceparent: null };
    await app
      .get(EnsurePartner)
      .execute(account, { vehicle: 'scooter', vehicleNumber: 'KA01AB1234' }, origin);
    const outcome = await app.get(GoOnline).execute(PLACE, {
      commandId: randomUUID(),
      fingerprint: '',
      correlationId: origin.correlationId,
      causationId: shiftIdFor(asId<CourierId>(accountId), 1),
      actor: { id: accountId, role: 'courier' },
      at,
      traceparent: null,
    });
    if (outcome.kind !== 'done') throw new Error(`the bench courier cannot go online: ${outcome.kind}`);
    return { courierId: accountId, token: this.tokenOf(accountId, 'courier') };
  }

  private tokenOf(accountId: string, role: 'restaurant' | 'courier'): string {
    return this.tiffin.parts.accessTokens.issue({ accountId, role, sessionId: randomUUID() }).token;
  }
}
