import type { Command } from 'commander';
import { PostgresProcessStore } from '../../adapters/driven/postgres/process-store/postgres-process-store';
import { PROCESS_MANAGERS } from '../../application/processes/process-managers';
import { ParkedEvents, type ReleaseOutcome } from '../../projections/parked-events';
import type { AnyProjection } from '../../projections/projection';
import { READ_MODELS } from '../../projections/read-models';
import type { Infrastructure } from '../infrastructure';
import type { Cli } from './cli';
import { indent, lineOf, pretty, shown, type ShownEvent } from './event-text';
import { CouldNot, FOUND } from './exit-codes';
import { moreHelp } from './help';
import { READ_MODEL_NAMES } from './read-model-arguments';

const PROCESSES: readonly string[] = PROCESS_MANAGERS.map(({ name }) => name);
const MAX_SHOWN = 100_000;

/** A key whose events wait for a person. */
interface ParkedKey {
  readonly consumer: string;
  readonly key: string;
  /** The event, the timer or the command that failed. */
  readonly what: string;
  /** Of the event; null when it is none. */
  readonly position: number | null;
  readonly cause: string;
  /** How many wait, this one included. */
  readonly waiting: number;
}

const parkedEventsOf = ({ database, shards, generations, eventStore }: Infrastructure): ParkedEvents =>
  new ParkedEvents(database, shards, generations, eventStore);

const processesOf = ({ database, shards }: Infrastructure): PostgresProcessStore =>
  new PostgresProcessStore(database, shards);

async function inReadModel(parts: Infrastructure, model: AnyProjection): Promise<readonly ParkedKey[]> {
  const keys = await parkedEventsOf(parts).list(model);
  return keys.map(({ partitionKey, type, position, cause, waiting }) => ({
    ...{ consumer: model.name, key: partitionKey, what: type, position, cause, waiting },
  }));
}

/** Inputs that a process could not take in, and commands of its that failed too often. */
async function inProcess(parts: Infrastructure, process: string): Promise<readonly ParkedKey[]> {
  const store = processesOf(parts);
  const [inputs, effects] = await Promise.all([
    store.parkedInputs(process, MAX_SHOWN),
    store.parkedEffects(process, MAX_SHOWN),
  ]);
  const first = inputs.filter(({ key }, i) => inputs[i - 1]?.key !== key);
  return [
    ...first.map(({ key, type, position, cause }) => ({
      ...{ consumer: process, key, what: type, position: position === 0 ? null : position },
      cause: cause ?? 'let go, and about to be taken up',
      waiting: inputs.filter((one) => one.key === key).length,
    })),
    ...effects.map(({ key, step, attempts, detail }) => ({
      ...{ consumer: process, key, what: `command ${step}`, position: null },
      ...{ cause: `tried ${attempts} times: ${detail ?? ''}`, waiting: 1 },
    })),
  ];
}

/** Everything that is parked, in read models and in processes. */
export async function allParked(parts: Infrastructure): Promise<readonly ParkedKey[]> {
  const lists: (readonly ParkedKey[])[] = [];
  for (const model of READ_MODELS) lists.push(await inReadModel(parts, model));
  for (const process of PROCESSES) lists.push(await inProcess(parts, process));
  return lists.flat();
}

/** What is parked under a key of a consumer. @throws CouldNot when there is no such consumer, or nothing is parked */
async function parkedUnder(
  parts: Infrastructure,
  consumer: string,
  key: string,
): Promise<readonly ParkedKey[]> {
  const model = modelNamed(consumer);
  const all = model === undefined ? await inProcess(parts, consumer) : await inReadModel(parts, model);
  const found = all.filter((one) => one.key === key);
  if (found.length === 0) throw new CouldNot(`Nothing is parked in ${consumer} under ${key}.`);
  return found;
}

/** Undefined: a process. @throws CouldNot */
function modelNamed(consumer: string): AnyProjection | undefined {
  if (PROCESSES.includes(consumer)) return undefined;
  const model = READ_MODELS.find(({ name }) => name === consumer);
  if (model !== undefined) return model;
  throw new CouldNot(
    `There is no ${consumer}. Choose a read model (${READ_MODEL_NAMES}) or a process (${PROCESSES.join(', ')}).`,
  );
}

function printKey(cli: Cli, { consumer, key, what, position, cause, waiting }: ParkedKey): void {
  const where = position === null ? '' : ` at position ${position}`;
  cli.print(`${consumer} ${key}: ${what}${where}${waiting > 1 ? `, ${waiting} wait` : ''}`);
  cli.print(`  ${cause}`);
}

