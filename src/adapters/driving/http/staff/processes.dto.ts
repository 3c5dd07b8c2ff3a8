import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import {
  isWaiting,
  type PendingCommand,
  type ProcessWaiting,
} from '../../../../application/processes/waiting';
import { instantOf } from '../../../../domain/kernel/instant';

const takenIn = z
  .object({ what: z.string().describe('Type of an event, or `timer:` and its name'), at: z.string() })
  .nullable();

export class OrderProcessesDto extends createZodDto(
  z.object({
    order_id: z.string(),
    is_waiting: z.boolean().describe('Whether anything is still to come of any of them'),
    processes: z.array(
      z.object({
        process: z.string(),
        is_waiting: z.boolean(),
        reactions: z.number().int().describe('Inputs that it has reacted to'),
        last: takenIn,
        state: z.unknown(),
        timers: z.array(z.object({ timer: z.string(), due_at: z.string(), set_by: takenIn })),
        pending: z
          .array(
            z.object({
              step: z.string(),
              command: z.string().nullable(),
              asked_by: takenIn,
              status: z.enum(['not-sent-yet', 'retrying', 'parked']),
              attempts: z.number().int(),
              next_attempt_at: z.string().nullable().describe('Wall time'),
              detail: z.string().nullable(),
            }),
          )
          .describe('Commands that were asked for and are not carried out'),
        parked: z
          .array(z.object({ position: z.number().int(), type: z.string(), cause: z.string().nullable() }))
          .describe('Inputs that it could not take in, with those that wait behind them'),
      }),
    ),
  }),
) {}

export const orderProcessesDto = (
  orderId: string,
  processes: readonly ProcessWaiting[],
): OrderProcessesDto => ({
  order_id: orderId,
  is_waiting: processes.some(isWaiting),
  processes: processes.map((one) => ({
    process: one.process,
    is_waiting: isWaiting(one),
    reactions: one.reactions,
    last: one.last,
    state: one.state,
    timers: one.timers.map(({ timer, dueAt, setBy }) => ({ timer, due_at: dueAt, set_by: setBy })),
    pending: one.pending.map(pendingDto),
    parked: one.parked.map(({ position, type, cause }) => ({ position, type, cause })),
  })),
});

const pendingDto = ({ step, command, askedBy, status, attempts, nextAttemptAt, detail }: PendingCommand) => ({
  ...{ step, command, status, attempts, detail },
  asked_by: askedBy,
  next_attempt_at: nextAttemptAt === null ? null : instantOf(nextAttemptAt),
});
