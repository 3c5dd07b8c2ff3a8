import { FolderInUse } from '../adapters/driven/embedded-postgres/embedded-postgres';
import { NoPostgresBinaries } from '../adapters/driven/embedded-postgres/binaries';
import { ConfigError, loadConfig } from './config';
import { DEMO_PASSWORD, demoLogins } from './demo/demo-logins';
import { GatewayNotStarted } from './sandbox-gateway-process';
import { startTiffin, type RunningTiffin } from './tiffin';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Errors that say by themselves what to do; of all others the stack is wanted. */
const PLAIN = [ConfigError, FolderInUse, GatewayNotStarted, NoPostgresBinaries];

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? String(error.port) : '';
    return `Port ${port} is in use. Stop what listens there, or choose another: PORT=3001 npm start`;
  }
  if (PLAIN.some((kind) => error instanceof kind)) return error.message;
  return error.stack ?? error.message;
}

function welcome(tiffin: RunningTiffin): void {
  print('');
  print(`  See it        ${tiffin.url}`);
  print(`  API           ${tiffin.url}/api/v1`);
  print(`  Documentation ${tiffin.url}/docs`);
  print(`  Health        ${tiffin.url}/health/ready`);
  if (tiffin.gatewayUrl !== null) print(`  Payments      ${tiffin.gatewayUrl} (a sandbox: no money moves)`);
  if (tiffin.isDemo) {
    print('');
    print(`  Demo logins, all with the password ${DEMO_PASSWORD}:`);
    for (const { role, login, name } of demoLogins()) print(`    ${role.padEnd(10)} ${login}  ${name}`);
  }
  print('');
  print('  Stop with Ctrl+C.');
}

async function main(): Promise<void> {
  const tiffin = await startTiffin(loadConfig(process.env), print);
  welcome(tiffin);

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    tiffin.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  void tiffin.databaseEnded.then(() => {
    if (stopping) return;
    process.stderr.write('The embedded database has ended; see postgres.log in the data folder.\n');
    process.exit(1);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
