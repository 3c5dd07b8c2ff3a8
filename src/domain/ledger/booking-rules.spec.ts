import { asId, type CourierId, type CustomerId, type PaymentId, type RestaurantId } from '../kernel/ids';
import { money } from '../kernel/money';
import { aPlaceOrder } from '../order/order.fixtures';
import type { Bill } from '../order/order-lines';
import type { Closing } from '../refunds/closing';
import {
  bookCancellation,
  bookCapture,
  bookCash,
  bookChargeback,
  bookChargebackLost,
  bookChargebackWon,
  bookCompensation,
  bookCompensationFailed,
  bookRefund,
  bookRestored,
  bookSale,
  bookUndeliverable,
  type Booking,
  type Parties,
} from './booking-rules';

const paymentId = asId<PaymentId>('payment-1');
const asha = asId<CourierId>('asha');
const parties: Parties = {
  customerId: asId<CustomerId>('mira'),
  restaurantId: asId<RestaurantId>('udupi'),
  courierId: asha,
};
const alone: Parties = { ...parties, courierId: null };

// Food 260.00, tax 12.00, delivery 28.00, platform 5.00, discount 20.00: total 285.00.
const { bill } = aPlaceOrder();
const odd: Bill = {
  currency: 'JPY',
  ...{ subtotalMinor: 1_003, taxMinor: 49, deliveryFeeMinor: 303, platformFeeMinor: 50, discountMinor: 27 },
  totalMinor: 1_378,
};
const gift: Bill = { ...bill, discountMinor: 30_500, totalMinor: 0 };

const inr = (minor: number) => money(minor, 'INR');
const closing = (overrides: Partial<Closing>): Closing => ({
  ...{ keepMinor: 0, sold: false, compensationMinor: 0, borneBy: 'platform' },
  ...overrides,
});
const feeOf = (minor: number) => closing({ keepMinor: minor, compensationMinor: minor, borneBy: 'customer' });

/** A journal as a bookkeeper writes it: debits, then credits. */
const written = (booking: Booking | null): readonly string[] =>
  (booking?.entries ?? []).map(({ account, party, amount }) => {
    const name = party === null ? account : `${account}[${party}]`;
    return amount.minor > 0 ? `Dr ${name} ${amount.minor}` : `Cr ${name} ${-amount.minor}`;
  });

