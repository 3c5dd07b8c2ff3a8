import { InvalidArgumentError, type Command } from 'commander';
import type { ReconcileProgress } from '../../application/money/reconcile';
import type { ReconciliationRun, StoredBreak } from '../../application/ports/reconciliations';
import { plusMs, type Instant } from '../../domain/kernel/instant';
import { money, toDecimal, type Currency } from '../../domain/kernel/money';
import { AccountBalanceQuery } from '../../projections/account-balances/query';
import { ConfigError } from '../config';
import type { Infrastructure } from '../infrastructure';
import { endProgress, print, showProgress, withTiffin } from './session';

const DAYS = 4;
const DAY_MS = 24 * 60 * 60_000;
const PAGE = 500;

interface ReconcileArguments {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly json?: boolean;
  readonly heal: boolean;
}

/** @throws InvalidArgumentError */
function instant(text: string): Instant {
  const time = /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new InvalidArgumentError('Give a time such as 2026-03-01 or 2026-03-01T18:30:00+05:30.');
}

const amount = (minor: number, currency: Currency): string =>
  `${currency} ${toDecimal(money(minor, currency))}`;

const progressText = ({ gateway, phase, done, of }: ReconcileProgress): string =>
  of === null ? `${gateway}: ${phase}, ${done} lines` : `${gateway}: ${phase}, ${done} of ${of} payments`;

async function* openBreaks({ reconciliations }: Infrastructure): AsyncGenerator<StoredBreak> {
  for (let after: StoredBreak | null = null; ;) {
    const page = await reconciliations.breaks({ open: true, limit: PAGE, after });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

function printRun({ from, to, sums, counts, unreachable }: ReconciliationRun): void {
  print(`${from} to ${to}: ${counts.lines} lines, ${counts.payments} payments`);
  for (const { gateway, movement, currency, gatewayMinor, ledgerMinor, viewMinor } of sums) {
    const sides = [
      `gateway ${amount(gatewayMinor, currency)}`,
      `ledger ${amount(ledgerMinor, currency)}`,
      ...(movement === 'chargeback' ? [] : [`read models ${amount(viewMinor, currency)}`]),
    ];
    print(`  ${`${gateway} ${movement}s`.padEnd(22)} ${sides.join(', ')}`);
  }
  if (counts.healed > 0) print(`${counts.healed} payments brought in line with their gateway`);
  if (counts.waiting > 0) print(`${counts.waiting} payments on their way`);
  if (counts.unanswered > 0) print(`${counts.unanswered} payments that their gateway did not answer for`);
  for (const { gateway, cause } of unreachable) print(`${gateway} could not be asked: ${cause}`);
}

async function reconcile(parts: Infrastructure, options: ReconcileArguments): Promise<void> {
  const to = options.to ?? parts.businessClock.now();
  const from = options.from ?? plusMs(to, -DAYS * DAY_MS);
  if (from > to) throw new ConfigError('--from is after --to');
  const result = await parts.reconcile.run(
    { kind: 'asked', askedBy: 'command-line', from, to, heal: options.heal },
    { onProgress: (progress) => showProgress(progressText(progress)) },
  );
  endProgress();
  if (result.kind === 'busy') {
    process.stderr.write('Another comparison is under way. Try again in a moment.\n');
    process.exitCode = 2;
    return;
  }
  const { run } = result;
  process.exitCode = run.state === 'incomplete' ? 2 : run.openBreaks > 0 ? 1 : 0;
  const breaks: StoredBreak[] = [];
  if (options.json !== true) printRun(run);
  for await (const found of openBreaks(parts)) {
    if (options.json === true) breaks.push(found);
    else print(`BREAK ${found.kind} ${found.gateway} ${found.subject}: ${found.explanation}`);
  }
  if (options.json === true) print(JSON.stringify({ run, breaks }));
  else if (run.state === 'incomplete') print('Not all was compared; the breaks are those that were known.');
  else print(run.openBreaks === 0 ? 'The books agree.' : `${run.openBreaks} breaks are open.`);
}

export function moneyCommands(program: Command): void {
  const commands = program
    .command('money')
    .description('what was paid, booked and shown, and whether it agrees');

  commands
    .command('reconcile')
    .description(
      "compare the gateways' books with the ledger and the read models; stores and lists what differs",
    )
    .option('--from <time>', `money that moved from then on; ${DAYS} days before --to, if left out`, instant)
    .option('--to <time>', 'and before then; now, if left out', instant)
    .option('--json', 'print the run and all open breaks as JSON')
    .option('--no-heal', 'leave payments that are behind their gateway as they are')
    .addHelpText(
      'after',
      `
Ends with 0 when the books agree, 1 when breaks are open, 2 when a gateway could not be asked.

Examples:
  tiffin money reconcile
  tiffin money reconcile --from 2026-03-01 --to 2026-03-02
  tiffin money reconcile --from 2026-03-01T00:00:00+05:30 --json --no-heal`,
    )
    .action((options: ReconcileArguments) => withTiffin((parts) => reconcile(parts, options)));

  commands
    .command('balances')
    .description('the trial balance: every account, zero in sum')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tiffin money balances
  tiffin money balances --json`,
    )
    .action((options: { readonly json?: boolean }) =>
      withTiffin(async ({ database }) => {
        const balances = await new AccountBalanceQuery(database).trialBalance();
        if (options.json === true) {
          print(JSON.stringify(balances));
          return;
        }
        for (const { account, currency, balanceMinor } of balances) {
          print(`${account.padEnd(22)} ${amount(balanceMinor, currency).padStart(20)}`);
        }
        for (const currency of new Set(balances.map((one) => one.currency))) {
          const sum = balances.reduce(
            (all, one) => (one.currency === currency ? all + one.balanceMinor : all),
            0,
          );
          print(`${'in sum'.padEnd(22)} ${amount(sum, currency).padStart(20)}`);
        }
      }),
    );
}
