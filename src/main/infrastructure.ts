import { Registry } from 'prom-client';
import { loadMasterKey } from '../adapters/driven/crypto/master-key-file';
import { Argon2PasswordHasher } from '../adapters/driven/crypto/argon2-password-hasher';
import { JwtAccessTokens } from '../adapters/driven/crypto/jwt-access-tokens';
import { RandomSessionSecrets } from '../adapters/driven/crypto/random-session-secrets';
import { NodeSystemClock } from '../adapters/driven/clocks/node-system-clock';
import { PersistedBusinessClock } from '../adapters/driven/clocks/persisted-business-clock';
import { InProcessBus } from '../adapters/driven/memory/in-process-bus';
import { PostgresAccounts } from '../adapters/driven/postgres/accounts/postgres-accounts';
import { PostgresCarts } from '../adapters/driven/postgres/carts/postgres-carts';
import { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import { Database } from '../adapters/driven/postgres/database';
import { PostgresEventStore } from '../adapters/driven/postgres/event-store/postgres-event-store';
import { PostgresSessions } from '../adapters/driven/postgres/sessions/postgres-sessions';
import { PostgresSubjectKeys } from '../adapters/driven/postgres/subject-keys/postgres-subject-keys';
import { RevokedSessions } from '../application/identity/revoked-sessions';
import { CommandExecutor } from '../application/commands/command-executor';
import { StreamCache } from '../application/commands/stream-cache';
import { StreamLoader } from '../application/commands/stream-loader';
import { DeliveryCodes } from '../application/ordering/delivery-codes';
import { Generations } from '../projections/generations';
import { ProjectionProgress } from '../projections/projection-progress';
import type { Config } from './config';

/** Told of what fails in the background and is tried again. */
export type Report = (error: unknown) => void;

/** The adapters behind every port, chosen by the configuration. */
export type Infrastructure = Awaited<ReturnType<typeof openInfrastructure>>;

/**
 * Opens everything that a process needs of the outside.
 * @param databaseUrl of a migrated database
 */
export async function openInfrastructure(
  config: Pick<Config, 'masterKey' | 'dataDir' | 'sandbox'>,
  databaseUrl: string,
  report: Report,
) {
  const masterKey = await loadMasterKey(config.masterKey ?? undefined, config.dataDir);
  const systemClock = new NodeSystemClock();
  const database = new Database(databaseUrl, { onConnectionLost: report });
  const eventStore = new PostgresEventStore(databaseUrl);
  const businessClock = new PersistedBusinessClock(database, systemClock, { sandbox: config.sandbox });
  await businessClock.load();
  const shards = new ConsumerShards(database);
  const sessions = new PostgresSessions(database);
  const revokedSessions = new RevokedSessions(sessions, systemClock);
  await revokedSessions.refresh();
  const cache = new StreamCache();
  const loader = new StreamLoader(eventStore, cache);
  return {
    systemClock,
    businessClock,
    database,
    eventStore,
    shards,
    sessions,
    revokedSessions,
    cache,
    loader,
    executor: new CommandExecutor(eventStore, cache, loader),
    bus: new InProcessBus(report),
    generations: new Generations(database, shards, systemClock),
    progress: new ProjectionProgress(database, systemClock),
    accounts: new PostgresAccounts(database),
    carts: new PostgresCarts(database),
    subjectKeys: new PostgresSubjectKeys(database, masterKey, systemClock),
    passwordHasher: new Argon2PasswordHasher(),
    sessionSecrets: new RandomSessionSecrets(),
    accessTokens: new JwtAccessTokens(
      { current: masterKey.derive('access-token') },
      revokedSessions,
      systemClock,
    ),
    deliveryCodes: new DeliveryCodes(masterKey.derive('delivery-code')),
    metrics: new Registry(),
    async close(): Promise<void> {
      await eventStore.close();
      await database.close();
    },
  };
}