const cases: readonly (readonly [string, Booking | null, string, readonly string[]])[] = [
  [
    'a capture',
    bookCapture(paymentId, 'stripe', parties, inr(28_500)),
    'capture',
    ['Dr psp_clearing[stripe] 28500', 'Cr customer[mira] 28500'],
  ],
  [
    'cash at the door',
    bookCash(paymentId, asha, parties, inr(28_000)),
    'cash-collected',
    ['Dr partner_cash_float[asha] 28000', 'Cr customer[mira] 28000'],
  ],
  [
    'a sale',
    bookSale(parties, bill),
    'sale',
    [
      'Dr customer[mira] 28500',
      'Dr promo_expense[platform] 2000',
      'Cr restaurant_payable[udupi] 20800',
      'Cr revenue_commission 5200',
      'Cr tax_payable 1200',
      'Cr partner_payable[asha] 2240',
      'Cr revenue_delivery 560',
      'Cr revenue_platform 500',
    ],
  ],
  [
    'a sale whose shares are no whole numbers',
    bookSale(parties, odd),
    'sale',
    [
      'Dr customer[mira] 1378',
      'Dr promo_expense[platform] 27',
      'Cr restaurant_payable[udupi] 802',
      'Cr revenue_commission 201',
      'Cr tax_payable 49',
      'Cr partner_payable[asha] 242',
      'Cr revenue_delivery 61',
      'Cr revenue_platform 50',
    ],
  ],
  [
    'a sale that nobody brought',
    bookSale(alone, bill),
    'sale',
    [
      'Dr customer[mira] 28500',
      'Dr promo_expense[platform] 2000',
      'Cr restaurant_payable[udupi] 20800',
      'Cr revenue_commission 5200',
      'Cr tax_payable 1200',
      'Cr revenue_delivery 2800',
      'Cr revenue_platform 500',
    ],
  ],
  [
    'a sale for nothing',
    bookSale(parties, gift),
    'sale',
    [
      'Dr promo_expense[platform] 30500',
      'Cr restaurant_payable[udupi] 20800',
      'Cr revenue_commission 5200',
      'Cr tax_payable 1200',
      'Cr partner_payable[asha] 2240',
      'Cr revenue_delivery 560',
      'Cr revenue_platform 500',
    ],
  ],
  [
    'a cancellation for a fee',
    bookCancellation(parties, bill, feeOf(5_700)),
    'cancellation',
    ['Dr customer[mira] 5700', 'Cr restaurant_payable[udupi] 5700'],
  ],
  [
    'a cancellation by fault of the courier',
    bookCancellation(parties, bill, closing({ compensationMinor: 5_700, borneBy: 'courier' })),
    'cancellation',
    ['Dr refund_expense[courier] 5700', 'Cr restaurant_payable[udupi] 5700'],
  ],
  [
    'a cancellation that is taken back',
    bookRestored(parties, bill, feeOf(5_700)),
    'cancellation',
    ['Cr customer[mira] 5700', 'Dr restaurant_payable[udupi] 5700'],
  ],
  [
    'food that is lost',
    bookUndeliverable(parties, bill, closing({ compensationMinor: 24_000 })),
    'compensation',
    ['Dr refund_expense[platform] 24000', 'Cr restaurant_payable[udupi] 24000'],
  ],
  [
    'a refund',
    bookRefund(paymentId, 'razorpay', parties, inr(22_800)),
    'refund',
    ['Dr customer[mira] 22800', 'Cr psp_clearing[razorpay] 22800'],
  ],
  [
    "a compensation by the restaurant's fault",
    bookCompensation(parties, 'restaurant', inr(4_000)),
    'compensation',
    ['Dr restaurant_payable[udupi] 4000', 'Cr customer[mira] 4000'],
  ],
  [
    "a compensation by the courier's fault",
    bookCompensation(parties, 'courier', inr(4_000)),
    'compensation',
    ['Dr partner_payable[asha] 4000', 'Cr customer[mira] 4000'],
  ],
  [
    'a compensation by the fault of a courier who is not known',
    bookCompensation(alone, 'courier', inr(4_000)),
    'compensation',
    ['Dr refund_expense[courier] 4000', 'Cr customer[mira] 4000'],
  ],
  [
    "a compensation by Tiffin's fault",
    bookCompensation(parties, 'platform', inr(4_000)),
    'compensation',
    ['Dr refund_expense[platform] 4000', 'Cr customer[mira] 4000'],
  ],
  [
    'a compensation out of goodwill',
    bookCompensation(parties, 'customer', inr(4_000)),
    'compensation',
    ['Dr refund_expense[platform] 4000', 'Cr customer[mira] 4000'],
  ],
  [
    'a compensation whose refund failed',
    bookCompensationFailed(parties, 'restaurant', inr(4_000)),
    'compensation',
    ['Cr restaurant_payable[udupi] 4000', 'Dr customer[mira] 4000'],
  ],
  [
    'a chargeback',
    bookChargeback(paymentId, 'stripe', inr(28_500)),
    'chargeback-opened',
    ['Dr disputed[stripe] 28500', 'Cr psp_clearing[stripe] 28500'],
  ],
  [
    'a chargeback that is won',
    bookChargebackWon(paymentId, 'stripe', inr(28_500)),
    'chargeback-won',
    ['Cr disputed[stripe] 28500', 'Dr psp_clearing[stripe] 28500'],
  ],
  [
    'a chargeback that is lost',
    bookChargebackLost(paymentId, 'stripe', inr(28_500)),
    'chargeback-lost',
    ['Dr refund_expense[platform] 28500', 'Cr disputed[stripe] 28500'],
  ],
];

describe('what is booked', () => {
  it.each(cases)('of %s', (_, booking, kind, lines) => {
    expect(written(booking)).toEqual(lines);
    expect(booking).toMatchObject({ kind, policyVersion: 'booking/1' });
  });

  it.each(cases)('of %s balances', (_, booking) =>
    expect((booking?.entries ?? []).reduce((total, { amount }) => total + amount.minor, 0)).toBe(0),
  );

  it('of food that counts as sold is a sale', () => {
    const sold = closing({ keepMinor: bill.totalMinor, sold: true, borneBy: 'customer' });
    expect(bookUndeliverable(parties, bill, sold)).toEqual(bookSale(parties, bill));
  });

  it('names the payment whose money moved', () => {
    expect(bookRefund(paymentId, 'stripe', parties, inr(1))?.paymentId).toBe(paymentId);
    expect(bookSale(parties, bill)?.paymentId).toBeNull();
    expect(bookCompensation(parties, 'platform', inr(1))?.paymentId).toBeNull();
  });

  it('of what costs nothing is nothing', () => {
    expect(bookCancellation(parties, bill, feeOf(0))).toBeNull();
    expect(bookRestored(parties, bill, closing({}))).toBeNull();
    expect(bookCash(paymentId, asha, parties, inr(0))).toBeNull();
  });
});
