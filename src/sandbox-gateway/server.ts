import { createHash, timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { controlRoutes } from './control-routes';
import { errorBody, merchantRoutes } from './merchant-routes';
import { payRoutes } from './pay-routes';
import { BadInput } from './payment-json';
import type { SandboxService } from './sandbox-service';

export interface ServerOptions {
  /** What merchants put behind `Bearer`. */
  readonly apiKey: string;
  /** The address in links to pay pages; asked for once the server listens. */
  readonly baseUrl: () => string;
  /** Aborted when the server is to end: answers that wait go out at once. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The gateway's API, pay pages and control API. */
export function createSandboxServer(service: SandboxService, options: ServerOptions): FastifyInstance {
  const { apiKey, baseUrl, stopping, log } = options;
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
  });
  const expected = digest(`Bearer ${apiKey}`);

  // An empty body is no body, whatever type it is said to be of.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(new BadInput('bad-json', 'The body is not JSON.'), undefined);
    }
  });

  app.addHook('onRequest', async (request, reply) => {
    void reply
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer');
    const isOpenToAll = /^\/(health|pay\/)/.test(request.url);
    if (isOpenToAll || timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    await reply.code(401).send(errorBody('unauthorized', 'Send the API key as a bearer token.'));
  });

  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('route-not-found', 'There is nothing at this address.')),
  );

  app.setErrorHandler<FastifyError | BadInput>((error, request, reply) => {
    if (error instanceof BadInput) return reply.code(400).send(errorBody(error.code, error.message));
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(errorBody('bad-request', error.message));
    request.log.error(error);
    return reply.code(500).send(errorBody('internal', 'The gateway itself is broken.'));
  });

  app.get('/health', () => ({ status: 'ok' }));
  merchantRoutes(app, service, { baseUrl, stopping });
  controlRoutes(app, service, baseUrl);
  payRoutes(app, service);
  return app;
}
