import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Counts } from './counts';
import { PLANTED_BUGS } from './planted-bugs';
import { describeFailure, runOne, type RunResult } from './run';

const HELP = `Simulates the closed world of money: orders, payments, refunds, ledger and a payment gateway that misbehaves, in
virtual time. Every run draws its own mix of faults; in the end the gateway's book, the streams, the ledger and the
read models have to agree to the last minor unit.

Usage: node scripts/simulate-money.js [options]

  --runs N     how many runs (default 1000)
  --seed S     seed of the first run; the others follow (default 1)
  --orders K   orders in each run (default 2)
  --trace      print every step, to read what led to a violation
  --planted    plant one bug after the other instead, and tell after how many runs each was caught
  --json       print the result as JSON
  --help       this text

Examples:
  node scripts/simulate-money.js --runs 5000
  node scripts/simulate-money.js --runs 200 --orders 20 --seed 1000000
  node scripts/simulate-money.js --runs 1 --seed 42 --trace

Exit code: 0 when everything held, 1 when something did not, 2 when the options make no sense.`;

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly orders: number;
  readonly trace: boolean;
  readonly planted: boolean;
  readonly json: boolean;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** @throws when an option makes no sense */
function parse(): Options | null {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      orders: { type: 'string', default: '2' },
      trace: { type: 'boolean', default: false },
      planted: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const whole = (name: 'runs' | 'seed' | 'orders', least: number): number => {
    const number = Number(values[name]);
    if (!Number.isSafeInteger(number) || number < least) {
      throw new TypeError(`--${name} has to be a whole number of at least ${least}`);
    }
    return number;
  };
  const { trace, planted, json } = values;
  return { runs: whole('runs', 1), seed: whole('seed', 0), orders: whole('orders', 1), trace, planted, json };
}

async function simulate({ runs, seed, orders, trace, json }: Options): Promise<boolean> {
  const counts = new Counts();
  const failures: RunResult[] = [];
  let steps = 0;
  const began = process.hrtime.bigint();
  const seconds = (): number => Number(process.hrtime.bigint() - began) / 1e9;
  for (let n = 0; n < runs; n += 1) {
    const result = await runOne({ seed: seed + n, orders, ...(trace ? { onLine: print } : {}) });
    steps += result.steps;
    counts.addAll(result.counts);
    if (result.failure !== null) {
      failures.push(result);
      if (!json) print(describeFailure(result, orders));
    }
    if (process.stderr.isTTY && n % 10 === 9) {
      const rate = ((n + 1) / seconds()).toFixed(1);
      process.stderr.write(`\r${n + 1} of ${runs} runs, ${rate} a second, ${failures.length} violated `);
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  const took = seconds();
  if (json) {
    const violations = failures.map(({ seed: of, steps: step, failure, digest }) => ({
      seed: of,
      step,
      digest,
      ...failure,
    }));
    const summary = {
      runs,
      seed,
      orders,
      steps,
      seconds: took,
      violations,
      counts: Object.fromEntries(counts.entries()),
    };
    print(JSON.stringify(summary, null, 2));
  } else if (!trace) {
    for (const [name, times] of counts.entries()) print(`${String(times).padStart(9)}  ${name}`);
    print(
      `${runs} runs of ${orders} orders, ${steps} steps, ${took.toFixed(1)} s, ${failures.length} violated`,
    );
  }
  return failures.length === 0;
}

async function simulatePlanted({ runs, seed, orders, json }: Options): Promise<boolean> {
  const found: { readonly bug: string; readonly runs: number | null; readonly by: string | null }[] = [];
  for (const { name, parts } of PLANTED_BUGS) {
    let caught: { readonly runs: number; readonly by: string } | null = null;
    for (let n = 0; n < runs && caught === null; n += 1) {
      const { failure } = await runOne({ seed: seed + n, orders, parts: parts() });
      if (failure !== null) caught = { runs: n + 1, by: failure.rule };
    }
    found.push({ bug: name, runs: caught?.runs ?? null, by: caught?.by ?? null });
    if (!json) print(`${String(caught?.runs ?? 'never').padStart(6)}  ${name} (${caught?.by ?? '-'})`);
  }
  if (json) print(JSON.stringify(found, null, 2));
  return found.every(({ runs: needed }) => needed !== null);
}

async function main(): Promise<number> {
  let options: Options | null;
  try {
    options = parse();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}\n`);
    return 2;
  }
  if (options === null) {
    print(HELP);
    return 0;
  }
  return (await (options.planted ? simulatePlanted(options) : simulate(options))) ? 0 : 1;
}

void main().then((code) => (process.exitCode = code));
