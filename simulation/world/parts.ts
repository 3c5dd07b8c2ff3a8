import { CommandExecutor } from '../../src/application/commands/command-executor';
import type { StreamCache } from '../../src/application/commands/stream-cache';
import type { StreamLoader } from '../../src/application/commands/stream-loader';
import { AssignCourier } from '../../src/application/couriers/assign-courier';
import type { Intents } from '../../src/application/dispatch/intents';
import type { BusinessClock } from '../../src/application/ports/clock';
import type { CourierPositions } from '../../src/application/ports/courier-positions';
import type { EventStore } from '../../src/application/ports/event-store';
import type { Notifications } from '../../src/application/ports/notifications';
import type { PaymentGateway } from '../../src/application/ports/payment-gateway';
import type { ProcessStore } from '../../src/application/ports/process-store';
import type { SubjectKeys } from '../../src/application/ports/subject-keys';
import { checkoutProcess } from '../../src/application/processes/checkout-process';
import type { CommandDispatcher } from '../../src/application/processes/command-dispatcher';
import { completionProcess } from '../../src/application/processes/completion-process';
import { DispatchDispatcher } from '../../src/application/processes/dispatch-dispatcher';
import { dispatchProcess } from '../../src/application/processes/dispatch-process';
import { LedgerDispatcher } from '../../src/application/processes/ledger-dispatcher';
import { ledgerProcess } from '../../src/application/processes/ledger-process';
import { noticesProcess } from '../../src/application/processes/notices-process';
import { paymentStatusProcess } from '../../src/application/processes/payment-status-process';
import { RefundsDispatcher } from '../../src/application/processes/refunds-dispatcher';
import { refundsProcess } from '../../src/application/processes/refunds-process';
import { RestaurantSlaDispatcher } from '../../src/application/processes/restaurant-sla-dispatcher';
import { restaurantSlaProcess } from '../../src/application/processes/restaurant-sla-process';
import type { DispatchCommand } from '../../src/domain/dispatch/dispatch-state';
import type { BookkeepingCommand } from '../../src/domain/ledger/bookkeeping';
import type { RefundsCommand } from '../../src/domain/refunds/refunds';
import type { RestaurantSlaCommand } from '../../src/domain/restaurant-sla/restaurant-sla';
import { READ_MODELS } from '../../src/projections/read-models';

/** What a program gives to those who carry out what processes ask for. */
export interface Desk {
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly positions: CourierPositions;
  readonly business: BusinessClock;
  readonly keys: SubjectKeys;
  readonly intents: Intents;
}

/** What programs are made of. A planted bug exchanges one of these for something that is wrong. */
export interface Parts {
  readonly checkout: typeof checkoutProcess;
  readonly paymentStatus: typeof paymentStatusProcess;
  readonly refunds: typeof refundsProcess;
  readonly ledger: typeof ledgerProcess;
  readonly dispatch: typeof dispatchProcess;
  readonly restaurantSla: typeof restaurantSlaProcess;
  readonly notices: typeof noticesProcess;
  readonly completion: typeof completionProcess;
  readonly executor: (store: EventStore, cache: StreamCache, loader: StreamLoader) => CommandExecutor;
  readonly refundsDispatcher: (executor: CommandExecutor) => CommandDispatcher<RefundsCommand>;
  readonly ledgerDispatcher: (executor: CommandExecutor) => CommandDispatcher<BookkeepingCommand>;
  readonly dispatchDispatcher: (desk: Desk) => CommandDispatcher<DispatchCommand>;
  readonly slaDispatcher: (desk: Desk) => CommandDispatcher<RestaurantSlaCommand>;
  readonly assign: (desk: Desk) => Pick<AssignCourier, 'execute'>;
  readonly gateway: (gateway: PaymentGateway) => PaymentGateway;
  readonly events: (store: EventStore) => EventStore;
  readonly processes: (store: ProcessStore) => ProcessStore;
  readonly notifications: (notifications: Notifications) => Notifications;
  readonly readModels: typeof READ_MODELS;
}

/** Everything as it runs in production. */
export const PRODUCTION: Parts = {
  checkout: checkoutProcess,
  paymentStatus: paymentStatusProcess,
  refunds: refundsProcess,
  ledger: ledgerProcess,
  dispatch: dispatchProcess,
  restaurantSla: restaurantSlaProcess,
  notices: noticesProcess,
  completion: completionProcess,
  executor: (store, cache, loader) => new CommandExecutor(store, cache, loader),
  refundsDispatcher: (executor) => new RefundsDispatcher(executor),
  ledgerDispatcher: (executor) => new LedgerDispatcher(executor),
  dispatchDispatcher: ({ executor, loader, positions, business, keys, intents }) =>
    new DispatchDispatcher(executor, loader, positions, business, keys, intents),
  slaDispatcher: ({ executor, loader }) => new RestaurantSlaDispatcher(executor, loader),
  assign: ({ executor, loader }) => new AssignCourier(executor, loader),
  gateway: (gateway) => gateway,
  events: (store) => store,
  processes: (store) => store,
  notifications: (notifications) => notifications,
  readModels: READ_MODELS,
};
