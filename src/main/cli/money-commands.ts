import type { Command } from 'commander';
import type { ReconcileProgress } from '../../application/money/reconcile';
import type { ReconciliationRun, StoredBreak } from '../../application/ports/reconciliations';
import { plusMs, type Instant } from '../../domain/kernel/instant';
import { money, toDecimal, type Currency } from '../../domain/kernel/money';
import { AccountBalanceQuery } from '../../projections/account-balances/query';
import type { Infrastructure } from '../infrastructure';
import { instantArgument } from './arguments';
import type { Cli } from './cli';
import { COULD_NOT, CouldNot, FOUND } from './exit-codes';
import { moreHelp } from './help';

const DAYS = 4;
const DAY_MS = 24 * 60 * 60_000;
const PAGE = 500;

interface ReconcileArguments {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly json?: boolean;
  readonly heal: boolean;
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

function printRun(cli: Cli, { from, to, sums, counts, unreachable }: ReconciliationRun): void {
  cli.print(`${from} to ${to}: ${counts.lines} lines, ${counts.payments} payments`);
  for (const { gateway, movement, currency, gatewayMinor, ledgerMinor, viewMinor } of sums) {
    const sides = [
      `gateway ${amount(gatewayMinor, currency)}`,
      `ledger ${amount(ledgerMinor, currency)}`,
      ...(movement === 'chargeback' ? [] : [`read models ${amount(viewMinor, currency)}`]),
    ];
    cli.print(`  ${`${gateway} ${movement}s`.padEnd(22)} ${sides.join(', ')}`);
  }
  if (counts.healed > 0) cli.print(`${counts.healed} payments brought in line with their gateway`);
  if (counts.waiting > 0) cli.print(`${counts.waiting} payments on their way`);
  if (counts.unanswered > 0) cli.print(`${counts.unanswered} payments that their gateway did not answer for`);
  for (const { gateway, cause } of unreachable) cli.print(`${gateway} could not be asked: ${cause}`);
}

async function reconcile(cli: Cli, parts: Infrastructure, options: ReconcileArguments): Promise<void> {
  const to = options.to ?? parts.businessClock.now();
  const from = options.from ?? plusMs(to, -DAYS * DAY_MS);
  if (from > to) throw new CouldNot('--from is after --to.');
  const result = await parts.reconcile.run(
    { kind: 'asked', askedBy: 'command-line', from, to, heal: options.heal },
    { onProgress: (progress) => cli.terminal.progress(progressText(progress)) },
  );
  cli.terminal.endProgress();
  if (result.kind === 'busy') {
    throw new CouldNot('Another comparison is under way. Try again in a moment.');
  }
  const { run } = result;
  if (run.state === 'incomplete') cli.endWith(COULD_NOT);
  else if (run.openBreaks > 0) cli.endWith(FOUND);
  const breaks: StoredBreak[] = [];
  if (options.json !== true) printRun(cli, run);
  for await (const found of openBreaks(parts)) {
    if (options.json === true) breaks.push(found);
    else cli.print(`BREAK ${found.kind} ${found.gateway} ${found.subject}: ${found.explanation}`);
  }
  if (options.json === true) cli.json({ run, breaks });
  else if (run.state === 'incomplete')
    cli.print('Not all was compared; the breaks are those that were known.');
  else cli.print(run.openBreaks === 0 ? 'The books agree.' : `${run.openBreaks} breaks are open.`);
}

async function balances(
  cli: Cli,
  { database }: Infrastructure,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const accounts = await new AccountBalanceQuery(database).trialBalance();
  const sums = new Map<Currency, number>();
  for (const { currency, balanceMinor } of accounts) {
    sums.set(currency, (sums.get(currency) ?? 0) + balanceMinor);
  }
  if ([...sums.values()].some((minor) => minor !== 0)) cli.endWith(FOUND);
  if (json === true) {
    cli.json(accounts);
    return;
  }
  for (const { account, currency, balanceMinor } of accounts) {
    cli.print(`${account.padEnd(22)} ${amount(balanceMinor, currency).padStart(20)}`);
  }
  for (const [currency, minor] of sums) {
    cli.print(`${'in sum'.padEnd(22)} ${amount(minor, currency).padStart(20)}`);
  }
}

export function moneyCommands(program: Command, cli: Cli): void {
  const commands = program
    .command('money')
    .description('what was paid, booked and shown, and whether it agrees');

  commands
    .command('reconcile')
    .description(
      "compare the gateways' books with the ledger and the read models; stores and lists what differs",
    )
    .option(
      '--from <time>',
      `money that moved from then on; ${DAYS} days before --to, if left out`,
      instantArgument,
    )
    .option('--to <time>', 'and before then; now, if left out', instantArgument)
    .option('--json', 'print the run and all open breaks as JSON')
    .option('--no-heal', 'leave payments that are behind their gateway as they are')
    .addHelpText(
      'after',
      moreHelp({
        found: 'breaks are open',
        couldNot: 'a gateway could not be asked, a comparison is under way, or there is no store',
        examples: [
          ['money reconcile', 'the last days'],
          ['money reconcile --from 2026-03-01 --to 2026-03-02', 'one day'],
          ['money reconcile --from 2026-03-01T00:00:00+05:30 --json --no-heal', 'look only'],
        ],
      }),
    )
    .action((options: ReconcileArguments) => cli.withTiffin((parts) => reconcile(cli, parts, options)));

  commands
    .command('balances')
    .description('the trial balance: every account, zero in sum')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'the accounts of a currency are not zero in sum',
        examples: [
          ['money balances', 'every account'],
          ['money balances --json', 'for a program to read'],
        ],
      }),
    )
    .action((options: { readonly json?: boolean }) =>
      cli.withTiffin((parts) => balances(cli, parts, options)),
    );
}
