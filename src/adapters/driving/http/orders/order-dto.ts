import type { DeliveryCodes } from '../../../../application/ordering/delivery-codes';
import type { PostalAddress } from '../../../../application/customers/personal-data';
import type { Role } from '../../../../domain/kernel/actor';
import type { RestaurantDetails } from '../../../../domain/restaurant/restaurant';
import type { OrderViewRow } from '../../../../projections/order-view/order-view';
import { decimal } from '../support/wire-money';
import { billDto, lineDto } from './bill-dto';

/** Whether a role sees what was paid, by which payment, and what went back: kitchens and couriers do not. */
export const seesPayments = (role: Role): boolean => role !== 'restaurant' && role !== 'courier';

const paidDto = (row: OrderViewRow) => ({
  payment_id: row.payment_id,
  captured_amount: decimal(row.captured_minor, row.currency),
  captured_amount_minor: row.captured_minor,
  refunded_amount: decimal(row.refunded_minor, row.currency),
  refunded_amount_minor: row.refunded_minor,
  refund_pending_amount: decimal(row.refund_pending_minor, row.currency),
  refund_pending_amount_minor: row.refund_pending_minor,
});

const NOT_SHOWN = {
  payment_id: null,
  captured_amount: null,
  captured_amount_minor: null,
  refunded_amount: null,
  refunded_amount_minor: null,
  refund_pending_amount: null,
  refund_pending_amount_minor: null,
} satisfies Readonly<Record<keyof ReturnType<typeof paidDto>, null>>;

/** The kitchen writes the code on the bag. The courier has to read it there, so they are not told it. */
const seesPickupCode = ({ status }: OrderViewRow, role: Role): boolean =>
  (role === 'restaurant' || role === 'support' || role === 'admin') &&
  (status === 'CONFIRMED' || status === 'PREPARING' || status === 'READY');

/** An order as somebody of that role may see it whose order it is. */
export const orderDto = (row: OrderViewRow, role: Role, codes: Pick<DeliveryCodes, 'pickupCodeOf'>) => ({
  order_id: row.order_id,
  status: row.status,
  payment_status: row.payment_status,
  kitchen_status: row.kitchen_status,
  delivery_status: row.delivery_status,
  risk_status: row.risk_status,
  reason: row.reason,
  customer_id: row.customer_id,
  restaurant_id: row.restaurant_id,
  restaurant_name: row.restaurant_name,
  delivery_partner_id: row.courier_id,
  pickup_code: seesPickupCode(row, role) ? codes.pickupCodeOf(row.order_id) : null,
  payment_method: row.payment_method,
  ...(seesPayments(role) ? paidDto(row) : NOT_SHOWN),
  items: row.lines.map((line) => lineDto(line, row.currency)),
  bill: billDto(row.bill),
  total_amount: decimal(row.total_minor, row.currency),
  total_amount_minor: row.total_minor,
  currency: row.currency,
  placed_at: row.placed_at,
  estimated_delivery_time: row.eta_at ?? row.promised_at,
  wait_or_cancel_until: row.choice_until,
  ready_by: row.ready_by,
  actual_delivery_time: row.delivered_at,
  updated_at: row.updated_at,
  cancellation:
    row.cancellation === null
      ? null
      : {
          how: row.cancellation.how,
          by: row.cancellation.by,
          fault: row.cancellation.fault,
          stage: row.cancellation.stage,
          fee: decimal(row.cancellation.feeMinor, row.currency),
          fee_minor: row.cancellation.feeMinor,
        },
});

/** Where a courier gets the food. */
export const pickupDto = ({ name, address, contact, location }: RestaurantDetails) => ({
  name,
  address: `${address.line}, ${address.city} ${address.pincode}`,
  phone: contact.phone,
  latitude: location.lat,
  longitude: location.lng,
});

export const postalAddressDto = (address: PostalAddress) => ({
  address_line1: address.line1,
  address_line2: address.line2,
  landmark: address.landmark,
  city: address.city,
  state: address.state,
  pincode: address.pincode,
  latitude: address.location.lat,
  longitude: address.location.lng,
});