interface Json {
  readonly json?: boolean;
}

async function list(cli: Cli, { json }: Json): Promise<void> {
  await cli.withTiffin(async (parts) => {
    const all = await allParked(parts);
    const keys = new Set(all.map(({ consumer, key }) => `${consumer} ${key}`)).size;
    if (json === true) cli.json(all);
    else {
      for (const one of all) printKey(cli, one);
      cli.print(`${keys} keys parked`);
    }
    if (keys > 0) cli.endWith(FOUND);
  });
}

async function show(cli: Cli, consumer: string, key: string, { json }: Json): Promise<void> {
  await cli.withTiffin(async (parts) => {
    const found: { readonly parked: ParkedKey; readonly event: ShownEvent | null }[] = [];
    for (const parked of await parkedUnder(parts, consumer, key)) {
      const { position } = parked;
      const [recorded] = position === null ? [] : await parts.eventStore.readAll(position - 1, { limit: 1 });
      found.push({ parked, event: recorded === undefined ? null : shown(recorded) });
    }
    if (json === true) {
      cli.json(found);
      return;
    }
    for (const { parked, event } of found) {
      printKey(cli, parked);
      if (event === null) continue;
      cli.print(lineOf(event));
      cli.print(indent(event.unreadable ?? pretty(event.data), '    '));
    }
  });
}

/** @returns whether it still fails */
function told(cli: Cli, key: string, outcome: ReleaseOutcome): boolean {
  switch (outcome.is) {
    case 'released':
      cli.print(`${key}: ${outcome.applied} events applied`);
      return false;
    case 'not-parked':
      throw new CouldNot(`Nothing is parked under ${key}.`);
    case 'still-failing':
      cli.print(`${key}: still fails at position ${outcome.position}: ${outcome.cause}`);
      return true;
  }
}

async function release(
  cli: Cli,
  verb: 'retry' | 'skip',
  consumer: string,
  key: string,
  { json }: Json,
): Promise<void> {
  await cli.withTiffin(async (parts) => {
    await parkedUnder(parts, consumer, key);
    const model = modelNamed(consumer);
    if (model === undefined) {
      await processesOf(parts)[verb](consumer, key);
      if (json === true) cli.json({ consumer, key, is: 'let-go' });
      else cli.print(`${key}: let go; the running process takes it up within seconds`);
      return;
    }
    const outcome = await parkedEventsOf(parts)[verb](model, key);
    if (json === true) cli.json({ consumer, key, ...outcome });
    const stillFails = json === true ? outcome.is === 'still-failing' : told(cli, key, outcome);
    if (stillFails) cli.endWith(FOUND);
  });
}

const KEY_HELP = 'partition key: the id of the order, restaurant, …';

export function parkedCommands(program: Command, cli: Cli): void {
  const consumerHelp = `a read model, or a process: ${PROCESSES.join(', ')}`;
  const parked = program
    .command('parked')
    .description('events that a read model or a process could not take in, and those that wait behind them');

  parked
    .command('list')
    .description('what is parked, and why')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({ found: 'something is parked', examples: [['parked list', 'read models and processes']] }),
    )
    .action((options: Json) => list(cli, options));

  parked
    .command('show')
    .description('what is parked under a key, with the event that failed')
    .argument('<consumer>', consumerHelp)
    .argument('<key>', KEY_HELP)
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({
        couldNot: 'there is no such consumer, or nothing is parked under the key',
        examples: [['parked show order-view 6a6560b6-…', 'the event and why it failed']],
      }),
    )
    .action((consumer: string, key: string, options: Json) => show(cli, consumer, key, options));

  for (const [verb, description, example] of [
    ['retry', 'apply the parked events of a key, all or none', 'after the code was corrected'],
    [
      'skip',
      'leave out the event that fails, for ever, and apply those that wait behind it',
      'the event can never be applied',
    ],
  ] as const) {
    parked
      .command(verb)
      .description(description)
      .argument('<consumer>', consumerHelp)
      .argument('<key>', KEY_HELP)
      .option('--json', 'print the outcome as JSON')
      .addHelpText(
        'after',
        moreHelp({
          found: 'it still fails; nothing was changed',
          couldNot: 'there is no such consumer, or nothing is parked under the key',
          examples: [[`parked ${verb} order-view 6a6560b6-…`, example]],
        }),
      )
      .action((consumer: string, key: string, options: Json) => release(cli, verb, consumer, key, options));
  }
}
