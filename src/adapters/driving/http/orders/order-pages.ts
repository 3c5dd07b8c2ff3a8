import type { DeliveryCodes } from '../../../../application/ordering/delivery-codes';
import type { Role } from '../../../../domain/kernel/actor';
import type { OrderPage } from '../../../../projections/order-view/query';
import { orderDto } from './order-dto';
import type { OrderListDto } from './orders.dto';

/** A page of orders for the wire, as somebody of that role may see them. */
export async function orderListDto(
  page: Promise<OrderPage>,
  role: Role,
  codes: Pick<DeliveryCodes, 'pickupCodeOf'>,
): Promise<OrderListDto> {
  const { orders, nextCursor } = await page;
  return { orders: orders.map((row) => orderDto(row, role, codes)), next_cursor: nextCursor };
}
