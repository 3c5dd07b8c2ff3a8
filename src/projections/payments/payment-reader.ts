import { paymentAggregate } from '../../application/aggregates';
import type { StreamLoader } from '../../application/commands/stream-loader';
import type { MinPosition } from '../order-view/order-reader';
import type { ProjectionProgress } from '../projection-progress';
import { foldRow } from '../projection';
import { payments, type PaymentRow } from './payments';
import type { PaymentQuery } from './query';

/** How long a read waits for the view before it folds the stream itself (ms). */
const WAIT_MS = 500;

/** Reads single payments so that whoever has written sees what they wrote. */
export class PaymentReader {
  constructor(
    private readonly query: PaymentQuery,
    private readonly progress: ProjectionProgress,
    private readonly loader: StreamLoader,
  ) {}

  /**
   * The payment as of the position at least; null when there is none.
   * @param min what the reader has written; null: the view as it is, or a payment that it does not show yet
   */
  async find(paymentId: string, min: MinPosition | null): Promise<PaymentRow | null> {
    const inTime = min === null || (await this.progress.waitFor(payments, min.shard, min.position, WAIT_MS));
    const row = inTime ? await this.query.byId(paymentId) : null;
    return row ?? this.now(paymentId);
  }

  /** The payment as its stream has it at this moment. */
  async now(paymentId: string): Promise<PaymentRow | null> {
    const { events } = await this.loader.history(paymentAggregate, paymentId);
    return foldRow(payments, paymentId, events);
  }
}
