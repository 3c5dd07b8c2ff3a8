import type { Command } from 'commander';
import { ParkedEvents, type ReleaseOutcome } from '../../projections/parked-events';
import { READ_MODELS } from '../../projections/read-models';
import type { Infrastructure } from '../infrastructure';
import { PostgresProcessStore } from '../../adapters/driven/postgres/process-store/postgres-process-store';
import { PROCESS_MANAGERS } from '../../application/processes/process-managers';
import { readModel } from './projection-commands';
import { print, withTiffin } from './session';

const parkedIn = ({ database, shards, generations, eventStore }: Infrastructure): ParkedEvents =>
  new ParkedEvents(database, shards, generations, eventStore);

const PROCESSES: readonly string[] = PROCESS_MANAGERS.map(({ name }) => name);
const MAX_SHOWN = 1_000;

const processesOf = ({ database, shards }: Infrastructure): PostgresProcessStore =>
  new PostgresProcessStore(database, shards);

/** Inputs that a process could not take in, and commands of its that failed too often. */
async function listProcess(parts: Infrastructure, process: string): Promise<number> {
  const store = processesOf(parts);
  const [inputs, effects] = await Promise.all([
    store.parkedInputs(process, MAX_SHOWN),
    store.parkedEffects(process, MAX_SHOWN),
  ]);
  for (const { key, type, position, cause } of inputs) {
    print(`${process} ${key}: ${type} at position ${position}`);
    print(`  ${cause ?? 'waits behind an earlier one'}`);
  }
  for (const { key, step, attempts, detail } of effects) {
    print(`${process} ${key}: ${step}, tried ${attempts} times`);
    print(`  ${detail ?? ''}`);
  }
  return new Set([...inputs, ...effects].map(({ key }) => key)).size;
}

function report(key: string, outcome: ReleaseOutcome): void {
  switch (outcome.is) {
    case 'released':
      print(`${key}: ${outcome.applied} events applied`);
      return;
    case 'not-parked':
      print(`${key}: nothing is parked`);
      return;
    case 'still-failing':
      print(`${key}: still fails at position ${outcome.position}: ${outcome.cause}`);
      process.exitCode = 2;
  }
}

export function parkedCommands(program: Command): void {
  const parked = program
    .command('parked')
    .description('events that a read model or a process could not take in, and those that wait behind them');

  parked
    .command('list')
    .description('what is parked, and why')
    .action(async () => {
      await withTiffin(async (parts) => {
        const keys = (await Promise.all(READ_MODELS.map((model) => parkedIn(parts).list(model)))).flat();
        for (const { model, partitionKey, type, position, waiting, cause, parkedAt } of keys) {
          print(
            `${model} ${partitionKey}: ${type} at position ${position}, since ${parkedAt}, ${waiting} events`,
          );
          print(`  ${cause}`);
        }
        let inProcesses = 0;
        for (const process of PROCESSES) inProcesses += await listProcess(parts, process);
        print(`${keys.length + inProcesses} keys parked`);
      });
    });

  for (const [name, description] of [
    ['retry', 'apply the parked events of a key, all or none'],
    ['skip', 'leave out the event that fails, for ever, and apply those that wait behind it'],
  ] as const) {
    parked
      .command(name)
      .description(description)
      .argument('<consumer>', `a read model, or a process: ${PROCESSES.join(', ')}`)
      .argument('<key>', 'partition key: the id of the order, restaurant, …')
      .action(async (consumer: string, key: string) => {
        await withTiffin(async (parts) => {
          if (PROCESSES.includes(consumer)) {
            await processesOf(parts)[name](consumer, key);
            print(`${key}: let go; the running process takes it up within seconds`);
          } else {
            report(key, await parkedIn(parts)[name](readModel(consumer), key));
          }
        });
      });
  }
}
