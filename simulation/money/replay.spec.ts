import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describeFailure, runOne } from './run';
import { PLANTED_BUGS } from './planted-bugs';

const ROOT = join(__dirname, '..', '..');

/** What the seeds come to in a process of their own. */
const inFreshProcess = (seeds: readonly number[]): readonly string[] => {
  const program = `
    require('reflect-metadata');
    const { runOne } = require('./simulation/money/run.ts');
    (async () => {
      for (const seed of ${JSON.stringify(seeds)}) console.log((await runOne({ seed, orders: 2 })).digest);
    })();`;
  const args = ['-r', './test/support/register-swc.js', '-e', program];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
};

describe('a run of the simulation of money', () => {
  it('is the same for the same seed, to the last step, in a process that was just started', async () => {
    const seeds = [3, 7, 21];
    const here: string[] = [];
    for (const seed of seeds) here.push((await runOne({ seed, orders: 2 })).digest);
    expect(inFreshProcess(seeds)).toEqual(here);
    expect(new Set(here).size).toBe(seeds.length);
  }, 60_000);

  it('that finds something tells what, what came before, and how to see it again', async () => {
    const [bug] = PLANTED_BUGS;
    const result = await runOne({ seed: 1, orders: 2, parts: bug!.parts() });
    const told = describeFailure(result, 'node scripts/simulate-money.js --orders 2').split('\n');
    expect(told).toHaveLength(32);
    expect(told[0]).toBe(`Seed 1, step ${result.steps}: ${result.failure?.message ?? ''}`);
    expect(told.at(-1)).toBe('Replay: node scripts/simulate-money.js --orders 2 --runs 1 --seed 1 --trace');
  });
});
