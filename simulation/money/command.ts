import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Counts } from './counts';
import { describeFailure, type RunResult } from './run';

/** A closed world that can be simulated by command. `Given` is what is wrong with it, when something is. */
export interface Simulation<Given> {
  /** What it is, in a few lines. */
  readonly about: string;
  readonly script: string;
  /** Names of whole numbers that say how large a run is, with what they are and their defaults. */
  readonly sizes: Readonly<Record<string, { readonly meaning: string; readonly usual: number }>>;
  readonly planted: readonly { readonly name: string; readonly given: () => Given }[];
  readonly run: (
    seed: number,
    sizes: Readonly<Record<string, number>>,
    more: { readonly given?: Given; readonly onLine?: (line: string) => void },
  ) => Promise<RunResult>;
}

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly sizes: Readonly<Record<string, number>>;
  readonly trace: boolean;
  readonly planted: boolean;
  readonly json: boolean;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const helpOf = <Given>({ about, script, sizes }: Simulation<Given>): string => {
  const option = (name: string, meaning: string): string => `  ${name.padEnd(15)}${meaning}`;
  const large = Object.entries(sizes).map(([name, { meaning, usual }]) =>
    option(`--${name} N`, `${meaning} (default ${usual})`),
  );
  return [
    about,
    '',
    `Usage: node ${script} [options]`,
    '',
    option('--runs N', 'how many runs (default 1000)'),
    option('--seed S', 'seed of the first run; the others follow (default 1)'),
    ...large,
    option('--trace', 'print every step, to read what led to a violation'),
    option(
      '--planted',
      'plant one bug after the other instead, and tell after how many runs each was caught',
    ),
    option('--json', 'print the result as JSON'),
    option('--help', 'this text'),
    '',
    'Examples:',
    `  node ${script} --runs 5000`,
    `  node ${script} --runs 200 --orders 20 --seed 1000000`,
    `  node ${script} --runs 1 --seed 42 --trace`,
    '',
    'Exit code: 0 when everything held, 1 when something did not, 2 when the options make no sense.',
  ].join('\n');
};

/** @throws TypeError when an option makes no sense */
function parse<Given>({ sizes }: Simulation<Given>): Options | null {
  const numbers = ['runs', 'seed', ...Object.keys(sizes)];
  const flags = ['trace', 'planted', 'json', 'help'];
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const name of numbers) options[name] = { type: 'string' };
  for (const name of flags) options[name] = { type: 'boolean' };
  const values: Readonly<Record<string, unknown>> = parseArgs({ options }).values;
  if (values.help === true) return null;
  const whole = (name: string, usual: number, least: number): number => {
    const number = Number(values[name] ?? usual);
    if (!Number.isSafeInteger(number) || number < least) {
      throw new TypeError(`--${name} has to be a whole number of at least ${least}`);
    }
    return number;
  };
  return {
    runs: whole('runs', 1000, 1),
    seed: whole('seed', 1, 0),
    sizes: Object.fromEntries(
      Object.entries(sizes).map(([name, { usual }]) => [name, whole(name, usual, 1)]),
    ),
    trace: values.trace === true,
    planted: values.planted === true,
    json: values.json === true,
  };
}

async function simulate<Given>(
  { run, script }: Simulation<Given>,
  { runs, seed, sizes, trace, json }: Options,
): Promise<boolean> {
  const counts = new Counts();
  const failures: RunResult[] = [];
  let steps = 0;
  const began = process.hrtime.bigint();
  const seconds = (): number => Number(process.hrtime.bigint() - began) / 1e9;
  const large = Object.entries(sizes);
  const replay = [`node ${script}`, ...large.map(([name, size]) => `--${name} ${size}`)].join(' ');
  for (let n = 0; n < runs; n += 1) {
    const result = await run(seed + n, sizes, trace ? { onLine: print } : {});
    steps += result.steps;
    counts.addAll(result.counts);
    if (result.failure !== null) {
      failures.push(result);
      if (!json) print(describeFailure(result, replay));
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
    const summary = { runs, seed, ...sizes, steps, seconds: took, violations };
    print(JSON.stringify({ ...summary, counts: Object.fromEntries(counts.entries()) }, null, 2));
  } else if (!trace) {
    for (const [name, times] of counts.entries()) print(`${String(times).padStart(9)}  ${name}`);
    const size = large.map(([name, many]) => `${many} ${name}`).join(' and ');
    print(`${runs} runs of ${size}, ${steps} steps, ${took.toFixed(1)} s, ${failures.length} violated`);
  }
  return failures.length === 0;
}

async function simulatePlanted<Given>(
  { run, planted }: Simulation<Given>,
  { runs, seed, sizes, json }: Options,
): Promise<boolean> {
  const found: { readonly bug: string; readonly runs: number | null; readonly by: string | null }[] = [];
  for (const { name, given } of planted) {
    let caught: { readonly runs: number; readonly by: string } | null = null;
    for (let n = 0; n < runs && caught === null; n += 1) {
      const { failure } = await run(seed + n, sizes, { given: given() });
      if (failure !== null) caught = { runs: n + 1, by: failure.rule };
    }
    found.push({ bug: name, runs: caught?.runs ?? null, by: caught?.by ?? null });
    if (!json) print(`${String(caught?.runs ?? 'never').padStart(6)}  ${name} (${caught?.by ?? '-'})`);
  }
  if (json) print(JSON.stringify(found, null, 2));
  return found.every(({ runs: needed }) => needed !== null);
}

/** Simulates as the command line says. @returns the exit code */
export async function simulateByCommand<Given>(simulation: Simulation<Given>): Promise<number> {
  let options: Options | null;
  try {
    options = parse(simulation);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n\n${helpOf(simulation)}\n`,
    );
    return 2;
  }
  if (options === null) {
    print(helpOf(simulation));
    return 0;
  }
  const isRight = await (options.planted ? simulatePlanted : simulate)(simulation, options);
  return isRight ? 0 : 1;
}
