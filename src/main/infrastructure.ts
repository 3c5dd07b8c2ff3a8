import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { FolderBlobStore } from '../adapters/driven/blobs/folder-blob-store';
import type { MasterKey } from '../adapters/driven/crypto/master-key';
import { Argon2PasswordHasher } from '../adapters/driven/crypto/argon2-password-hasher';
import { JwtAccessTokens } from '../adapters/driven/crypto/jwt-access-tokens';
import { RandomSessionSecrets } from '../adapters/driven/crypto/random-session-secrets';
import { NodeSystemClock } from '../adapters/driven/clocks/node-system-clock';
import { PersistedClockControl } from '../adapters/driven/clocks/persisted-clock-control';
import { PersistedBusinessClock } from '../adapters/driven/clocks/persisted-business-clock';
import { InProcessBus } from '../adapters/driven/memory/in-process-bus';
import { MemoryCourierPositions } from '../adapters/driven/memory/memory-courier-positions';
import { MemoryLiveLocations } from '../adapters/driven/memory/memory-live-locations';
import { MemoryTrackingTickets } from '../adapters/driven/memory/memory-tracking-tickets';
import { OutboxFilePush } from '../adapters/driven/push/outbox-file-push';
import { PostgresAccounts } from '../adapters/driven/postgres/accounts/postgres-accounts';
import { PostgresCarts } from '../adapters/driven/postgres/carts/postgres-carts';
import { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import { Database } from '../adapters/driven/postgres/database';
import { PostgresEventStore } from '../adapters/driven/postgres/event-store/postgres-event-store';
import { PostgresMoneyBooks } from '../adapters/driven/postgres/reconciliations/postgres-money-books';
import { PostgresNotifications } from '../adapters/driven/postgres/notifications/postgres-notifications';
import { PostgresProcessStore } from '../adapters/driven/postgres/process-store/postgres-process-store';
import { PostgresReconciliations } from '../adapters/driven/postgres/reconciliations/postgres-reconciliations';
import { PostgresSessions } from '../adapters/driven/postgres/sessions/postgres-sessions';
import { PostgresSubjectKeys } from '../adapters/driven/postgres/subject-keys/postgres-subject-keys';
import { Reconcile } from '../application/money/reconcile';
import { SyncPayments } from '../application/payments/sync-payment';
import type { SandboxAccess } from '../application/ports/sandbox-access';
import { RevokedSessions } from '../application/identity/revoked-sessions';
import { CommandExecutor } from '../application/commands/command-executor';
import { StreamCache } from '../application/commands/stream-cache';
import { StreamLoader } from '../application/commands/stream-loader';
import { OrderNewsFeed } from '../application/feed/order-news';
import { Telemetry } from '../application/telemetry/telemetry';
import { TrackRecorder } from '../application/telemetry/track-recorder';
import { WorkOfCouriers } from '../application/telemetry/work-in-hand';
import { DeliveryCodes } from '../application/ordering/delivery-codes';
import { ReadTracking } from '../application/tracking/read-tracking';
import { TrackingHub } from '../application/tracking/tracking-hub';
import { CityQuery } from '../projections/city/city-query';
import { LiveCity } from '../projections/city/live-city';
import { Generations } from '../projections/generations';
import { ProjectionChecks } from '../projections/projection-checks';
import { ProjectionProgress } from '../projections/projection-progress';
import { ProjectionStatusQuery } from '../projections/projection-status';
import { READ_MODELS } from '../projections/read-models';
import { TrackingQuery } from '../projections/tracking/query';
import type { Config } from './config';
import { CITY_CENTRE } from './demo/streets/city-plan';
import { openHomeFacts } from './home-facts';
import type { Gateways } from './payments';

/** Told of what fails in the background and is tried again. */
export type Report = (error: unknown) => void;

/** The adapters behind every port, chosen by the configuration. */
export type Infrastructure = Awaited<ReturnType<typeof openInfrastructure>>;

/**
 * Connections of projections and processes alone. However many requests wait for the others, what was accepted goes on:
 * otherwise a server with too much to answer stops to work off what it has answered.
 */
const BACKGROUND_CONNECTIONS = 5;

/**
 * Opens everything that a process needs of the outside.
 * @param databaseUrl of a migrated database
 * @param payments the gateways, and where payers come back to
 */
export async function openInfrastructure(
  config: Pick<Config, 'sandbox' | 'blobDir' | 'pushOutbox'>,
  masterKey: MasterKey,
  databaseUrl: string,
  payments: Gateways & { readonly publicUrl: () => string },
  report: Report,
) {
  const systemClock = new NodeSystemClock();
  const database = new Database(databaseUrl, { onConnectionLost: report });
  const background = new Database(databaseUrl, {
    applicationName: 'tiffin-background',
    maxConnections: BACKGROUND_CONNECTIONS,
    onConnectionLost: report,
  });
  const eventStore = new PostgresEventStore(databaseUrl);
  const businessClock = new PersistedBusinessClock(database, systemClock, { sandbox: config.sandbox });
  await businessClock.load();
  const shards = new ConsumerShards(database);
  const sessions = new PostgresSessions(database);
  const revokedSessions = new RevokedSessions(sessions, systemClock);
  await revokedSessions.refresh();
  const cache = new StreamCache();
  const loader = new StreamLoader(eventStore, cache);
  const executor = new CommandExecutor(eventStore, cache, loader);
  const { gateways, publicUrl } = payments;
  const generations = new Generations(database, shards, systemClock);
  const returnUrl = (paymentId: string): string => `${publicUrl()}/api/v1/payments/${paymentId}/return`;
  const syncPayments = new SyncPayments(executor, loader, gateways, businessClock, returnUrl);
  const reconciliations = new PostgresReconciliations(database);
  const moneyBooks = new PostgresMoneyBooks(database, generations, shards, eventStore, systemClock);
  const progress = new ProjectionProgress(database, systemClock);
  const projectionChecks = new ProjectionChecks(
    { database, shards, generations, store: eventStore, clock: systemClock },
    READ_MODELS,
    randomUUID,
  );
  const subjectKeys = new PostgresSubjectKeys(database, masterKey, systemClock);
  const liveLocations = new MemoryLiveLocations(report);
  const courierPositions = new MemoryCourierPositions();
  const readTracking = new ReadTracking(new TrackingQuery(database, progress), eventStore);
  const clocks = { business: businessClock, system: systemClock };
  const accounts = new PostgresAccounts(database);
  const orderNews = new OrderNewsFeed(eventStore, systemClock, report);
  const tracks = new TrackRecorder({ executor, loader, keys: subjectKeys, ...clocks, report });
  return {
    systemClock,
    businessClock,
    database,
    background,
    eventStore,
    shards,
    sessions,
    revokedSessions,
    cache,
    loader,
    executor,
    gateways,
    breakers: payments.breakers,
    syncPayments,
    sandboxAccess: {
      isSandbox: config.sandbox,
      gateway: config.sandbox ? (payments.sandbox?.access ?? null) : null,
    } satisfies SandboxAccess,
    reconciliations,
    moneyBooks,
    reconcile: new Reconcile({
      gateways,
      books: moneyBooks,
      store: reconciliations,
      loader,
      syncs: syncPayments,
      business: businessClock,
      system: systemClock,
    }),
    bus: new InProcessBus(report),
    orderNews,
    generations,
    progress,
    projectionChecks,
    projectionStatus: new ProjectionStatusQuery(database, generations, shards, eventStore),
    processStore: new PostgresProcessStore(database, shards),
    accounts,
    carts: new PostgresCarts(database),
    notifications: new PostgresNotifications(database, systemClock),
    pushSender: new OutboxFilePush(config.pushOutbox),
    blobs: new FolderBlobStore(config.blobDir),
    tracks,
    telemetry: new Telemetry({
      ...{ work: new WorkOfCouriers(loader), positions: courierPositions, live: liveLocations, tracks },
      ...{ executor, loader, business: businessClock, report },
    }),
    subjectKeys,
    liveLocations,
    courierPositions,
    trackingTickets: new MemoryTrackingTickets(systemClock),
    readTracking,
    tracking: new TrackingHub(eventStore, readTracking, liveLocations, subjectKeys, systemClock, report),
    liveCity: new LiveCity({
      ...{ query: new CityQuery(database), news: orderNews, progress, store: eventStore },
      ...{ positions: courierPositions, keys: subjectKeys, centre: CITY_CENTRE, report },
      ...{ business: new PersistedClockControl(businessClock), clock: systemClock },
    }),
    homeFacts: openHomeFacts(accounts),
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
      await projectionChecks.stop();
      await eventStore.close();
      await Promise.all([database.close(), background.close()]);
    },
  };
}
