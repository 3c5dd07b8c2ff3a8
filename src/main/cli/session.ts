import { attachToEmbeddedPostgres } from '../../adapters/driven/embedded-postgres/attach';
import { startEmbeddedPostgres } from '../../adapters/driven/embedded-postgres/embedded-postgres';
import { NodeSystemClock } from '../../adapters/driven/clocks/node-system-clock';
import { loadMasterKey } from '../../adapters/driven/crypto/master-key-file';
import { migrate } from '../../adapters/driven/postgres/migrate';
import { READ_MODELS } from '../../projections/read-models';
import { loadConfig } from '../config';
import { openInfrastructure, type Infrastructure } from '../infrastructure';
import { openGateways } from '../payments';
import { runningGateway } from '../sandbox-gateway-process';

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

// Whoever reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const warn = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Runs a command against the database of a Tiffin: the one in `DATABASE_URL`, or the embedded one of `DATA_DIR`,
 * which is joined when it runs and started for the time of the command when it does not.
 */
export async function withTiffin(work: (parts: Infrastructure) => Promise<void>): Promise<void> {
  const config = loadConfig(process.env);
  const attached = config.databaseUrl ?? attachToEmbeddedPostgres(config.dataDir);
  const started =
    attached === null ? await startEmbeddedPostgres(config.dataDir, { log: () => undefined }) : null;
  try {
    const url = attached ?? started?.url ?? '';
    await migrate(url, { log: warn });
    const masterKey = await loadMasterKey(config.masterKey ?? undefined, config.dataDir);
    const gateways = await openGateways(
      config.payments,
      runningGateway(config, masterKey),
      new NodeSystemClock(),
    );
    const publicUrl = (): string => config.payments.publicUrl ?? `http://${config.host}:${config.port}`;
    const report = (error: unknown): void => warn(String(error));
    const parts = await openInfrastructure(config, masterKey, url, { ...gateways, publicUrl }, report);
    try {
      await parts.generations.ensure(READ_MODELS);
      await work(parts);
    } finally {
      await parts.close();
    }
  } finally {
    await started?.stop();
  }
}

/** Shows progress on a terminal, on one line that is written over. Elsewhere it shows nothing. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

export const endProgress = (): void => showProgress('');
