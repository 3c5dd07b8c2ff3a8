import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runOne } from './run';

const ROOT = join(__dirname, '..', '..');
const SIZE = { orders: 2, couriers: 2 };

/** What the seeds come to in a process of their own. */
const inFreshProcess = (seeds: readonly number[]): readonly string[] => {
  const program = `
    require('reflect-metadata');
    const { runOne } = require('./simulation/city/run.ts');
    (async () => {
      for (const seed of ${JSON.stringify(seeds)}) {
        console.log((await runOne({ seed, ...${JSON.stringify(SIZE)} })).digest);
      }
    })();`;
  const args = ['-r', './test/support/register-swc.js', '-e', program];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
};

describe('a run of the simulation of a city', () => {
  it('is the same for the same seed, to the last step, in a process that was just started', async () => {
    const seeds = [3, 7];
    const here: string[] = [];
    for (const seed of seeds) here.push((await runOne({ seed, ...SIZE })).digest);
    expect(inFreshProcess(seeds)).toEqual(here);
    expect(new Set(here).size).toBe(seeds.length);
  }, 60_000);
});
