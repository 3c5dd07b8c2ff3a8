import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { AddressId, CustomerId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';

export const ADDRESS_TYPES = ['HOME', 'WORK', 'OTHER'] as const;

export type AddressType = (typeof ADDRESS_TYPES)[number];

export const MAX_ADDRESSES = 20;

type Dated<T> = T extends unknown ? Readonly<T & { at: Instant }> : never;

/**
 * Stored format: the codec and the golden files hold every version. Personal data is sealed under the
 * customer's own key. An address's `version` counts from 1.
 */
export type CustomerEvent = Dated<
  /** `profile` seals name, phone and email. */
  | { type: 'CustomerRegistered'; customerId: CustomerId; profile: Sealed }
  | { type: 'ProfileUpdated'; profile: Sealed }
  /** `sealed` holds lines, landmark, city, pincode and location. */
  | { type: 'AddressAdded'; addressId: AddressId; addressType: AddressType; sealed: Sealed; version: number }
  | {
      type: 'AddressChanged';
      addressId: AddressId;
      addressType: AddressType;
      sealed: Sealed;
      version: number;
    }
  | { type: 'AddressRemoved'; addressId: AddressId }
  /** Null: no address is left to be the default. */
  | { type: 'DefaultAddressChanged'; addressId: AddressId | null }
>;

/** With `isDefault` an address becomes the default one; without, the default stays where it is. */
interface AddressTerms {
  readonly addressId: AddressId;
  readonly addressType: AddressType;
  readonly sealed: Sealed;
  readonly isDefault: boolean;
}

export type CustomerCommand = Dated<
  | { type: 'RegisterCustomer'; customerId: CustomerId; profile: Sealed }
  | { type: 'UpdateProfile'; profile: Sealed }
  | ({ type: 'AddAddress' } & AddressTerms)
  | ({ type: 'ChangeAddress' } & AddressTerms)
  | { type: 'RemoveAddress'; addressId: AddressId }
  | { type: 'SetDefaultAddress'; addressId: AddressId }
>;

export interface CustomerAddress {
  readonly addressType: AddressType;
  readonly sealed: Sealed;
  readonly version: number;
}

export interface RegisteredCustomer {
  readonly is: 'registered';
  readonly customerId: CustomerId;
  readonly profile: Sealed;
  /** Oldest first. */
  readonly addresses: ReadonlyMap<AddressId, CustomerAddress>;
  /** One of the addresses, as long as there are any. */
  readonly defaultAddressId: AddressId | null;
  /** Ids of addresses that were removed: they are not given again. */
  readonly removed: ReadonlySet<AddressId>;
}

export type Customer = { readonly is: 'absent' } | RegisteredCustomer;

export type CustomerRejection = Readonly<
  | { code: 'customer-not-found' }
  /** The personal data is sealed under someone else's key, with which it would be erased or survive. */
  | { code: 'sealed-for-another-subject' }
  | { code: 'address-not-found' | 'address-already-exists'; addressId: AddressId }
  | { code: 'too-many-addresses'; max: number }
>;

type Outcome = Decision<CustomerEvent, CustomerRejection>;
type Of<Type extends CustomerCommand['type']> = Extract<CustomerCommand, { type: Type }>;

const sameBox = (a: Sealed, b: Sealed): boolean =>
  a.subject === b.subject && a.keyId === b.keyId && a.box === b.box;

function addAddress(command: Of<'AddAddress'>, customer: RegisteredCustomer): Outcome {
  const { addressId, addressType, sealed, isDefault, at } = command;
  const known = customer.addresses.get(addressId);
  if (known !== undefined) {
    const isRepeat = known.addressType === addressType && sameBox(known.sealed, sealed);
    return isRepeat ? accept() : reject({ code: 'address-already-exists', addressId });
  }
  if (customer.removed.has(addressId)) return reject({ code: 'address-already-exists', addressId });
  if (customer.addresses.size >= MAX_ADDRESSES) {
    return reject({ code: 'too-many-addresses', max: MAX_ADDRESSES });
  }
  const added: CustomerEvent = { type: 'AddressAdded', addressId, addressType, sealed, version: 1, at };
  return isDefault || customer.addresses.size === 0
    ? accept<CustomerEvent>(added, { type: 'DefaultAddressChanged', addressId, at })
    : accept(added);
}

function changeAddress(command: Of<'ChangeAddress'>, customer: RegisteredCustomer): Outcome {
  const { addressId, addressType, sealed, isDefault, at } = command;
  const known = customer.addresses.get(addressId);
  if (known === undefined) return reject({ code: 'address-not-found', addressId });
  const events: CustomerEvent[] = [];
  if (known.addressType !== addressType || !sameBox(known.sealed, sealed)) {
    const version = known.version + 1;
    events.push({ type: 'AddressChanged', addressId, addressType, sealed, version, at });
  }
  if (isDefault && customer.defaultAddressId !== addressId) {
    events.push({ type: 'DefaultAddressChanged', addressId, at });
  }
  return accept(...events);
}

function removeAddress({ addressId, at }: Of<'RemoveAddress'>, customer: RegisteredCustomer): Outcome {
  if (customer.removed.has(addressId)) return accept();
  if (!customer.addresses.has(addressId)) return reject({ code: 'address-not-found', addressId });
  const removed: CustomerEvent = { type: 'AddressRemoved', addressId, at };
  if (customer.defaultAddressId !== addressId) return accept(removed);
  const oldest = [...customer.addresses.keys()].find((other) => other !== addressId) ?? null;
  return accept<CustomerEvent>(removed, { type: 'DefaultAddressChanged', addressId: oldest, at });
}

function setDefaultAddress(
  { addressId, at }: Of<'SetDefaultAddress'>,
  customer: RegisteredCustomer,
): Outcome {
  if (!customer.addresses.has(addressId)) return reject({ code: 'address-not-found', addressId });
  return customer.defaultAddressId === addressId
    ? accept()
    : accept({ type: 'DefaultAddressChanged', addressId, at });
}

function register({ customerId, profile, at }: Of<'RegisterCustomer'>, customer: Customer): Outcome {
  // Sealing the same profile twice gives two boxes, so a repeat is known by the customer alone.
  if (customer.is === 'registered') return accept();
  if (profile.subject !== customerId) return reject({ code: 'sealed-for-another-subject' });
  return accept({ type: 'CustomerRegistered', customerId, profile, at });
}

function updateProfile({ profile, at }: Of<'UpdateProfile'>, customer: RegisteredCustomer): Outcome {
  return sameBox(profile, customer.profile) ? accept() : accept({ type: 'ProfileUpdated', profile, at });
}

const sealedIn = (command: CustomerCommand): Sealed | null => {
  if ('profile' in command) return command.profile;
  return 'sealed' in command ? command.sealed : null;
};

function decide(command: CustomerCommand, customer: Customer): Outcome {
  if (command.type === 'RegisterCustomer') return register(command, customer);
  if (customer.is === 'absent') return reject({ code: 'customer-not-found' });
  const subject = sealedIn(command)?.subject ?? customer.customerId;
  if (subject !== customer.customerId) return reject({ code: 'sealed-for-another-subject' });
  switch (command.type) {
    case 'UpdateProfile':
      return updateProfile(command, customer);
    case 'AddAddress':
      return addAddress(command, customer);
    case 'ChangeAddress':
      return changeAddress(command, customer);
    case 'RemoveAddress':
      return removeAddress(command, customer);
    case 'SetDefaultAddress':
      return setDefaultAddress(command, customer);
    default:
      return never(command);
  }
}

function registered({
  customerId,
  profile,
}: Extract<CustomerEvent, { type: 'CustomerRegistered' }>): Customer {
  return {
    is: 'registered',
    customerId,
    profile,
    addresses: new Map(),
    defaultAddressId: null,
    removed: new Set(),
  };
}

function evolve(customer: Customer, event: CustomerEvent): Customer {
  if (event.type === 'CustomerRegistered') return registered(event);
  if (customer.is === 'absent') return customer;
  switch (event.type) {
    case 'ProfileUpdated':
      return { ...customer, profile: event.profile };
    case 'AddressAdded':
    case 'AddressChanged': {
      const { addressId, addressType, sealed, version } = event;
      const addresses = new Map(customer.addresses).set(addressId, { addressType, sealed, version });
      return { ...customer, addresses };
    }
    case 'AddressRemoved': {
      const addresses = new Map(customer.addresses);
      addresses.delete(event.addressId);
      return { ...customer, addresses, removed: new Set(customer.removed).add(event.addressId) };
    }
    case 'DefaultAddressChanged':
      return { ...customer, defaultAddressId: event.addressId };
    default:
      return never(event);
  }
}

/** Who orders, and where to. The domain sees neither in clear. */
export const customer: Decider<CustomerCommand, Customer, CustomerEvent, CustomerRejection> = {
  initial: { is: 'absent' },
  decide,
  evolve,
};
