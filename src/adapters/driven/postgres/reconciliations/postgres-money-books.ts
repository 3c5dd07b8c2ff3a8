import {
  MoneyBooks,
  type PaymentAtHand,
  type Period,
  type SideTotal,
} from '../../../../application/ports/money-books';
import type { SystemClock } from '../../../../application/ports/clock';
import type { EventStore } from '../../../../application/ports/event-store';
import type { GatewayBookLine } from '../../../../application/ports/payment-gateway';
import { asId, type OrderId, type PaymentId } from '../../../../domain/kernel/ids';
import type { Instant } from '../../../../domain/kernel/instant';
import { money, type Currency } from '../../../../domain/kernel/money';
import type { JournalKind } from '../../../../domain/ledger/accounts';
import { bookkeeping } from '../../../../domain/ledger/bookkeeping';
import type { GatewayName } from '../../../../domain/payment/gateway-payment';
import type { Glance } from '../../../../domain/reconciliation/screen';
import { movementOf, nameless, type Moved, type Movement } from '../../../../domain/reconciliation/sides';
import type { Generations } from '../../../../projections/generations';
import { ledgerEntries } from '../../../../projections/ledger-entries/ledger-entries';
import { payments } from '../../../../projections/payments/payments';
import { viewName } from '../../../../projections/projection';
import { refunds } from '../../../../projections/refunds/refunds';
import type { ConsumerShards } from '../consumer-shards';
import type { Database } from '../database';
import { consumerOf } from '../process-store/postgres-process-store';

const VIEWS = { payments: viewName(payments), refunds: viewName(refunds), entries: viewName(ledgerEntries) };
const MODELS = [payments, refunds, ledgerEntries] as const;

/** How often checkpoints are looked up (ms). */
const LOOK_UP_MS = 50;

interface SubjectRow {
  readonly subject: string;
  readonly gateway_payment_id: string | null;
  readonly last_line_at: Instant | null;
  readonly lines: readonly {
    readonly movement: Movement;
    readonly reference: string | null;
    readonly minor: number;
    readonly currency: Currency;
  }[];
}

interface PaymentSums {
  readonly payment_id: string;
  readonly order_id: string;
  readonly currency: Currency;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly disputed_minor: number;
}

interface SettledRefund {
  readonly payment_id: string;
  readonly refund_id: string;
  readonly amount_minor: number;
  readonly currency: Currency;
}

interface EntrySum {
  readonly payment_id: string;
  readonly kind: JournalKind;
  readonly currency: Currency;
  readonly minor: number;
}

type Views = NonNullable<Glance['views']>;

const moved = (
  movement: Movement,
  reference: string | null,
  minor: number,
  currency: Currency,
): readonly Moved[] => (minor === 0 ? [] : [{ movement, reference, amount: money(minor, currency) }]);

/** Gateways' books beside the read models, in PostgreSQL. */
export class PostgresMoneyBooks extends MoneyBooks {
  constructor(
    private readonly database: Database,
    private readonly generations: Generations,
    private readonly shards: ConsumerShards,
    private readonly log: Pick<EventStore, 'headPosition' | 'shardHeads'>,
    private readonly clock: SystemClock,
  ) {
    super();
  }

  override async putLines(runId: number, lines: readonly GatewayBookLine[]): Promise<void> {
    if (lines.length === 0) return;
    await this.database.query({
      name: 'money-put-lines',
      text: `INSERT INTO recon_lines
               (run_id, subject, gateway_payment_id, movement, reference, amount_minor, currency, at)
             SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                                      $8::timestamptz[])`,
      values: [
        runId,
        lines.map((line) => line.paymentReference ?? nameless(line.gatewayPaymentId)),
        lines.map((line) => line.gatewayPaymentId),
        lines.map((line) => line.kind),
        lines.map((line) => line.refundReference),
        lines.map((line) => line.amount.minor),
        lines.map((line) => line.amount.currency),
        lines.map((line) => line.at),
      ],
    });
  }

