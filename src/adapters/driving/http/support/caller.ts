import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../../domain/kernel/actor';
import { Problem } from './problems';

/** Who sent a request, as proved by the access token. */
export interface Caller {
  readonly actor: Actor;
  readonly sessionId: string;
}

const callers = new WeakMap<FastifyRequest, Caller>();

export const setCaller = (request: FastifyRequest, caller: Caller): void => void callers.set(request, caller);

/** @throws Problem when the route is public and nobody signed in */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Problem('UNAUTHENTICATED');
  return caller;
}

/** Injects the caller into a route's method. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
