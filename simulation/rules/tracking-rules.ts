import type { FeedEvent } from '../../src/projections/projection';
import { tracking, type TrackingRow } from '../../src/projections/tracking/tracking';
import { rowsOf } from './read-models';
import { must, mustEqual } from '../engine/violation';
import type { City } from '../world/city';
import { isTerminal } from './facts';

const LAST_WORDS: ReadonlySet<string> = new Set(['delivered', 'cancelled']);

/** What customers were told is numbered without a gap, and ends with how their order ended. @throws Violation */
export function checkTracking({ facts }: City, log: readonly FeedEvent[]): void {
  const rows: readonly TrackingRow[] = rowsOf(tracking, log);
  mustEqual('everybody can follow their order', 'the number of rows', rows.length, facts.orders.size);
  for (const { order_id, messages, courier_id, status } of rows) {
    messages.forEach(({ seq }, n) => mustEqual('messages are numbered without a gap', order_id, seq, n + 1));
    const order = facts.orders.get(order_id);
    mustEqual('customers are told the status', order_id, status, order?.status);
    const last = messages.filter(({ type }) => type !== 'eta_update').at(-1)?.type ?? '';
    const isOver = order !== undefined && isTerminal(order);
    must('customers are told the end', !isOver || LAST_WORDS.has(last), () => `${order_id}: ${last}`);
    const isCalledOff = order !== undefined && order.status === 'CANCELLED' && order.carrierId === null;
    must('nobody is shown who does not come', !isCalledOff || courier_id === null, () => order_id);
  }
}
