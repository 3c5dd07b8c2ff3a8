import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InitiatePayment } from '../../../../application/payments/initiate-payment';
import {
  RequestRefund,
  type Refunded,
  type RefundOutcome,
} from '../../../../application/payments/request-refund';
import { asId, type OrderId, type PaymentId, type RefundId } from '../../../../domain/kernel/ids';
import { RetryRefund } from '../../../../application/payments/retry-refund';
import { PaymentReader } from '../../../../projections/payments/payment-reader';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { requireIdempotencyKey } from '../support/idempotency-key';
import { minPositionOf } from '../support/min-position';
import { Answers } from '../support/openapi-decorators';
import { notDoneProblem, positionToken } from '../support/outcomes';
import { Problem } from '../support/problems';
import { decimal } from '../support/wire-money';
import { paymentStatusDto, watchedPaymentDto } from './payment-dto';
import { PAGE_POLICY, returnPage } from './payment-pages';
import { initiateProblem, refundProblem } from './payment-problems';
import { PaymentReturns } from './payment-returns';
import {
  InitiatePaymentDto,
  PaymentInitiatedDto,
  PaymentStatusDto,
  RefundDto,
  RefundParamDto,
  RefundRequestedDto,
} from './payments.dto';

@ApiTags('payments')
@Controller('api/v1/payments')
export class PaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
    private readonly reader: PaymentReader,
    private readonly returns: PaymentReturns,
  ) {}

  @Post('initiate')
  @HttpCode(200)
  @Answers({
    summary: 'Begin to pay for an order, or go on: by the attempt that waits, or by the next after a failure',
    ok: PaymentInitiatedDto,
    problems: [
      'VALIDATION_ERROR',
      'PAYMENT_FAILED',
      'NOT_FOUND',
      'AMOUNT_MISMATCH',
      'ALREADY_PAID',
      'PAYMENT_NOT_POSSIBLE',
      'PAYMENT_METHOD_NOT_AVAILABLE',
      'IDEMPOTENCY_KEY_REQUIRED',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
      'PAYMENT_GATEWAY_UNAVAILABLE',
    ],
    idempotencyKey: 'required',
  })
  async initiate(
    @Body() body: InitiatePaymentDto,
    @Req() request: FastifyRequest,
  ): Promise<PaymentInitiatedDto> {
    requireIdempotencyKey(request.headers['idempotency-key']);
    const context = this.contexts.of(request, 'InitiatePayment', body.order_id, body);
    const orderId = asId<OrderId>(body.order_id);
    const asserted = { minor: body.amount_minor ?? null, decimal: body.amount ?? null };
    const outcome = await this.commands.execute(
      new InitiatePayment(orderId, body.method ?? null, asserted, context),
    );
    if (outcome.kind === 'rejected') throw initiateProblem(outcome.rejection);
    if (outcome.kind !== 'done') throw notDoneProblem(outcome);
    const { paymentId, url, method, amount, expiresAt } = outcome.payment;
    return {
      payment_id: paymentId,
      order_id: orderId,
      gateway_url: url,
      method,
      amount: decimal(amount.minor, amount.currency),
      amount_minor: amount.minor,
      currency: amount.currency,
      expires_at: expiresAt,
    };
  }

  @Get(':id/status')
  @Answers({
    summary: 'How far a payment is, and what came back of it',
    ok: PaymentStatusDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
    readsYourWrites: true,
  })
  async status(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: UuidParamDto,
    @Req() request: FastifyRequest,
  ): Promise<PaymentStatusDto> {
    const row = await this.reader.find(id, minPositionOf(request));
    if (row === null || (actor.role === 'customer' && row.customer_id !== actor.id)) {
      throw new Problem('NOT_FOUND', 'There is no such payment.');
    }
    return actor.role === 'customer' ? paymentStatusDto(row) : watchedPaymentDto(row);
  }

  @Get(':id/return')
  @Answers({
    summary: "Where the payer's browser comes back to: a page that shows how the payment stands",
    ok: 'page',
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async comeBack(
    @Param() { id }: UuidParamDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const before = await this.reader.find(id, null);
    if (before === null) throw new Problem('NOT_FOUND', 'There is no such payment.');
    // Whoever comes back has probably paid: the gateway is asked, in case its message is late.
    if (before.is_open) await this.returns.ask(asId<PaymentId>(id), request.id);
    const row = before.is_open ? await this.reader.now(id) : before;
    void reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      .send(returnPage(row ?? before));
  }

  @Post(':id/refund')
  @HttpCode(202)
  @Answers({
    summary: 'Give money back for an order that stands: an amount, or units of its lines',
    ok: RefundRequestedDto,
    status: 202,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'REFUND_TOO_LARGE',
      'REFUND_LINES_INVALID',
      'REFUND_ALREADY_REQUESTED',
      'REFUND_NOT_POSSIBLE',
      'IDEMPOTENCY_KEY_REQUIRED',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    idempotencyKey: 'required',
  })
  async refund(
    @Param() { id }: UuidParamDto,
    @Body() body: RefundDto,
    @Req() request: FastifyRequest,
  ): Promise<RefundRequestedDto> {
    requireIdempotencyKey(request.headers['idempotency-key']);
    const context = this.contexts.of(request, 'RequestRefund', id, body);
    const outcome = await this.commands.execute(
      new RequestRefund(asId<PaymentId>(id), refundedOf(body), body.reason, body.charge_to, context),
    );
    return refundRequestedDto(id, outcome);
  }

  @Post(':id/refunds/:refund_id/retry')
  @HttpCode(202)
  @Answers({
    summary: 'Have a refund made again that failed',
    ok: RefundRequestedDto,
    status: 202,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'NOT_ALLOWED_NOW',
      'REFUND_TOO_LARGE',
      'IDEMPOTENCY_KEY_REQUIRED',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    idempotencyKey: 'required',
  })
  async retryRefund(
    @Param() { id, refund_id: refundId }: RefundParamDto,
    @Req() request: FastifyRequest,
  ): Promise<RefundRequestedDto> {
    requireIdempotencyKey(request.headers['idempotency-key']);
    const context = this.contexts.of(request, 'RetryRefund', `${id} ${refundId}`, null);
    const outcome = await this.commands.execute(
      new RetryRefund(asId<PaymentId>(id), asId<RefundId>(refundId), context),
    );
    return refundRequestedDto(id, outcome);
  }
}

/** @throws Problem */
function refundRequestedDto(paymentId: string, outcome: RefundOutcome): RefundRequestedDto {
  if (outcome.kind === 'rejected') throw refundProblem(outcome.rejection);
  if (outcome.kind !== 'done') throw notDoneProblem(outcome);
  const { refundId, amount, done } = outcome;
  return {
    refund_id: refundId,
    payment_id: paymentId,
    status: 'REQUESTED',
    amount: decimal(amount.minor, amount.currency),
    amount_minor: amount.minor,
    currency: amount.currency,
    position: positionToken(done),
  };
}

const refundedOf = ({ amount_minor: minor, lines }: RefundDto): Refunded =>
  lines === undefined
    ? { of: 'amount', minor: minor ?? 0 }
    : { of: 'lines', lines: lines.map(({ line_id: lineId, quantity }) => ({ lineId, quantity })) };
