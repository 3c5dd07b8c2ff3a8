import type { CustomerCommand } from '../../domain/customer/customer';
import { asId, type CustomerId } from '../../domain/kernel/ids';
import { customerAggregate } from '../aggregates';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { sealProfile } from '../customers/personal-data';
import { fingerprintOf, uuidv5 } from '../deterministic-ids';
import type { Account } from '../ports/accounts';
import type { BusinessClock } from '../ports/clock';
import { NO_STREAM, OutcomeUnknown } from '../ports/event-store';
import type { SubjectKeys } from '../ports/subject-keys';

/** The request behind a change, for the metadata of its events. */
export interface RequestOrigin {
  readonly correlationId: string;
  readonly traceparent: string | null;
}

/** Gives a customer's account the stream it needs. Does nothing for other roles, or if the stream is there. */
export class EnsureCustomer {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
    private readonly clock: BusinessClock,
  ) {}

  /** @throws OutcomeUnknown when the store did not take it: it may be tried again */
  async execute(account: Account, origin: RequestOrigin): Promise<void> {
    if (account.role !== 'customer') return;
    const customerId = asId<CustomerId>(account.accountId);
    const { head } = await this.loader.recent(customerAggregate, customerId);
    if (head.revision !== NO_STREAM) return;

    const { name, phone, email } = account;
    const profile = await sealProfile(this.keys, customerId, { name, phone, email });
    const at = this.clock.now();
    const command: CustomerCommand = { type: 'RegisterCustomer', customerId, profile, at };
    const outcome = await this.executor.execute(
      customerAggregate,
      customerId,
      {
        commandId: uuidv5('register-customer', customerId),
        // Not of the profile: its box differs each time it is sealed.
        fingerprint: fingerprintOf({ customerId }),
        correlationId: origin.correlationId,
        causationId: origin.correlationId,
        actor: { id: customerId, role: 'customer' },
        at,
        traceparent: origin.traceparent,
      },
      () => ({ ok: true, command }),
      { expectNew: true },
    );
    if (outcome.kind !== 'done') throw new OutcomeUnknown(`customer ${customerId}: ${outcome.kind}`);
  }
}