  override async putMoved(runId: number, gateway: GatewayName, { from, to }: Period): Promise<void> {
    await this.database.query({
      name: 'money-put-moved',
      text: `INSERT INTO recon_lines (run_id, subject)
             SELECT $1::bigint, payment_id FROM ${VIEWS.entries}
             WHERE account = 'psp_clearing' AND party = $2 AND payment_id IS NOT NULL
               AND posted_at >= $3::timestamptz AND posted_at < $4::timestamptz
             UNION
             SELECT $1::bigint, payment_id FROM ${VIEWS.payments}
             WHERE gateway = $2 AND captured_at >= $3::timestamptz AND captured_at < $4::timestamptz
             UNION
             SELECT $1::bigint, payment_id FROM ${VIEWS.refunds} JOIN ${VIEWS.payments} USING (payment_id)
             WHERE gateway = $2 AND settled_at >= $3::timestamptz AND settled_at < $4::timestamptz`,
      values: [runId, gateway, from, to],
    });
  }

  override async putSubjects(runId: number, subjects: readonly string[]): Promise<void> {
    await this.database.query({
      name: 'money-put-subjects',
      text: 'INSERT INTO recon_lines (run_id, subject) SELECT $1, * FROM unnest($2::text[])',
      values: [runId, subjects],
    });
  }

  override async count(runId: number): Promise<number> {
    const { rows } = await this.database.query<{ count: number }>({
      name: 'money-count',
      text: 'SELECT count(DISTINCT subject) AS count FROM recon_lines WHERE run_id = $1',
      values: [runId],
    });
    return rows[0]?.count ?? 0;
  }

  override async next(
    runId: number,
    gateway: GatewayName,
    after: string,
    limit: number,
  ): Promise<readonly PaymentAtHand[]> {
    const { rows } = await this.database.query<SubjectRow>({
      name: 'money-next',
      text: `SELECT subject, max(gateway_payment_id) AS gateway_payment_id, max(at) AS last_line_at,
                    coalesce(json_agg(json_build_object('movement', movement, 'reference', reference,
                                                        'minor', amount_minor, 'currency', currency))
                             FILTER (WHERE movement IS NOT NULL), '[]') AS lines
             FROM recon_lines WHERE run_id = $1 AND subject > $2
             GROUP BY subject ORDER BY subject LIMIT $3`,
      values: [runId, after, limit],
    });
    const known = new Map(
      (
        await this.paymentsOf(
          gateway,
          rows.map(({ subject }) => subject),
        )
      ).map((row) => [row.payment_id, row]),
    );
    const orderIds = [...known.values()].map(({ order_id: orderId }) => orderId);
    const viewsOf = await this.partsOf(gateway, [...known.keys()], orderIds);
    return rows.map(({ subject, gateway_payment_id, last_line_at, lines }) => {
      const row = known.get(subject);
      return {
        subject,
        gatewayPaymentId: gateway_payment_id,
        lastLineAt: last_line_at,
        lines: lines.map(({ movement, reference, minor, currency }) => ({
          ...{ movement, reference, amount: money(minor, currency) },
        })),
        orderId: row === undefined ? null : asId<OrderId>(row.order_id),
        views: row === undefined ? null : viewsOf(row, subject),
      };
    });
  }

  override async shown(gateway: GatewayName, paymentId: PaymentId, orderId: OrderId | null): Promise<Views> {
    const [row] = await this.paymentsOf(gateway, [paymentId]);
    const orderIds = orderId === null ? (row === undefined ? [] : [row.order_id]) : [orderId];
    return (await this.partsOf(gateway, [paymentId], orderIds))(row, paymentId);
  }

  override async totals(gateway: GatewayName, { from, to }: Period): Promise<readonly SideTotal[]> {
    const values = [gateway, from, to];
    const entries = await this.database.query<EntrySum>({
      name: 'money-ledger-totals',
      text: `SELECT kind, currency, sum(amount_minor) AS minor FROM ${VIEWS.entries}
             WHERE account = 'psp_clearing' AND party = $1
               AND posted_at >= $2::timestamptz AND posted_at < $3::timestamptz
             GROUP BY kind, currency`,
      values,
    });
    const views = await this.database.query<{ movement: Movement; currency: Currency; minor: number }>({
      name: 'money-view-totals',
      text: `SELECT 'capture' AS movement, currency, sum(captured_minor) AS minor FROM ${VIEWS.payments}
             WHERE gateway = $1 AND captured_at >= $2::timestamptz AND captured_at < $3::timestamptz
             GROUP BY currency
             UNION ALL
             SELECT 'refund', r.currency, -sum(r.amount_minor)
             FROM ${VIEWS.refunds} AS r JOIN ${VIEWS.payments} AS p USING (payment_id)
             WHERE p.gateway = $1 AND r.settled_at >= $2::timestamptz AND r.settled_at < $3::timestamptz
             GROUP BY r.currency`,
      values,
    });
    return [
      ...entries.rows.map(({ kind, minor, currency }) => ({
        ...{ side: 'ledger' as const, movement: movementOf(kind), amount: money(minor, currency) },
      })),
      ...views.rows.map(({ movement, minor, currency }) => ({
        ...{ side: 'views' as const, movement, amount: money(minor, currency) },
      })),
    ];
  }

