import { Module, type DynamicModule, type ValueProvider } from '@nestjs/common';
import { Registry } from 'prom-client';
import { PersistedClockControl } from '../../adapters/driven/clocks/persisted-clock-control';
import { Database } from '../../adapters/driven/postgres/database';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamLoader } from '../../application/commands/stream-loader';
import { RevokedSessions } from '../../application/identity/revoked-sessions';
import { DeliveryCodes } from '../../application/ordering/delivery-codes';
import { Reconcile } from '../../application/money/reconcile';
import { PaymentGateways } from '../../application/payments/payment-gateways';
import { SyncPayments } from '../../application/payments/sync-payment';
import { AccessTokens } from '../../application/ports/access-tokens';
import { Accounts } from '../../application/ports/accounts';
import { Carts } from '../../application/ports/carts';
import { BusinessClock, BusinessClockControl, SystemClock } from '../../application/ports/clock';
import { EventStore } from '../../application/ports/event-store';
import { PasswordHasher } from '../../application/ports/password-hasher';
import { Reconciliations } from '../../application/ports/reconciliations';
import { Sessions, SessionSecrets } from '../../application/ports/sessions';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { ProjectionProgress } from '../../projections/projection-progress';
import type { Infrastructure } from '../infrastructure';

const PORTS = [
  SystemClock,
  BusinessClock,
  BusinessClockControl,
  Database,
  EventStore,
  StreamLoader,
  CommandExecutor,
  Accounts,
  Sessions,
  SessionSecrets,
  RevokedSessions,
  AccessTokens,
  PasswordHasher,
  SubjectKeys,
  Carts,
  DeliveryCodes,
  PaymentGateways,
  SyncPayments,
  Reconcile,
  Reconciliations,
  ProjectionProgress,
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
      { provide: Database, useValue: parts.database },
      { provide: EventStore, useValue: parts.eventStore },
      { provide: StreamLoader, useValue: parts.loader },
      { provide: CommandExecutor, useValue: parts.executor },
      { provide: Accounts, useValue: parts.accounts },
      { provide: Sessions, useValue: parts.sessions },
      { provide: SessionSecrets, useValue: parts.sessionSecrets },
      { provide: RevokedSessions, useValue: parts.revokedSessions },
      { provide: AccessTokens, useValue: parts.accessTokens },
      { provide: PasswordHasher, useValue: parts.passwordHasher },
      { provide: SubjectKeys, useValue: parts.subjectKeys },
      { provide: Carts, useValue: parts.carts },
      { provide: DeliveryCodes, useValue: parts.deliveryCodes },
      { provide: PaymentGateways, useValue: parts.gateways },
      { provide: SyncPayments, useValue: parts.syncPayments },
      { provide: Reconcile, useValue: parts.reconcile },
      { provide: Reconciliations, useValue: parts.reconciliations },
      { provide: ProjectionProgress, useValue: parts.progress },
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
