import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProjectionChecks } from '../../../../projections/projection-checks';
import { ProjectionStatusQuery } from '../../../../projections/projection-status';
import { READ_MODELS } from '../../../../projections/read-models';
import { UuidParamDto } from '../identity/users.dto';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { checkDto, ProjectionCheckDto, ProjectionsDto, statusDto } from './projections.dto';

/** How far the read models are, and whether they are what the stored events make of them. */
@ApiTags('operations')
@Controller('api/v1/staff/projections')
export class ProjectionsController {
  constructor(
    private readonly status: ProjectionStatusQuery,
    private readonly checks: ProjectionChecks,
  ) {}

  @Get()
  @Answers({ summary: 'Every read model: how far it is, and what is parked', ok: ProjectionsDto })
  async list(): Promise<ProjectionsDto> {
    const { head, models } = await this.status.all(READ_MODELS);
    return { head, read_models: models.map(statusDto) };
  }

  @Post('check')
  @HttpCode(202)
  @Answers({
    summary: 'Build every read model anew beside the live one, and compare; or join the check under way',
    status: 202,
    ok: ProjectionCheckDto,
  })
  start(): ProjectionCheckDto {
    return checkDto(this.checks.start());
  }

  @Get('checks/:id')
  @Answers({
    summary: 'A check that this process has made, or makes: the last 20 are kept',
    ok: ProjectionCheckDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND'],
  })
  check(@Param() { id }: UuidParamDto): ProjectionCheckDto {
    const run = this.checks.get(id);
    if (run === null) throw new Problem('NOT_FOUND', 'There is no such check.');
    return checkDto(run);
  }
}