  override async behind(timeoutMs: number): Promise<ReadonlySet<number>> {
    const heads = await this.log.shardHeads(await this.log.headPosition());
    const deadline = this.clock.now() + timeoutMs;
    for (;;) {
      const late = await this.lateShards(heads);
      if (late.size === 0 || this.clock.now() >= deadline) return late;
      await this.clock.sleep(LOOK_UP_MS);
    }
  }

  override async clear(runId: number): Promise<void> {
    // What a run has left that was killed goes too: only one is under way at a time.
    await this.database.query({
      name: 'money-clear',
      text: 'DELETE FROM recon_lines WHERE run_id <= $1',
      values: [runId],
    });
  }

  private async lateShards(heads: readonly number[]): Promise<ReadonlySet<number>> {
    const live = await Promise.all(MODELS.map((model) => this.generations.live(model)));
    const consumers = [consumerOf(bookkeeping.name), ...live.map(({ consumer }) => consumer)];
    const all = await Promise.all(consumers.map((consumer) => this.shards.positions(consumer)));
    return new Set(
      heads.flatMap((head, shard) =>
        all.some((positions) => (positions[shard] ?? 0) < head) ? [shard] : [],
      ),
    );
  }

  private async paymentsOf(gateway: GatewayName, ids: readonly string[]): Promise<readonly PaymentSums[]> {
    const { rows } = await this.database.query<PaymentSums>({
      name: 'money-payments',
      text: `SELECT payment_id, order_id, currency, captured_minor, refunded_minor, disputed_minor
             FROM ${VIEWS.payments} WHERE payment_id = ANY ($1::text[]) AND gateway = $2`,
      values: [ids, gateway],
    });
    return rows;
  }

  /** What the other read models have of the payments; entries are kept by the order. */
  private async partsOf(
    gateway: GatewayName,
    paymentIds: readonly string[],
    orderIds: readonly string[],
  ): Promise<(row: PaymentSums | undefined, paymentId: string) => Views> {
    const [settled, booked] = await Promise.all([
      this.database.query<SettledRefund>({
        name: 'money-refunds',
        text: `SELECT payment_id, refund_id, amount_minor, currency FROM ${VIEWS.refunds}
               WHERE payment_id = ANY ($1::text[]) AND status = 'SETTLED'`,
        values: [paymentIds],
      }),
      this.database.query<EntrySum>({
        name: 'money-entries',
        text: `SELECT payment_id, kind, currency, sum(amount_minor) AS minor FROM ${VIEWS.entries}
               WHERE order_id = ANY ($1::text[]) AND account = 'psp_clearing' AND party = $2
                 AND payment_id IS NOT NULL
               GROUP BY payment_id, kind, currency`,
        values: [orderIds, gateway],
      }),
    ]);
    const refundsOf = byPayment(settled.rows);
    const entriesOf = byPayment(booked.rows);
    return (row, paymentId) => ({
      payments:
        row === undefined
          ? []
          : [
              ...moved('capture', null, row.captured_minor, row.currency),
              ...moved('refund', null, -row.refunded_minor, row.currency),
              ...moved('chargeback', null, -row.disputed_minor, row.currency),
            ],
      refunds: (refundsOf.get(paymentId) ?? []).flatMap((one) =>
        moved('refund', one.refund_id, -one.amount_minor, one.currency),
      ),
      'ledger-entries': (entriesOf.get(paymentId) ?? []).flatMap((one) =>
        moved(movementOf(one.kind), null, one.minor, one.currency),
      ),
    });
  }
}

function byPayment<Row extends { readonly payment_id: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.payment_id);
    if (group === undefined) groups.set(row.payment_id, [row]);
    else group.push(row);
  }
  return groups;
}
