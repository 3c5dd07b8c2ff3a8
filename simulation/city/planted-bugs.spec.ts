import { PLANTED_BUGS } from './planted-bugs';
import { runOne } from './run';

const MOST_RUNS = 200;

describe('the simulation of a city finds out', () => {
  it.each(PLANTED_BUGS)(
    'that $name',
    async ({ parts, mood }) => {
      for (let seed = 1; seed <= MOST_RUNS; seed += 1) {
        const { failure } = await runOne({ seed, orders: 3, couriers: 3, mood, parts: parts() });
        if (failure !== null) return;
      }
      throw new Error(`not caught in ${MOST_RUNS} runs`);
    },
    240_000,
  );
});
