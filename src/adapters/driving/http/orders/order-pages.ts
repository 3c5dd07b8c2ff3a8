import { InvalidCursor, type OrderPage } from '../../../../projections/order-view/query';
import { Problem } from '../support/problems';
import { orderDto } from './order-dto';
import type { OrderListDto } from './orders.dto';

/**
 * A page of orders for the wire.
 * @throws Problem when the cursor is none of ours
 */
export async function orderListDto(page: Promise<OrderPage>): Promise<OrderListDto> {
  try {
    const { orders, nextCursor } = await page;
    return { orders: orders.map(orderDto), next_cursor: nextCursor };
  } catch (error) {
    if (error instanceof InvalidCursor) {
      throw new Problem('VALIDATION_ERROR', 'cursor: send the next_cursor of a page as it was');
    }
    throw error;
  }
}
