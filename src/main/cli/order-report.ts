import { money, toDecimal } from '../../domain/kernel/money';
import { orderTimeline } from '../../projections/order-timeline/order-timeline';
import { foldRow, type AnyProjection, type FeedEvent } from '../../projections/projection';
import { orderView, type OrderViewEvent, type OrderViewRow } from '../../projections/order-view/order-view';
import { actorText, plain } from './event-text';
import type { OrderStream } from './order-streams';

const shownInView: ReadonlySet<string> = new Set(orderView.reads);
const isShown = (fact: FeedEvent): fact is FeedEvent<OrderViewEvent> => shownInView.has(fact.event.type);

/** The order as the world sees it after these events, made by the read model's own rules; null before the first. */
export const viewOf = (orderId: string, facts: readonly FeedEvent[]): OrderViewRow | null =>
  foldRow(orderView, orderId, facts.filter(isShown));

/** One thing that happened. */
export interface Moment {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly at: string;
  readonly type: string;
  readonly by: string;
  /** What a reader wants to know of it; no personal data. */
  readonly what: Readonly<Record<string, unknown>>;
  /** Of the order after it. */
  readonly status: string | null;
}

const timeline: AnyProjection = orderTimeline;

function whatOf(fact: FeedEvent): Moment['what'] {
  if (!timeline.reads.includes(fact.event.type)) return {};
  const row = timeline.evolve(null, fact, fact.metadata.partitionKey);
  return row !== null && 'data' in row && typeof row.data === 'object' ? { ...row.data } : {};
}

/** The story of the order, with its status after each step. */
export function momentsOf(orderId: string, facts: readonly FeedEvent[]): readonly Moment[] {
  let row: OrderViewRow | null = null;
  return facts.map((fact) => {
    const { recorded, metadata, event } = fact;
    if (isShown(fact)) row = orderView.evolve(row, fact, orderId);
    return {
      ...{ position: recorded.position, stream: recorded.stream, revision: recorded.revision },
      ...{ at: metadata.occurredAt, type: event.type, by: actorText(metadata) },
      ...{ what: whatOf(fact), status: row?.status ?? null },
    };
  });
}

const shortName = (stream: string): string => stream.slice(0, stream.indexOf('-'));

/** A step in one line; the status only where it is another than before. */
export function momentLine(moment: Moment, before: Moment | undefined): string {
  const { at, type, by, stream, revision, what, status } = moment;
  const place = `${shortName(stream)}@${revision}`;
  const details = Object.keys(what).length === 0 ? '' : `  ${plain(what)}`;
  const arrow = status !== null && status !== before?.status ? `  → ${status}` : '';
  return `${at}  ${place.padEnd(12)} ${type.padEnd(26)} ${by}${arrow}${details}`;
}

/** The order in lines: state, facets, money, kitchen, delivery. */
export function reportLines(row: OrderViewRow): readonly string[] {
  const inMoney = (minor: number): string => toDecimal(money(minor, row.currency));
  const when = (at: string | null): string => at ?? '–';
  return [
    `order ${row.order_id}: ${row.status}${row.reason === null ? '' : ` (${row.reason})`}`,
    `  placed       ${row.placed_at}, promised ${row.promised_at}, last change ${row.updated_at}`,
    `  restaurant   ${row.restaurant_name} (${row.restaurant_id})`,
    `  lines        ${row.lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}`,
    `  bill         ${row.currency} ${inMoney(row.total_minor)}`,
    `  payment      ${row.payment_status}, ${row.payment_method}: collected ${inMoney(row.captured_minor)}, ` +
      `gone back ${inMoney(row.refunded_minor)}, on its way back ${inMoney(row.refund_pending_minor)}`,
    ...row.payments.map(
      ({ paymentId, method, status, capturedMinor }) =>
        `    ${paymentId} ${method} ${status}, ${inMoney(capturedMinor)}`,
    ),
    `  kitchen      ${row.kitchen_status}, ready by ${when(row.ready_by)}`,
    `  delivery     ${row.delivery_status}, courier ${row.courier_id ?? 'none'}, expected ${when(row.eta_at)}, ` +
      `delivered ${when(row.delivered_at)}`,
    `  risk         ${row.risk_status}`,
    ...(row.cancellation === null
      ? []
      : [
          `  called off   ${row.cancellation.how} by ${row.cancellation.by ?? 'nobody'}, fault ${row.cancellation.fault ?? 'none'}, ` +
            `fee ${inMoney(row.cancellation.feeMinor)}`,
        ]),
  ];
}

/** The streams with what their hash chains say. */
export const streamLines = (streams: readonly OrderStream[]): readonly string[] =>
  streams.map(
    ({ stream, events, problem }) =>
      `  ${stream}: ${events} events, ${problem === null ? 'hash chain holds' : `BROKEN: ${problem}`}`,
  );
