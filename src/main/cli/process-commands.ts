import type { Command } from 'commander';
import { PostgresProcessStore } from '../../adapters/driven/postgres/process-store/postgres-process-store';
import {
  isWaiting,
  waitingOf,
  type PendingCommand,
  type ProcessWaiting,
} from '../../application/processes/waiting';
import { epochMs, instantOf, type Instant } from '../../domain/kernel/instant';
import { durationText } from './duration';
import type { Cli } from './cli';
import { CouldNot, FOUND } from './exit-codes';
import { indent, pretty } from './event-text';
import { moreHelp } from './help';
import { processesProgress, type ProcessProgress } from './processes-progress';

interface Json {
  readonly json?: boolean;
}

const isStuck = ({ parkedCommands, parkedInputs }: ProcessProgress): boolean =>
  parkedCommands + parkedInputs > 0;

async function list(cli: Cli, { json }: Json): Promise<void> {
  await cli.withTiffin(async (parts) => {
    const all = await processesProgress(parts);
    if (all.some(isStuck)) cli.endWith(FOUND);
    if (json === true) {
      cli.json(all);
      return;
    }
    cli.print(
      'process            instances   timers  overdue  sending  retrying  parked  behind  next timer',
    );
    for (const one of all) {
      const parked = one.parkedCommands + one.parkedInputs;
      cli.print(
        one.process.padEnd(18) +
          String(one.instances).padStart(10) +
          String(one.waiting).padStart(9) +
          String(one.overdue).padStart(9) +
          String(one.undispatched).padStart(9) +
          String(one.retrying).padStart(10) +
          String(parked).padStart(8) +
          (one.shardsBehind === 0 ? '       –' : `${String(one.shardsBehind).padStart(5)}/16`) +
          `  ${one.nextDue ?? '–'}`,
      );
    }
  });
}

/** How long from now on the business clock. */
function until(dueAt: Instant, now: Instant): string {
  const ms = epochMs(dueAt) - epochMs(now);
  return ms >= 0 ? `in ${durationText(ms)}` : `overdue by ${durationText(-ms)}`;
}

function pendingLine({
  step,
  command,
  askedBy,
  status,
  attempts,
  nextAttemptAt,
  detail,
}: PendingCommand): string {
  const asked = askedBy === null ? '' : `, asked for by ${askedBy.what} at ${askedBy.at}`;
  const tried = attempts === 0 ? '' : `, tried ${attempts} times`;
  const next = nextAttemptAt === null ? '' : `, again at ${instantOf(nextAttemptAt)} (wall time)`;
  const why = detail === null ? '' : `: ${detail}`;
  return `  ${status}: ${command ?? step}${asked}${tried}${next}${why}`;
}

function printWaiting(cli: Cli, one: ProcessWaiting, now: Instant, withState: boolean): void {
  const last = one.last === null ? '' : `, the last ${one.last.what} at ${one.last.at}`;
  cli.print(`${one.process}: ${one.reactions} reactions${last}`);
  for (const { timer, dueAt, setBy } of one.timers) {
    const set = setBy === null ? '' : `, set by ${setBy.what} at ${setBy.at}`;
    cli.print(`  timer ${timer}: ${dueAt}, ${until(dueAt, now)}${set}`);
  }
  for (const pending of one.pending) cli.print(pendingLine(pending));
  for (const { type, position, cause } of one.parked) {
    cli.print(`  parked: ${type} at position ${position}: ${cause ?? 'waits behind an earlier one'}`);
  }
  if (!isWaiting(one)) cli.print('  waits for nothing');
  if (withState) cli.print(indent(pretty(one.state)));
}

async function show(
  cli: Cli,
  key: string,
  { json, state }: Json & { readonly state?: boolean },
): Promise<void> {
  await cli.withTiffin(async ({ database, shards, businessClock }) => {
    const processes = await waitingOf(new PostgresProcessStore(database, shards), key);
    if (processes.length === 0) throw new CouldNot(`No process knows of ${key}.`);
    if (processes.some(({ parked, pending }) => parked.length > 0 || pending.some(isParked)))
      cli.endWith(FOUND);
    const now = businessClock.now();
    if (json === true) {
      cli.json({ key, businessTime: now, processes });
      return;
    }
    cli.print(`${key}, at ${now} on the business clock`);
    for (const one of processes) printWaiting(cli, one, now, state === true);
  });
}

const isParked = ({ status }: PendingCommand): boolean => status === 'parked';

export function processCommands(program: Command, cli: Cli): void {
  const processes = program
    .command('process')
    .description('what the processes wait for that look after orders, and why');

  processes
    .command('list')
    .description('every process: its instances, timers, commands under way and parked, how far it has read')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({
        about:
          'behind: shards of the log with events that a process has not read, as far as it has saved; one that is\n' +
          'up to date may show some of them for a moment.',
        found: 'something is parked',
        examples: [['process list', 'all processes']],
      }),
    )
    .action((options: Json) => list(cli, options));

  processes
    .command('show')
    .description('what each process of an order waits for: timers, commands under way, what is parked')
    .argument('<key>', 'id of the order')
    .option('--state', 'with what each process knows')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'something is parked',
        couldNot: 'no process knows of the order, or there is no store',
        examples: [
          ['process show 6a6560b6-…', 'what the order waits for'],
          ['process show 6a6560b6-… --state', 'and what the processes know of it'],
        ],
      }),
    )
    .action((key: string, options: Json & { readonly state?: boolean }) => show(cli, key, options));
}
