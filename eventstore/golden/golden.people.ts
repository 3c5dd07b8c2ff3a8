import { uuidv5 } from '../../src/application/deterministic-ids';
import { CUSTOMER_ID } from '../../src/domain/customer/customer.fixtures';
import type { Actor } from '../../src/domain/kernel/actor';
import type { Sealed } from '../../src/domain/kernel/sealed';
import { courierAsha } from '../../src/domain/order/order.fixtures';
import { sha256 } from './record-example';

export const CUSTOMER: Actor = { id: CUSTOMER_ID, role: 'customer' };
export const OWNER: Actor = { id: uuidv5('example', 'owner'), role: 'restaurant' };
export const ADMIN: Actor = { id: uuidv5('example', 'admin'), role: 'admin' };
export const SUPPORT: Actor = { id: uuidv5('example', 'support'), role: 'support' };
export const ASHA: Actor = { id: courierAsha, role: 'courier' };

/** A process or a job of Tiffin. */
export const systemActor = (id: string): Actor => ({ id, role: 'system' });

export const sealed = (what: string): Sealed => ({
  subject: CUSTOMER_ID,
  keyId: uuidv5('example', 'key'),
  box: Buffer.from(sha256(what) + sha256(`${what} again`), 'hex').toString('base64url'),
});
