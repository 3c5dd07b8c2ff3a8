import { Module, type DynamicModule, type ValueProvider } from '@nestjs/common';
import { Registry } from 'prom-client';
import { PersistedClockControl } from '../../adapters/driven/clocks/persisted-clock-control';
import { Database } from '../../adapters/driven/postgres/database';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamLoader } from '../../application/commands/stream-loader';
import { OrderNewsFeed } from '../../application/feed/order-news';
import { RevokedSessions } from '../../application/identity/revoked-sessions';
import { DeliveryCodes } from '../../application/ordering/delivery-codes';
import { Reconcile } from '../../application/money/reconcile';
import { PaymentGateways } from '../../application/payments/payment-gateways';
import { SyncPayments } from '../../application/payments/sync-payment';
import { AccessTokens } from '../../application/ports/access-tokens';
import { Accounts } from '../../application/ports/accounts';
import { BlobStore } from '../../application/ports/blob-store';
import { Carts } from '../../application/ports/carts';
import { BusinessClock, BusinessClockControl, SystemClock } from '../../application/ports/clock';
import { EventStore } from '../../application/ports/event-store';
import { CourierPositions } from '../../application/ports/courier-positions';
import { LiveLocations } from '../../application/ports/live-locations';
import { Notifications } from '../../application/ports/notifications';
import { PasswordHasher } from '../../application/ports/password-hasher';
import { ProcessStore } from '../../application/ports/process-store';
import { Reconciliations } from '../../application/ports/reconciliations';
import { SandboxAccess } from '../../application/ports/sandbox-access';
import { Sessions, SessionSecrets } from '../../application/ports/sessions';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { TrackingTickets } from '../../application/ports/tracking-tickets';
import { ReadTracking } from '../../application/tracking/read-tracking';
import { Telemetry } from '../../application/telemetry/telemetry';
import { TrackingHub } from '../../application/tracking/tracking-hub';
import { HomeFacts } from '../../adapters/driving/http/home/home-facts';
import { DrawnPictures } from '../../adapters/driving/http/images/drawn-pictures';
import { LiveCity } from '../../projections/city/live-city';
import { ProjectionChecks } from '../../projections/projection-checks';
import { ProjectionProgress } from '../../projections/projection-progress';
import { ProjectionStatusQuery } from '../../projections/projection-status';
import { pictureNamed } from '../demo/pictures/picture-book';
import type { Infrastructure } from '../infrastructure';

const PORTS = [
  SystemClock,
  BusinessClock,
  BusinessClockControl,
  SandboxAccess,
  Database,
  EventStore,
  StreamLoader,
  CommandExecutor,
  OrderNewsFeed,
  Accounts,
  Sessions,
  SessionSecrets,
  RevokedSessions,
  AccessTokens,
  PasswordHasher,
  SubjectKeys,
  Carts,
  Notifications,
  BlobStore,
  DeliveryCodes,
  PaymentGateways,
  SyncPayments,
  Reconcile,
  Reconciliations,
  ProjectionProgress,
  ProjectionChecks,
  ProjectionStatusQuery,
  ProcessStore,
  LiveLocations,
  CourierPositions,
  TrackingTickets,
  ReadTracking,
  TrackingHub,
  Telemetry,
  LiveCity,
  HomeFacts,
  DrawnPictures,
  Registry,
] as const;

/** Offers the chosen adapters under the names of their ports. */
@Module({})
export class InfrastructureModule {
  static of(parts: Infrastructure): DynamicModule {
    const providers: readonly ValueProvider[] = [
      { provide: SystemClock, useValue: parts.systemClock },
      { provide: BusinessClock, useValue: parts.businessClock },
      { provide: BusinessClockControl, useValue: new PersistedClockControl(parts.businessClock) },
      { provide: SandboxAccess, useValue: parts.sandboxAccess },
      { provide: Database, useValue: parts.database },
      { provide: EventStore, useValue: parts.eventStore },
      { provide: StreamLoader, useValue: parts.loader },
      { provide: CommandExecutor, useValue: parts.executor },
      { provide: OrderNewsFeed, useValue: parts.orderNews },
      { provide: Accounts, useValue: parts.accounts },
      { provide: Sessions, useValue: parts.sessions },
      { provide: SessionSecrets, useValue: parts.sessionSecrets },
      { provide: RevokedSessions, useValue: parts.revokedSessions },
      { provide: AccessTokens, useValue: parts.accessTokens },
      { provide: PasswordHasher, useValue: parts.passwordHasher },
      { provide: SubjectKeys, useValue: parts.subjectKeys },
      { provide: Carts, useValue: parts.carts },
      { provide: Notifications, useValue: parts.notifications },
      { provide: BlobStore, useValue: parts.blobs },
      { provide: DeliveryCodes, useValue: parts.deliveryCodes },
      { provide: PaymentGateways, useValue: parts.gateways },
      { provide: SyncPayments, useValue: parts.syncPayments },
      { provide: Reconcile, useValue: parts.reconcile },
      { provide: Reconciliations, useValue: parts.reconciliations },
      { provide: ProjectionProgress, useValue: parts.progress },
      { provide: ProjectionChecks, useValue: parts.projectionChecks },
      { provide: ProjectionStatusQuery, useValue: parts.projectionStatus },
      { provide: ProcessStore, useValue: parts.processStore },
      { provide: LiveLocations, useValue: parts.liveLocations },
      { provide: CourierPositions, useValue: parts.courierPositions },
      { provide: TrackingTickets, useValue: parts.trackingTickets },
      { provide: ReadTracking, useValue: parts.readTracking },
      { provide: TrackingHub, useValue: parts.tracking },
      { provide: Telemetry, useValue: parts.telemetry },
      { provide: LiveCity, useValue: parts.liveCity },
      { provide: HomeFacts, useValue: parts.homeFacts },
      { provide: DrawnPictures, useValue: { named: pictureNamed } satisfies DrawnPictures },
      { provide: Registry, useValue: parts.metrics },
    ];
    return InfrastructureModule.providing(providers);
  }

  /** The same names with nothing behind them, for describing the routes without serving them. */
  static ofNothing(): DynamicModule {
    return InfrastructureModule.providing(PORTS.map((port) => ({ provide: port, useValue: {} })));
  }

  private static providing(providers: readonly ValueProvider[]): DynamicModule {
    return {
      module: InfrastructureModule,
      global: true,
      providers: [...providers],
      exports: providers.map(({ provide: token }) => token),
    };
  }
}
