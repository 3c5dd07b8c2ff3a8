import type { GatewayBook } from '../../src/sandbox-gateway/gateway-book';
import type { Counts } from '../engine/counts';
import { mustEqual } from '../engine/violation';
import { auditJournal, auditOrder, auditPayment, type Facts } from './money-rules';
import type { Told } from './told';

/** All the money that was ever moved or promised, by the stored events alone. */
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

  /**
   * @param appended events of one append
   * @throws Violation
   */
  take(appended: readonly Told[]): void {
    for (const told of appended) {
      const { type, category, streamId, stream, commandId, data } = told;
      this.checkCommand(commandId, `${stream}@${String(appended[0]?.revision)}`);
      this.counts.add(`event: ${type}`);
      if (type === 'RefundRequested') this.counts.add(`refund: ${data.cause}`);
      this.events.set(told.id, told);
      if (category === 'order') auditOrder(this, streamId, told);
      if (category === 'payment') auditPayment(this, streamId, told);
      if (category === 'ledger') auditJournal(this, streamId, told);
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
