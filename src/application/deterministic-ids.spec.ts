import fc from 'fast-check';
import { asId, type CustomerId } from '../domain/kernel/ids';
import {
  commandIdFor,
  effectIdFor,
  fingerprintOf,
  orderIdFor,
  paymentIdFor,
  refundIdFor,
  uuidv5,
} from './deterministic-ids';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[58][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const customer = asId<CustomerId>('c-1');

describe('deterministic ids', () => {
  it('never change: stored ids depend on them', () => {
    expect(uuidv5('order', 'c-1', 'key')).toBe('06257d1f-0475-5460-95c6-07170be27deb');
    expect(orderIdFor(customer, 'key')).toBe('06257d1f-0475-5460-95c6-07170be27deb');
    expect(orderIdFor(customer, '01932c07-209e-7a31-8d4e-1d6f2f3a4b5c')).toBe(
      '01932c07-209e-8b9e-a180-45f6608216e7',
    );
  });

  it('give one payment to one attempt, and one refund to one cause', () => {
    const payment = paymentIdFor(asId('o-1'), 1);
    expect(payment).toBe('6846cc1b-3503-5980-9ea2-bd753b52e6e9');
    expect(paymentIdFor(asId('o-1'), 2)).not.toBe(payment);
    expect(refundIdFor(payment, 'order-cancelled')).toBe('4567503c-c3e9-5156-a906-28d1e5e6b5e5');
    expect(refundIdFor(payment, 'overpaid')).not.toBe(refundIdFor(payment, 'order-cancelled'));
  });

  it('are UUIDs, and differ wherever any part differs or the parts are cut elsewhere', () => {
    const part = fc.string({ maxLength: 6 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (a, b) => {
        expect(uuidv5(...a)).toMatch(UUID);
        expect(uuidv5(...a) === uuidv5(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 2000 },
    );
  });

  it('give one order to one key of one customer', () => {
    const other = asId<CustomerId>('c-2');
    expect(orderIdFor(customer, 'a')).toBe(orderIdFor(customer, 'a'));
    expect(orderIdFor(customer, 'a')).not.toBe(orderIdFor(other, 'a'));
    expect(orderIdFor(customer, 'a')).not.toBe(orderIdFor(customer, 'b'));
  });

  it('take the time of a key that is a UUIDv7, so that new orders sort last', () => {
    const early = orderIdFor(customer, '01932c07-209e-7a31-8d4e-1d6f2f3a4b5c');
    const late = orderIdFor(customer, '01932c08-0000-7000-8000-000000000000');
    expect(early.slice(0, 13)).toBe('01932c07-209e');
    expect(early).toMatch(UUID);
    expect(early < late).toBe(true);
  });

  it('keep commands apart by actor, operation, target and key, and effects by cause and step', () => {
    const base = commandIdFor('actor', 'AcceptOrder', 'o-1', 'k');
    expect(commandIdFor('other', 'AcceptOrder', 'o-1', 'k')).not.toBe(base);
    expect(commandIdFor('actor', 'RejectOrder', 'o-1', 'k')).not.toBe(base);
    expect(commandIdFor('actor', 'AcceptOrder', 'o-2', 'k')).not.toBe(base);
    expect(commandIdFor('actor', 'AcceptOrder', 'o-1', 'l')).not.toBe(base);
    expect(effectIdFor('e-1', 'confirm')).not.toBe(effectIdFor('e-1', 'expire'));
  });

  it('fingerprint a request by all that it says', () => {
    expect(fingerprintOf({ a: 1, b: null })).toBe(fingerprintOf({ a: 1, b: null }));
    expect(fingerprintOf({ a: 1, b: null })).not.toBe(fingerprintOf({ a: 1 }));
    expect(fingerprintOf(null)).toHaveLength(64);
  });
});
