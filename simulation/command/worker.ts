import 'reflect-metadata';
import { PLANTED_BUGS } from '../planted/planted-bugs';
import { runOne } from '../world/run';
import type { Done, Task } from './tasks';

async function work(task: Task): Promise<Done> {
  if (task.do === 'run') {
    const { seed, orders, steps, digest, counts, failure } = await runOne({ seed: task.seed });
    return { did: 'run', seed, orders, steps, digest, failure, counts: counts.entries() };
  }
  const { bug, most } = task;
  const planted = PLANTED_BUGS[bug];
  if (planted === undefined) throw new RangeError(`there is no bug ${bug}`);
  const { mood, parts } = planted;
  for (let runs = 1; runs <= most; runs += 1) {
    const seed = task.seed + runs - 1;
    const { failure } = await runOne({ seed, mood, parts: parts() });
    if (failure !== null) return { did: 'plant', bug, runs, seed, rule: failure.rule };
    // A run never leaves the turn that it began in: that nobody wants it any more is heard of between two.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { did: 'plant', bug, runs: most, seed: null, rule: null };
}

process.on('message', (task: Task) => {
  work(task)
    .catch((error: unknown): Done => {
      return { did: 'fail', task, error: error instanceof Error ? (error.stack ?? '') : String(error) };
    })
    .then((done) => process.send?.(done))
    .catch(() => process.exit(1));
});
// Whoever gave the work is gone.
process.on('disconnect', () => process.exit(0));
