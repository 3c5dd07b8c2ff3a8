import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OrderAccess } from '../../../../application/ordering/order-access';
import { OrderReader } from '../../../../projections/order-view/order-reader';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { minPositionOf } from '../support/min-position';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { receiptDto } from './payment-dto';
import { PAGE_POLICY, receiptPage } from './payment-pages';
import { ReceiptDto } from './payments.dto';

@ApiTags('payments')
@Controller('api/v1/orders')
export class ReceiptsController {
  constructor(
    private readonly access: OrderAccess,
    private readonly orders: OrderReader,
  ) {}

  @Get(':id/receipt')
  @Answers({
    summary: 'What was bought, paid and given back; as a page for who accepts text/html',
    ok: ReceiptDto,
    alsoPage: true,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
    readsYourWrites: true,
  })
  async receipt(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: UuidParamDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReceiptDto | string> {
    const order = await this.orders.find(id, minPositionOf(request));
    if (order === null || !(await this.access.concerns(actor, id))) {
      throw new Problem('NOT_FOUND', 'There is no such order.');
    }
    const receipt = receiptDto(order);
    if (!(request.headers.accept ?? '').includes('text/html')) return receipt;
    void reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY);
    return receiptPage(receipt);
  }
}
