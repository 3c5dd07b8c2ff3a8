import type { CourierId, CustomerId, PaymentId, RestaurantId } from '../kernel/ids';
import { money, share, subtract, type Money } from '../kernel/money';
import type { FaultParty } from '../order/cancellation-fee';
import type { Bill } from '../order/order-lines';
import type { GatewayName } from '../payment/gateway-payment';
import type { Closing } from '../refunds/closing';
import type { Account, Entry, JournalKind } from './accounts';
import type { Journal } from './ledger';

/** The rules below. Stands in every journal; a change of the rules gets a new number. */
export const BOOKING_POLICY = 'booking/1';

/** 20 % of the subtotal, in basis points: what Tiffin earns on the food. */
const COMMISSION_SHARE = 2_000;

/** 80 % of the delivery fee, in basis points: what the courier earns on it. */
const COURIER_SHARE = 8_000;

/** What is booked; of which event, and when, is added by whoever posts it. */
export type Booking = Omit<Journal, 'cause' | 'orderId' | 'at'>;

/** Between whom an order is settled. */
export interface Parties {
  readonly customerId: CustomerId;
  readonly restaurantId: RestaurantId;
  /** Who brought the order; null when nobody did. */
  readonly courierId: CourierId | null;
}

const debit = (account: Account, party: string | null, amount: Money): Entry => ({ account, party, amount });

const credit = (account: Account, party: string | null, { minor, currency }: Money): Entry => ({
  account,
  party,
  amount: money(-minor, currency),
});

/** Null when nothing is left of it: an entry of zero says nothing. */
function booking(kind: JournalKind, paymentId: PaymentId | null, all: readonly Entry[]): Booking | null {
  const entries = all.filter(({ amount }) => amount.minor !== 0);
  return entries.length === 0 ? null : { kind, paymentId, entries, policyVersion: BOOKING_POLICY };
}

/** The same entries with their sides exchanged. */
const reversed = (entries: readonly Entry[]): readonly Entry[] =>
  entries.map(({ account, party, amount }) => credit(account, party, amount));

/** Money came in at a gateway: it is held for the customer. */
export const bookCapture = (
  paymentId: PaymentId,
  gateway: GatewayName,
  { customerId }: Parties,
  amount: Money,
): Booking | null =>
  booking('capture', paymentId, [
    debit('psp_clearing', gateway, amount),
    credit('customer', customerId, amount),
  ]);

/** A courier took cash at the door. What was short of the total stays owed by the customer. */
export const bookCash = (
  paymentId: PaymentId,
  courierId: CourierId,
  { customerId }: Parties,
  amount: Money,
): Booking | null =>
  booking('cash-collected', paymentId, [
    debit('partner_cash_float', courierId, amount),
    credit('customer', customerId, amount),
  ]);

/** What a courier earns for bringing an order. */
export const courierFeeOf = ({ deliveryFeeMinor, currency }: Bill): Money =>
  share(money(deliveryFeeMinor, currency), COURIER_SHARE);

/** The order was delivered, or counts as sold: the customer owes the total, and everybody has earned their part. */
export function bookSale({ customerId, restaurantId, courierId }: Parties, bill: Bill): Booking | null {
  const amount = (minor: number): Money => money(minor, bill.currency);
  const subtotal = amount(bill.subtotalMinor);
  const commission = share(subtotal, COMMISSION_SHARE);
  const deliveryFee = amount(bill.deliveryFeeMinor);
  const forCourier = courierId === null ? amount(0) : courierFeeOf(bill);
  return booking('sale', null, [
    debit('customer', customerId, amount(bill.totalMinor)),
    debit('promo_expense', 'platform', amount(bill.discountMinor)),
    credit('restaurant_payable', restaurantId, subtract(subtotal, commission)),
    credit('revenue_commission', null, commission),
    credit('tax_payable', null, amount(bill.taxMinor)),
    credit('partner_payable', courierId, forCourier),
    credit('revenue_delivery', null, subtract(deliveryFee, forCourier)),
    credit('revenue_platform', null, amount(bill.platformFeeMinor)),
  ]);
}

