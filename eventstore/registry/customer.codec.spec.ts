import fc from 'fast-check';
import { ZodError } from 'zod';
import { ADDRESS_TYPES, type CustomerEvent } from '../../src/domain/customer/customer';
import { addressAdded, customerRegistered } from '../../src/domain/customer/customer.fixtures';
import { asId, type AddressId, type CustomerId } from '../../src/domain/kernel/ids';
import { instantOf } from '../../src/domain/kernel/instant';
import { customerCodec } from './customer.codec';

const at = fc.integer({ min: 0, max: 4_102_444_800_000 }).map(instantOf);
const addressId = fc.uuid().map((text) => asId<AddressId>(text));
const sealed = fc.record({ box: fc.base64String(), keyId: fc.string(), subject: fc.uuid() });

const events: fc.Arbitrary<CustomerEvent> = fc.oneof(
  fc.record({
    type: fc.constant('CustomerRegistered' as const),
    at,
    profile: sealed,
    customerId: fc.uuid().map((text) => asId<CustomerId>(text)),
  }),
  fc.record({ type: fc.constant('ProfileUpdated' as const), at, profile: sealed }),
  fc.record({
    type: fc.constantFrom('AddressAdded' as const, 'AddressChanged' as const),
    at,
    version: fc.nat(),
    sealed,
    addressType: fc.constantFrom(...ADDRESS_TYPES),
    addressId,
  }),
  fc.record({ type: fc.constant('AddressRemoved' as const), at, addressId }),
  fc.record({ type: fc.constant('DefaultAddressChanged' as const), at, addressId: fc.option(addressId) }),
);

describe('the stored form of a customer', () => {
  it('gives back every event, and the same bytes when written again', () => {
    fc.assert(
      fc.property(events, (event) => {
        const { type, schema, data } = customerCodec.encode(event);
        const decoded = customerCodec.decode(type, schema, data);
        expect(decoded).toEqual(event);
        expect(customerCodec.encode(decoded)).toEqual({ type, schema, data });
      }),
      { numRuns: 1000 },
    );
  });

  it('is in the order of the schema, whatever the order of the event', () => {
    expect(customerCodec.encode(customerRegistered).data).toMatch(
      /^\{"customerId":"[^"]+","profile":\{"subject":"[^"]+","keyId":"[^"]+","box":"Asha"\},"at":"[^"]+"\}$/,
    );
  });

  it('has no room for personal data beside what is sealed', () => {
    const leaky = { ...addressAdded('home'), city: 'Bangalore' };
    expect(customerCodec.encode(leaky).data).not.toContain('Bangalore');
  });

  it('is refused when the kind of an address is unknown or a part is missing', () => {
    const { type, data } = customerCodec.encode(addressAdded('home'));
    expect(() => customerCodec.decode(type, 1, data.replace('HOME', 'CASTLE'))).toThrow(ZodError);
    expect(() => customerCodec.decode(type, 1, data.replace(/"box":"[^"]*"/, '"box":null'))).toThrow(
      ZodError,
    );
  });
});
