import { ZodError } from 'zod';
import { aPlaceOrder, historyTo, minutesAfterNoon } from '../../src/domain/order/order.fixtures';
import { UnknownEventError } from './codec';
import { orderCodec } from './order.codec';

/** The data of a sound cancellation, with one thing changed. */
function cancelled(change: object): string {
  return JSON.stringify({
    by: 'customer',
    fault: 'customer',
    stage: 'READY',
    fee: { minor: 100, currency: 'INR' },
    policyVersion: 'cancellation-fee/1',
    reason: 'changed-mind',
    at: '2026-03-14T12:00:00.000Z',
    ...change,
  });
}

describe('the stored form of an order', () => {
  const at = minutesAfterNoon(0);
  const [placed] = historyTo('PENDING');

  it('is the data without the type, in the order of the schema', () => {
    expect(orderCodec.encode({ at, status: 'READY', type: 'OrderRestored' })).toEqual({
      type: 'OrderRestored',
      schema: 1,
      data: '{"status":"READY","at":"2026-03-14T12:00:00.000Z"}',
    });
  });

  it('names what is absent as null', () => {
    expect(JSON.parse(orderCodec.encode(placed!).data)).toMatchObject({ instructions: null });
  });

  it('holds nothing but what is registered', () => {
    const withMore = { ...aPlaceOrder(), type: 'OrderPlaced', street: '12 MG Road' } as const;
    expect(orderCodec.encode(withMore).data).not.toContain('MG Road');
  });

  it.each([
    ['a field is missing', 'OrderPlaced', '{}'],
    ['a time is not an instant', 'OrderCompleted', '{"at":"yesterday"}'],
    ['an amount is a fraction', 'OrderCancelled', cancelled({ fee: { minor: 0.5, currency: 'INR' } })],
    ['a currency is unknown', 'OrderCancelled', cancelled({ fee: { minor: 5, currency: 'XXX' } })],
    ['an order is cancelled after the handover', 'OrderCancelled', cancelled({ stage: 'PICKED_UP' })],
    ['a proof is of no known kind', 'OrderDelivered', `{"proof":{"kind":"smile"},"at":"${at}"}`],
  ])('is refused when %s', (_, type, data) => {
    expect(() => orderCodec.decode(type, 1, data)).toThrow(ZodError);
  });

  it('is refused under a name or a version that nobody wrote', () => {
    expect(() => orderCodec.decode('OrderTeleported', 1, '{}')).toThrow(UnknownEventError);
    expect(() => orderCodec.decode('OrderCompleted', 2, `{"at":"${at}"}`)).toThrow(UnknownEventError);
  });

  it('of a cancellation is accepted as the cases above change it from', () => {
    expect(orderCodec.decode('OrderCancelled', 1, cancelled({}))).toMatchObject({ stage: 'READY' });
  });
});
