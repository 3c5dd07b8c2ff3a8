import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Payment } from './book-records';
import type { BookAnswer, GatewayBook } from './gateway-book';
import { errorBody } from './merchant-routes';
import { outcomeOf, payPage, unknownPage } from './pay-page';
import { BadInput, parse } from './payment-json';
import type { SandboxService } from './sandbox-service';

const LATE_MS = 16 * 60_000;

const driverBody = z.strictObject({
  outcome: z.enum(['pay', 'decline', 'pay-late', 'abandon']),
  /** How much later the money of `pay-late` arrives, and what is told until then. */
  late_by_ms: z
    .int()
    .min(0)
    .max(30 * 86_400_000)
    .default(LATE_MS),
  meanwhile: z.enum(['OPEN', 'FAILED']).default('OPEN'),
});
type Outcome = z.infer<typeof driverBody>;

const tokenOf = (params: unknown): string => parse(z.object({ token: z.string().max(100) }), params).token;

/** The payer's pages. The bank behind them meets whatever misbehaviour is set. */
export function payRoutes(app: FastifyInstance, service: SandboxService): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  const html = (reply: FastifyReply, status: number, content: string, returnUrl?: string): FastifyReply => {
    // Browsers hold redirects after a form to `form-action` too.
    const targets = returnUrl === undefined ? "'self'" : `'self' ${new URL(returnUrl).origin}`;
    return reply
      .code(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action ${targets}; frame-ancestors 'none'; base-uri 'none'`,
      )
      .send(content);
  };

  const act = (payment: Payment, { outcome, late_by_ms: byMs, meanwhile }: Outcome) =>
    service.ask((book: GatewayBook, now): BookAnswer => {
      const { reference, amountMinor } = payment.opening;
      const isOpen = book.find(reference)?.status === 'OPEN';
      switch (outcome) {
        case 'decline':
          return book.decline(reference, 'declined', now);
        case 'pay-late':
          return book.pay(reference, { amountMinor: null, late: { byMs, meanwhile } }, now);
        case 'pay': {
          const paying = isOpen
            ? service.misbehaviour.forPayer(amountMinor)
            : { amountMinor: null, late: null };
          return paying === null
            ? book.decline(reference, 'declined', now)
            : book.pay(reference, paying, now);
        }
        case 'abandon':
          return { ok: true, payment };
        default:
          return outcome satisfies never;
      }
    });

  app.get('/pay/:token', async (request, reply) => {
    const token = tokenOf(request.params);
    const payment = await service.ask((book) => book.findByToken(token));
    if (payment === undefined) return html(reply, 404, unknownPage());
    return html(reply, 200, payPage(payment), payment.opening.returnUrl);
  });

  app.post('/pay/:token', async (request, reply) => {
    const token = tokenOf(request.params);
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    const payment = await service.ask((book) => book.findByToken(token));
    if (payment === undefined) {
      if (isForm) return html(reply, 404, unknownPage());
      return reply.code(404).send(errorBody('payment-not-found', 'There is no such payment.'));
    }
    const { method, returnUrl } = payment.opening;
    let wanted: Outcome;
    if (isForm) {
      const outcome = outcomeOf(method, request.body as Readonly<Record<string, unknown>>);
      if (outcome === null && payment.status === 'OPEN') {
        return html(reply, 422, payPage(payment, true), returnUrl);
      }
      wanted = driverBody.parse({ outcome: outcome ?? 'pay' });
    } else {
      if (request.body === undefined) throw new BadInput('bad-input', 'The body says no outcome.');
      wanted = parse(driverBody, request.body);
    }
    const answer = await act(payment, wanted);
    if (answer.ok) return reply.code(303).header('location', returnUrl).send();
    if (!isForm) return reply.code(409).send(errorBody(answer.code, 'The payment cannot be paid any more.'));
    const current = await service.ask((book) => book.findByToken(token));
    return html(reply, 409, current === undefined ? unknownPage() : payPage(current), returnUrl);
  });
}
