import type { Bill, OrderLine } from '../../../../domain/order/order-lines';
import type { Currency } from '../../../../domain/kernel/money';
import { decimal } from '../support/wire-money';

/** A bill as clients read it: decimals to show, integers to count with. */
export const billDto = (bill: Bill) => ({
  currency: bill.currency,
  subtotal: decimal(bill.subtotalMinor, bill.currency),
  subtotal_minor: bill.subtotalMinor,
  taxes: decimal(bill.taxMinor, bill.currency),
  taxes_minor: bill.taxMinor,
  delivery_fee: decimal(bill.deliveryFeeMinor, bill.currency),
  delivery_fee_minor: bill.deliveryFeeMinor,
  platform_fee: decimal(bill.platformFeeMinor, bill.currency),
  platform_fee_minor: bill.platformFeeMinor,
  discount: decimal(bill.discountMinor, bill.currency),
  discount_minor: bill.discountMinor,
  total_amount: decimal(bill.totalMinor, bill.currency),
  total_amount_minor: bill.totalMinor,
});

export const lineDto = (line: OrderLine, currency: Currency) => ({
  line_id: line.lineId,
  item_id: line.itemId,
  name: line.name,
  quantity: line.quantity,
  price: decimal(line.unitMinor, currency),
  price_minor: line.unitMinor,
  customizations: line.options.map(({ group, label, priceMinor }) => ({
    group,
    label,
    price: decimal(priceMinor, currency),
    price_minor: priceMinor,
  })),
  total: decimal(line.totalMinor, currency),
  total_minor: line.totalMinor,
});
