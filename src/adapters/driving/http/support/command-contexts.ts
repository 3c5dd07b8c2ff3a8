import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandContext } from '../../../../application/commands/command-context';
import { commandIdFor, fingerprintOf } from '../../../../application/deterministic-ids';
import { BusinessClock } from '../../../../application/ports/clock';
import { callerOf } from './caller';
import { requireIdempotencyKey } from './idempotency-key';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Makes the context of a command from the request that asks for it. */
@Injectable()
export class CommandContexts {
  constructor(private readonly clock: BusinessClock) {}

  /**
   * @param operation names the command; with the target, the actor and the key it makes the command's id
   * @param body the parsed request, for its fingerprint
   */
  of(request: FastifyRequest, operation: string, target: string, body: unknown): CommandContext {
    const { actor } = callerOf(request);
    const header = request.headers['idempotency-key'];
    const traceparent = request.headers['traceparent'];
    return {
      commandId:
        header === undefined
          ? randomUUID()
          : commandIdFor(actor.id, operation, target, requireIdempotencyKey(header)),
      fingerprint: fingerprintOf(body),
      correlationId: request.id,
      causationId: request.id,
      actor,
      at: this.clock.now(),
      traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : null,
    };
  }
}
