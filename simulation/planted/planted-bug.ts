import type { Mood } from '../world/mood';
import { PRODUCTION, type Parts } from '../world/parts';

/** Something that is wrong on purpose: the simulation has to find it. */
export interface PlantedBug {
  readonly name: string;
  /** Parts of one run; what it counts up begins anew with each. */
  readonly parts: () => Parts;
  /** The kind of evening on which it shows. */
  readonly mood: Partial<Mood>;
}

export const bug = (name: string, change: () => Partial<Parts>, mood: Partial<Mood> = {}): PlantedBug => ({
  name,
  mood,
  parts: () => ({ ...PRODUCTION, ...change() }),
});
