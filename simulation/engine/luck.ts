import { Draws } from './draws';

/** What is left out of a run, so that it shows the same with less. */
export interface Cut {
  /** Numbers of the orders that are placed; all of them, if nothing is said. */
  readonly orders?: readonly number[];
  /** Numbers of the couriers who take part. */
  readonly couriers?: readonly number[];
  /** Incidents that do not happen, each by its key; or by its kind, which is the key up to the ` @`. */
  readonly without?: readonly string[];
  /** Incidents, named in the same way, of which no other happens. */
  readonly only?: readonly string[];
  /** From this step on nothing goes wrong, and whoever has waited longest goes on. */
  readonly orderlyFrom?: number;
}

/**
 * All luck of a run. Nothing is drawn from one long sequence: each person has draws of their own, and whatever may
 * happen at a place is a function of the seed, of the place, and of how often it was come by. So one thing that is
 * left out does not change the luck of the others.
 */
export class Luck {
  /** Keys of everything that went wrong or that somebody need not have done. */
  readonly incidents: string[] = [];
  private readonly visits = new Map<string, number>();
  private readonly without: ReadonlySet<string>;
  private readonly only: ReadonlySet<string> | null;
  private isOrderly = false;

  constructor(
    readonly seed: number,
    readonly cut: Cut = {},
    private readonly onIncident: (key: string) => void = () => undefined,
  ) {
    this.without = new Set(cut.without);
    this.only = cut.only === undefined ? null : new Set(cut.only);
  }

  /** From now on nothing goes wrong any more. */
  calmDown(): void {
    this.isOrderly = true;
  }

  /** The draws of one person or thing. */
  drawsOf(name: string): Draws {
    return new Draws(hashOf(name, this.seed));
  }

  /** The draws of a place, others with every visit. */
  at(place: string): Draws {
    return new Draws(this.number(place));
  }

  /** A number below 2^32 that belongs to this visit of a place. */
  number(place: string): number {
    const visit = (this.visits.get(place) ?? 0) + 1;
    this.visits.set(place, visit);
    return hashOf(place, this.seed + Math.imul(visit, 0x9e3779b1));
  }

  /**
   * Whether something happens that need not happen: in so many of a thousand cases.
   * @param where with `kind`, what the incident is known by
   */
  strikes(kind: string, where: string, perMille: number, draws: Draws): boolean {
    if (perMille <= 0 || this.isOrderly || !draws.chance(perMille)) return false;
    return this.happens(kind, where);
  }

  /** Something that is to happen: false when it is left out. */
  happens(kind: string, where: string): boolean {
    if (this.without.has(kind)) return false;
    const place = `${kind} @ ${where}`;
    const times = (this.visits.get(place) ?? 0) + 1;
    this.visits.set(place, times);
    const key = `${place} ${times}`;
    const isLeftOut = this.only !== null && !this.only.has(kind) && !this.only.has(key);
    if (isLeftOut || this.without.has(key)) return false;
    this.incidents.push(key);
    this.onIncident(key);
    return true;
  }
}

/** 32 bits of a text and a seed: FNV-1a, and Austin Appleby's finish of MurmurHash3. */
function hashOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
