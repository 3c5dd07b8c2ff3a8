import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PaymentGateway } from '../../application/ports/payment-gateway';
import { asId, type OrderId, type PaymentId, type RefundId } from '../../domain/kernel/ids';
import { money } from '../../domain/kernel/money';

const request = {
  reference: asId<PaymentId>(randomUUID()),
  orderId: asId<OrderId>(randomUUID()),
  amount: money(100, 'INR'),
  method: 'CARD',
  capture: 'manual',
  expiresAt: '2026-03-01T19:15:00.000Z',
  returnUrl: 'https://tiffin.example/return',
} as const;
const payment = { reference: request.reference, gatewayPaymentId: 'pay_1' };
const refund = { payment, reference: asId<RefundId>(randomUUID()), amount: money(100, 'INR') };

type Call = (gateway: PaymentGateway) => Promise<{ readonly kind: string }>;

const calls: readonly (readonly [string, Call])[] = [
  ['open', (gateway) => gateway.open(request)],
  ['find', (gateway) => gateway.find(payment)],
  ['capture', (gateway) => gateway.capture(payment)],
  ['void', (gateway) => gateway.void(payment)],
  ['refund', (gateway) => gateway.refund(refund)],
  ['book', (gateway) => gateway.book('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z', null)],
];

const replying =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, reply) => {
    reply.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };

/** More than any answer of a gateway is long. */
const FLOOD_BYTES = 64 * 1024 * 1024;

/**
 * What an adapter must make of a gateway that is spoken to over HTTP, whatever comes back.
 * @param connect makes the adapter for a base address; `timeoutMs` is how long it waits for an answer
 */
export function gatewayOverHttpContract(
  name: string,
  connect: (baseUrl: string, options: { readonly timeoutMs: number }) => PaymentGateway,
): void {
  describe(`PaymentGateway over HTTP: ${name}`, () => {
    let server: Server;
    let answer: RequestListener;
    let address: string;

    beforeAll(async () => {
      server = createServer((incoming, reply) => {
        reply.on('error', () => undefined);
        answer(incoming, reply);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });

    const ask = (call: Call, timeoutMs = 5_000) => call(connect(address, { timeoutMs }));

    describe.each(calls)('%s', (_, call) => {
      it('is unavailable when nobody listens', async () => {
        const closed = createServer().listen(0, '127.0.0.1');
        await once(closed, 'listening');
        const { port } = closed.address() as AddressInfo;
        closed.close();
        await once(closed, 'close');
        const gateway = connect(`http://127.0.0.1:${port}`, { timeoutMs: 5_000 });
        expect(await call(gateway)).toMatchObject({ kind: 'unavailable' });
      });

      it('is unknown when no answer comes in time', async () => {
        answer = () => undefined;
        expect(await ask(call, 50)).toMatchObject({ kind: 'unknown' });
      });

      it('is unknown when the answer starts and never ends', async () => {
        answer = (_incoming, reply) => {
          reply.writeHead(200, { 'content-type': 'application/json' }).write('{"');
        };
        expect(await ask(call, 50)).toMatchObject({ kind: 'unknown' });
      });

      it('is unknown when the connection breaks', async () => {
        let requests = 0;
        answer = (incoming) => {
          requests += 1;
          incoming.socket.destroy();
        };
        expect(await ask(call)).toMatchObject({ kind: 'unknown' });
        expect(requests).toBeGreaterThan(0);
      });

      it.each([500, 502, 503])('is unknown after a %d', async (status) => {
        answer = replying(status, '{"error":{"code":"BROKEN","description":"x"}}');
        expect(await ask(call)).toMatchObject({ kind: 'unknown' });
      });

      it.each([401, 403, 429])('is unavailable, and not refused, after a %d', async (status) => {
        answer = replying(status, '{"error":{"code":"BROKEN","description":"x"}}');
        expect(await ask(call)).toMatchObject({ kind: 'unavailable' });
      });

      it.each([
        ['no JSON', '<html>'],
        ['JSON that is cut off', '{"id":"pay_1"'],
        ['JSON of another shape', '{"id":1}'],
        ['nothing', ''],
        ['null', 'null'],
      ])('is unknown when the answer is %s', async (_what, body) => {
        answer = replying(200, body);
        expect(await ask(call)).toMatchObject({ kind: 'unknown' });
      });

      it('follows no redirect', async () => {
        const paths: (string | undefined)[] = [];
        answer = (incoming, reply) => {
          paths.push(incoming.url);
          replying(307, '', { location: `${address}/elsewhere` })(incoming, reply);
        };
        expect(await ask(call)).toMatchObject({ kind: 'unknown' });
        expect(paths).not.toEqual([]);
        expect(paths).not.toContain('/elsewhere');
      });

      it('reads no endless answer', async () => {
        let sent = 0;
        answer = (_incoming, reply) => {
          reply.writeHead(200, { 'content-type': 'application/json' });
          const block = Buffer.alloc(64 * 1024, 0x20);
          const more = (): void => {
            while (sent < FLOOD_BYTES && !reply.destroyed) {
              sent += block.length;
              if (!reply.write(block)) return void reply.once('drain', more);
            }
            reply.end();
          };
          more();
        };
        expect(await ask(call)).toMatchObject({ kind: 'unknown' });
        expect(sent).toBeLessThan(FLOOD_BYTES);
      });
    });
  });
}
