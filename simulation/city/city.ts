import type { RecordedEvent } from '../../src/application/ports/event-store';
import { NO_FAULTS, drawMix, type Mix } from '../money/mix';
import type { Draws } from '../money/draws';
import type { Trace } from '../money/trace';
import { Violation } from '../money/violation';
import { World } from '../money/world';
import { auditDelivery, auditShift } from './delivery-rules';
import { Facts, toldOf, type Told } from './facts';
import { drawMood, type Mood } from './mood';
import { auditOrder, auditRestaurant } from './order-rules';
import type { Parts } from './parts';
import { FleetingPositions } from './positions';
import { CityProgram } from './program';

const HOUR_MS = 3_600_000;

/** Events that change nothing of what an order waits for. */
const ASIDES: ReadonlySet<string> = new Set([
  ...['EtaRevised', 'PartnerWentSilent', 'PartnerHeardAgain'],
  ...['CandidatesScored', 'CandidateUnavailable', 'SearchEscalated', 'SearchExhausted'],
]);

export interface CityOptions {
  readonly draws: Draws;
  readonly mix: Mix;
  /** What is known of the evening beforehand. */
  readonly mood: Partial<Mood>;
  readonly parts: Parts;
  readonly orders: number;
  readonly couriers: number;
  readonly trace: Trace;
}

/** As of money; but kitchens and couriers have their faults within an evening. */
export function drawCityMix(draws: Draws): Mix {
  const mix = drawMix(draws);
  // Now and then nothing goes wrong but what people do.
  const calm = draws.chance(100) ? NO_FAULTS : mix;
  return { ...calm, programs: mix.programs, faultsLastMs: draws.pick([HOUR_MS, 2 * HOUR_MS, 5 * HOUR_MS]) };
}

/** The world of money with kitchens, couriers and those who look for them. */
export class City {
  readonly facts = new Facts();
  readonly mood: Mood;
  readonly positions = new FleetingPositions();
  readonly world: World<CityProgram>;
  /** When something last happened to each order (wall, ms). */
  private readonly changedAt = new Map<string, number>();
  private requests = 0;
  private readonly listeners = new Set<(told: Told) => void>();

  constructor({ draws, mix, mood, parts, orders, couriers, trace }: CityOptions) {
    this.mood = { ...drawMood(draws), ...mood };
    this.world = new World<CityProgram>({
      ...{ draws, mix, parts, orders, trace },
      maxSteps: 15_000 * (orders + couriers),
      startProgram: (options) => {
        // Of what was in memory alone, nothing is left when every program was down.
        if (this.living() === 0) {
          this.positions.lose();
          (this.world as World<CityProgram> | undefined)?.counts.add('fault: positions lost');
        }
        return new CityProgram(options, parts, this.positions);
      },
      alsoLooks: (recorded) => this.look(recorded),
    });
  }

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
      scheduler.violation ??=
        error instanceof Violation ? error : new Violation('people know what they do', String(error));
    });
  }

  /** Whether something waits for a person to let it go. */
  hasParked(): boolean {
    return this.world.counts.of('parked: dispatch') > 0 || this.world.counts.of('parked: timer') > 0;
  }

  private living(): number {
    // While the world is being made, it is not known here.
    return (this.world as World<CityProgram> | undefined)?.programs.length ?? 0;
  }

  private look(recorded: readonly RecordedEvent[]): void {
    for (const one of recorded) {
      const told = toldOf(one);
      const { type, stream, key } = told;
      const [category] = stream.split('-', 1);
      if (category === 'order') auditOrder(this.facts, told, this.world.counts);
      if (category === 'delivery') auditDelivery(this.facts, told);
      if (category === 'shift') auditShift(this.facts, told, this.hasParked());
      if (category === 'restaurant') auditRestaurant(this.facts, told);
      const isOfOrder = category === 'order' || category === 'delivery';
      if (isOfOrder && !ASIDES.has(type)) this.changedAt.set(key, this.now);
    }
    for (const one of recorded) {
      const told = toldOf(one);
      for (const listener of this.listeners) listener(told);
    }
  }
}
