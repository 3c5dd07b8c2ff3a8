import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { plusMs } from './book-records';
import { clockSettingSchema } from './gateway-clock';
import { errorBody, referenceOf, statusOf } from './merchant-routes';
import { misbehaviourSchema } from './misbehaviour';
import { BadInput, lineJson, parse, paymentJson } from './payment-json';
import type { SandboxService } from './sandbox-service';

const chargebackBody = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('OPEN'),
    /** Null: everything that is left. */
    amount_minor: z.int().positive().nullable().default(null),
    reason: z.string().min(1).max(100).default('fraudulent'),
  }),
  z.strictObject({ status: z.literal('WON') }),
  z.strictObject({ status: z.literal('LOST') }),
]);

/** Later moments are longer strings, which would sort before it. */
const LAST_MOMENT = '9000-01-01T00:00:00.000Z';

const webhooksBody = z.strictObject({ url: z.url({ protocol: /^https?$/ }).nullable() });

/** What only a sandbox has: its misbehaviour, clock and whole book, in the hands of a test. Never misbehaves. */
export function controlRoutes(app: FastifyInstance, service: SandboxService, baseUrl: () => string): void {
  const misbehaviour = () => ({ ...service.misbehaviour.setting, counts: service.misbehaviour.counts });
  const clock = () => ({ now: service.clock.now(), rate: service.clock.anchor.rate });

  app.get('/control/misbehaviour', misbehaviour);
  app.put('/control/misbehaviour', async (request) => {
    await service.setMisbehaviour(parse(misbehaviourSchema, request.body));
    return misbehaviour();
  });

  app.get('/control/clock', clock);
  app.put('/control/clock', async (request) => {
    const setting = parse(clockSettingSchema, request.body);
    if (plusMs(service.clock.now(), setting.advance_ms ?? 0) > LAST_MOMENT) {
      throw new BadInput('bad-input', `The clock goes no further than ${LAST_MOMENT}.`);
    }
    await service.setClock(setting);
    return clock();
  });

  app.get('/control/webhooks', () => ({ url: service.webhookUrl }));
  app.put('/control/webhooks', async (request) => {
    await service.setWebhookUrl(parse(webhooksBody, request.body).url);
    return { url: service.webhookUrl };
  });

  app.get('/control/book', () =>
    service.ask((book) => ({
      sums: Object.fromEntries(
        [...book.sums()].map(([currency, sum]) => [
          currency,
          {
            captured_minor: sum.capturedMinor,
            refunded_minor: sum.refundedMinor,
            disputed_minor: sum.disputedMinor,
          },
        ]),
      ),
      lines: book.allLines.map(lineJson),
      payments: [...book.allPayments].map((payment) => paymentJson(payment, baseUrl())),
    })),
  );

  app.post('/control/payments/:reference/chargeback', async (request, reply) => {
    const reference = referenceOf(request);
    const body = parse(chargebackBody, request.body);
    const order =
      body.status === 'OPEN' ? { ...body, amountMinor: body.amount_minor } : { status: body.status };
    const answer = await service.ask((book, now) => book.chargeback(reference, order, now));
    if (answer.ok) return paymentJson(answer.payment, baseUrl());
    return reply.code(statusOf(answer.code)).send(errorBody(answer.code, 'That cannot be disputed.'));
  });
}
