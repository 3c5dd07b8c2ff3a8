import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { CheckedModel } from '../../../../projections/check';
import type { ProjectionCheckRun } from '../../../../projections/projection-checks';
import type { ProjectionStatus } from '../../../../projections/projection-status';

export class ProjectionsDto extends createZodDto(
  z.object({
    head: z.number().int().describe('Position of the last event of the log'),
    read_models: z.array(
      z.object({
        name: z.string(),
        version: z.number().int(),
        generation: z.number().int(),
        position: z.number().int().describe('Of the last event that has taken effect'),
        lag: z.number().int().describe('Stored events that have not taken effect yet'),
        parked_keys: z.number().int().describe('Keys that wait for an operator'),
      }),
    ),
  }),
) {}

const digest = z.object({ rows: z.number().int(), hash: z.string().describe('SHA-256 over all rows') });

export class ProjectionCheckDto extends createZodDto(
  z.object({
    check_id: z.string(),
    state: z.enum(['running', 'equal', 'different', 'failed']),
    started_at: z.string(),
    finished_at: z.string().nullable(),
    progress: z.object({
      phase: z.string().nullable(),
      read_models: z.array(z.string()).describe('That the phase concerns'),
      position: z.number().int(),
      head: z.number().int().describe('Where the log ended when the check began'),
    }),
    read_models: z
      .array(
        z.object({
          name: z.string(),
          version: z.number().int(),
          equal: z.boolean(),
          events: z.number().int().describe('Stored events that the fresh build went through'),
          live: digest,
          fresh: digest,
          differing: z.array(z.string()).describe('Up to 20 keys whose rows differ'),
        }),
      )
      .describe('Empty until it is over'),
    problem: z.string().nullable().describe('Why it failed'),
  }),
) {}

export const statusDto = (one: ProjectionStatus): ProjectionsDto['read_models'][number] => ({
  name: one.model,
  version: one.version,
  generation: one.generation,
  position: one.position,
  lag: one.lag,
  parked_keys: one.parkedKeys,
});

export const checkDto = (run: ProjectionCheckRun): ProjectionCheckDto => ({
  check_id: run.id,
  state: run.state,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  progress: { phase: run.phase, read_models: [...run.models], position: run.position, head: run.head },
  read_models: run.results.map(checkedDto),
  problem: run.problem,
});

const checkedDto = ({ model, differing, live, fresh, ...checked }: CheckedModel) => ({
  name: model,
  version: checked.version,
  equal: checked.equal,
  events: checked.events,
  live: { ...live },
  fresh: { ...fresh },
  differing: [...differing],
});
