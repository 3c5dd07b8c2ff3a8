import { hash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { MAX_PICTURE_BYTES, PICTURE_TYPES } from '../../../../application/proofs/picture';
import {
  RecordDoorPhoto,
  type DoorPhotoRejection,
  type DoorPicture,
} from '../../../../application/proofs/record-door-photo';
import { ShowDoorPhoto } from '../../../../application/proofs/show-door-photo';
import { asId, type OrderId } from '../../../../domain/kernel/ids';
import { deliveryProblem } from '../couriers/delivery-problems';
import { changedDto } from '../couriers/delivery-commands';
import { UuidParamDto } from '../identity/users.dto';
import { OrderChangedDto } from '../orders/orders.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { pictureBody } from '../support/fastify-adapter';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem } from '../support/outcomes';
import { pictureIn } from '../support/picture-in';
import { Problem } from '../support/problems';

const coordinate = (limit: number) => z.coerce.number('give a number').min(-limit).max(limit).optional();

export class PictureTakenDto extends createZodDto(
  z
    .object({
      lat: coordinate(90),
      lng: coordinate(180),
      accuracy: z.coerce.number('give a number').min(0).max(100_000).optional().describe('Metres'),
    })
    .refine(({ lat, lng }) => (lat === undefined) === (lng === undefined), {
      message: 'send lat and lng, or neither',
      path: ['lat'],
    }),
) {}

/** The pictures that show that food stands at a door. */
@ApiTags('delivery')
@Controller('api/v1')
export class ProofsController {
  constructor(
    private readonly record: RecordDoorPhoto,
    private readonly shown: ShowDoorPhoto,
    private readonly contexts: CommandContexts,
  ) {}

  @Post('delivery/orders/:id/proof')
  @HttpCode(200)
  @RouteConfig(pictureBody(MAX_PICTURE_BYTES))
  @ApiConsumes(...PICTURE_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The picture itself, up to 5 MB' })
  @Answers({
    summary: 'Send a picture of the food at the door, with where it was taken',
    ok: OrderChangedDto,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'NOT_ALLOWED_NOW',
      'PAYLOAD_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'CONFLICT',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    idempotencyKey: 'honoured',
  })
  async send(
    @Param() { id }: UuidParamDto,
    @Query() { lat, lng, accuracy }: PictureTakenDto,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<OrderChangedDto> {
    const { bytes, type } = pictureIn(body, request.headers['content-type']);
    const place =
      lat === undefined || lng === undefined ? null : { lat, lng, accuracyMetres: accuracy ?? null };
    const picture: DoorPicture = { bytes, type, place };
    const asked = [hash('sha256', bytes, 'hex'), place];
    const context = this.contexts.of(request, 'RecordProof', id, asked);
    const recorded = await this.record.execute(asId<OrderId>(id), picture, context);
    return changedDto(id, doneOrProblem(recorded, doorPhotoProblem));
  }

  @Get('orders/:id/proof')
  @Answers({
    summary: 'The latest picture from the door',
    ok: 'picture',
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  async show(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: UuidParamDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const picture = await this.shown.execute(actor, asId<OrderId>(id));
    if (picture === null) throw new Problem('NOT_FOUND', 'There is no picture.');
    void reply.type(picture.contentType).header('cache-control', 'private, no-store');
    return picture.bytes;
  }
}

const doorPhotoProblem = (rejection: DoorPhotoRejection): Problem =>
  rejection.code === 'too-many-pictures'
    ? new Problem('NOT_ALLOWED_NOW', `There are ${rejection.max} pictures of this delivery already.`)
    : deliveryProblem(rejection);
