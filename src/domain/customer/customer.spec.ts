import fc from 'fast-check';
import { fold } from '../kernel/decider';
import {
  ADDRESS_TYPES,
  customer,
  MAX_ADDRESSES,
  type CustomerCommand,
  type CustomerEvent,
  type CustomerRejection,
} from './customer';
import {
  addressAdded,
  addressIdOf,
  CUSTOMER_AT as at,
  CUSTOMER_ID,
  customerRegistered,
  defaultChangedTo,
  sealedFor,
} from './customer.fixtures';

const given = (...history: readonly CustomerEvent[]) => ({
  when: (command: CustomerCommand) => {
    const decision = customer.decide(command, fold(customer, history));
    return {
      then: (...events: readonly CustomerEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenRejected: (rejection: CustomerRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});

const add = (name: string, isDefault = false): CustomerCommand => ({
  type: 'AddAddress',
  addressId: addressIdOf(name),
  addressType: 'HOME',
  sealed: sealedFor(name),
  isDefault,
  at,
});

const change = (name: string, box: string, isDefault = false): CustomerCommand => ({
  type: 'ChangeAddress',
  addressId: addressIdOf(name),
  addressType: 'HOME',
  sealed: sealedFor(box),
  isDefault,
  at,
});

const remove = (name: string): CustomerCommand => ({
  type: 'RemoveAddress',
  addressId: addressIdOf(name),
  at,
});
const removed = (name: string): CustomerEvent => ({
  type: 'AddressRemoved',
  addressId: addressIdOf(name),
  at,
});

const withHome = [customerRegistered, addressAdded('home'), defaultChangedTo('home')] as const;

describe('a customer', () => {
  const register: CustomerCommand = {
    type: 'RegisterCustomer',
    customerId: CUSTOMER_ID,
    profile: sealedFor('Asha'),
    at,
  };

  it('registers once, though a repeat is sealed anew', () => {
    given().when(register).then(customerRegistered);
    given(customerRegistered)
      .when({ ...register, profile: sealedFor('Asha, sealed again') })
      .then();
  });

  it('has to be there before anything else is asked of them', () => {
    given().when(add('home')).thenRejected({ code: 'customer-not-found' });
  });

  it('updates their profile', () => {
    const profile = sealedFor('Asha Rao');
    given(customerRegistered)
      .when({ type: 'UpdateProfile', profile, at })
      .then({ type: 'ProfileUpdated', profile, at });
    given(customerRegistered, { type: 'ProfileUpdated', profile, at })
      .when({ type: 'UpdateProfile', profile, at })
      .then();
  });

  it("is never given data that another person's key would erase", () => {
    const sealed = sealedFor('Asha', 'someone-else');
    const rejection = { code: 'sealed-for-another-subject' } as const;
    given()
      .when({ ...register, profile: sealed })
      .thenRejected(rejection);
    given(customerRegistered).when({ type: 'UpdateProfile', profile: sealed, at }).thenRejected(rejection);
    const terms = {
      addressId: addressIdOf('home'),
      addressType: 'HOME',
      sealed,
      isDefault: false,
      at,
    } as const;
    given(customerRegistered)
      .when({ type: 'AddAddress', ...terms })
      .thenRejected(rejection);
    given(...withHome)
      .when({ type: 'ChangeAddress', ...terms })
      .thenRejected(rejection);
  });
});

describe('the addresses of a customer', () => {
  it('have the first one as their default', () => {
    given(customerRegistered).when(add('home')).then(addressAdded('home'), defaultChangedTo('home'));
    given(...withHome)
      .when(add('work'))
      .then(addressAdded('work'));
    given(...withHome)
      .when(add('work', true))
      .then(addressAdded('work'), defaultChangedTo('work'));
  });

  it('are added once under one id, even after they were removed', () => {
    given(...withHome)
      .when(add('home'))
      .then();
    given(...withHome)
      .when({ ...add('home'), sealed: sealedFor('elsewhere') } as CustomerCommand)
      .thenRejected({ code: 'address-already-exists', addressId: addressIdOf('home') });
    given(...withHome, removed('home'), defaultChangedTo(null))
      .when(add('home'))
      .thenRejected({ code: 'address-already-exists', addressId: addressIdOf('home') });
  });

  it('are twenty at most', () => {
    const names = Array.from({ length: MAX_ADDRESSES }, (_, i) => `number-${i}`);
    const full = [customerRegistered, ...names.map(addressAdded), defaultChangedTo('number-0')];
    given(...full)
      .when(add('one-more'))
      .thenRejected({ code: 'too-many-addresses', max: 20 });
    given(...full, removed('number-7'))
      .when(add('one-more'))
      .then(addressAdded('one-more'));
  });

  it('change, and count their versions', () => {
    const changed: CustomerEvent = {
      type: 'AddressChanged',
      addressId: addressIdOf('home'),
      addressType: 'HOME',
      sealed: sealedFor('upstairs'),
      version: 2,
      at,
    };
    given(...withHome)
      .when(change('home', 'upstairs'))
      .then(changed);
    given(...withHome, changed)
      .when(change('home', 'upstairs'))
      .then();
    given(...withHome, changed)
      .when(change('home', 'downstairs'))
      .then({ ...changed, sealed: sealedFor('downstairs'), version: 3 });
  });

  it('change their kind alone', () => {
    given(...withHome)
      .when({ ...change('home', 'home'), addressType: 'WORK' } as CustomerCommand)
      .then({
        ...addressAdded('home'),
        type: 'AddressChanged',
        addressType: 'WORK',
        version: 2,
      } as CustomerEvent);
  });

  it('change and become the default at once', () => {
    given(...withHome, addressAdded('work'))
      .when(change('work', 'work', true))
      .then(defaultChangedTo('work'));
    given(...withHome)
      .when(change('home', 'home', true))
      .then();
  });

  it('hand the default on to the oldest one left', () => {
    given(...withHome, addressAdded('work'), addressAdded('gym'))
      .when(remove('home'))
      .then(removed('home'), defaultChangedTo('work'));
    given(...withHome, addressAdded('work'), addressAdded('gym'), defaultChangedTo('gym'))
      .when(remove('gym'))
      .then(removed('gym'), defaultChangedTo('home'));
    given(...withHome)
      .when(remove('home'))
      .then(removed('home'), defaultChangedTo(null));
    given(...withHome, addressAdded('work'))
      .when(remove('work'))
      .then(removed('work'));
  });

  it('are removed once', () => {
    given(...withHome, addressAdded('work'), removed('work'))
      .when(remove('work'))
      .then();
  });

  it('have another default when the customer says so', () => {
    const makeDefault = (name: string): CustomerCommand => ({
      type: 'SetDefaultAddress',
      addressId: addressIdOf(name),
      at,
    });
    given(...withHome, addressAdded('work'))
      .when(makeDefault('work'))
      .then(defaultChangedTo('work'));
    given(...withHome)
      .when(makeDefault('home'))
      .then();
    given(...withHome)
      .when(makeDefault('work'))
      .thenRejected({ code: 'address-not-found', addressId: addressIdOf('work') });
  });

  it('have to be there to be changed or removed', () => {
    const rejection = { code: 'address-not-found', addressId: addressIdOf('work') } as const;
    given(...withHome)
      .when(change('work', 'work'))
      .thenRejected(rejection);
    given(...withHome)
      .when(remove('work'))
      .thenRejected(rejection);
  });
});

describe('any commands to a customer', () => {
  const addressId = fc.constantFrom('home', 'work', 'gym', 'parents').map(addressIdOf);
  const commands: fc.Arbitrary<CustomerCommand> = fc.oneof(
    fc.record({
      type: fc.constantFrom('AddAddress' as const, 'ChangeAddress' as const),
      addressId,
      addressType: fc.constantFrom(...ADDRESS_TYPES),
      sealed: fc.constantFrom('here', 'there').map((box) => sealedFor(box)),
      isDefault: fc.boolean(),
      at: fc.constant(at),
    }),
    fc.record({
      type: fc.constantFrom('RemoveAddress' as const, 'SetDefaultAddress' as const),
      addressId,
      at: fc.constant(at),
    }),
  );

  it('decide nothing the second time, and always leave one of the addresses as the default', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 20 }), (some) => {
        let state = fold(customer, [customerRegistered]);
        for (const command of some) {
          const decision = customer.decide(command, state);
          if (!decision.ok) continue;
          state = decision.events.reduce(customer.evolve, state);
          expect(customer.decide(command, state)).toEqual({ ok: true, events: [] });
          if (state.is === 'absent') throw new Error('a customer does not vanish');
          const { addresses, defaultAddressId } = state;
          if (addresses.size === 0) expect(defaultAddressId).toBeNull();
          else expect([...addresses.keys()]).toContain(defaultAddressId);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
