import type { Entry } from '../whole/accepted';
import { Draw } from '../whole/program';
import { mutationsOf, type Mutation } from './mutations';

const CHUNK = 40;

/** Some requests to one route, to be sent one after the other. */
export interface Chunk {
  readonly entry: Entry;
  readonly number: number;
  readonly mutations: readonly Mutation[];
}

/**
 * The requests of a run: every field of every route is spoilt at least once, then in every way, then with other values.
 * What is drawn follows from the seed and the route alone, so that a route can be tried again without the others.
 * @param requests about how many there are to be; more, when one for each field are more
 */
export function planOf(entries: readonly Entry[], requests: number, seed: number): readonly Chunk[] {
  const all = entries.map((entry) => ({ entry, mutations: mutationsOf(entry) }));
  const weights = all.map(({ entry, mutations }) => mutations.length * entry.share);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return all.flatMap(({ entry, mutations }, i) => {
    const wanted = Math.ceil((requests * (weights[i] ?? 0)) / total);
    const chosen = choose(mutations, wanted, new Draw(`${seed} ${entry.route.name}`));
    return Array.from({ length: Math.ceil(chosen.length / CHUNK) }, (_, number) => ({
      ...{ entry, number },
      mutations: chosen.slice(number * CHUNK, (number + 1) * CHUNK),
    }));
  });
}

function choose(mutations: readonly Mutation[], wanted: number, draw: Draw): readonly Mutation[] {
  const fields = [...new Set(mutations.map(({ field }) => field))];
  const first = fields.map((field) => draw.of(mutations.filter((one) => one.field === field)));
  const chosen = [...first];
  while (chosen.length < wanted) {
    const isFirstRound = chosen.length === first.length;
    const rest = isFirstRound ? mutations.filter((one) => !first.includes(one)) : mutations;
    chosen.push(...draw.shuffled(rest).slice(0, wanted - chosen.length));
  }
  return chosen;
}
