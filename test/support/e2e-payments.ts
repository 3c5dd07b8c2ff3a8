import { randomUUID } from 'node:crypto';
import { OrderPlacedDto } from '../../src/adapters/driving/http/orders/orders.dto';
import { PaymentInitiatedDto } from '../../src/adapters/driving/http/payments/payments.dto';
import type { TestGateway } from './e2e-gateway';
import type { Reply } from './e2e-http';
import { fillCart, orderOf, untilStatus } from './e2e-orders';
import type { Person } from './e2e-people';

/** Orders two pizzas, to be paid like this. */
export async function placeToPay(customer: Person, method: string): Promise<OrderPlacedDto> {
  const body = { ...orderOf(await fillCart(customer)), payment_method: method };
  return (await customer.http.post('/orders', body, randomUUID())).body(OrderPlacedDto);
}

export const initiate = ({ http }: Person, orderId: string, more: object = {}): Promise<Reply> =>
  http.post('/payments/initiate', { order_id: orderId, ...more }, randomUUID());

/** An order with the page on which it can be paid. */
export interface ToPay {
  readonly order: OrderPlacedDto;
  readonly payment: PaymentInitiatedDto;
  readonly page: string;
}

export async function orderToPay(customer: Person, method = 'UPI'): Promise<ToPay> {
  const order = await placeToPay(customer, method);
  const payment = (await initiate(customer, order.order_id)).body(PaymentInitiatedDto);
  if (payment.gateway_url === null) throw new Error('the gateway has no page');
  return { order, payment, page: payment.gateway_url };
}

export interface Paid {
  readonly orderId: string;
  readonly paymentId: string;
  readonly totalMinor: number;
}

/** An order that is paid and confirmed. */
export async function paidOrder(gateway: TestGateway, customer: Person, method = 'UPI'): Promise<Paid> {
  const { order, payment, page } = await orderToPay(customer, method);
  await gateway.pay(page);
  await untilStatus(customer, order.order_id, 'CONFIRMED');
  const { order_id: orderId, total_amount_minor: totalMinor } = order;
  return { orderId, paymentId: payment.payment_id, totalMinor };
}
