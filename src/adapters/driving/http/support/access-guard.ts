import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessTokens } from '../../../../application/ports/access-tokens';
import { AUTHORIZATION, type Access } from './authorization';
import { setCaller, type Caller } from './caller';
import { Problem } from './problems';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * Lets a request through when the authorization table has a row for its route that names the caller. It goes by
 * the pattern that the router matched, never by the path as sent, so no spelling of a path gets past it.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly tokens: AccessTokens) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const access = AUTHORIZATION.get(`${method} ${request.routeOptions.url ?? ''}`);
    if (access === undefined) throw new Problem('FORBIDDEN', 'This route is not open to anyone.');
    if (access === 'public') return true;
    if (access === 'operator' && LOOPBACK.has(request.ip)) return true;

    const caller = this.authenticate(request);
    if (!allows(access, caller)) {
      throw new Problem('FORBIDDEN', `The role ${caller.actor.role} may not do this.`);
    }
    setCaller(request, caller);
    return true;
  }

  private authenticate(request: FastifyRequest): Caller {
    const header = request.headers.authorization;
    if (header === undefined) {
      throw new Problem('UNAUTHENTICATED', 'Send the access token: "Authorization: Bearer <token>".');
    }
    if (!/^bearer /i.test(header)) throw new Problem('UNAUTHENTICATED', 'Use the Bearer scheme.');
    const verified = this.tokens.verify(header.slice('bearer '.length).trim());
    if (!verified.ok) {
      throw verified.reason === 'invalid'
        ? new Problem('UNAUTHENTICATED', 'The access token is not valid.')
        : new Problem('SESSION_ENDED', 'Refresh the access token or sign in again.');
    }
    return {
      actor: { id: verified.claims.accountId, role: verified.claims.role },
      sessionId: verified.claims.sessionId,
    };
  }
}

function allows(access: Access, caller: Caller): boolean {
  if (access === 'operator') return caller.actor.role === 'admin';
  return typeof access === 'string' || access.includes(caller.actor.role);
}
