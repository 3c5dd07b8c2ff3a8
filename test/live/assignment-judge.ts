import { decodeRecorded } from '../../eventstore/registry/catalogue';
import { attachToEmbeddedPostgres } from '../../src/adapters/driven/embedded-postgres/attach';
import { PostgresEventStore } from '../../src/adapters/driven/postgres/event-store/postgres-event-store';
import type { DeliveryEvent } from '../../src/domain/delivery/delivery-messages';
import type { OrderEvent } from '../../src/domain/order/order-messages';
import type { ShiftEvent } from '../../src/domain/shift/shift-messages';

const PAGE = 2_000;

/** What the events say of who brought what. */
export interface Verdict {
  readonly orders: number;
  readonly offers: number;
  readonly declined: number;
  readonly expired: number;
  readonly reassigned: number;
  readonly exhausted: number;
  readonly delivered: number;
  readonly withoutCourier: number;
  readonly cancelledOtherwise: number;
  /** Orders that have not ended. */
  readonly stuck: readonly string[];
  /** What must never be, in words. */
  readonly violations: readonly string[];
  /** Most deliveries and offers that one courier had at a time. */
  readonly mostAtATime: number;
  readonly openReservations: number;
}

interface OrderSide {
  attached: string | null;
  readyAt: boolean;
  ended: 'delivered' | 'no-courier-found' | 'otherwise' | null;
}

interface DeliverySide {
  offered: string | null;
  assigned: string | null;
}

/**
 * Reads all events once and judges them by rules of its own: it knows nothing of the deciders, and counts who has what
 * by the deliveries alone, whatever the shifts have noted.
 */
export class AssignmentJudge {
  private readonly orders = new Map<string, OrderSide>();
  private readonly deliveries = new Map<string, DeliverySide>();
  private readonly capacity = new Map<string, number>();
  private readonly hands = new Map<string, Set<string>>();
  private readonly reservations = new Map<string, Set<string>>();
  private readonly violations: string[] = [];
  private readonly counts = { offers: 0, declined: 0, expired: 0, reassigned: 0, exhausted: 0 };
  private mostAtATime = 0;

  /** @param dataFolder of a running embedded server */
  static async judge(dataFolder: string): Promise<Verdict> {
    const url = attachToEmbeddedPostgres(dataFolder);
    if (url === null) throw new Error(`no server runs on ${dataFolder}`);
    const store = new PostgresEventStore(url);
    const judge = new AssignmentJudge();
    try {
      for (let after = 0; ;) {
        const page = await store.readAll(after, { limit: PAGE });
        const last = page.at(-1);
        if (last === undefined) return judge.verdict();
        for (const recorded of page) {
          const dash = recorded.stream.indexOf('-');
          const id = recorded.stream.slice(dash + 1);
          const { event } = decodeRecorded(recorded);
          switch (recorded.stream.slice(0, dash)) {
            case 'order':
              judge.ofOrder(id, event as OrderEvent);
              break;
            case 'delivery':
              judge.ofDelivery(id, event as DeliveryEvent);
              break;
            case 'shift':
              judge.ofShift(id, event as ShiftEvent);
              break;
            default:
          }
        }
        after = last.position;
      }
    } finally {
      await store.close();
    }
  }

  private ofOrder(id: string, event: OrderEvent): void {
    if (event.type === 'OrderPlaced') this.orders.set(id, { attached: null, readyAt: false, ended: null });
    const order = this.orders.get(id);
    if (order === undefined) return;
    switch (event.type) {
      case 'PartnerAttached':
        if (order.attached !== null) this.accuse(id, 'has two couriers');
        order.attached = event.courierId;
        break;
      case 'PartnerDetached':
        if (order.attached !== event.courierId) this.accuse(id, 'lost a courier that it did not have');
        order.attached = null;
        break;
      case 'OrderReadyForPickup':
        order.readyAt = true;
        break;
      case 'OrderHandedOver':
        if (order.attached !== event.courierId) this.accuse(id, 'was handed to another courier');
        if (!order.readyAt) this.accuse(id, 'was handed over before it was ready');
        break;
      case 'OrderDelivered':
        order.ended = 'delivered';
        break;
      case 'OrderCancelled':
        order.ended = event.reason === 'no-courier-found' ? 'no-courier-found' : 'otherwise';
        if (order.ended === 'no-courier-found' && event.fee.minor !== 0) this.accuse(id, 'costs a fee');
        break;
      case 'OrderRejectedByRestaurant':
      case 'OrderExpired':
      case 'OrderUndeliverable':
        order.ended = 'otherwise';
        break;
      default:
    }
  }

