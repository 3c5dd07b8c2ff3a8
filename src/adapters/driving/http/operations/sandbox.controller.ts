import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { BusinessClockControl, type ClockSetting } from '../../../../application/ports/clock';
import { SandboxAccess } from '../../../../application/ports/sandbox-access';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';

export class ClockDto extends createZodDto(
  z.object({
    now: z.string().describe('Business time'),
    rate: z.number().describe('Seconds of business time per second'),
  }),
) {}

export class SetClockDto extends createZodDto(
  z
    .object({
      rate: z.number().min(0.1).max(1000).optional(),
      advance_minutes: z
        .number()
        .min(0)
        .max(60 * 24 * 366)
        .optional(),
    })
    .refine((body) => body.rate !== undefined || body.advance_minutes !== undefined, {
      message: 'give a rate, or minutes to advance, or both',
    }),
) {}

export class SandboxGatewayDto extends createZodDto(
  z.object({
    url: z.string().nullable().describe('Where the sandbox gateway is; null when payments go elsewhere'),
    control_key: z.string().nullable().describe('The bearer token for its `/control` routes'),
  }),
) {}

@ApiTags('sandbox')
@Controller('api/v1/sandbox')
export class SandboxController {
  constructor(
    private readonly clock: BusinessClockControl,
    private readonly sandbox: SandboxAccess,
  ) {}

  @Get('clock')
  @Answers({ summary: 'The business clock', ok: ClockDto })
  show(): ClockDto {
    return this.clock.read();
  }

  @Put('clock')
  @Answers({
    summary: 'Move or speed up the business clock of a sandbox; it never goes back',
    ok: ClockDto,
    problems: ['VALIDATION_ERROR', 'FORBIDDEN'],
  })
  async set(@Body() body: SetClockDto): Promise<ClockDto> {
    const setting: ClockSetting = {
      rate: body.rate ?? null,
      advanceMs: Math.round((body.advance_minutes ?? 0) * 60_000),
    };
    const set = await this.clock.set(setting);
    if (!set) throw new Problem('FORBIDDEN', 'The business clock can be moved in a sandbox only.');
    return this.clock.read();
  }

  @Get('gateway')
  @Answers({
    summary: "How to read the sandbox gateway's own book, and to make it misbehave",
    ok: SandboxGatewayDto,
    problems: ['NOT_FOUND'],
  })
  gateway(): SandboxGatewayDto {
    const { isSandbox, gateway } = this.sandbox;
    if (!isSandbox) throw new Problem('NOT_FOUND', 'This is no sandbox.');
    return { url: gateway?.url ?? null, control_key: gateway?.key ?? null };
  }
}
