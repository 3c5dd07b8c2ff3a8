import { hash } from 'node:crypto';
import {
  asId,
  type CourierId,
  type CustomerId,
  type OrderId,
  type PaymentId,
  type RefundId,
  type ShiftId,
} from '../domain/kernel/ids';

/** Namespace of every name-based id of Tiffin. Ids on disk depend on it: it never changes. */
const NAMESPACE = Buffer.from('6f2c1b5e7d8a4e0fb1c39a54d2e8f710', 'hex');

const format = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;

const variant = (digit: string): string => ((Number.parseInt(digit, 16) & 0x3) | 0x8).toString(16);

/** A name-based UUID of version 5 (RFC 9562 §5.5). The parts are framed, so ('a','bc') is not ('ab','c'). */
export function uuidv5(...parts: readonly string[]): string {
  const name = parts.map((part) => `${part.length}:${part}`).join('');
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name)]), 'hex');
  return format(
    `${digest.slice(0, 12)}5${digest.slice(13, 16)}${variant(digest.charAt(16))}${digest.slice(17, 32)}`,
  );
}

const UUID_V7 = /^"?([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"?$/i;

/**
 * The order that a customer's idempotency key stands for. The same key always names the same order, so placing
 * it twice meets the first one. A key that is a UUIDv7 lends its 48 bits of time to the id (UUIDv8), so that new
 * orders lie side by side in indexes; any other key gives a UUIDv5.
 */
export function orderIdFor(customerId: CustomerId, idempotencyKey: string): OrderId {
  const byName = uuidv5('order', customerId, idempotencyKey);
  const time = UUID_V7.exec(idempotencyKey);
  if (time === null) return asId<OrderId>(byName);
  const prefix = `${time[1] ?? ''}-${time[2] ?? ''}`.toLowerCase();
  return asId<OrderId>(`${prefix}-8${byName.slice(15)}`);
}

/** The order's nth attempt to be paid. */
export const paymentIdFor = (orderId: OrderId, attempt: number): PaymentId =>
  asId<PaymentId>(uuidv5('payment', orderId, String(attempt)));

/** The refund of a payment for one cause: a cause is refunded once. */
export const refundIdFor = (paymentId: PaymentId, cause: string): RefundId =>
  asId<RefundId>(uuidv5('refund', paymentId, cause));

/** What takes the place of a refund that failed, when staff have it made again. */
export const retriedRefundIdFor = (paymentId: PaymentId, failed: RefundId): RefundId =>
  refundIdFor(paymentId, `again ${failed}`);

/** The courier's nth online spell. */
export const shiftIdFor = (courierId: CourierId, shift: number): ShiftId =>
  asId<ShiftId>(`${courierId}-${shift}`);

/** The id of a command that came with an idempotency key. */
export const commandIdFor = (actorId: string, operation: string, target: string, key: string): string =>
  uuidv5('command', actorId, operation, target, key);

/** The id of a command that a process issues: the input that caused it, and the effect's name. */
export const effectIdFor = (causeId: string, step: string): string => uuidv5('effect', causeId, step);

/** SHA-256 (hex) of a request's canonical form: its parsed value, whose keys keep the order of its schema. */
export const fingerprintOf = (request: unknown): string => hash('sha256', JSON.stringify(request), 'hex');
