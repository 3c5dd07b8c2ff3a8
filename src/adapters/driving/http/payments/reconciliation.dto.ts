import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ReconciliationRun, StoredBreak } from '../../../../application/ports/reconciliations';
import { moment } from '../support/wire-time';

/** What a request can wait for. */
const LONGEST_MS = 24 * 60 * 60_000;

export class ReconcileDto extends createZodDto(
  z
    .object({
      from: moment.optional().describe('From when on; an hour before `to`, if left out'),
      to: moment.optional().describe('And before then; now, if left out'),
      heal: z
        .boolean()
        .default(true)
        .describe('Whether payments that are behind their gateway are brought in line'),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      message: '`from` is after `to`',
    })
    .refine(
      ({ from, to }) =>
        from === undefined || to === undefined || Date.parse(to) - Date.parse(from) <= LONGEST_MS,
      { message: 'at most a day; for longer periods use the command line' },
    ),
) {}

export class RunListQueryDto extends createZodDto(
  z.object({ limit: z.coerce.number('give a number').int().min(1).max(100).default(20) }),
) {}

export class BreakListQueryDto extends createZodDto(
  z.object({
    open: z.stringbool().default(true).describe('Whether to leave out those that are resolved'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  }),
) {}

const sides = {
  gateway_minor: z.number().int().describe('Above zero towards Tiffin, below zero away from it'),
  ledger_minor: z.number().int(),
  view_minor: z.number().int(),
};

const run = z.object({
  run_id: z.number().int(),
  kind: z.string(),
  asked_by: z.string(),
  state: z.string(),
  from: z.string(),
  to: z.string(),
  started_at: z.string(),
  finished_at: z.string().nullable(),
  unreachable: z.array(z.object({ gateway: z.string(), cause: z.string() })),
  sums: z.array(z.object({ gateway: z.string(), movement: z.string(), currency: z.string(), ...sides })),
  lines: z.number().int().describe("Lines of the gateways' books"),
  payments: z.number().int(),
  healed: z.number().int(),
  waiting: z.number().int().describe('Payments whose differences may be on their way'),
  unanswered: z.number().int(),
  open_breaks: z.number().int().describe('All that were open when it ended'),
});

export class RunDto extends createZodDto(run) {}

export class RunListDto extends createZodDto(z.object({ runs: z.array(run) })) {}

export class BreakListDto extends createZodDto(
  z.object({
    breaks: z.array(
      z.object({
        break_id: z.string(),
        kind: z.string(),
        gateway: z.string(),
        payment: z
          .string()
          .describe("Tiffin's id; `gateway:` and the gateway's, where it keeps none of ours"),
        movement: z.string(),
        reference: z.string().nullable().describe('Which refund or chargeback'),
        read_model: z.string().nullable(),
        currency: z.string(),
        ...sides,
        heal: z.string(),
        explanation: z.string(),
        first_seen_at: z.string(),
        last_seen_at: z.string(),
        resolved_at: z.string().nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
) {}

export const runDto = (one: ReconciliationRun): RunDto => ({
  run_id: one.runId,
  kind: one.kind,
  asked_by: one.askedBy,
  state: one.state,
  from: one.from,
  to: one.to,
  started_at: one.startedAt,
  finished_at: one.finishedAt,
  unreachable: one.unreachable.map(({ gateway, cause }) => ({ gateway, cause })),
  sums: one.sums.map(({ gateway, movement, currency, ...sum }) => ({
    ...{ gateway, movement, currency },
    ...{ gateway_minor: sum.gatewayMinor, ledger_minor: sum.ledgerMinor, view_minor: sum.viewMinor },
  })),
  lines: one.counts.lines,
  payments: one.counts.payments,
  healed: one.counts.healed,
  waiting: one.counts.waiting,
  unanswered: one.counts.unanswered,
  open_breaks: one.openBreaks,
});

export const breakDto = (one: StoredBreak): BreakListDto['breaks'][number] => ({
  break_id: one.id,
  kind: one.kind,
  gateway: one.gateway,
  payment: one.subject,
  movement: one.movement,
  reference: one.reference,
  read_model: one.view,
  currency: one.currency,
  gateway_minor: one.gatewayMinor,
  ledger_minor: one.ledgerMinor,
  view_minor: one.viewMinor,
  heal: one.heal,
  explanation: one.explanation,
  first_seen_at: one.firstSeenAt,
  last_seen_at: one.lastSeenAt,
  resolved_at: one.resolvedAt,
});
