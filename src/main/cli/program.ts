import { Command, CommanderError } from 'commander';
import { auditCommands } from './audit-commands';
import { Cli } from './cli';
import { doctorCommand } from './doctor-command';
import { eventCommands } from './event-commands';
import { COULD_NOT, FINE, messageOf, type ExitCode } from './exit-codes';
import { generateCommands } from './generate-commands';
import { loadCommand } from './load-command';
import { moneyCommands } from './money-commands';
import { orderCommands } from './order-commands';
import { parkedCommands } from './parked-commands';
import { processCommands } from './process-commands';
import { projectionCommands } from './projection-commands';
import { seedCommand } from './seed-command';
import type { Terminal } from './terminal';

const ABOUT = `
It works on the database of DATABASE_URL, else on the embedded one in DATA_DIR (.tiffin, if nothing is said): it
joins one that runs and starts one that does not for the time of the command. It reads the environment that the
server reads. Results are on standard output, everything else is on standard error.

Exit codes: 0 done and nothing is wrong, 1 something was found, 2 it could not be done.

Examples:
  tiffin doctor                       is everything as it should be?
  tiffin order show 6a6560b6-…        how an order stands
  tiffin order replay 6a6560b6-…      how it came to that, from its stored events
  tiffin process show 6a6560b6-…      what it waits for, and why
  tiffin audit verify                 check the hash chain of every stream
  tiffin projection rebuild --all     build the read models anew, compare, swap

With npm: npm run tiffin -- doctor`;

/** The program `tiffin` with all its commands. */
export function createProgram(cli: Cli): Command {
  const { terminal } = cli;
  const written = (text: string): string => text.replace(/\n$/, '');
  // Before the commands, which take all this over.
  const program = new Command('tiffin')
    .description('Looks after a Tiffin: the one in DATA_DIR, or the one behind DATABASE_URL.')
    .option('--stack', 'with an error, print where in the program it came from')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(written(text)),
      writeErr: (text) => terminal.note(written(text)),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    })
    .showHelpAfterError('(--help tells what there is)')
    .addHelpText('after', ABOUT);

  orderCommands(program, cli);
  eventCommands(program, cli);
  projectionCommands(program, cli);
  processCommands(program, cli);
  parkedCommands(program, cli);
  auditCommands(program, cli);
  moneyCommands(program, cli);
  doctorCommand(program, cli);
  seedCommand(program, cli);
  loadCommand(program, cli);
  generateCommands(program, cli);
  return program;
}

/**
 * Runs a command line.
 * @param args without node and program
 * @returns with what the process should end
 */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<ExitCode> {
  const cli = new Cli(env, terminal);
  const program = createProgram(cli);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    // It has said what was wrong with the command line, or printed the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? FINE : COULD_NOT;
    terminal.endProgress();
    terminal.note(messageOf(error));
    if (program.getOptionValue('stack') === true && error instanceof Error) terminal.note(error.stack ?? '');
    return COULD_NOT;
  }
}
