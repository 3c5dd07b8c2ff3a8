import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Problem } from '../support/problems';
import { Readiness } from './readiness';

@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs and answers. */
  @Get('live')
  @Header('content-type', 'application/json')
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can serve: its database answers, and its start is complete. */
  @Get('ready')
  async ready(): Promise<{ readonly status: 'ok' }> {
    const failed = await this.readiness.failedChecks();
    if (failed.length === 0) return { status: 'ok' };
    throw new Problem('SERVICE_UNAVAILABLE', `Not ready: ${failed.join(', ')}.`, { failed });
  }
}
