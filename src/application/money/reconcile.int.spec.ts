import { MoneyWorld } from '../../../test/support/money-world';
import { plusMinutes } from '../../domain/kernel/instant';
import { rupees } from '../../domain/payment/payment.fixtures';
import { explain } from '../../domain/reconciliation/breaks';
import { ledgerEntries } from '../../projections/ledger-entries/ledger-entries';
import { payments } from '../../projections/payments/payments';
import type { AnyProjection } from '../../projections/projection';
import { appendEvents } from '../../projections/projection.fixtures';
import { ledgerAggregate, paymentAggregate } from '../aggregates';

let world: MoneyWorld;

beforeEach(async () => {
  // Books have many pages.
  world = await MoneyWorld.open(2);
});

afterEach(async () => {
  await world.close();
  expect(world.failures).toEqual([]);
});

const captured = (atGateway: number, elsewhere: number) => ({
  ...{ gateway: 'sandbox', movement: 'capture', currency: 'INR' },
  ...{ gatewayMinor: atGateway, ledgerMinor: elsewhere, viewMinor: elsewhere },
});

/** Rows of the live generation of a read model, taken away. */
async function loseRows(model: AnyProjection, paymentId: string): Promise<void> {
  const { table } = await world.parts.generations.live(model);
  const { rowCount } = await world.parts.database.query({
    text: `DELETE FROM ${table.name} WHERE payment_id = $1`,
    values: [paymentId],
  });
  expect(rowCount).toBeGreaterThan(0);
}

