import { NodeSystemClock } from '../../../adapters/driven/clocks/node-system-clock';
import { hasMasterKey, loadMasterKey } from '../../../adapters/driven/crypto/master-key-file';
import { pendingMigrations } from '../../../adapters/driven/postgres/migrate';
import { StoreHealth } from '../../../adapters/driven/postgres/store-health';
import type { Config } from '../../config';
import { openInfrastructure, type Infrastructure } from '../../infrastructure';
import { openGateways } from '../../payments';
import { runningGateway } from '../../sandbox-gateway-process';
import { messageOf } from '../exit-codes';
import { hasData, openStore, type Store } from '../session';
import type { Terminal } from '../terminal';
import { checkHeads, checkMigrations, checkSettings } from './database-checks';
import { checkGateways } from './gateway-checks';
import {
  checkBinaries,
  checkConfig,
  checkDataFolder,
  checkDisk,
  checkNode,
  checkPort,
} from './machine-checks';
import { note, wrong, type Verdict } from './verdict';
import {
  checkBusinessClock,
  checkLag,
  checkLeases,
  checkParked,
  checkStuck,
  consumersOf,
} from './work-checks';

/** Looks at everything that an installation needs, and changes nothing. Verdicts come as they are found. */
export async function* checkUp(config: Config, terminal: Terminal): AsyncGenerator<Verdict> {
  yield checkNode(process.versions.node);
  yield checkConfig(config);
  yield checkBinaries(config);
  yield checkDataFolder(config);
  yield checkDisk(config);
  if (config.databaseUrl === null && !hasData(config.dataDir)) {
    yield await checkPort(config, false);
    return;
  }
  let store: Store;
  try {
    store = await openStore(config, terminal, false);
  } catch (error) {
    yield wrong('database', messageOf(error), 'Start it, or correct DATABASE_URL or DATA_DIR.');
    return;
  }
  try {
    yield* checkStore(config, store, terminal);
  } finally {
    await store.release();
  }
}

async function* checkStore(config: Config, { url, how }: Store, terminal: Terminal): AsyncGenerator<Verdict> {
  const isJoined = how === 'joined';
  yield await checkPort(config, isJoined);
  let pending: readonly string[];
  try {
    pending = await pendingMigrations(url);
  } catch (error) {
    yield wrong('database', `does not answer: ${messageOf(error)}`, 'Start it, or correct DATABASE_URL.');
    return;
  }
  yield checkMigrations(pending, isJoined);
  if (pending.length > 0) return;
  if (config.masterKey === null && !hasMasterKey(config.dataDir)) {
    yield wrong(
      'master key',
      `neither MASTER_KEY is set nor is there one in ${config.dataDir}`,
      'Give the MASTER_KEY or the DATA_DIR of the server: with another key no personal data can be opened.',
    );
    return;
  }
  const masterKey = await loadMasterKey(config.masterKey ?? undefined, config.dataDir);
  const gateways = await openGateways(
    config.payments,
    runningGateway(config, masterKey),
    new NodeSystemClock(),
  );
  const publicUrl = (): string => config.payments.publicUrl ?? '';
  const report = (error: unknown): void => terminal.note(messageOf(error));
  const parts = await openInfrastructure(config, masterKey, url, { ...gateways, publicUrl }, report);
  try {
    yield* checkWork(config, parts, isJoined, terminal);
    const isServed =
      isJoined || (await new StoreHealth(parts.database).owners(Date.now())).some(({ held }) => held > 0);
    yield* await checkGateways(config, masterKey, isServed);
  } finally {
    await parts.close();
  }
}

async function* checkWork(
  config: Config,
  parts: Infrastructure,
  isJoined: boolean,
  terminal: Terminal,
): AsyncGenerator<Verdict> {
  const health = new StoreHealth(parts.database);
  const now = (): number => parts.systemClock.now();
  yield* await checkSettings(health, now, config.sandbox);
  yield checkBusinessClock(parts);
  terminal.progress('comparing heads and log');
  yield await checkHeads(health);
  const consumers = await consumersOf(parts);
  if (consumers === null) {
    yield note('read models', 'not all are made yet', 'The next start makes them.');
    return;
  }
  terminal.progress('looking for the owners of every shard');
  const leases = await checkLeases(health, consumers, now, isJoined);
  yield leases;
  const isServed = leases.verdict !== 'note';
  terminal.progress('waiting for read models and processes to reach the end of the log');
  const lag = await checkLag(parts, consumers, isServed);
  yield* lag;
  yield await checkParked(parts);
  yield await checkStuck(health, parts, isServed && lag.every(({ verdict }) => verdict === 'ok'));
}
