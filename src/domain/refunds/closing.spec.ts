import { CANCELLATION_STAGES, FAULT_PARTIES, type FaultParty } from '../order/cancellation-fee';
import { orderIn, aPlaceOrder, minutesAfterNoon, orderCommands } from '../order/order.fixtures';
import { order } from '../order/order';
import { closingOf, type Closing, type ClosingEvent } from './closing';

// Total 285.00, food (subtotal less discount) 240.00.
const { bill } = aPlaceOrder();
const at = minutesAfterNoon(30);

const cancelledAt = (stage: (typeof CANCELLATION_STAGES)[number], fault: FaultParty): ClosingEvent => {
  const decision = order.decide({ ...orderCommands.CancelOrder, fault, at }, orderIn(stage));
  const [event] = decision.ok ? decision.events : [];
  if (event?.type !== 'OrderCancelled') throw new Error('the order was not cancelled');
  return event;
};

const undeliverable = (reason: string): ClosingEvent => ({ type: 'OrderUndeliverable', reason, at });

const nothing: Omit<Closing, 'borneBy'> = { keepMinor: 0, sold: false, compensationMinor: 0 };

describe('an order that ends without a delivery', () => {
  it.each([
    ['PENDING', 0],
    ['CONFIRMED', 0],
    ['PREPARING', 5_700],
    ['READY', 24_000],
  ] as const)('cancelled by the customer while %s costs them %i, and the restaurant gets it', (stage, fee) =>
    expect(closingOf(cancelledAt(stage, 'customer'), bill)).toEqual({
      keepMinor: fee,
      sold: false,
      compensationMinor: fee,
      borneBy: 'customer',
    }),
  );

  it.each([
    ['PENDING', 0],
    ['CONFIRMED', 0],
    ['PREPARING', 5_700],
    ['READY', 24_000],
  ] as const)('cancelled while %s by fault of courier or platform costs that party %i', (stage, fee) => {
    for (const fault of ['courier', 'platform'] as const) {
      const closing = closingOf(cancelledAt(stage, fault), bill);
      expect(closing).toEqual({ ...nothing, compensationMinor: fee, borneBy: fault });
    }
  });

  it('costs nobody anything when the restaurant is to blame', () => {
    for (const stage of CANCELLATION_STAGES) {
      expect(closingOf(cancelledAt(stage, 'restaurant'), bill)).toEqual({
        ...nothing,
        borneBy: 'restaurant',
      });
    }
    const rejected: ClosingEvent = { type: 'OrderRejectedByRestaurant', reason: 'busy', itemIds: [], at };
    expect(closingOf(rejected, bill)).toEqual({ ...nothing, borneBy: 'restaurant' });
  });

  it('costs nobody anything when it was never paid', () =>
    expect(closingOf({ type: 'OrderExpired', at }, bill)).toEqual({ ...nothing, borneBy: 'customer' }));

  it.each(['customer-unreachable', 'customer-refused', 'wrong-address'])(
    'counts as sold when it is undeliverable because of: %s',
    (reason) =>
      expect(closingOf(undeliverable(reason), bill)).toEqual({
        keepMinor: 28_500,
        sold: true,
        compensationMinor: 0,
        borneBy: 'customer',
      }),
  );

  it.each([
    ['courier-accident', 'courier'],
    ['food-spilled', 'platform'],
    ['customer-unknown', 'platform'],
  ] as const)('has its food paid for when it is undeliverable because of: %s, by the %s', (reason, party) =>
    expect(closingOf(undeliverable(reason), bill)).toEqual({
      ...nothing,
      compensationMinor: 24_000,
      borneBy: party,
    }),
  );

  it('never costs anybody more than the total, nor the customer anything that is not their doing', () => {
    for (const stage of CANCELLATION_STAGES) {
      for (const fault of FAULT_PARTIES) {
        const { keepMinor, compensationMinor } = closingOf(cancelledAt(stage, fault), bill);
        expect(Math.max(keepMinor, compensationMinor)).toBeLessThanOrEqual(bill.totalMinor);
        if (fault !== 'customer') expect(keepMinor).toBe(0);
      }
    }
  });
});
