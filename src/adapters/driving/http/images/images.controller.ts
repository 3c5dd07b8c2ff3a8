import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FOR_EVER_PUBLIC } from '../support/caching';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { DrawnPictures } from './drawn-pictures';
import { ImageParamDto } from './images.dto';

/** Opened on its own, a drawing is a document: it may style itself, and nothing else. */
const DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Pictures of restaurants and dishes. */
@ApiTags('restaurants')
@Controller('api/v1/images')
export class ImagesController {
  constructor(private readonly pictures: DrawnPictures) {}

  @Get(':name')
  @Answers({
    summary: 'A picture of a restaurant or a dish, as its list and menu name it',
    ok: 'drawing',
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  show(@Param() { name }: ImageParamDto, @Res({ passthrough: true }) reply: FastifyReply): string {
    const picture = this.pictures.named(name);
    if (picture === undefined) throw new Problem('NOT_FOUND', 'There is no such picture.');
    void reply
      .type('image/svg+xml')
      .header('content-security-policy', DRAWING_POLICY)
      .header('cache-control', picture.isCurrent ? FOR_EVER_PUBLIC : 'no-cache');
    return picture.svg;
  }
}
