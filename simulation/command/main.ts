import 'reflect-metadata';
import { hash } from 'node:crypto';
import { Counts } from '../engine/counts';
import { PLANTED_BUGS } from '../planted/planted-bugs';
import { runOne, sizeOf } from '../world/run';
import { ENOUGH_ORDERS, missingIn } from './expected';
import { HELP, parseOptions, type Options } from './options';
import { Progress } from './progress';
import { describeFailure, describeShrunk } from './report';
import { shrink } from './shrink';
import type { Done } from './tasks';
import { haveDone } from './workers';

type Run = Extract<Done, { readonly did: 'run' }>;
type Planting = Extract<Done, { readonly did: 'plant' }>;

/** Runs in which a planted bug has to show. */
const MOST_RUNS = 200;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** One run, told step by step or cut. */
async function one({ seed, cut, trace, json }: Options): Promise<boolean> {
  const result = await runOne({
    seed,
    ...(cut === null ? {} : { cut }),
    ...(trace ? { onLine: print } : {}),
  });
  const { orders, steps, digest, failure } = result;
  if (json) print(JSON.stringify({ seed, orders, steps, digest, failure }, null, 2));
  else {
    print(`Seed ${seed}: ${orders} orders, ${steps} steps, log ${digest}`);
    if (failure !== null) print(describeFailure(seed, failure));
  }
  return failure === null;
}

/** The first runs, in the order of their seeds, that make up so many orders: the same ones with any number of workers. */
function firstOf(runs: readonly Run[], orders: number): readonly Run[] {
  let placed = 0;
  const first: Run[] = [];
  for (const run of [...runs].sort((a, b) => a.seed - b.seed)) {
    if (placed >= orders) break;
    placed += run.orders;
    first.push(run);
  }
  return first;
}

async function many({ orders, seed, workers, json }: Options): Promise<boolean> {
  const progress = new Progress(json);
  const runs: Run[] = [];
  let failed: Run | null = null;
  let [next, placed, onTheWay] = [seed, 0, 0];
  await haveDone(
    workers,
    () => {
      if (failed !== null || placed + onTheWay >= orders) return null;
      onTheWay += sizeOf(next).orders;
      next += 1;
      return { do: 'run', seed: next - 1 };
    },
    (done) => {
      if (done.did !== 'run') return;
      runs.push(done);
      placed += done.orders;
      onTheWay -= sizeOf(done.seed).orders;
      if (done.failure !== null && failed === null) {
        failed = done;
        progress.end();
        if (!json) print(describeFailure(done.seed, done.failure));
      }
      progress.tell(placed, orders, 'orders');
    },
  );
  progress.end();
  const { seconds } = progress;
  const counts = new Counts();
  const first = firstOf(runs, orders);
  for (const run of first) for (const [name, times] of run.counts) counts.add(name, times);
  const violations = runs.filter(({ failure }) => failure !== null).sort((a, b) => a.seed - b.seed);
  const missing = orders >= ENOUGH_ORDERS ? missingIn(counts) : [];
  const total = {
    orders: first.reduce((sum, run) => sum + run.orders, 0),
    runs: first.length,
    steps: first.reduce((sum, run) => sum + run.steps, 0),
    seconds: Number(seconds.toFixed(1)),
    digest: hash('sha256', first.map(({ digest }) => digest).join('\n'), 'hex'),
  };
  if (json)
    print(
      JSON.stringify(
        { ...total, seed, violations, missing, counts: Object.fromEntries(counts.entries()) },
        null,
        2,
      ),
    );
  else {
    for (const [name, times] of counts.entries()) print(`${String(times).padStart(9)}  ${name}`);
    for (const name of missing) print(`    never  ${name}`);
    print(
      `${total.orders} orders in ${total.runs} runs, ${total.steps} steps, ${total.seconds} s, ` +
        `${(placed / seconds).toFixed(1)} orders a second with ${workers} workers`,
    );
    print(`SHA-256 of their event logs: ${total.digest}`);
    print(`${violations.length} violations`);
  }
  const [worst] = violations;
  if (worst === undefined) return missing.length === 0;
  const shrunk = await shrink({ seed: worst.seed });
  if (shrunk !== null && !json) print(describeShrunk(worst.seed, shrunk));
  return false;
}

async function planted({ seed, workers, json }: Options): Promise<boolean> {
  const found: Planting[] = [];
  let next = 0;
  await haveDone(
    workers,
    () => {
      next += 1;
      return next > PLANTED_BUGS.length ? null : { do: 'plant', bug: next - 1, seed, most: MOST_RUNS };
    },
    (done) => {
      if (done.did !== 'plant') return;
      found.push(done);
      const name = PLANTED_BUGS[done.bug]?.name ?? '';
      const after = done.seed === null ? 'never' : String(done.runs);
      if (!json) print(`${after.padStart(6)}  ${name} (${done.rule ?? '-'})`);
    },
  );
  if (json) {
    print(
      JSON.stringify(
        found.map((one) => ({ ...one, bug: PLANTED_BUGS[one.bug]?.name })),
        null,
        2,
      ),
    );
  }
  return found.every(({ seed: caught }) => caught !== null);
}

/** Simulates as the command line says. @returns the exit code */
async function main(): Promise<number> {
  let options: Options | null;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}\n`);
    return 2;
  }
  if (options === null) {
    print(HELP);
    return 0;
  }
  const work = options.planted ? planted : options.trace || options.cut !== null ? one : many;
  return (await work(options)) ? 0 : 1;
}

void main().then((code) => (process.exitCode = code));
