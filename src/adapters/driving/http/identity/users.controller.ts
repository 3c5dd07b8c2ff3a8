import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { uuidv5 } from '../../../../application/deterministic-ids';
import {
  EditAddresses,
  type AddressEntry,
  type KnownAddress,
} from '../../../../application/customers/edit-addresses';
import { Accounts } from '../../../../application/ports/accounts';
import { never } from '../../../../domain/kernel/decider';
import { asId, type AddressId, type CustomerId } from '../../../../domain/kernel/ids';
import type { CustomerRejection } from '../../../../domain/customer/customer';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { Problem } from '../support/problems';
import { AddressEntryDto, AddressListDto, AddressSavedDto, ProfileDto, UuidParamDto } from './users.dto';

@ApiTags('users')
@Controller('api/v1/users')
export class UsersController {
  constructor(
    private readonly accounts: Accounts,
    private readonly addresses: EditAddresses,
    private readonly contexts: CommandContexts,
  ) {}

  @Get('profile')
  @Answers({ summary: 'Who is signed in', ok: ProfileDto })
  async profile(@CurrentCaller() { actor }: Caller): Promise<ProfileDto> {
    const account = await this.accounts.byId(actor.id);
    if (account === undefined) throw new Problem('NOT_FOUND', 'The account no longer exists.');
    const { accountId, role, name, phone, email, createdAt } = account;
    return { user_id: accountId, role, name, phone, email, created_at: createdAt };
  }

  @Get('addresses')
  @Answers({ summary: 'The addresses of the customer, oldest first', ok: AddressListDto })
  async list(@CurrentCaller() { actor }: Caller): Promise<AddressListDto> {
    const known = await this.addresses.list(asId<CustomerId>(actor.id));
    return { addresses: known.map(addressDto) };
  }

  @Post('addresses')
  @Answers({
    summary: 'Add an address; the first one becomes the default',
    ok: AddressSavedDto,
    status: 201,
    problems: ['VALIDATION_ERROR', 'ADDRESS_LIMIT_REACHED', 'IDEMPOTENCY_KEY_REUSED'],
    idempotencyKey: 'honoured',
  })
  async add(@Body() body: AddressEntryDto, @Req() request: FastifyRequest): Promise<AddressSavedDto> {
    const context = this.contexts.of(request, 'AddAddress', '', body);
    const addressId = asId<AddressId>(uuidv5('address', context.commandId));
    const customerId = asId<CustomerId>(context.actor.id);
    const outcome = await this.addresses.add(customerId, addressId, entryOf(body), context);
    const done = doneOrProblem(outcome, addressProblem);
    return { address_id: addressId, position: positionToken(done) };
  }

  @Put('addresses/:id')
  @Answers({
    summary: 'Change an address; orders keep the one they were placed with',
    ok: AddressSavedDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED'],
    idempotencyKey: 'honoured',
  })
  async change(
    @Param() { id }: UuidParamDto,
    @Body() body: AddressEntryDto,
    @Req() request: FastifyRequest,
  ): Promise<AddressSavedDto> {
    const context = this.contexts.of(request, 'ChangeAddress', id, body);
    const customerId = asId<CustomerId>(context.actor.id);
    const outcome = await this.addresses.change(customerId, asId<AddressId>(id), entryOf(body), context);
    return { address_id: id, position: positionToken(doneOrProblem(outcome, addressProblem)) };
  }

  @Delete('addresses/:id')
  @HttpCode(204)
  @Answers({
    summary: 'Remove an address',
    status: 204,
    problems: ['NOT_FOUND'],
    idempotencyKey: 'honoured',
  })
  async remove(@Param() { id }: UuidParamDto, @Req() request: FastifyRequest): Promise<void> {
    const context = this.contexts.of(request, 'RemoveAddress', id, null);
    const customerId = asId<CustomerId>(context.actor.id);
    doneOrProblem(await this.addresses.remove(customerId, asId<AddressId>(id), context), addressProblem);
  }
}

const entryOf = (body: AddressEntryDto): AddressEntry => ({
  addressType: body.address_type,
  isDefault: body.is_default,
  address: {
    line1: body.address_line1,
    line2: body.address_line2 ?? null,
    landmark: body.landmark ?? null,
    city: body.city,
    state: body.state ?? null,
    pincode: body.pincode,
    location: { lat: body.latitude, lng: body.longitude },
  },
});

const addressDto = ({ addressId, addressType, address, isDefault }: KnownAddress) => ({
  address_id: addressId,
  address_type: addressType,
  address_line1: address.line1,
  address_line2: address.line2,
  landmark: address.landmark,
  city: address.city,
  state: address.state,
  pincode: address.pincode,
  latitude: address.location.lat,
  longitude: address.location.lng,
  is_default: isDefault,
});

function addressProblem(rejection: CustomerRejection): Problem {
  switch (rejection.code) {
    case 'customer-not-found':
    case 'address-not-found':
      return new Problem('NOT_FOUND', 'There is no such address.');
    case 'address-already-exists':
      return new Problem('CONFLICT', 'The address exists already.');
    case 'too-many-addresses':
      return new Problem('ADDRESS_LIMIT_REACHED', `Remove one first: ${rejection.max} are the most.`);
    case 'sealed-for-another-subject':
      return new Problem('INTERNAL_ERROR');
    default:
      return never(rejection);
  }
}
