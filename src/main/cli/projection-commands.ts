import { randomUUID } from 'node:crypto';
import { InvalidArgumentError, type Command } from 'commander';
import type { AnyProjection } from '../../projections/projection';
import { READ_MODELS } from '../../projections/read-models';
import { Rebuild, type RebuildResult } from '../../projections/rebuild';
import type { Infrastructure } from '../infrastructure';
import { endProgress, print, showProgress, withTiffin } from './session';

/** @throws InvalidArgumentError */
export function readModel(name: string): AnyProjection {
  const found = READ_MODELS.find((model) => model.name === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Choose one of: ${READ_MODELS.map((model) => model.name).join(', ')}.`);
}

const rebuildOf = ({ database, shards, generations, eventStore, systemClock }: Infrastructure): Rebuild =>
  new Rebuild(
    { database, shards, generations, store: eventStore, clock: systemClock },
    `rebuild-${randomUUID()}`,
  );

function report(result: RebuildResult): void {
  const { model, generation, events, comparison, swapped } = result;
  const { live, next, differing } = comparison;
  print(`${model}: generation ${generation}, ${events} events read`);
  print(`  live    ${live.rows} rows  sha256 ${live.hash}`);
  print(`  rebuilt ${next.rows} rows  sha256 ${next.hash}`);
  for (const key of differing) print(`  differs: ${key}`);
  print(
    swapped ? '  swapped in; the generation before is kept for a rollback' : '  NOT swapped: the rows differ',
  );
}

export function projectionCommands(program: Command): void {
  program
    .command('projections')
    .description('how far every read model is')
    .action(async () => {
      await withTiffin(async ({ generations, shards, eventStore }) => {
        const head = await eventStore.headPosition();
        const heads = await eventStore.shardHeads(head);
        print(`head of the log: ${head}`);
        for (const model of READ_MODELS) {
          for (const generation of await generations.list(model)) {
            const positions = await shards.positions(generation.consumer);
            const behind = positions.filter((position, shard) => position < (heads[shard] ?? 0)).length;
            print(
              `${generation.consumer.padEnd(24)} ${generation.state.padEnd(9)} position ${Math.max(...positions)}, ` +
                (behind === 0 ? 'up to date' : `${behind} shards behind`),
            );
          }
        }
      });
    });

  program
    .command('rebuild')
    .description('build read models anew beside the live ones, compare row by row, swap')
    .argument('[models...]', `some of: ${READ_MODELS.map((model) => model.name).join(', ')}`)
    .option('--accept', 'swap even if the rows differ')
    .action(async (names: readonly string[], options: { readonly accept?: boolean }) => {
      const models = names.length === 0 ? READ_MODELS : names.map(readModel);
      await withTiffin(async (parts) => {
        const results = await rebuildOf(parts).run(models, {
          accept: options.accept === true,
          onProgress: ({ phase, position, head }) => {
            showProgress(`${phase}: ${head === 0 ? 100 : Math.floor((position / head) * 100)} %`);
          },
        });
        endProgress();
        results.forEach(report);
        if (results.some(({ swapped }) => !swapped)) process.exitCode = 2;
      });
    });

  program
    .command('rollback')
    .description('put the generation before the last rebuild back')
    .argument('<model>', 'name of a read model', readModel)
    .action(async (model: AnyProjection) => {
      await withTiffin(async (parts) => {
        const back = await rebuildOf(parts).rollback(model);
        print(
          back === null
            ? `${model.name} has no earlier generation`
            : `${model.name}: generation ${back} is live again`,
        );
        if (back === null) process.exitCode = 2;
      });
    });
}
