import { applyDecorators, Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PaymentGateways } from '../../../../application/payments/payment-gateways';
import { WebhookInbox } from '../../../../application/payments/receive-webhook';
import type { GatewayName } from '../../../../domain/payment/gateway-payment';
import { RAW_BODY } from '../support/fastify-adapter';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { GatewayParamDto, WebhookStoredDto } from './payments.dto';

const answers = (summary: string): MethodDecorator =>
  applyDecorators(
    ApiBody({
      schema: { type: 'object' },
      description: 'As the gateway sends it; its signature is a header',
    }),
    Answers({
      summary,
      ok: WebhookStoredDto,
      problems: ['WEBHOOK_NOT_SIGNED', 'VALIDATION_ERROR', 'NOT_FOUND', 'SERVICE_UNAVAILABLE'],
    }),
  );

/** Where gateways report. Nobody signs in here: the signature over the raw body is what lets a message in. */
@ApiTags('payments')
@Controller('api/v1/payments/callback')
export class WebhooksController {
  constructor(
    private readonly inbox: WebhookInbox,
    private readonly gateways: PaymentGateways,
  ) {}

  @Post()
  @HttpCode(200)
  @RouteConfig(RAW_BODY)
  @answers('A message of the gateway that new payments go to')
  callback(@Body() body: unknown, @Req() request: FastifyRequest): Promise<WebhookStoredDto> {
    const [first] = this.gateways.all;
    if (first === undefined) throw new Problem('NOT_FOUND', 'No payment gateway is connected.');
    return this.receive(first.name, body, request);
  }

  @Post(':gateway')
  @HttpCode(200)
  @RouteConfig(RAW_BODY)
  @answers('A message of one of the gateways')
  callbackOf(
    @Param() { gateway }: GatewayParamDto,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<WebhookStoredDto> {
    return this.receive(gateway, body, request);
  }

  private async receive(
    gateway: GatewayName,
    body: unknown,
    request: FastifyRequest,
  ): Promise<WebhookStoredDto> {
    if (!Buffer.isBuffer(body)) throw new Problem('VALIDATION_ERROR', 'Send the message as JSON.');
    const outcome = await this.inbox.receive(gateway, request.headers, body, request.id);
    switch (outcome.kind) {
      case 'stored':
        return { received: true };
      case 'no-such-gateway':
        throw new Problem('NOT_FOUND', `${gateway} is not connected.`);
      case 'refused':
        if (outcome.reason === 'not-understood') {
          throw new Problem('VALIDATION_ERROR', 'The message is signed, but not of a known form.');
        }
        throw new Problem('WEBHOOK_NOT_SIGNED', outcome.reason.replaceAll('-', ' '));
      case 'failed':
        throw new Problem('SERVICE_UNAVAILABLE', 'Send the message again.');
    }
  }
}
