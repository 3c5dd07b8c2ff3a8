import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ChangeProfile, type ProfileRefusal } from '../../../../application/identity/change-profile';
import { uuidv5 } from '../../../../application/deterministic-ids';
import {
  EditAddresses,
  type AddressEntry,
  type KnownAddress,
} from '../../../../application/customers/edit-addresses';
import { Accounts, type Account } from '../../../../application/ports/accounts';
import { never } from '../../../../domain/kernel/decider';
import { asId, type AddressId, type CustomerId } from '../../../../domain/kernel/ids';
import type { CustomerRejection } from '../../../../domain/customer/customer';
import { CurrentCaller, type Caller } from '../support/caller';
import { CommandContexts } from '../support/command-contexts';
import { Answers } from '../support/openapi-decorators';
import { doneOrProblem, notDoneProblem, positionToken } from '../support/outcomes';
import { Problem } from '../support/problems';
import {
  AddressEntryDto,
  AddressListDto,
  AddressSavedDto,
  ChangeProfileDto,
  ProfileDto,
  UuidParamDto,
} from './users.dto';

@ApiTags('users')
@Controller('api/v1/users')
export class UsersController {
  constructor(
    private readonly accounts: Accounts,
    private readonly changeProfile: ChangeProfile,
    private readonly addresses: EditAddresses,
    private readonly contexts: CommandContexts,
  ) {}

  @Get('profile')
  @Answers({ summary: 'Who is signed in', ok: ProfileDto })
  async profile(@CurrentCaller() { actor }: Caller): Promise<ProfileDto> {
    const account = await this.accounts.byId(actor.id);
    if (account === undefined) throw new Problem('NOT_FOUND', 'The account no longer exists.');
    return profileDto(account);
  }

  @Put('profile')
  @Answers({
    summary: 'Change name, phone, email or language; what is left out stays',
    ok: ProfileDto,
    problems: [
      'VALIDATION_ERROR',
      'INVALID_CREDENTIALS',
      'NOT_FOUND',
      'PHONE_TAKEN',
      'EMAIL_TAKEN',
      'CONFLICT',
    ],
  })
  async change(@Body() body: ChangeProfileDto, @Req() request: FastifyRequest): Promise<ProfileDto> {
    const { current_password: currentPassword = null, ...change } = body;
    const context = { ...this.contexts.of(request, 'ChangeProfile', '', body), commandId: randomUUID() };
    const changed = await this.changeProfile.execute(
      { accountId: context.actor.id, currentPassword, ...change },
      context,
    );
    switch (changed.kind) {
      case 'changed':
        return profileDto(changed.account);
      case 'refused':
        throw profileProblem(changed.reason);
      default:
        throw notDoneProblem(changed);
    }
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
  async changeAddress(
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

const profileDto = (account: Account): ProfileDto => {
  const { accountId, role, name, phone, email, language, createdAt } = account;
  return { user_id: accountId, role, name, phone, email, language, created_at: createdAt };
};

function profileProblem(reason: ProfileRefusal): Problem {
  switch (reason) {
    case 'account-not-found':
      return new Problem('NOT_FOUND', 'The account no longer exists.');
    case 'phone-invalid':
      return new Problem('VALIDATION_ERROR', 'phone: not a phone number');
    case 'email-invalid':
      return new Problem('VALIDATION_ERROR', 'email: not an email address');
    case 'phone-taken':
      return new Problem('PHONE_TAKEN', 'This phone number is registered by another account.');
    case 'email-taken':
      return new Problem('EMAIL_TAKEN', 'This email address is registered by another account.');
    case 'password-required':
      return new Problem('VALIDATION_ERROR', 'current_password: needed to change the phone number');
    case 'password-wrong':
      return new Problem('INVALID_CREDENTIALS', 'The current password is wrong.');
    default:
      return never(reason);
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
