import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  readonly url: string;
  readonly orders: number;
  /** Business seconds per second. */
  readonly speed: number;
  readonly seed: number;
  readonly couriers: number;
  readonly json: boolean;
}

/** The clock of a sandbox goes no faster. */
const FASTEST = 1_000;

/** So many couriers are in the city; one more for so many orders, when there are many. */
const USUAL_COURIERS = 44;
const ORDERS_PER_COURIER = 6;

const whole =
  (least: number, most: number) =>
  (value: string): number => {
    const parsed = /^\d+$/.test(value) ? Number(value) : NaN;
    if (Number.isSafeInteger(parsed) && parsed >= least && parsed <= most) return parsed;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
  };

function address(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '');
  throw new InvalidArgumentError('give an address such as http://127.0.0.1:3000');
}

/**
 * What a user has asked for.
 * @param argv as `process.argv`
 */
export function optionsOf(
  argv: readonly string[],
  adapt: (command: Command) => Command = (same) => same,
): Options {
  const command = new Command('demo')
    .description(
      'Plays a dinner hour of a whole city against a running server, over its public API: people order, cook, bring ' +
        'and make mistakes, the payment gateway misbehaves. Then it holds all books against each other.',
    )
    .option('--url <address>', 'where the server is', address, 'http://127.0.0.1:3000')
    .option('--orders <n>', 'how many orders', whole(1, 100_000), 300)
    .option(
      '--speed <n>',
      'business seconds per second; fewer while the server or this machine is behind',
      whole(1, FASTEST),
      60,
    )
    .option('--seed <n>', 'what people decide follows from it', whole(0, 0xffff_ffff), 1)
    .option(
      '--couriers <n>',
      `how many couriers (default: ${USUAL_COURIERS}, or more for many orders)`,
      whole(1, 5_000),
    )
    .option('--json', 'print the result as JSON, and the progress to standard error', false)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  npm run demo                                      300 orders in about five minutes',
        '  npm run demo -- --orders 60 --speed 120           a short one',
        '  npm run demo -- --orders 1000 --speed 30 --seed 7 a full house',
        '  npm run demo -- --url http://127.0.0.1:4000 --json > evening.json',
        '',
        'Exit code: 0 when everything adds up, 1 when something does not, 2 when the evening could not take place.',
      ].join('\n'),
    );
  const given = adapt(command).parse(argv).opts<Omit<Options, 'couriers'> & { readonly couriers?: number }>();
  return {
    ...given,
    couriers: given.couriers ?? Math.max(USUAL_COURIERS, Math.ceil(given.orders / ORDERS_PER_COURIER)),
  };
}