  private ofDelivery(id: string, event: DeliveryEvent): void {
    let delivery = this.deliveries.get(id);
    if (delivery === undefined) this.deliveries.set(id, (delivery = { offered: null, assigned: null }));
    switch (event.type) {
      case 'AssignmentOffered':
        this.counts.offers += 1;
        if (delivery.offered !== null) this.accuse(id, 'has two live offers');
        if (delivery.assigned !== null) this.accuse(id, 'is offered though somebody has it');
        delivery.offered = event.courierId;
        this.take(id, event.courierId);
        break;
      case 'AssignmentAccepted':
        if (delivery.offered !== event.courierId) this.accuse(id, 'was accepted by somebody else');
        delivery.offered = null;
        delivery.assigned = event.courierId;
        break;
      case 'PartnerAssigned':
        if (delivery.assigned !== null) this.accuse(id, 'has two couriers');
        delivery.assigned = event.courierId;
        this.take(id, event.courierId);
        break;
      case 'AssignmentDeclined':
      case 'AssignmentExpired':
      case 'AssignmentWithdrawn':
        if (event.type === 'AssignmentDeclined') this.counts.declined += 1;
        if (event.type === 'AssignmentExpired') this.counts.expired += 1;
        delivery.offered = null;
        this.give(id, event.courierId);
        break;
      case 'PartnerReassigned':
        this.counts.reassigned += 1;
        delivery.assigned = null;
        this.give(id, event.courierId);
        break;
      case 'SearchExhausted':
        this.counts.exhausted += 1;
        break;
      case 'DeliveryCompleted':
      case 'DeliveryCancelled':
      case 'ReturnCompleted':
        for (const courier of [delivery.offered, delivery.assigned]) {
          if (courier !== null) this.give(id, courier);
        }
        delivery.offered = delivery.assigned = null;
        break;
      default:
    }
  }

  private ofShift(id: string, event: ShiftEvent): void {
    switch (event.type) {
      case 'PartnerOnline':
        this.capacity.set(event.courierId, event.capacity);
        this.reservations.set(id, new Set());
        break;
      case 'CapacityReserved':
        this.reservations.get(id)?.add(event.orderId);
        break;
      case 'CapacityReleased':
        if (this.reservations.get(id)?.delete(event.orderId) !== true) {
          this.accuse(event.orderId, 'was released twice');
        }
        break;
      case 'PartnerOffline':
        break;
      default:
    }
  }

  private take(order: string, courier: string): void {
    const hands = this.hands.get(courier) ?? new Set<string>();
    this.hands.set(courier, hands.add(order));
    this.mostAtATime = Math.max(this.mostAtATime, hands.size);
    const capacity = this.capacity.get(courier) ?? 0;
    if (hands.size > capacity) this.accuse(order, `is too much for ${courier}: ${hands.size} of ${capacity}`);
  }

  private give(order: string, courier: string): void {
    if (this.hands.get(courier)?.delete(order) !== true)
      this.accuse(order, `was not in the hands of ${courier}`);
  }

  private accuse(order: string, what: string): void {
    this.violations.push(`${order} ${what}`);
  }

  private verdict(): Verdict {
    const ended = [...this.orders.values()].map(({ ended: how }) => how);
    const count = (how: OrderSide['ended']): number => ended.filter((one) => one === how).length;
    return {
      orders: this.orders.size,
      ...this.counts,
      delivered: count('delivered'),
      withoutCourier: count('no-courier-found'),
      cancelledOtherwise: count('otherwise'),
      stuck: [...this.orders].flatMap(([id, order]) => (order.ended === null ? [id] : [])),
      violations: this.violations,
      mostAtATime: this.mostAtATime,
      openReservations: [...this.reservations.values()].reduce((sum, { size }) => sum + size, 0),
    };
  }
}
