import { randomUUID } from 'node:crypto';
import { InvalidArgumentError, type Command } from 'commander';
import { loadHistory } from '../load/load-history';
import { wholeNumber } from './arguments';
import type { Cli } from './cli';
import { CouldNot } from './exit-codes';
import { moreHelp } from './help';

const USUAL_DAYS = 30;
const MAX_ORDERS = 10_000_000;

interface LoadArguments {
  readonly orders: number;
  readonly days: number;
  readonly json?: boolean;
}

/** @throws InvalidArgumentError */
function positive(text: string): number {
  const value = wholeNumber(text);
  if (value >= 1 && value <= MAX_ORDERS) return value;
  throw new InvalidArgumentError(`Give a number from 1 to ${MAX_ORDERS}.`);
}

async function load(cli: Cli, { orders, days, json }: LoadArguments): Promise<void> {
  if (!cli.config().sandbox) {
    throw new CouldNot('Orders that never were do not belong into production (NODE_ENV).');
  }
  const run = randomUUID();
  await cli.withNewTiffin(async (parts) => {
    const began = performance.now();
    const rate = (events: number): number => Math.round((events / (performance.now() - began)) * 1_000);
    const loaded = await loadHistory(parts, {
      ...{ orders, run, days },
      onProgress: (done, events) => {
        if (done % 100 !== 0) return;
        cli.terminal.progress(`${done} of ${orders} orders, ${events} events, ${rate(events)} events/s`);
      },
    });
    const seconds = (performance.now() - began) / 1_000;
    const eventsPerSecond = rate(loaded.events);
    cli.terminal.endProgress();
    if (json === true) cli.json({ ...loaded, run, seconds, eventsPerSecond });
    else {
      cli.print(
        `${loaded.orders} finished orders, ${loaded.events} events in ${seconds.toFixed(1)} s ` +
          `(${eventsPerSecond} events/s), run ${run}`,
      );
      cli.print('Read models and processes take them in as soon as a server runs.');
    }
  });
}

export function loadCommand(program: Command, cli: Cli): void {
  program
    .command('load')
    .description('store whole lives of finished orders in a sandbox: history for benchmarks')
    .requiredOption('--orders <n>', 'how many', positive)
    .option('--days <n>', 'placed over so many days before today', positive, USUAL_DAYS)
    .option('--json', 'print what was stored as JSON')
    .addHelpText(
      'after',
      moreHelp({
        about:
          'The events are valid and chained, their business time is past; their correlation id is that of the run.\n' +
          'Customers, restaurants and couriers are names only. In production (NODE_ENV=production) it is refused.',
        couldNot: 'this is production, or the store does not answer',
        examples: [
          ['load --orders 1000', 'a thousand orders over the last month'],
          ['load --orders 42000 --days 365 --json', 'a million events'],
        ],
      }),
    )
    .action((options: LoadArguments) => load(cli, options));
}
