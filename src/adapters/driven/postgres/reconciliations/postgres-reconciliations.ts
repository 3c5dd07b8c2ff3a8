import {
  Reconciliations,
  type BreakListRequest,
  type Look,
  type NewRun,
  type ReconciliationRun,
  type RunCounts,
  type RunKind,
  type RunResult,
  type RunState,
  type RunSum,
  type StoredBreak,
} from '../../../../application/ports/reconciliations';
import type { Instant } from '../../../../domain/kernel/instant';
import type { Currency } from '../../../../domain/kernel/money';
import type { GatewayName } from '../../../../domain/payment/gateway-payment';
import { explain, keyOf, type BreakKind, type Heal } from '../../../../domain/reconciliation/breaks';
import { nameless, type MoneyView, type Movement } from '../../../../domain/reconciliation/sides';
import type { Database } from '../database';

interface RunRow {
  readonly run_id: number;
  readonly kind: RunKind;
  readonly asked_by: string;
  readonly state: RunState;
  readonly period_from: Instant;
  readonly period_to: Instant;
  readonly started_at: Instant;
  readonly finished_at: Instant | null;
  readonly unreachable: ReconciliationRun['unreachable'];
  readonly sums: readonly RunSum[];
  readonly counts: RunCounts;
  readonly open_breaks: number;
}

interface BreakRow {
  readonly break_id: number;
  readonly gateway: GatewayName;
  readonly subject: string;
  readonly kind: BreakKind;
  readonly movement: Movement;
  readonly reference: string | null;
  readonly view: MoneyView | null;
  readonly currency: Currency;
  readonly gateway_minor: number;
  readonly ledger_minor: number;
  readonly view_minor: number;
  readonly heal: Heal;
  readonly explanation: string;
  readonly first_seen_at: Instant;
  readonly last_seen_at: Instant;
  readonly resolved_at: Instant | null;
}

const NONE: RunCounts = { lines: 0, payments: 0, looked: 0, healed: 0, waiting: 0, unanswered: 0 };

const runOf = (row: RunRow): ReconciliationRun => ({
  runId: row.run_id,
  kind: row.kind,
  askedBy: row.asked_by,
  state: row.state,
  from: row.period_from,
  to: row.period_to,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  unreachable: row.unreachable,
  sums: row.sums,
  counts: row.counts,
  openBreaks: row.open_breaks,
});

const breakOf = (row: BreakRow): StoredBreak => ({
  id: String(row.break_id),
  gateway: row.gateway,
  subject: row.subject,
  kind: row.kind,
  movement: row.movement,
  reference: row.reference,
  view: row.view,
  currency: row.currency,
  gatewayMinor: row.gateway_minor,
  ledgerMinor: row.ledger_minor,
  viewMinor: row.view_minor,
  heal: row.heal,
  explanation: row.explanation,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  resolvedAt: row.resolved_at,
});

const rowOf = ({ gateway, subject, breaks }: Look) =>
  breaks.map((found) => ({
    ...{ gateway, subject, key: keyOf(found), kind: found.kind, movement: found.movement },
    ...{ reference: found.reference, view: found.view, currency: found.currency },
    ...{ gateway_minor: found.gatewayMinor, ledger_minor: found.ledgerMinor, view_minor: found.viewMinor },
    ...{ heal: found.heal, explanation: explain(found) },
  }));

/** Comparisons and breaks in PostgreSQL. An index lets only one run be under way. */
export class PostgresReconciliations extends Reconciliations {
  constructor(private readonly database: Database) {
    super();
  }

  override async begin(run: NewRun, now: number, leaseMs: number): Promise<ReconciliationRun | null> {
    return this.database.transaction(async (tx) => {
      await tx.query({
        name: 'recon-give-up-stale',
        text: `UPDATE recon_runs SET state = 'given-up', finished_at = $2
               WHERE state = 'running' AND lease_until < $1`,
        values: [now, run.startedAt],
      });
      const { rows } = await tx.query<RunRow>({
        name: 'recon-begin',
        text: `INSERT INTO recon_runs
                 (kind, asked_by, state, period_from, period_to, started_at, lease_until, counts)
               VALUES ($1, $2, 'running', $3, $4, $5, $6, $7)
               ON CONFLICT DO NOTHING RETURNING *`,
        values: [run.kind, run.askedBy, run.from, run.to, run.startedAt, now + leaseMs, JSON.stringify(NONE)],
      });
      return rows[0] === undefined ? null : runOf(rows[0]);
    });
  }

  override async extend(runId: number, now: number, leaseMs: number): Promise<boolean> {
    const { rowCount } = await this.database.query({
      name: 'recon-extend',
      text: `UPDATE recon_runs SET lease_until = $2 WHERE run_id = $1 AND state = 'running'`,
      values: [runId, now + leaseMs],
    });
    return rowCount === 1;
  }

  override async record(looks: readonly Look[], at: Instant): Promise<void> {
    if (looks.length === 0) return;
    await this.database.query({
      name: 'recon-record',
      text: RECORD,
      values: [
        looks.map(({ gateway }) => gateway),
        looks.map(({ subject }) => subject),
        JSON.stringify(looks.flatMap(rowOf)),
        at,
      ],
    });
  }

