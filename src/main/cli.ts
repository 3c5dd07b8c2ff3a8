import 'reflect-metadata';
import { Command } from 'commander';
import { auditCommands } from './cli/audit-commands';
import { generateCommands } from './cli/generate-commands';
import { moneyCommands } from './cli/money-commands';
import { parkedCommands } from './cli/parked-commands';
import { projectionCommands } from './cli/projection-commands';
import { ConfigError } from './config';

const program = new Command('tiffin')
  .description('Looks after a Tiffin: the one in DATA_DIR, or the one behind DATABASE_URL.')
  .showHelpAfterError()
  .addHelpText(
    'after',
    `
Examples:
  tiffin verify                       check the hash chain of every stream
  tiffin verify order-0192…           check one stream
  tiffin rebuild                      rebuild every read model and swap it in
  tiffin rebuild order-view           rebuild one
  tiffin projections                  how far every read model is
  tiffin parked list                  events that could not be taken in
  tiffin parked retry order-view KEY  try them again
  tiffin money reconcile              compare the gateways' books with the ledger and the read models

With npm: npm run tiffin -- verify`,
  );

auditCommands(program);
projectionCommands(program);
parkedCommands(program);
moneyCommands(program);
generateCommands(program);

program.parseAsync().catch((error: unknown) => {
  const plain = error instanceof ConfigError || (error instanceof Error && error.name === 'NotRunning');
  const text =
    error instanceof Error ? (plain ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