function closingEntries(
  { customerId, restaurantId }: Parties,
  bill: Bill,
  closing: Closing,
): readonly Entry[] {
  const { compensationMinor, borneBy } = closing;
  const amount = money(compensationMinor, bill.currency);
  const payer =
    borneBy === 'customer' ? debit('customer', customerId, amount) : debit('refund_expense', borneBy, amount);
  return [payer, credit('restaurant_payable', restaurantId, amount)];
}

/** What a restaurant gets for an order that was cancelled, from the customer's fee or from whoever was at fault. */
export const bookCancellation = (parties: Parties, bill: Bill, closing: Closing): Booking | null =>
  booking('cancellation', null, closingEntries(parties, bill, closing));

/** A cancellation was taken back. */
export const bookRestored = (parties: Parties, bill: Bill, closing: Closing): Booking | null =>
  booking('cancellation', null, reversed(closingEntries(parties, bill, closing)));

/** The food could not be brought: it is sold all the same, or the restaurant is paid for it. */
export const bookUndeliverable = (parties: Parties, bill: Bill, closing: Closing): Booking | null =>
  closing.sold
    ? bookSale(parties, bill)
    : booking('compensation', null, closingEntries(parties, bill, closing));

/** Money went back to the customer. */
export const bookRefund = (
  paymentId: PaymentId,
  gateway: GatewayName,
  { customerId }: Parties,
  amount: Money,
): Booking | null =>
  booking('refund', paymentId, [
    debit('customer', customerId, amount),
    credit('psp_clearing', gateway, amount),
  ]);

/** On whose account a compensation goes: those who are paid for the sale get less, for all others Tiffin pays. */
function chargedTo({ restaurantId, courierId }: Parties, party: FaultParty, amount: Money): Entry {
  if (party === 'restaurant') return debit('restaurant_payable', restaurantId, amount);
  if (party === 'courier' && courierId !== null) return debit('partner_payable', courierId, amount);
  return debit('refund_expense', party === 'courier' ? party : 'platform', amount);
}

const compensationEntries = (parties: Parties, chargeTo: FaultParty, amount: Money): readonly Entry[] => [
  chargedTo(parties, chargeTo, amount),
  credit('customer', parties.customerId, amount),
];

/** The sale stands, and the customer is to get something back for what went wrong. */
export const bookCompensation = (parties: Parties, chargeTo: FaultParty, amount: Money): Booking | null =>
  booking('compensation', null, compensationEntries(parties, chargeTo, amount));

/** The refund of a compensation failed. */
export const bookCompensationFailed = (
  parties: Parties,
  chargeTo: FaultParty,
  amount: Money,
): Booking | null => booking('compensation', null, reversed(compensationEntries(parties, chargeTo, amount)));

const disputeEntries = (gateway: GatewayName, amount: Money): readonly Entry[] => [
  debit('disputed', gateway, amount),
  credit('psp_clearing', gateway, amount),
];

/** The payer's bank took the money back for as long as the dispute is open. */
export const bookChargeback = (paymentId: PaymentId, gateway: GatewayName, amount: Money): Booking | null =>
  booking('chargeback-opened', paymentId, disputeEntries(gateway, amount));

export const bookChargebackWon = (
  paymentId: PaymentId,
  gateway: GatewayName,
  amount: Money,
): Booking | null => booking('chargeback-won', paymentId, reversed(disputeEntries(gateway, amount)));

/** The money is gone for good. */
export const bookChargebackLost = (
  paymentId: PaymentId,
  gateway: GatewayName,
  amount: Money,
): Booking | null =>
  booking('chargeback-lost', paymentId, [
    debit('refund_expense', 'platform', amount),
    credit('disputed', gateway, amount),
  ]);
