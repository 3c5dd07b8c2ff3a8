import type { PostalAddress } from '../../../../application/customers/personal-data';
import type { OrderViewRow } from '../../../../projections/order-view/order-view';
import { decimal } from '../support/wire-money';
import { billDto, lineDto } from './bill-dto';

/** An order as everyone may see it whose order it is. */
export const orderDto = (row: OrderViewRow) => ({
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
  payment_method: row.payment_method,
  items: row.lines.map((line) => lineDto(line, row.currency)),
  bill: billDto(row.bill),
  total_amount: decimal(row.total_minor, row.currency),
  total_amount_minor: row.total_minor,
  currency: row.currency,
  placed_at: row.placed_at,
  estimated_delivery_time: row.promised_at,
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
