import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asId, type RefundId } from '../../domain/kernel/ids';
import type { GatewayStatus } from '../../domain/payment/gateway-payment';
import { attempt, PaymentDesk } from '../../../test/support/payment-desk';
import { inr, type Call, type Trouble } from '../../../test/support/scripted-gateway';

const first = attempt(1);

type Act =
  | { readonly do: 'trouble'; readonly call: Call; readonly trouble: Trouble }
  | { readonly do: 'payer'; readonly status: GatewayStatus }
  | { readonly do: 'refunds-end'; readonly status: 'SETTLED' | 'FAILED' }
  | { readonly do: 'capture' | 'void' | 'expire' | 'sync' | 'syncs-at-once' }
  | { readonly do: 'refund'; readonly cause: number };

const acts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom<Call>('find', 'open', 'capture', 'void', 'refund'),
        fc.constantFrom<Trouble>('unavailable', 'lost-request', 'lost-answer'),
      )
      .map(([call, trouble]): Act => ({ do: 'trouble', call, trouble })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Act>(
      { do: 'payer', status: 'AUTHORIZED' },
      { do: 'payer', status: 'AUTHORIZED' },
      { do: 'payer', status: 'CAPTURED' },
      { do: 'payer', status: 'FAILED' },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Act>(
      { do: 'capture' },
      { do: 'capture' },
      { do: 'void' },
      { do: 'expire' },
      { do: 'refund', cause: 1 },
      { do: 'refund', cause: 2 },
      { do: 'refunds-end', status: 'SETTLED' },
      { do: 'refunds-end', status: 'FAILED' },
    ),
  },
  { weight: 5, arbitrary: fc.constant<Act>({ do: 'sync' }) },
  { weight: 2, arbitrary: fc.constant<Act>({ do: 'syncs-at-once' }) },
);

/** Where money at the gateway can go: collected money stays, and what was never opened nobody can pay. */
function payerBecomes(desk: PaymentDesk, status: GatewayStatus): void {
  const held = desk.gateway.payments.get(first)?.status;
  if (held === undefined || held === 'CAPTURED') return;
  if (held === 'CANCELLED' && status !== 'CAPTURED') return;
  desk.gateway.become(first, status);
}

async function take(desk: PaymentDesk, act: Act): Promise<void> {
  const { gateway } = desk;
  /** Refused or not: that is for the payment to say. */
  const ask = (command: Parameters<PaymentDesk['pay']>[1]) => desk.pay(first, command).catch(() => undefined);
  switch (act.do) {
    case 'trouble':
      gateway.expect(act.call, act.trouble);
      return;
    case 'payer':
      payerBecomes(desk, act.status);
      return;
    case 'refunds-end':
      gateway.endRefunds(first, act.status);
      return;
    case 'capture':
      return ask({ type: 'RequestCapture' });
    case 'void':
      return ask({ type: 'RequestVoid', reason: 'order-closed' });
    case 'expire':
      return desk.time.advance(5 * 60_000);
    case 'refund': {
      const refundId = asId<RefundId>(`refund-${act.cause}`);
      const [amount, cause] = [inr(act.cause * 1_000), `cause-${act.cause}`];
      return ask({ type: 'RequestRefund', refundId, amount, cause, chargeTo: null, lines: [], by: 'system' });
    }
    case 'sync':
      gateway.asked.length = 0;
      return syncAlone(desk);
    case 'syncs-at-once':
      await Promise.all([desk.sync(), desk.beside().sync(), desk.sync()]);
  }
}

/** A program that is alone at it, and that does not know what became of a call, asks before it calls again. */
async function syncAlone(desk: PaymentDesk): Promise<void> {
  const isInDoubt = (await desk.types()).at(-1) === 'PaymentOutcomeUnknown';
  await desk.sync();
  const [call] = desk.gateway.asked;
  assert(!isInDoubt || call === undefined || call === 'find', `${call} without a question`);
}

/** Tiffin and the gateway agree, and nothing that was decided is left undone. */
async function checkInLine(desk: PaymentDesk): Promise<void> {
  const known = await desk.online();
  const held = desk.gateway.payments.get(first);
  if (held === undefined) {
    assert(known.status === 'FAILED', `${known.status}, and not at the gateway`);
    return;
  }
  const statuses = { OPEN: 'ACTION_REQUIRED', CANCELLED: 'VOIDED' } as const;
  const status = held.status === 'OPEN' || held.status === 'CANCELLED' ? statuses[held.status] : held.status;
  // A payment that was given up before Tiffin knew of it stays so as long as nobody pays.
  if (!(known.status === 'FAILED' && held.status === 'OPEN')) assert.equal(known.status, status);
  if (held.status === 'AUTHORIZED') assert(!known.captureRequested && !known.voidRequested, 'left undone');
  if (held.status === 'OPEN') assert(!known.voidRequested, 'left open');

  const references = held.refunds.map(({ reference }) => reference);
  assert.equal(new Set(references).size, references.length, 'a refund was made twice');
  assert.deepEqual(references.toSorted(), [...known.refunds.keys()].toSorted());
  for (const { reference, status: end } of held.refunds) {
    assert.equal(known.refunds.get(reference!)?.status, end === 'PENDING' ? 'SUBMITTED' : end);
  }
}

describe('syncs, whatever the gateway answers or does not, alone and at once', () => {
  it('end with Tiffin and the gateway in line, ask before they do again, and move no money twice', () =>
    fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 3, maxLength: 25, size: 'max' }), async (all) => {
        const desk = new PaymentDesk();
        await desk.begin();
        for (const act of all) await take(desk, act);

        desk.gateway.forget();
        for (let i = 0; i < 3; i += 1) await desk.sync();
        await checkInLine(desk);
      }),
      { numRuns: 1_000 },
    ));
});
