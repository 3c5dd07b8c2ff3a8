import type { AddressId, CustomerId } from '../../domain/kernel/ids';
import type { AddressType, CustomerEvent, CustomerRejection } from '../../domain/customer/customer';
import { customerAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import type { SubjectKeys } from '../ports/subject-keys';
import { openAddress, sealAddress, type PostalAddress } from './personal-data';

/** An address as its owner writes it down. */
export interface AddressEntry {
  readonly addressType: AddressType;
  readonly address: PostalAddress;
  readonly isDefault: boolean;
}

/** An address of a customer, opened. */
export interface KnownAddress extends AddressEntry {
  readonly addressId: AddressId;
}

type AddressOutcome = Outcome<CustomerEvent, CustomerRejection>;

/** The addresses of customers, sealed on their way in and opened on their way out. */
export class EditAddresses {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
  ) {}

  /** Oldest first. */
  async list(customerId: CustomerId): Promise<readonly KnownAddress[]> {
    const { state } = await this.loader.recent(customerAggregate, customerId);
    if (state.is === 'absent') return [];
    const opened = await Promise.all(
      [...state.addresses].map(async ([addressId, { addressType, sealed }]) => {
        const address = await openAddress(this.keys, sealed);
        if (address === null) return [];
        return [{ addressId, addressType, address, isDefault: state.defaultAddressId === addressId }];
      }),
    );
    return opened.flat();
  }

  async add(
    customerId: CustomerId,
    addressId: AddressId,
    entry: AddressEntry,
    context: CommandContext,
  ): Promise<AddressOutcome> {
    return this.write('AddAddress', customerId, addressId, entry, context);
  }

  async change(
    customerId: CustomerId,
    addressId: AddressId,
    entry: AddressEntry,
    context: CommandContext,
  ): Promise<AddressOutcome> {
    return this.write('ChangeAddress', customerId, addressId, entry, context);
  }

  /** Orders that went there keep their own copy. */
  async remove(
    customerId: CustomerId,
    addressId: AddressId,
    context: CommandContext,
  ): Promise<AddressOutcome> {
    return this.executor.execute(customerAggregate, customerId, context, () => ({
      ok: true,
      command: { type: 'RemoveAddress' as const, addressId, at: context.at },
    }));
  }

  private async write(
    type: 'AddAddress' | 'ChangeAddress',
    customerId: CustomerId,
    addressId: AddressId,
    { addressType, address, isDefault }: AddressEntry,
    context: CommandContext,
  ): Promise<AddressOutcome> {
    const sealed = await sealAddress(this.keys, customerId, address);
    return this.executor.execute(customerAggregate, customerId, context, () => ({
      ok: true,
      command: { type, addressId, addressType, sealed, isDefault, at: context.at },
    }));
  }
}
