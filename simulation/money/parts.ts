import type { StreamCache } from '../../src/application/commands/stream-cache';
import type { StreamLoader } from '../../src/application/commands/stream-loader';
import { CommandExecutor } from '../../src/application/commands/command-executor';
import type { EventStore } from '../../src/application/ports/event-store';
import type { PaymentGateway } from '../../src/application/ports/payment-gateway';
import type { ProcessStore } from '../../src/application/ports/process-store';
import { checkoutProcess } from '../../src/application/processes/checkout-process';
import type { CommandDispatcher } from '../../src/application/processes/command-dispatcher';
import { LedgerDispatcher } from '../../src/application/processes/ledger-dispatcher';
import { ledgerProcess } from '../../src/application/processes/ledger-process';
import { paymentStatusProcess } from '../../src/application/processes/payment-status-process';
import { RefundsDispatcher } from '../../src/application/processes/refunds-dispatcher';
import { refundsProcess } from '../../src/application/processes/refunds-process';
import type { BookkeepingCommand } from '../../src/domain/ledger/bookkeeping';
import type { RefundsCommand } from '../../src/domain/refunds/refunds';

/** What programs are made of. A planted bug exchanges one of these for something that is wrong. */
export interface Parts {
  readonly checkout: typeof checkoutProcess;
  readonly paymentStatus: typeof paymentStatusProcess;
  readonly refunds: typeof refundsProcess;
  readonly ledger: typeof ledgerProcess;
  readonly executor: (store: EventStore, cache: StreamCache, loader: StreamLoader) => CommandExecutor;
  readonly refundsDispatcher: (executor: CommandExecutor) => CommandDispatcher<RefundsCommand>;
  readonly ledgerDispatcher: (executor: CommandExecutor) => CommandDispatcher<BookkeepingCommand>;
  readonly gateway: (gateway: PaymentGateway) => PaymentGateway;
  readonly events: (store: EventStore) => EventStore;
  readonly processes: (store: ProcessStore) => ProcessStore;
}

/** Everything as it runs in production. */
export const PRODUCTION: Parts = {
  checkout: checkoutProcess,
  paymentStatus: paymentStatusProcess,
  refunds: refundsProcess,
  ledger: ledgerProcess,
  executor: (store, cache, loader) => new CommandExecutor(store, cache, loader),
  refundsDispatcher: (executor) => new RefundsDispatcher(executor),
  ledgerDispatcher: (executor) => new LedgerDispatcher(executor),
  gateway: (gateway) => gateway,
  events: (store) => store,
  processes: (store) => store,
};
