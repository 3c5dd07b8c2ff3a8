import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { parse } from 'node:querystring';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogController, type FastifyBaseLogger, type FastifyReply, type FastifyRequest } from 'fastify';
import pino from 'pino';
import { isPlainText, isPlainUrl } from './plain-text';
import { Problem } from './problems';
import { sendProblem } from './problem-filter';

const BODY_LIMIT_BYTES = 100 * 1024;
const REQUEST_ID = /^[\w.:-]{1,64}$/;

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** Lines go out together, at the latest after a fifth of a second and when the process ends. */
const bufferedOutput = () => pino.destination({ minLength: 4096, sync: false, periodicFlush: 200 });

/** Of an error only what helps to find it: errors of drivers carry whole connections. */
const errorForLog = (error: Error) => ({
  type: error.name,
  message: error.message,
  code: 'code' in error ? error.code : undefined,
  stack: error.stack ?? '',
});

/** `?cursor=` is what clients send who have no cursor: an empty parameter is an absent one. */
const parseQuery = (text: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parse(text)).filter(([, value]) => value !== ''));

const UNFIT_TEXT = 'Texts may hold neither U+0000 nor half a surrogate pair.';

/** @throws Problem */
function parseJson(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Problem('MALFORMED_BODY', 'The body is not valid JSON.');
  }
  if (!isPlainText(text, parsed)) throw new Problem('VALIDATION_ERROR', UNFIT_TEXT);
  return parsed;
}

/** Marks a route that is handed the bytes of the body as they came, for a signature is over them. */
export const RAW_BODY = { rawBody: true } as const;

const wantsRawBody = ({ routeOptions: { config } }: FastifyRequest): boolean =>
  'rawBody' in config && config.rawBody === true;

/** Marks a route whose body is a picture of up to so many bytes. */
export const pictureBody = (maxBytes: number) => ({ pictureBytes: maxBytes }) as const;

/** Undefined when the route takes no picture. */
const pictureBytesOf = (config: unknown): number | undefined =>
  typeof config === 'object' &&
  config !== null &&
  'pictureBytes' in config &&
  typeof config.pictureBytes === 'number'
    ? config.pictureBytes
    : undefined;

export interface HttpServerOptions {
  readonly logLevel: string;
  /** Told of every request that was answered; `route` is the pattern that matched. */
  readonly onRequestDone: (method: string, route: string, status: number, seconds: number) => void;
}

/**
 * Fastify as Tiffin runs it: a JSON parser of its own, request ids, one log line a request, and problem+json for
 * what fails before a route is reached.
 */
export function createFastifyAdapter({ logLevel, onRequestDone }: HttpServerOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 2_000, querystringParser: parseQuery },
    loggerInstance: pino(
      { level: logLevel, base: null, serializers: { err: errorForLog } },
      bufferedOutput(),
    ),
    // No logger of its own for each request: what is logged names the request itself.
    childLoggerFactory: (logger: FastifyBaseLogger) => logger,
    genReqId: (request: { headers: Record<string, unknown> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      // An address that the router cannot read is refused before any hook has run.
      void reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
      sendProblem(error, request, reply);
    },
  });
  const fastify = adapter.getInstance();

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    try {
      done(null, wantsRawBody(request) ? body : parseJson(body.toString()));
    } catch (error) {
      done(error as Problem, undefined);
    }
  });

  fastify.addHook('onRoute', (route) => {
    const pictureBytes = pictureBytesOf(route.config);
    if (pictureBytes !== undefined) route.bodyLimit = pictureBytes;
  });
  fastify.addContentTypeParser(
    ['image/jpeg', 'image/png'],
    { parseAs: 'buffer' },
    ({ routeOptions: { config } }, body, done) => {
      if (pictureBytesOf(config) !== undefined) done(null, body);
      else done(new Problem('UNSUPPORTED_MEDIA_TYPE'), undefined);
    },
  );

  fastify.addHook(
    'onRequest',
    (request: FastifyRequest, reply: FastifyReply, done: (refusal?: Error) => void) => {
      reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
      done(isPlainUrl(request.url) ? undefined : new Problem('VALIDATION_ERROR', UNFIT_TEXT));
    },
  );
  // A connection that is busy when the server closes would stay open afterwards, and keep the process from ending.
  let isClosing = false;
  // So would one that was opened in advance and never asked for anything: to Node it is not idle.
  const sockets = new Set<Socket>();
  fastify.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  fastify.addHook('preClose', (done: () => void) => {
    isClosing = true;
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
  fastify.addHook(
    'onSend',
    (_request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void) => {
      if (isClosing) void reply.header('connection', 'close');
      done();
    },
  );
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const { statusCode: status, elapsedTime } = reply;
    onRequestDone(method, route, status, elapsedTime / 1000);
    request.log.info(
      { reqId: request.id, method, route, status, ms: Math.round(elapsedTime * 10) / 10 },
      'request',
    );
    done();
  });
  return adapter;
}
