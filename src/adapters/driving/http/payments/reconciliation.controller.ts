import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Reconcile } from '../../../../application/money/reconcile';
import { BusinessClock } from '../../../../application/ports/clock';
import { Reconciliations } from '../../../../application/ports/reconciliations';
import { isInstant, msBetween, plusMs } from '../../../../domain/kernel/instant';
import { InvalidCursor, pageOf, placeOf } from '../../../../projections/cursor';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import {
  breakDto,
  BreakListDto,
  BreakListQueryDto,
  ReconcileDto,
  RunDto,
  runDto,
  RunListDto,
  RunListQueryDto,
} from './reconciliation.dto';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const FIRST = { at: '1970-01-01T00:00:00.000Z', id: '0' };

/** Whether the gateways' books agree with the ledger and the read models. */
@ApiTags('money')
@Controller('api/v1/staff/money')
export class ReconciliationController {
  constructor(
    private readonly reconciling: Reconcile,
    private readonly store: Reconciliations,
    private readonly clock: BusinessClock,
  ) {}

  @Post('reconcile')
  @HttpCode(200)
  @Answers({
    summary: "Compare the gateways' books with the ledger and the read models, now",
    ok: RunDto,
    problems: ['VALIDATION_ERROR', 'CONFLICT'],
  })
  async reconcile(@CurrentCaller() { actor }: Caller, @Body() body: ReconcileDto): Promise<RunDto> {
    const now = this.clock.now();
    const to = body.to ?? (body.from !== undefined && body.from > now ? body.from : now);
    const from = body.from ?? plusMs(to, -HOUR_MS);
    if (msBetween(from, to) > DAY_MS) {
      throw new Problem(
        'VALIDATION_ERROR',
        'from: at most a day ago; for longer periods use the command line',
      );
    }
    const { heal } = body;
    const result = await this.reconciling.run({ kind: 'asked', askedBy: actor.id, from, to, heal });
    if (result.kind === 'busy') {
      throw new Problem('CONFLICT', 'Another comparison is under way. Try again in a moment.');
    }
    return runDto(result.run);
  }

  @Get('runs')
  @Answers({
    summary: 'Comparisons that were made, the latest first',
    ok: RunListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async runs(@Query() { limit }: RunListQueryDto): Promise<RunListDto> {
    return { runs: (await this.store.runs(limit)).map(runDto) };
  }

  @Get('breaks')
  @Answers({
    summary: 'Differences between the books, the oldest first',
    ok: BreakListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async breaks(@Query() { open, limit, cursor }: BreakListQueryDto): Promise<BreakListDto> {
    const { at: firstSeenAt, id } = placeOf(cursor, FIRST);
    if (!isInstant(firstSeenAt) || !/^\d{1,15}$/.test(id)) throw new InvalidCursor('not a cursor of breaks');
    const found = await this.store.breaks({ open, limit: limit + 1, after: { firstSeenAt, id } });
    const { items, nextCursor } = pageOf(found, limit, (one) => ({ at: one.firstSeenAt, id: one.id }));
    return { breaks: items.map(breakDto), next_cursor: nextCursor };
  }
}
