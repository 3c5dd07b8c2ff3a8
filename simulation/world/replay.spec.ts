import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runOne } from './run';

const ROOT = join(__dirname, '..', '..');

/** What the seeds come to in a process of their own. */
const inFreshProcess = (seeds: readonly number[]): readonly string[] => {
  const program = `
    require('reflect-metadata');
    const { runOne } = require('./simulation/world/run.ts');
    (async () => {
      for (const seed of ${JSON.stringify(seeds)}) {
        const { digest, steps } = await runOne({ seed });
        console.log(steps + ' ' + digest);
      }
    })();`;
  const args = ['-r', './test/support/register-swc.js', '-e', program];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
};

describe('a run of the simulation', () => {
  it('stores the same bytes for the same seed, in a process that was just started', async () => {
    const seeds = [26, 43];
    const here: string[] = [];
    for (const seed of seeds) {
      const { digest, steps } = await runOne({ seed });
      here.push(`${steps} ${digest}`);
    }
    expect(inFreshProcess(seeds)).toEqual(here);
    expect(new Set(here).size).toBe(seeds.length);
  }, 60_000);
});
