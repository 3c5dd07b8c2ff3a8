import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { InvalidCursor } from '../../../../projections/cursor';
import { Problem } from './problems';

/** A second before a client should try again. */
const RETRY_AFTER_SECONDS = '1';

/** Turns everything thrown into problem+json. What is not known answers 500, is logged and shows nothing. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    sendProblem(error, request, reply);
  }
}

/** Also the error handler of Fastify itself, for what fails before a route is reached. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  if (problem.status >= 500) request.log.error({ reqId: request.id, err: error }, 'request failed');
  if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem.toDocument(request.id)));
}

/** The problem that stands for whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ZodError) return validationProblem(error);
  if (error instanceof InvalidCursor) {
    return new Problem('VALIDATION_ERROR', 'cursor: send the next_cursor of a page as it was');
  }
  const status = statusOf(error);
  if (status === 404) return new Problem('NOT_FOUND', 'There is nothing at this address.');
  if (status === 405) return new Problem('METHOD_NOT_ALLOWED');
  if (status === 413) return new Problem('PAYLOAD_TOO_LARGE');
  if (status === 415) return new Problem('UNSUPPORTED_MEDIA_TYPE');
  if (status >= 400 && status < 500) return new Problem('VALIDATION_ERROR');
  if (isUnreachable(error)) {
    return new Problem('SERVICE_UNAVAILABLE', 'The database cannot be reached. Try again in a moment.');
  }
  return new Problem('INTERNAL_ERROR', 'Something went wrong on our side. Quote the request id to support.');
}

export function validationProblem(error: ZodError): Problem {
  const errors = error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }));
  const first = errors[0];
  const detail = first === undefined ? undefined : `${first.path || 'body'}: ${first.message}`;
  return new Problem('VALIDATION_ERROR', detail, { errors });
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P03', '53300']);

/** A database that is down, starting, shutting down, or out of connections. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && UNREACHABLE.has(error.code)) return true;
  return /timeout exceeded when trying to connect|Connection terminated|Client has encountered/.test(
    error.message,
  );
}
