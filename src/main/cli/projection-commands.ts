import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { checkProjections, type CheckedModel } from '../../projections/check';
import type { AnyProjection } from '../../projections/projection';
import { READ_MODELS } from '../../projections/read-models';
import {
  Rebuild,
  type RebuildParts,
  type RebuildProgress,
  type RebuildResult,
} from '../../projections/rebuild';
import type { Infrastructure } from '../infrastructure';
import type { Cli } from './cli';
import { CouldNot, FOUND } from './exit-codes';
import { moreHelp } from './help';
import { modelsProgress } from './models-progress';
import { oneMoreReadModel, READ_MODEL_NAMES, readModel } from './read-model-arguments';

const partsOf = ({
  database,
  shards,
  generations,
  eventStore,
  systemClock,
}: Infrastructure): RebuildParts => ({
  ...{ database, shards, generations, store: eventStore, clock: systemClock },
});

const shownProgress = ({ models, phase, position, head }: RebuildProgress): string => {
  const what = models.length === 1 ? (models[0] ?? '') : `${models.length} read models`;
  return `${what}: ${phase}, ${head === 0 ? 100 : Math.floor((position / head) * 100)} % of ${head} positions`;
};

interface Json {
  readonly json?: boolean;
}

function printRebuilt(cli: Cli, { model, generation, events, comparison, swapped }: RebuildResult): void {
  const { live, next, differing } = comparison;
  cli.print(`${model}: generation ${generation}, ${events} events read`);
  cli.print(`  live    ${live.rows} rows  sha256 ${live.hash}`);
  cli.print(`  rebuilt ${next.rows} rows  sha256 ${next.hash}`);
  for (const key of differing) cli.print(`  differs: ${key}`);
  cli.print(
    swapped ? '  swapped in; the generation before is kept for a rollback' : '  NOT swapped: the rows differ',
  );
}

function printChecked(cli: Cli, { model, equal, events, live, fresh, differing }: CheckedModel): void {
  cli.print(`${model.padEnd(22)} ${equal ? 'equal' : 'DIFFERS'}, ${live.rows} rows, ${events} events`);
  if (equal) return;
  cli.print(`  live  ${live.rows} rows  sha256 ${live.hash}`);
  cli.print(`  fresh ${fresh.rows} rows  sha256 ${fresh.hash}`);
  for (const key of differing) cli.print(`  differs: ${key}`);
}

async function list(cli: Cli, { json }: Json): Promise<void> {
  await cli.withTiffin(async (parts) => {
    const { head, generations } = await modelsProgress(parts);
    if (json === true) {
      cli.json({ head, generations });
      return;
    }
    cli.print(`head of the log: ${head}`);
    for (const { consumer, state, position, shardsBehind } of generations) {
      const how = shardsBehind === 0 ? 'up to date' : `${shardsBehind} shards behind`;
      cli.print(`${consumer.padEnd(28)} ${state.padEnd(9)} position ${position}, ${how}`);
    }
  });
}

async function rebuild(
  cli: Cli,
  names: readonly AnyProjection[],
  { all, accept, json }: Json & { readonly all?: boolean; readonly accept?: boolean },
): Promise<void> {
  if ((all === true) === names.length > 0) {
    throw new CouldNot(`Name the read models to rebuild, or give --all. There are: ${READ_MODEL_NAMES}.`);
  }
  await cli.withTiffin(async (parts) => {
    const results = await new Rebuild(partsOf(parts), `rebuild-${randomUUID()}`).run(
      all === true ? READ_MODELS : names,
      {
        accept: accept === true,
        onProgress: (progress) => cli.terminal.progress(shownProgress(progress)),
      },
    );
    cli.terminal.endProgress();
    if (json === true) cli.json(results);
    else for (const result of results) printRebuilt(cli, result);
    if (results.some(({ swapped }) => !swapped)) cli.endWith(FOUND);
  });
}

async function check(cli: Cli, names: readonly AnyProjection[], { json }: Json): Promise<void> {
  await cli.withTiffin(async (parts) => {
    const results = await checkProjections(
      partsOf(parts),
      `check-${randomUUID()}`,
      names.length === 0 ? READ_MODELS : names,
      { onProgress: (progress) => cli.terminal.progress(shownProgress(progress)) },
    );
    cli.terminal.endProgress();
    const differing = results.filter(({ equal }) => !equal);
    if (json === true) cli.json(results);
    else {
      for (const result of results) printChecked(cli, result);
      cli.print(`${results.length} read models checked, ${differing.length} differ from their events`);
    }
    if (differing.length > 0) cli.endWith(FOUND);
  });
}

async function rollback(cli: Cli, model: AnyProjection, { json }: Json): Promise<void> {
  await cli.withTiffin(async (parts) => {
    const generation = await new Rebuild(partsOf(parts), `rollback-${randomUUID()}`).rollback(model);
    if (generation === null) throw new CouldNot(`${model.name} has no earlier generation.`);
    if (json === true) cli.json({ model: model.name, generation });
    else cli.print(`${model.name}: generation ${generation} is live again`);
  });
}

export function projectionCommands(program: Command, cli: Cli): void {
  const projections = program
    .command('projection')
    .description('the read models: tables made from the events');

  projections
    .command('list')
    .description('how far every generation of every read model is')
    .option('--json', 'print it as JSON')
    .addHelpText('after', moreHelp({ examples: [['projection list', 'all read models']] }))
    .action((options: Json) => list(cli, options));

  projections
    .command('rebuild')
    .description('build read models anew beside the live ones, compare row by row, swap')
    .argument('[models...]', `some of: ${READ_MODEL_NAMES}`, oneMoreReadModel)
    .option('--all', 'all of them')
    .option('--accept', 'swap even if the rows differ')
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'rows differ from those of the live one, which was left as it is',
        couldNot: 'there is no such read model, no store, or another rebuild of it has begun',
        examples: [
          ['projection rebuild --all', 'beside a server that works'],
          ['projection rebuild order-view order-timeline', 'some of them'],
          ['projection rebuild order-view --accept', 'the new rows are what is wanted'],
        ],
      }),
    )
    .action((names: readonly AnyProjection[] | undefined, options: Json & { readonly all?: boolean }) =>
      rebuild(cli, names ?? [], options),
    );

  projections
    .command('check')
    .description('build read models anew beside the live ones, compare row by row, and drop what was built')
    .argument('[models...]', 'all of them if left out', oneMoreReadModel)
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'a read model is not what its events come to',
        couldNot: 'there is no such read model, no store, or a rebuild of it has begun',
        examples: [
          ['projection check', 'all read models; readers notice nothing'],
          ['projection check account-balances --json', 'one of them'],
        ],
      }),
    )
    .action((names: readonly AnyProjection[] | undefined, options: Json) => check(cli, names ?? [], options));

  projections
    .command('rollback')
    .description('put the generation before the last rebuild back')
    .argument('<model>', 'name of a read model', readModel)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      moreHelp({
        couldNot: 'there is no such read model, no earlier generation of it, or no store',
        examples: [['projection rollback order-view', 'undo its last rebuild']],
      }),
    )
    .action((model: AnyProjection, options: Json) => rollback(cli, model, options));
}
