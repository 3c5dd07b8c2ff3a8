import { asId, type AddressId, type CustomerId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';
import type { CustomerEvent } from './customer';

export const CUSTOMER_ID = asId<CustomerId>('7c1c9a54-0b1f-5f2e-8a77-2f0c5d9e4b02');

export const CUSTOMER_AT: Instant = '2026-02-01T08:00:00.000Z';

/** Personal data of the customer, sealed; `box` stands for its text. */
export const sealedFor = (box: string, subject: string = CUSTOMER_ID): Sealed => ({
  subject,
  keyId: `${subject}/1`,
  box,
});

export const addressIdOf = (name: string): AddressId => asId<AddressId>(`address-${name}`);

export const customerRegistered: CustomerEvent = {
  type: 'CustomerRegistered',
  customerId: CUSTOMER_ID,
  profile: sealedFor('Asha'),
  at: CUSTOMER_AT,
};

export const addressAdded = (name: string): CustomerEvent => ({
  type: 'AddressAdded',
  addressId: addressIdOf(name),
  addressType: 'HOME',
  sealed: sealedFor(name),
  version: 1,
  at: CUSTOMER_AT,
});

export const defaultChangedTo = (name: string | null): CustomerEvent => ({
  type: 'DefaultAddressChanged',
  addressId: name === null ? null : addressIdOf(name),
  at: CUSTOMER_AT,
});
