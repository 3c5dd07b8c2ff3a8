import { PLANTED_BUGS } from './planted-bugs';
import { runOne } from './run';

const MOST_RUNS = 300;
const ORDERS = 2;

describe('the simulation of money finds out', () => {
  it.each(PLANTED_BUGS)(
    'that $name',
    async ({ parts }) => {
      for (let seed = 1; seed <= MOST_RUNS; seed += 1) {
        const { failure } = await runOne({ seed, orders: ORDERS, parts: parts() });
        if (failure !== null) return;
      }
      throw new Error(`not caught in ${MOST_RUNS} runs`);
    },
    240_000,
  );
});
