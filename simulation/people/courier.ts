import { RecordCash } from '../../src/application/payments/record-cash';
import { DELIVERY_CODES } from '../world/handlers';
import { FAILURES_AFTER_A_WAIT, FAILURES_AT_ONCE } from '../../src/domain/delivery/delivery';
import type { GeoPoint } from '../../src/domain/kernel/geo';
import { asId, type CourierId, type OrderId } from '../../src/domain/kernel/ids';
import { VEHICLES, type Vehicle } from '../../src/domain/partner/partner-messages';
import { must } from '../engine/violation';
import type { City } from '../world/city';
import type { Told } from '../rules/told';
import { Person } from './person';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How often a phone says where it is. */
const PING_MS = 45 * SECOND;
/** Whoever is looked after every minute is missed within this time, whatever fails on the way. */
const MISSED_WITHIN_MS = 30 * MINUTE;

const ANSWERS = [
  ...(['accept', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept twice', 'two phones'] as const),
  ...(['decline', 'ignore', 'late'] as const),
] as const;

type Answer = (typeof ANSWERS)[number];

const RELUCTANT = ['decline', 'decline', 'ignore', 'ignore', 'late', 'accept'] as const;

const TARDY = ['late', 'late', 'late', 'accept'] as const;

/** A courier with a phone, on the road for a while. */
export class Courier extends Person {
  readonly courierId: CourierId;
  private readonly vehicle: Vehicle;
  private place: GeoPoint;
  private shift: number | null = null;
  /** Since when the phone says nothing (wall, ms); null: it does. */
  private silentSince: number | null = null;

  constructor(city: City, n: number, near: GeoPoint) {
    const courierId = asId<CourierId>(`courier-${n}`);
    super(city, { id: courierId, role: 'courier' }, courierId);
    this.courierId = courierId;
    const { draws } = this;
    // In a rush couriers without room for two are sought after by many at once.
    this.vehicle = city.mood.isRush ? 'bicycle' : draws.pick(VEHICLES);
    // A degree is 111 km: most live within five kilometres, some farther off.
    const away = (): number => draws.between(-500, 500) / draws.pick([10_000, 12_000, 7_000]);
    this.place = { lat: near.lat + away(), lng: near.lng + away() };
    city.onEvent((told) => this.hear(told));
  }

  /** One or two spells on the road. */
  async live(): Promise<void> {
    await this.register();
    for (let spells = this.draws.chance(250) ? 2 : 1; spells > 0; spells -= 1) {
      const { isScarce } = this.city.mood;
      await this.wait(
        isScarce ? this.draws.between(20, 110) * MINUTE : this.draws.around(6 * MINUTE),
        'a courier gets ready',
      );
      if (!(await this.goOnline())) continue;
      await this.wait(this.draws.between(50, 150) * MINUTE, 'a courier works');
      await this.goOffline();
    }
  }

  private async register(): Promise<void> {
    const { courierId, vehicle, city } = this;
    const account = city.world.phones.accountOf(courierId, 'courier');
    const origin = { correlationId: courierId, traceparent: null };
    const ride = { vehicle, vehicleNumber: null };
    await this.ask(
      'EnsurePartner',
      ({ handlers }) => handlers.partners.execute(account, ride, origin).then(() => ({ kind: 'done' })),
      30,
    );
  }

  private async goOnline(): Promise<boolean> {
    const said = await this.ask('GoOnline', (program, context) =>
      program.handlers.goOnline.execute(this.place, context),
    );
    const begun = [...this.city.facts.shifts.values()].filter(
      ({ courierId }) => courierId === this.courierId,
    );
    const shift = begun.at(-1)?.shift;
    if (said !== 'done' || shift === undefined) return false;
    this.shift = shift;
    this.city.begin(this.sendPositions(shift));
    return true;
  }

  /** Until they may: nobody goes home with a delivery. */
  private async goOffline(): Promise<void> {
    for (;;) {
      const said = await this.ask('GoOffline', (program, context) =>
        program.handlers.goOffline.execute('tired', context),
      );
      if (said === 'done') break;
      await this.wait(this.draws.between(2, 6) * MINUTE, 'a courier has to finish');
    }
    this.shift = null;
  }

  private async sendPositions(shift: number): Promise<void> {
    const { courierId, city, draws } = this;
    const { world } = city;
    while (this.shift === shift) {
      if (this.silentSince === null) {
        const ping = { ...this.place, accuracyMetres: 10, at: world.now };
        // Now and then a device is mistaken, or made to lie.
        const isOdd = draws.chance(30);
        const pings = [{ ...ping, lat: ping.lat + (isOdd ? 0.3 : 0), mock: isOdd && draws.chance(500) }];
        const taken = await world.askOnce(async ({ handlers }) => {
          const answer = await handlers.telemetry.take(courierId, pings, `pings of ${courierId}`);
          await handlers.tracks.writeDue();
          return answer;
        });
        world.counts.add(`telemetry: ${taken?.kind ?? 'not answered'}`);
      }
      await this.wait(PING_MS, 'a phone says where it is');
    }
  }

  private hear({ type, key, data }: Told): void {
    if (data.courierId !== this.courierId) return;
    if (type === 'AssignmentOffered') this.city.begin(this.answer(key, data.leaseUntil));
    if (type === 'AssignmentAccepted' || type === 'PartnerAssigned')
      this.city.begin(this.bring(key, data.attempt));
  }

  private async answer(key: string, leaseUntil: string): Promise<void> {
    const orderId = asId<OrderId>(key);
    const { isScarce, isTardy } = this.city.mood;
    const answers: readonly [Answer, ...Answer[]] = isScarce ? RELUCTANT : isTardy ? TARDY : ANSWERS;
    const wants = this.silentSince === null ? this.draws.pick(answers) : 'ignore';
    if (wants === 'ignore') return;
    const leaseMs = Date.parse(leaseUntil) - this.city.world.scheduler.businessMs;
    const thinks =
      wants === 'late'
        ? Math.max(0, leaseMs) + this.draws.pick([0, 0, this.draws.below(8 * SECOND)])
        : this.draws.below(24 * SECOND);
    await this.wait(thinks, 'a courier thinks it over');
    const accept = (): Promise<string> =>
      this.ask(`accept (${wants})`, (program, context) => program.handlers.answer.accept(orderId, context));
    const decline = (): Promise<string> =>
      this.ask(`decline (${wants})`, (program, context) =>
        program.handlers.answer.decline(orderId, 'too-far', context),
      );
    if (wants === 'decline') await decline();
    else if (wants === 'two phones')
      await Promise.all([accept(), this.draws.chance(500) ? accept() : decline()]);
    else await accept();
    if (wants === 'accept twice') await accept();
  }

  private brings(orderId: string, attempt: number): boolean {
    const { orders, deliveries } = this.city.facts;
    const order = orders.get(orderId);
    const current = deliveries.get(orderId)?.current ?? null;
    return order?.closing === null && current?.attempt === attempt && current.courierId === this.courierId;
  }

  /** From the yes to the door, unless it is taken away from them. */
  private async bring(orderId: string, attempt: number): Promise<void> {
    const { courierId, draws } = this;
    await this.wait(draws.around(6 * MINUTE), 'a courier rides to the restaurant');
    await this.mayGoSilent();
    if (!this.brings(orderId, attempt)) return;
    if (this.feelsLike('an order given back', 120)) {
      await this.ask('ReleaseOrder', ({ handlers }, context) =>
        handlers.release.execute(asId<OrderId>(orderId), 'flat-tyre', context),
      );
      return;
    }
    if (draws.chance(800)) await this.changeDelivery(orderId, { type: 'ArriveAtRestaurant', courierId });
    if (!(await this.pickUp(orderId, attempt))) {
      if (draws.chance(500)) await this.comeForIt(orderId);
      return;
    }
    if (draws.chance(400)) await this.changeOrder(orderId, { type: 'MarkOutForDelivery', courierId });
    this.moves();
    await this.wait(draws.around(15 * MINUTE), 'a courier rides to the customer');
    await this.mayGoSilent();
    if (draws.chance(850)) await this.changeDelivery(orderId, { type: 'ArriveAtCustomer', courierId });
    await this.atTheDoor(orderId);
  }

  /** Some four hundred metres, every time. */
  private moves(): void {
    const { lat, lng } = this.place;
    this.place = { lat: lat + this.draws.pick([0.003, -0.003]), lng: lng + this.draws.pick([0.003, -0.003]) };
  }

  private async pickUp(orderId: string, attempt: number): Promise<boolean> {
    const { courierId, draws } = this;
    if (draws.chance(150)) await this.changeOrder(orderId, { type: 'ConfirmPickup', courierId });
    for (let looks = 60; looks > 0 && this.brings(orderId, attempt); looks -= 1) {
      const order = this.city.facts.orders.get(orderId);
      if (order?.status === 'READY') {
        if (draws.chance(700)) await this.readTheBag(orderId);
        if ((await this.changeOrder(orderId, { type: 'ConfirmPickup', courierId })) === 'done') return true;
      }
      if (order?.carrierId === courierId) return true;
      await this.wait(draws.between(20, 90) * SECOND, 'a courier waits for the food');
    }
    return this.city.facts.orders.get(orderId)?.carrierId === courierId;
  }

  /** Whoever was taken off it may not have heard. */
  private async comeForIt(orderId: string): Promise<void> {
    const { courierId, draws } = this;
    for (let looks = 30; looks > 0; looks -= 1) {
      const status = this.city.facts.orders.get(orderId)?.status;
      if (status === 'READY') await this.changeOrderUnseen(orderId, { type: 'ConfirmPickup', courierId });
      if (status !== 'PREPARING' && status !== 'CONFIRMED') return;
      await this.wait(draws.between(30, 90) * SECOND, 'a courier comes for it all the same');
    }
  }

  private async atTheDoor(orderId: string): Promise<void> {
    const { courierId, draws } = this;
    const ends = draws.pick([
      'door',
      'door',
      'door',
      'door',
      'wrong codes',
      'wrong codes',
      'fails',
      'nothing',
    ]);
    if (ends === 'nothing') return;
    if (ends === 'fails') {
      await this.fail(orderId);
      return;
    }
    if (draws.chance(300)) await this.takePicture(orderId);
    await this.takeCash(orderId);
    const wrong = ends === 'wrong codes' ? draws.between(1, 6) : 0;
    const right = DELIVERY_CODES.hashOf(orderId, DELIVERY_CODES.codeOf(orderId));
    for (const codeHash of [...Array.from({ length: wrong }, () => 'wrong'), right]) {
      await this.changeOrder(orderId, {
        type: 'ConfirmDelivery',
        courierId,
        proof: { kind: 'code', codeHash },
      });
    }
  }

  /** Reads the code off the bag, or off another one. */
  private async readTheBag(orderId: string): Promise<void> {
    const code = this.draws.chance(900) ? DELIVERY_CODES.pickupCodeOf(orderId) : 'none';
    await this.ask('VerifyPickup', ({ handlers }, context) =>
      handlers.verifyPickup.execute(asId<OrderId>(orderId), code, context),
    );
  }

  private async takePicture(orderId: string): Promise<void> {
    const place = this.draws.chance(500) ? { ...this.place, accuracyMetres: 12 } : null;
    const picture = { bytes: Buffer.from(`the door of ${orderId}`), type: 'image/jpeg', place } as const;
    await this.ask('RecordProof', ({ handlers }, context) =>
      handlers.doorPhoto.execute(asId<OrderId>(orderId), picture, context),
    );
  }

  /** Counts what they got; or says nothing, or twice, or more than it can be. */
  private async takeCash(orderId: string): Promise<void> {
    const { draws, city } = this;
    const order = city.world.audit.orders.get(orderId);
    const says = draws.pick(['nothing', 'nothing', 'all', 'short', 'twice', 'too much']);
    if (order?.method !== 'COD' || says === 'nothing') return;
    const total = order.bill.totalMinor;
    const minor = says === 'short' ? draws.below(total) : says === 'too much' ? total + 1 : total;
    for (let n = says === 'twice' ? 2 : 1; n > 0; n -= 1) {
      await this.ask('RecordCash', ({ handlers }, context) =>
        handlers.cash.execute(new RecordCash(asId<OrderId>(orderId), minor, context)),
      );
    }
  }

  private async fail(orderId: string): Promise<void> {
    const { courierId, draws } = this;
    const reason = draws.pick([...FAILURES_AFTER_A_WAIT, ...FAILURES_AT_ONCE] as [string, ...string[]]);
    for (let tries = 3; tries > 0; tries -= 1) {
      const said = await this.changeDelivery(orderId, { type: 'ReportFailure', courierId, reason });
      if (said !== 'wait-at-the-door') break;
      await this.changeDelivery(orderId, { type: 'ArriveAtCustomer', courierId });
      await this.wait(draws.between(3, 9) * MINUTE, 'a courier waits at the door');
    }
    if (draws.chance(500)) return;
    await this.wait(draws.around(20 * MINUTE), 'a courier rides back');
    await this.changeOrder(orderId, { type: 'ConfirmReturn' });
  }

  /** The battery is empty, for a while or for good. Somebody has to notice. */
  private async mayGoSilent(): Promise<void> {
    if (this.silentSince !== null || !this.feelsLike('a silent phone', 90)) return;
    const since = this.city.now;
    this.silentSince = since;
    this.city.begin(this.isMissed(since));
    await this.wait(this.draws.pick([2, 6, 90]) * MINUTE, 'a phone is off');
    this.silentSince = null;
  }

  private async isMissed(since: number): Promise<void> {
    const { deliveries } = this.city.facts;
    const brought = [...deliveries.values()].filter(
      ({ current }) => current?.isAccepted === true && this.isMine(current),
    );
    const attempts = new Map(brought.map(({ orderId, current }) => [orderId, current?.attempt]));
    await this.wait(MISSED_WITHIN_MS, 'a courier is missed');
    if (this.silentSince !== since) return;
    for (const [orderId, attempt] of attempts) {
      const delivery = deliveries.get(orderId);
      const isStill = delivery?.current?.attempt === attempt;
      const isUnderWay = this.city.facts.orders.get(orderId)?.closing === null;
      must('a silent courier is missed', !isStill || !isUnderWay || delivery?.isSilent === true, () => {
        return `${this.courierId} has ${orderId} and says nothing`;
      });
    }
  }

  private isMine({ courierId }: { readonly courierId: string }): boolean {
    return courierId === this.courierId;
  }
}
