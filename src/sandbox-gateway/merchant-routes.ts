import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { moment, openingSchema, referenceSchema } from './book-records';
import type { BookAnswer, Refusal } from './gateway-book';
import { lineJson, parse, paymentJson } from './payment-json';
import type { SandboxService } from './sandbox-service';

const openBody = z
  .strictObject({
    reference: z.unknown(),
    order_id: z.unknown(),
    amount_minor: z.unknown(),
    currency: z.unknown(),
    method: z.unknown(),
    capture: z.unknown(),
    expires_at: z.unknown(),
    return_url: z.unknown(),
  })
  .transform(
    ({
      order_id: orderId,
      amount_minor: amountMinor,
      expires_at: expiresAt,
      return_url: returnUrl,
      ...rest
    }) => ({
      ...rest,
      ...{ orderId, amountMinor, expiresAt, returnUrl },
    }),
  )
  .pipe(openingSchema);

const refundBody = z.strictObject({
  reference: referenceSchema,
  amount_minor: z.int().positive(),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

const bookQuery = z.object({
  from: moment,
  to: moment,
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How long an answer takes that comes too late for everybody. */
const TOO_LATE_MS = 10_000;

export const statusOf = (code: Refusal): number =>
  code === 'payment-not-found' ? 404 : code.endsWith('-taken') ? 409 : 422;

export const errorBody = (code: string, message: string) => ({ error: { code, message } });

export const referenceOf = (request: FastifyRequest): string =>
  parse(z.object({ reference: referenceSchema }), request.params).reference;

/** The merchant's API. Calls meet whatever misbehaviour is set. */
export function merchantRoutes(
  app: FastifyInstance,
  service: SandboxService,
  { baseUrl, stopping }: { readonly baseUrl: () => string; readonly stopping: AbortSignal },
): void {
  const answerOf = (answer: BookAnswer): Answer =>
    answer.ok
      ? { status: 200, body: paymentJson(answer.payment, baseUrl()) }
      : { status: statusOf(answer.code), body: errorBody(answer.code, 'The gateway will not do that.') };

  const breakOff = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  };

  const misbehaving =
    (handle: (request: FastifyRequest) => Promise<Answer>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const fault = service.misbehaviour.forCall();
      if (fault === 'lost-request') return breakOff(request, reply);
      if (fault === 'server-error') {
        return reply.code(500).send(errorBody('server-error', 'Something broke before it was done.'));
      }
      const { status, body } = await handle(request);
      if (fault === 'lost-answer') return breakOff(request, reply);
      if (fault === 'timeout') await sleep(TOO_LATE_MS, null, { signal: stopping }).catch(() => null);
      return reply.code(status).send(body);
    };

  const onPayment = (act: (reference: string, request: FastifyRequest) => Promise<BookAnswer>) =>
    misbehaving(async (request) => answerOf(await act(referenceOf(request), request)));

  app.post(
    '/v1/payments',
    misbehaving(async (request) => answerOf(await service.open(parse(openBody, request.body)))),
  );

  app.get(
    '/v1/payments/:reference',
    onPayment((reference) =>
      service.ask((book): BookAnswer => {
        const payment = book.find(reference);
        return payment === undefined ? { ok: false, code: 'payment-not-found' } : { ok: true, payment };
      }),
    ),
  );

  app.post(
    '/v1/payments/:reference/capture',
    onPayment((reference) => service.ask((book, now) => book.capture(reference, now))),
  );

  app.post(
    '/v1/payments/:reference/void',
    onPayment((reference) => service.ask((book, now) => book.void(reference, now))),
  );

  app.post(
    '/v1/payments/:reference/refunds',
    onPayment((reference, request) => {
      const {
        reference: refundReference,
        amount_minor: amountMinor,
        currency,
      } = parse(refundBody, request.body);
      return service.ask((book, now) => {
        const order = { reference, refundReference, amountMinor, currency };
        return book.refund(order, service.misbehaviour.forRefund(), now);
      });
    }),
  );

  app.get(
    '/v1/book',
    misbehaving(async (request) => {
      const { from, to, cursor, limit } = parse(bookQuery, request.query);
      const { lines, next } = await service.ask((book) => book.page({ from, to }, cursor ?? null, limit));
      return { status: 200, body: { lines: lines.map(lineJson), next } };
    }),
  );
}