describe('comparing the books', () => {
  it('finds them equal, without asking the gateway for what its book shows', async () => {
    const [first] = [await world.paid(), await world.paid(), await world.paid()];
    await world.refund(first);
    await world.later();
    const run = await world.reconcile();
    expect(run).toMatchObject({
      state: 'equal',
      openBreaks: 0,
      sums: [
        captured(85_500, 85_500),
        { movement: 'refund', gatewayMinor: -8_500, ledgerMinor: -8_500, viewMinor: -8_500 },
      ],
      counts: { lines: 4, payments: 3, looked: 0, healed: 0, waiting: 0, unanswered: 0 },
    });
    expect(await world.breaks()).toEqual([]);
    const { rows } = await world.parts.database.query('SELECT FROM recon_lines');
    expect(rows).toHaveLength(0);
  });

  it('brings a payment in line whose webhook never came', async () => {
    const { paymentId } = await world.begin();
    await world.payAtGateway(paymentId);
    await world.later();
    expect(await world.reconcile()).toMatchObject({
      state: 'equal',
      sums: [captured(28_500, 0)],
      counts: { healed: 1 },
    });
    const { state } = await world.parts.loader.fresh(paymentAggregate, paymentId);
    expect(state).toMatchObject({ status: 'CAPTURED', captured: rupees(285) });
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'equal', counts: { looked: 0, healed: 0 } });
  });

  it('says what it would bring in line, when it is not to', async () => {
    const { paymentId } = await world.begin();
    await world.payAtGateway(paymentId);
    await world.later();
    expect(await world.reconcile({ heal: false })).toMatchObject({ state: 'breaks', counts: { healed: 0 } });
    expect(await world.breaks()).toMatchObject([
      { kind: 'missing-here', subject: paymentId, heal: 'sync', gatewayMinor: 28_500, ledgerMinor: 0 },
    ]);
    expect(await world.reconcile()).toMatchObject({ counts: { healed: 1 } });
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'equal' });
    expect(await world.breaks(false)).toMatchObject([{ resolvedAt: expect.any(String) as string }]);
  });

  it('waits for money that moved a moment ago', async () => {
    const { paymentId } = await world.begin();
    await world.payAtGateway(paymentId);
    expect(await world.reconcile()).toMatchObject({
      state: 'equal',
      counts: { looked: 1, waiting: 1, healed: 0 },
    });
    const { state } = await world.parts.loader.fresh(paymentAggregate, paymentId);
    expect(state).toMatchObject({ status: 'ACTION_REQUIRED' });
  });

  it('lists a payment whose record has another amount than its gateway', async () => {
    const { paymentId } = await world.begin();
    await world.payAtGateway(paymentId);
    await world.append(paymentId, {
      ...{ type: 'PaymentCaptured', gatewayPaymentId: `pay_${paymentId}`, amount: rupees(2), late: false },
      at: world.parts.businessClock.now(),
    });
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'breaks', counts: { healed: 0 } });
    const breaks = await world.breaks();
    expect(breaks).toMatchObject([
      {
        ...{ kind: 'amount-differs', subject: paymentId, heal: 'staff' },
        ...{ gatewayMinor: 28_500, ledgerMinor: 200, viewMinor: 200 },
      },
    ]);
    expect(breaks[0]!.explanation).toBe(explain(breaks[0]!));
    expect(breaks[0]!.explanation).toContain('INR 285.00');
  });

  it('lists a refund that was made at the gateway itself, once, for as long as it stands', async () => {
    const begun = await world.paid();
    await world.refund(begun);
    await world.refundAtGateway(begun, 'made-by-hand');
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'breaks', openBreaks: 1 });
    const first = await world.breaks();
    expect(first).toMatchObject([
      {
        ...{ kind: 'refund-unknown', subject: begun.paymentId, reference: 'made-by-hand', heal: 'staff' },
        ...{ gatewayMinor: -5_000, ledgerMinor: 0, viewMinor: 0 },
      },
    ]);
    await world.later();
    const now = world.parts.businessClock.now();
    expect(await world.reconcile({ from: plusMinutes(now, -1), to: now })).toMatchObject({ openBreaks: 1 });
    const again = await world.breaks();
    expect(again).toMatchObject([{ id: first[0]!.id, firstSeenAt: first[0]!.firstSeenAt }]);
    expect(again[0]!.lastSeenAt > first[0]!.lastSeenAt).toBe(true);
  });

  it('lists money that the gateway has under a name that Tiffin never gave', async () => {
    await world.gateway.call('POST', '/v1/payments', {
      ...{ reference: 'never-given', order_id: 'nobody', amount_minor: 700, currency: 'INR', method: 'UPI' },
      ...{ capture: 'automatic', return_url: 'http://127.0.0.1/' },
      expires_at: plusMinutes(world.parts.businessClock.now(), 15),
    });
    await world.payAtGateway('never-given');
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'breaks', counts: { healed: 0 } });
    expect(await world.breaks()).toMatchObject([
      { kind: 'missing-here', subject: 'never-given', heal: 'staff', gatewayMinor: 700, viewMinor: 0 },
    ]);
  });

  it('lists money that Tiffin recorded and the gateway never had', async () => {
    const { paymentId } = await world.begin({ isOpened: false });
    await world.append(paymentId, {
      ...{ type: 'PaymentCaptured', gatewayPaymentId: 'made-up', amount: rupees(285), late: false },
      at: world.parts.businessClock.now(),
    });
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'breaks', counts: { lines: 0, payments: 1 } });
    expect(await world.breaks()).toMatchObject([
      { kind: 'missing-at-gateway', heal: 'staff', gatewayMinor: 0, ledgerMinor: 28_500, viewMinor: 28_500 },
    ]);
  });

  it('lists what the ledger has not booked', async () => {
    // The books of an order begin when it is placed.
    const { paymentId } = await world.paid({ isPlaced: false });
    await world.later();
    await world.reconcile();
    expect(await world.breaks()).toMatchObject([
      { kind: 'not-booked', subject: paymentId, gatewayMinor: 28_500, ledgerMinor: 0, viewMinor: 28_500 },
    ]);
    // The view of orders cannot make anything of it either.
    expect(world.failures.splice(0)).toHaveLength(1);
  });

  it('lists what the ledger has booked without a cause', async () => {
    const { orderId, paymentId } = await world.paid();
    await world.later();
    await appendEvents(world.parts.eventStore, ledgerAggregate, orderId, [
      {
        ...{ type: 'JournalPosted', cause: 'made-up', kind: 'refund', orderId, paymentId },
        entries: [
          { account: 'customer', party: 'customer-1', amount: rupees(10) },
          { account: 'psp_clearing', party: 'sandbox', amount: rupees(-10) },
        ],
        ...{ policyVersion: 'booking/1', at: world.parts.businessClock.now() },
      },
    ]);
    await world.later();
    await world.reconcile();
    expect(await world.breaks()).toMatchObject([
      { kind: 'booked-differently', movement: 'refund', gatewayMinor: 0, ledgerMinor: -1_000, viewMinor: 0 },
    ]);
  });

  it.each<AnyProjection>([payments, ledgerEntries])(
    'tells when rows of the read model $name are lost',
    async (model) => {
      const { paymentId } = await world.paid();
      await world.paid();
      await world.later();
      await loseRows(model, paymentId);
      expect(await world.reconcile()).toMatchObject({ state: 'breaks', openBreaks: 1 });
      expect(await world.breaks()).toMatchObject([
        {
          ...{ kind: 'view-differs', view: model.name, subject: paymentId, heal: 'staff' },
          ...{ gatewayMinor: 28_500, ledgerMinor: 28_500, viewMinor: 0 },
        },
      ]);
    },
  );

  it('does not mistake a refund for a break whose payment was captured before the period', async () => {
    const begun = await world.paid();
    await world.later();
    await world.parts.businessClock.set({ to: { advanceMs: 2 * 60 * 60_000 } });
    const since = world.parts.businessClock.now();
    await world.gateway.call('PUT', '/control/clock', { advance_ms: 130 * 60_000 });
    await world.refund(begun);
    await world.later();
    expect(await world.reconcile({ from: since })).toMatchObject({
      state: 'equal',
      sums: [{ movement: 'refund', gatewayMinor: -8_500, ledgerMinor: -8_500, viewMinor: -8_500 }],
    });
  });

  it('follows a chargeback until it is won', async () => {
    const { paymentId } = await world.paid();
    const dispute = (body: object) =>
      world.gateway.call('POST', `/control/payments/${paymentId}/chargeback`, body);
    await dispute({ status: 'OPEN', amount_minor: 10_000 });
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'equal', counts: { healed: 1 } });
    await world.later();
    expect(await world.reconcile()).toMatchObject({
      state: 'equal',
      sums: [
        captured(28_500, 28_500),
        { movement: 'chargeback', gatewayMinor: -10_000, ledgerMinor: -10_000 },
      ],
    });
    await dispute({ status: 'WON' });
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'equal', counts: { healed: 1 } });
    await world.later();
    expect(await world.reconcile()).toMatchObject({ state: 'equal', counts: { healed: 0, waiting: 0 } });
  });

  it('declares nothing broken while the gateway cannot be asked', async () => {
    const begun = await world.paid();
    await world.refundAtGateway(begun, 'made-by-hand');
    await world.later();
    await world.reconcile();
    const before = await world.breaks();
    expect(before).toHaveLength(1);
    await world.begin({ isOpened: false });
    await world.gateway.stop();
    expect(await world.reconcile()).toMatchObject({
      state: 'incomplete',
      unreachable: [{ gateway: 'sandbox', cause: 'ECONNREFUSED' }],
      sums: [],
    });
    expect(await world.breaks()).toEqual(before);
  });

  it('is made by one at a time', async () => {
    await world.paid();
    const to = world.parts.businessClock.now();
    const request = { kind: 'asked', askedBy: 'test', heal: true, from: plusMinutes(to, -60), to } as const;
    const all = await Promise.all([1, 2, 3].map(() => world.parts.reconcile.run(request)));
    expect(all.map(({ kind }) => kind).sort()).toEqual(['busy', 'busy', 'done']);
    expect(await world.parts.reconcile.run(request)).toMatchObject({ kind: 'done' });
  });

  it('gives up when it is told to stop', async () => {
    await world.paid();
    const to = world.parts.businessClock.now();
    const request = { kind: 'recent', askedBy: 'test', heal: true, from: plusMinutes(to, -60), to } as const;
    const { reconcile, reconciliations } = world.parts;
    expect(await reconcile.run(request, { signal: AbortSignal.abort() })).toEqual({ kind: 'busy' });
    expect(await reconciliations.runs(5)).toMatchObject([{ state: 'given-up' }]);
    expect(await reconciliations.latest('recent')).toBeNull();
  });
});
