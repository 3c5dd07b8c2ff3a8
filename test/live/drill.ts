import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { DrillGateway } from './drill-gateway';
import { freePort, say, wholeNumber } from '../whole/program';
import { DrillTiffin } from './drill-tiffin';
import { KillDrill, type DrillOptions, type DrillResult } from './kill-drill';

type Options = DrillOptions & { readonly json: boolean };

function optionsOf(argv: readonly string[]): Options {
  return new Command('drill')
    .description(
      'Plays evenings of the demo against a server of its own while server, database and payment gateway are killed ' +
        '(SIGKILL), one of them or all at once, and started again. Then everything has to add up.',
    )
    .option('--orders <n>', 'how many orders an evening has', wholeNumber, 300)
    .option('--kills <n>', 'how often something is killed, over all evenings', wholeNumber, 20)
    .option('--evenings <n>', 'how many evenings, one after the other on the same data', wholeNumber, 1)
    .option('--seed <n>', 'what people do, and what is killed when, follows from it', wholeNumber, 1)
    .option('--speed <n>', 'business seconds per second', wholeNumber, 60)
    .option('--memory', 'watch what server, database and gateway take (PSS), and how that grows', false)
    .option('--json', 'print the result as JSON', false)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  npm run drill                                       300 orders, 20 kills',
        '  npm run drill -- --orders 1000 --kills 40 --seed 7 --json > drill.json',
        '  npm run drill -- --orders 1000 --evenings 5 --kills 0 --memory',
        '',
        'Exit code: 0 when everything held, 1 when something did not.',
      ].join('\n'),
    )
    .parse(argv)
    .opts<Options>();
}

function resultLines({ kills, verdict, memory, problems, ...result }: DrillResult): readonly string[] {
  const killed = Object.entries(kills)
    .map(([victim, times]) => `${victim} ${times}`)
    .join(', ');
  return [
    `${verdict.orders} orders in ${result.seconds} s; killed: ${killed}`,
    `Deliveries: ${verdict.delivered} delivered, ${verdict.offers} offers, ${verdict.declined} declined, ` +
      `${verdict.expired} ignored, ${verdict.reassigned} reassigned; at most ${verdict.mostAtATime} with one courier`,
    `audit verify: ${result.audit}`,
    `money reconcile: ${result.reconcile}`,
    ...(memory === null
      ? []
      : [
          `Memory (MiB): ${JSON.stringify(memory.first)} at first, ${JSON.stringify(memory.last)} in the end, ` +
            `${memory.most} at most; ${memory.per1000Orders ?? '?'} more for 1,000 orders`,
        ]),
    ...problems.map((problem) => `PROBLEM ${problem}`),
    problems.length === 0 ? 'Everything held.' : 'It did NOT hold.',
  ];
}

async function main(): Promise<void> {
  const { json, ...options } = optionsOf(process.argv);
  const folder = mkdtempSync(join(tmpdir(), 'tiffin-drill-'));
  // Run as root, the database has a user of its own, who has to enter the folder.
  chmodSync(folder, 0o755);
  const gateway = new DrillGateway(folder, await freePort());
  const tiffin = new DrillTiffin(folder, await freePort(), gateway);
  // What was started ends with this program: a drill that is called off leaves nothing running.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void Promise.all([tiffin.stop(), gateway.stop()]).finally(() => {
        rmSync(folder, { recursive: true, force: true });
        process.exit(1);
      });
    });
  }
  try {
    await gateway.start();
    await tiffin.start();
    const result = await new KillDrill(options, tiffin, gateway).run();
    process.stdout.write(
      json ? `${JSON.stringify(result, null, 2)}\n` : `${resultLines(result).join('\n')}\n`,
    );
    process.exitCode = result.isRight ? 0 : 1;
  } finally {
    await tiffin.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
});
