import type { Mix } from '../engine/mix';
import type { Luck } from '../engine/luck';
import type { Trace } from '../engine/trace';
import { Violation } from '../engine/violation';
import { auditDelivery, auditShift } from '../rules/delivery-rules';
import { Facts } from '../rules/facts';
import { auditOrder, auditRestaurant } from '../rules/order-rules';
import type { Told } from '../rules/told';
import type { AnyProjection } from '../../src/projections/projection';
import type { Mood } from './mood';
import type { Parts } from './parts';
import { World } from './world';

/** Events that change nothing of what an order waits for. */
const ASIDES: ReadonlySet<string> = new Set([
  ...['EtaRevised', 'PartnerWentSilent', 'PartnerHeardAgain'],
  ...['CandidatesScored', 'CandidateUnavailable', 'SearchEscalated', 'SearchExhausted'],
]);

export interface CityOptions {
  readonly luck: Luck;
  readonly mix: Mix;
  readonly mood: Mood;
  readonly parts: Parts;
  /** How many there are at most. */
  readonly orders: number;
  readonly couriers: number;
  readonly readModels: readonly AnyProjection[];
  readonly trace: Trace;
}

/** A world with kitchens, couriers, customers and staff, and what is known of them. */
export class City {
  readonly facts = new Facts();
  readonly mood: Mood;
  readonly world: World;
  /** When something last happened to each order (wall, ms). */
  private readonly changedAt = new Map<string, number>();
  private requests = 0;
  private readonly listeners = new Set<(told: Told) => void>();

  constructor({ mood, orders, couriers, ...rest }: CityOptions) {
    this.mood = mood;
    this.world = new World({
      ...{ ...rest, orders },
      maxSteps: 60_000 * (orders + couriers),
      alsoLooks: (appended) => this.look(appended),
    });
  }

  get luck(): Luck {
    return this.world.luck;
  }

  /** Wall time (ms). */
  get now(): number {
    return this.world.scheduler.now;
  }

  /** How long nothing has happened to an order (ms). */
  stillFor(orderId: string): number {
    return this.now - (this.changedAt.get(orderId) ?? this.now);
  }

  /** A number that no other request of the run has. */
  nextRequest(): number {
    this.requests += 1;
    return this.requests;
  }

  /** Calls back with every event from now on, the moment it is stored. */
  onEvent(listener: (told: Told) => void): void {
    this.listeners.add(listener);
  }

  /** Whatever somebody does beside their own life; that they fail is a violation. */
  begin(doing: Promise<void>): void {
    void doing.catch((error: unknown) => {
      const { scheduler } = this.world;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      scheduler.violation ??=
        error instanceof Violation ? error : new Violation('people know what they do', text);
    });
  }

  /** Whether something waits for a person to let it go. */
  hasParked(): boolean {
    const { counts } = this.world;
    return counts.of('parked: dispatch') > 0 || counts.of('parked: timer') > 0;
  }

  private look(appended: readonly Told[]): void {
    for (const told of appended) {
      const { type, category, key } = told;
      if (category === 'order') auditOrder(this.facts, told, this.world.counts);
      if (category === 'delivery') auditDelivery(this.facts, told);
      if (category === 'shift') auditShift(this.facts, told, this.hasParked());
      if (category === 'restaurant') auditRestaurant(this.facts, told);
      const isOfOrder = category === 'order' || category === 'delivery';
      if (isOfOrder && !ASIDES.has(type)) this.changedAt.set(key, this.now);
    }
    for (const told of appended) for (const listener of this.listeners) listener(told);
  }
}
