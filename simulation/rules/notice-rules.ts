import type { NoticeKind } from '../../src/domain/notices/notice';
import type { City } from '../world/city';
import { must, mustEqual } from '../engine/violation';
import type { OrderFact } from './facts';

/** What a customer has to hear of how their order ended; null where they may hear of it in more than one way. */
function lastWordOf({ status, closing }: OrderFact): NoticeKind | null {
  if (closing === null) return status === 'DELIVERED' || status === 'COMPLETED' ? 'order-delivered' : null;
  switch (closing.type) {
    case 'OrderRejectedByRestaurant':
      return 'order-rejected';
    case 'OrderUndeliverable':
      return 'order-undeliverable';
    default:
      return null;
  }
}

/** Things of which there is one for an order, so that it is told once. */
const ONCE: ReadonlySet<NoticeKind> = new Set([
  ...(['order-confirmed', 'order-accepted', 'order-rejected', 'order-expired'] as const),
  ...(['order-delivered', 'order-undeliverable', 'on-the-way', 'new-order'] as const),
]);

/** Everybody was told what concerns them, and each thing once. @throws Violation */
export async function checkNotices({ world, facts }: City): Promise<void> {
  for (const order of facts.orders.values()) {
    const { orderId, confirmedAt } = order;
    const told = await world.notifications.ofOrder(orderId);
    for (const { kind } of told) world.counts.add(`notice: ${kind}`);
    const kinds = told.map(({ kind }) => kind);
    for (const kind of ONCE) {
      must('each thing is told once', kinds.indexOf(kind) === kinds.lastIndexOf(kind), () => {
        return `${kind} of ${orderId}`;
      });
    }
    const isHeardOf = kinds.includes('new-order');
    mustEqual('the kitchen hears of what is confirmed', orderId, isHeardOf, confirmedAt !== null);
    const wanted = lastWordOf(order);
    must('customers hear how their order ended', wanted === null || kinds.includes(wanted), () => {
      return `${orderId}: ${wanted ?? ''}`;
    });
    const unsent = told.filter(({ accountId, attempts }) => accountId !== null && attempts.length === 0);
    must('somebody tried to send it', unsent.length === 0, () => `${unsent[0]?.kind ?? ''} of ${orderId}`);
  }
}
