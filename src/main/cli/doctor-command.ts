import type { Command } from 'commander';
import { ConfigError, loadConfig, type Config } from '../config';
import type { Cli } from './cli';
import { checkUp } from './doctor/check-up';
import { wrong, type Verdict } from './doctor/verdict';
import { FOUND } from './exit-codes';
import { moreHelp } from './help';

const MARKS: Readonly<Record<Verdict['verdict'], string>> = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' };

function lineOf({ check, verdict, says, todo }: Verdict): string {
  return `${MARKS[verdict]}  ${check.padEnd(20)} ${says}${todo === null ? '' : `\n       ${' '.repeat(20)} → ${todo}`}`;
}

/** The configuration, or what is wrong with it. */
function configOf(env: Cli['env']): Config | Verdict {
  try {
    return loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return wrong('configuration', error.message, 'docs/configuration.md names every variable.');
  }
}

async function doctor(cli: Cli, { json }: { readonly json?: boolean }): Promise<void> {
  const verdicts: Verdict[] = [];
  const tell = (verdict: Verdict): void => {
    cli.terminal.endProgress();
    verdicts.push(verdict);
    if (json !== true) cli.print(lineOf(verdict));
  };
  const config = configOf(cli.env);
  if ('verdict' in config) tell(config);
  else for await (const verdict of checkUp(config, cli.terminal)) tell(verdict);
  const faults = verdicts.filter(({ verdict }) => verdict === 'wrong').length;
  if (json === true) cli.json(verdicts);
  else
    cli.print(
      faults === 0 ? 'Nothing is wrong.' : `${faults} of ${verdicts.length} checks found something wrong.`,
    );
  if (faults > 0) cli.endWith(FOUND);
}

export function doctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('check the installation, line by line, and say what to do; changes nothing')
    .option('--json', 'print the verdicts as JSON')
    .addHelpText(
      'after',
      moreHelp({
        about:
          'Checked are Node, configuration, binaries, folder, disk, server and port, migrations, the settings of the\n' +
          'database, clocks, heads and log, leases, read models, processes, parked events, timers and gateways. With a\n' +
          'busy server it waits up to ten seconds for read models and processes to come to the end of the log.',
        found: 'something is wrong',
        examples: [
          ['doctor', 'beside a server or without one'],
          ['doctor --json', 'for a monitor'],
        ],
      }),
    )
    .action((options: { readonly json?: boolean }) => doctor(cli, options));
}
