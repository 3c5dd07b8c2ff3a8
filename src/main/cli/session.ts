import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { attachToEmbeddedPostgres } from '../../adapters/driven/embedded-postgres/attach';
import { startEmbeddedPostgres } from '../../adapters/driven/embedded-postgres/embedded-postgres';
import { NodeSystemClock } from '../../adapters/driven/clocks/node-system-clock';
import { loadMasterKey } from '../../adapters/driven/crypto/master-key-file';
import { migrate } from '../../adapters/driven/postgres/migrate';
import { READ_MODELS } from '../../projections/read-models';
import type { Config } from '../config';
import { openInfrastructure, type Infrastructure } from '../infrastructure';
import { openGateways } from '../payments';
import { runningGateway } from '../sandbox-gateway-process';
import { CouldNot } from './exit-codes';
import type { Terminal } from './terminal';

/** The database that a command works on. */
export interface Store {
  readonly url: string;
  /** How it was come by: it was configured, a server has it running, or it runs for this command only. */
  readonly how: 'configured' | 'joined' | 'started';
  readonly release: () => Promise<void>;
}

/** Whether a Tiffin has ever kept its data there. */
export const hasData = (dataDir: string): boolean => existsSync(join(dataDir, 'postgres'));

/** Host, port and name of a database, without who may enter and by which word. */
export function placeOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

/**
 * Opens the database of `DATABASE_URL`, or the embedded one of `DATA_DIR`: it is joined when it runs and started for
 * the time of the command when it does not. Says which of them it is.
 * @param mayCreate false: without data there is nothing to open
 * @throws CouldNot
 */
export async function openStore(config: Config, terminal: Terminal, mayCreate: boolean): Promise<Store> {
  const { databaseUrl, dataDir } = config;
  const release = (): Promise<void> => Promise.resolve();
  if (databaseUrl !== null) {
    terminal.note(`On the database ${placeOf(databaseUrl)}, of DATABASE_URL.`);
    return { url: databaseUrl, how: 'configured', release };
  }
  const joined = attachToEmbeddedPostgres(dataDir);
  if (joined !== null) {
    terminal.note(`On the database of the Tiffin that runs on ${dataDir}.`);
    return { url: joined, how: 'joined', release };
  }
  if (!mayCreate && !hasData(dataDir)) {
    throw new CouldNot(
      `There is no Tiffin in ${dataDir}. Start one with npm start, or name one with DATA_DIR or DATABASE_URL.`,
    );
  }
  terminal.note(`Nothing runs on ${dataDir}: its database is started for this command.`);
  const started = await startEmbeddedPostgres(dataDir, { log: () => undefined });
  return { url: started.url, how: 'started', release: started.stop };
}

/**
 * Runs a command with everything that Tiffin's own processes have, beside them or alone. It holds no shard and starts
 * no loop: a server that runs notices nothing of it but what the command does.
 */
export async function withTiffin(
  config: Config,
  terminal: Terminal,
  mayCreate: boolean,
  work: (parts: Infrastructure) => Promise<void>,
): Promise<void> {
  const store = await openStore(config, terminal, mayCreate);
  const warn = (line: string): void => terminal.note(line);
  try {
    await migrate(store.url, { log: warn });
    const masterKey = await loadMasterKey(config.masterKey ?? undefined, config.dataDir);
    const gateways = await openGateways(
      config.payments,
      runningGateway(config, masterKey),
      new NodeSystemClock(),
    );
    const publicUrl = (): string => config.payments.publicUrl ?? `http://${config.host}:${config.port}`;
    const report = (error: unknown): void => warn(String(error));
    const parts = await openInfrastructure(config, masterKey, store.url, { ...gateways, publicUrl }, report);
    try {
      await parts.generations.ensure(READ_MODELS);
      await work(parts);
    } finally {
      await parts.close();
    }
  } finally {
    await store.release();
  }
}
