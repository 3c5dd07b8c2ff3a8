import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PaymentQuery } from '../../../../projections/payments/query';
import { RefundQuery } from '../../../../projections/refunds/query';
import { UuidParamDto } from '../identity/users.dto';
import { Answers } from '../support/openapi-decorators';
import { refundDto, watchedPaymentDto } from './payment-dto';
import {
  PaymentListDto,
  PaymentsToWatchQueryDto,
  RefundListDto,
  RefundsToWatchQueryDto,
} from './payments.dto';

/** Payments and refunds that somebody may have to look after. */
@ApiTags('money')
@Controller('api/v1/staff')
export class StaffPaymentsController {
  constructor(
    private readonly payments: PaymentQuery,
    private readonly refunds: RefundQuery,
  ) {}

  @Get('payments')
  @Answers({
    summary: 'Payments that wait for their gateway, the oldest first',
    ok: PaymentListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async open(@Query() { limit, cursor }: PaymentsToWatchQueryDto): Promise<PaymentListDto> {
    const { items, nextCursor } = await this.payments.listOpen({ limit, cursor });
    return { payments: items.map(watchedPaymentDto), next_cursor: nextCursor };
  }

  @Get('orders/:id/payments')
  @Answers({
    summary: 'Every attempt to pay for an order, with its refunds',
    ok: PaymentListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async ofOrder(@Param() { id }: UuidParamDto): Promise<PaymentListDto> {
    const payments = await this.payments.ofOrder(id);
    return { payments: payments.map(watchedPaymentDto), next_cursor: null };
  }

  @Get('refunds')
  @Answers({
    summary: 'Refunds that failed, or are on their way; the oldest first',
    ok: RefundListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async toWatch(@Query() { filter, limit, cursor }: RefundsToWatchQueryDto): Promise<RefundListDto> {
    const { items, nextCursor } = await this.refunds.list({ filter, limit, cursor });
    return {
      refunds: items.map((row) => ({
        ...refundDto(row),
        payment_id: row.payment_id,
        order_id: row.order_id,
        currency: row.currency,
        failure_reason: row.reason,
      })),
      next_cursor: nextCursor,
    };
  }
}
