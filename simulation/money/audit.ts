import type { EventStore, RecordedEvent } from '../../src/application/ports/event-store';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import type { SystemClock } from '../../src/application/ports/clock';
import type { GatewayBook } from '../../src/sandbox-gateway/gateway-book';
import type { Counts } from './counts';
import { auditJournal, auditOrder, auditPayment, type Facts, type Told } from './audit-rules';
import { mustEqual } from './violation';

/** Everything that was ever appended, as the audit reads it: by itself, from the stored bytes. */
export class Audit implements Facts {
  readonly orders: Facts['orders'] = new Map();
  readonly payments: Facts['payments'] = new Map();
  readonly journals: Facts['journals'] = new Map();
  readonly events: Facts['events'] = new Map();
  private readonly commands = new Map<string, string>();

  constructor(
    readonly book: GatewayBook,
    private readonly counts: Counts,
  ) {}

  /** @throws Violation */
  take(recorded: readonly RecordedEvent[]): void {
    for (const one of recorded) {
      const metadata = JSON.parse(one.metadata) as { commandId: string; partitionKey: string };
      this.checkCommand(metadata.commandId, `${one.stream}@${String(recorded[0]?.revision)}`);
      const told: Told = {
        id: one.id,
        type: one.type,
        position: one.position,
        recordedAt: one.recordedAt,
        orderId: metadata.partitionKey,
        data: JSON.parse(one.data) as Told['data'],
      };
      this.counts.add(`event: ${one.type}`);
      if (one.type === 'RefundRequested') this.counts.add(`refund: ${told.data.cause}`);
      this.events.set(one.id, told);
      const [category = ''] = one.stream.split('-', 1);
      const id = one.stream.slice(category.length + 1);
      if (category === 'order') auditOrder(this, id, told);
      if (category === 'payment') auditPayment(this, id, told);
      if (category === 'ledger') auditJournal(this, id, told);
    }
  }

  /** A command takes effect once: all that it decides is one append. */
  private checkCommand(commandId: string, append: string): void {
    mustEqual(
      'a command takes effect once',
      `the append of ${commandId}`,
      append,
      this.commands.get(commandId) ?? append,
    );
    this.commands.set(commandId, append);
  }
}

/** The log, with the audit looking at everything that goes in. */
export class AuditedEventStore extends MemoryEventStore {
  constructor(
    clock: Pick<SystemClock, 'now'>,
    private readonly onAppended: (events: readonly RecordedEvent[]) => void,
  ) {
    super(clock);
  }

  override async append(append: Parameters<EventStore['append']>[0]): ReturnType<EventStore['append']> {
    const appended = await super.append(append);
    this.onAppended(await this.readStream(append.stream, append.expectedRevision + 1));
    return appended;
  }
}
