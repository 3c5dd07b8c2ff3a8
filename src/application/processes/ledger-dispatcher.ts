import type { BookkeepingCommand } from '../../domain/ledger/bookkeeping';
import { ledgerAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import { CommandDispatcher, dispatchedOf, type Dispatched } from './command-dispatcher';

/** Carries out what the bookkeeping asks for. */
export class LedgerDispatcher extends CommandDispatcher<BookkeepingCommand> {
  constructor(private readonly executor: CommandExecutor) {
    super();
  }

  override async dispatch(
    { orderId, journal }: BookkeepingCommand,
    context: CommandContext,
  ): Promise<Dispatched> {
    const { causationId: cause, at } = context;
    const command = { ...journal, type: 'PostJournal', orderId, cause, at } as const;
    const outcome = await this.executor.execute(
      ledgerAggregate,
      orderId,
      context,
      () => ({ ok: true, command }),
      // Most orders are booked once: the first journal then needs no read.
      { expectNew: true, policies: { booking: journal.policyVersion } },
    );
    return dispatchedOf(outcome);
  }
}
