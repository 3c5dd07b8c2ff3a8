import type { Database } from '../../adapters/driven/postgres/database';
import type { GatewayName } from '../../domain/payment/gateway-payment';
import { pageOf, placeOf, type Page } from '../cursor';
import { readRows } from '../read-rows';
import { payments, type PaymentRow } from './payments';

export interface PaymentListRequest {
  /** At most so many. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
}

const OLDEST = { at: '-infinity', id: '' };

/** Looks up payments. Who may see which is decided by the caller. */
export class PaymentQuery {
  constructor(private readonly database: Database) {}

  async byId(paymentId: string): Promise<PaymentRow | null> {
    const rows = await readRows(this.database, payments, {
      name: 'payment-by-id',
      text: 'WHERE payment_id = $1',
      values: [paymentId],
    });
    return rows[0] ?? null;
  }

  async byGatewayPaymentId(gateway: GatewayName, gatewayPaymentId: string): Promise<PaymentRow | null> {
    const rows = await readRows(this.database, payments, {
      name: 'payment-by-gateway-id',
      text: 'WHERE gateway = $1 AND gateway_payment_id = $2',
      values: [gateway, gatewayPaymentId],
    });
    return rows[0] ?? null;
  }

  /** All attempts to pay for the order, the first one first. */
  ofOrder(orderId: string): Promise<readonly PaymentRow[]> {
    return readRows(this.database, payments, {
      name: 'payments-of-order',
      text: 'WHERE order_id = $1 ORDER BY attempt',
      values: [orderId],
    });
  }

  /**
   * Payments whose gateway has to be watched, the oldest first.
   * @throws InvalidCursor
   */
  async listOpen({ limit, cursor }: PaymentListRequest): Promise<Page<PaymentRow>> {
    const after = placeOf(cursor, OLDEST);
    const rows = await readRows(this.database, payments, {
      name: 'payments-open',
      text: `WHERE is_open AND (initiated_at, payment_id) > ($1::timestamptz, $2)
             ORDER BY initiated_at, payment_id LIMIT $3`,
      values: [after.at, after.id, limit + 1],
    });
    return pageOf(rows, limit, ({ initiated_at: at, payment_id: id }) => ({ at, id }));
  }
}