  override async finish(runId: number, result: RunResult, at: Instant): Promise<ReconciliationRun | null> {
    const { unreachable, sums, counts } = result;
    const isIncomplete = unreachable.length > 0 || counts.unanswered > 0;
    const { rows } = await this.database.query<RunRow>({
      name: 'recon-finish',
      text: `UPDATE recon_runs SET
               state = CASE WHEN $2 THEN 'incomplete' WHEN open.count > 0 THEN 'breaks' ELSE 'equal' END,
               finished_at = $3, unreachable = $4, sums = $5, counts = $6, open_breaks = open.count
             FROM (SELECT count(*)::integer AS count FROM recon_breaks WHERE resolved_at IS NULL) AS open
             WHERE run_id = $1 AND state = 'running' RETURNING recon_runs.*`,
      values: [
        ...[runId, isIncomplete, at],
        ...[JSON.stringify(unreachable), JSON.stringify(sums), JSON.stringify(counts)],
      ],
    });
    return rows[0] === undefined ? null : runOf(rows[0]);
  }

  override async giveUp(runId: number, at: Instant): Promise<void> {
    await this.database.query({
      name: 'recon-give-up',
      text: `UPDATE recon_runs SET state = 'given-up', finished_at = $2 WHERE run_id = $1 AND state = 'running'`,
      values: [runId, at],
    });
  }

  override async latest(kind: RunKind): Promise<ReconciliationRun | null> {
    const { rows } = await this.database.query<RunRow>({
      name: 'recon-latest',
      text: `SELECT * FROM recon_runs WHERE kind = $1 AND state IN ('equal', 'breaks', 'incomplete')
             ORDER BY run_id DESC LIMIT 1`,
      values: [kind],
    });
    return rows[0] === undefined ? null : runOf(rows[0]);
  }

  override async runs(limit: number): Promise<readonly ReconciliationRun[]> {
    const { rows } = await this.database.query<RunRow>({
      name: 'recon-runs',
      text: 'SELECT * FROM recon_runs ORDER BY run_id DESC LIMIT $1',
      values: [limit],
    });
    return rows.map(runOf);
  }

  override async breaks({ open, limit, after }: BreakListRequest): Promise<readonly StoredBreak[]> {
    const { rows } = await this.database.query<BreakRow>({
      name: open ? 'recon-breaks-open' : 'recon-breaks',
      text: `SELECT * FROM recon_breaks
             WHERE (first_seen_at, break_id) > ($1::timestamptz, $2::bigint) ${open ? 'AND resolved_at IS NULL' : ''}
             ORDER BY first_seen_at, break_id LIMIT $3`,
      values: [after?.firstSeenAt ?? '-infinity', after?.id ?? 0, limit],
    });
    return rows.map(breakOf);
  }

  override async openSubjects(
    gateway: GatewayName,
    after: string,
    limit: number,
  ): Promise<readonly string[]> {
    const { rows } = await this.database.query<{ subject: string }>({
      name: 'recon-open-subjects',
      text: `SELECT DISTINCT subject FROM recon_breaks
             WHERE gateway = $1 AND subject > $2 AND resolved_at IS NULL AND NOT starts_with(subject, $4)
             ORDER BY subject LIMIT $3`,
      values: [gateway, after, limit, nameless('')],
    });
    return rows.map(({ subject }) => subject);
  }

  override async openByKind(): Promise<ReadonlyMap<BreakKind, number>> {
    const { rows } = await this.database.query<{ kind: BreakKind; count: number }>({
      name: 'recon-open-by-kind',
      text: 'SELECT kind, count(*) AS count FROM recon_breaks WHERE resolved_at IS NULL GROUP BY kind',
    });
    return new Map(rows.map(({ kind, count }) => [kind, count]));
  }
}

const RECORD = `
  WITH looked AS (
    SELECT * FROM unnest($1::text[], $2::text[]) AS l (gateway, subject)
  ), found AS (
    SELECT * FROM json_to_recordset($3::json) AS f (
      gateway text, subject text, key text, kind text, movement text, reference text, view text, currency text,
      gateway_minor bigint, ledger_minor bigint, view_minor bigint, heal text, explanation text
    )
  ), resolved AS (
    UPDATE recon_breaks AS b SET resolved_at = $4
    FROM looked AS l
    WHERE b.gateway = l.gateway AND b.subject = l.subject AND b.resolved_at IS NULL AND NOT EXISTS (
      SELECT FROM found AS f WHERE f.gateway = b.gateway AND f.subject = b.subject AND f.key = b.key
    )
  )
  INSERT INTO recon_breaks AS b (
    gateway, subject, key, kind, movement, reference, view, currency,
    gateway_minor, ledger_minor, view_minor, heal, explanation, first_seen_at, last_seen_at
  )
  SELECT f.*, $4, $4 FROM found AS f
  ON CONFLICT (gateway, subject, key) WHERE resolved_at IS NULL DO UPDATE SET
    gateway_minor = EXCLUDED.gateway_minor, ledger_minor = EXCLUDED.ledger_minor, view_minor = EXCLUDED.view_minor,
    heal = EXCLUDED.heal, explanation = EXCLUDED.explanation, last_seen_at = EXCLUDED.last_seen_at`;
