import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import {
  completion,
  type Completion,
  type CompletionCommand,
  type CompletionEvent,
} from '../../domain/completion/completion';
import type { OrderId } from '../../domain/kernel/ids';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();

const stateSchema: z.ZodType<Completion> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('idle') }),
  z.object({ is: z.literal('delivered'), orderId }),
  z.object({ is: z.literal('over') }),
]);

const commandSchema: z.ZodType<CompletionCommand> = z.object({
  to: z.literal('order'),
  orderId,
  command: z.object({ type: z.literal('CompleteOrder') }),
});

/** The completion as the application runs it. */
export const completionProcess: RegisteredProcess<Completion, CompletionEvent, CompletionCommand> = {
  manager: completion,
  stateSchema,
  commandSchema,
  decode: storyReader(completion),
};
