import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { USUAL_RIDE } from '../../../../application/couriers/ensure-partner';
import { LogIn } from '../../../../application/identity/log-in';
import { LogOut } from '../../../../application/identity/log-out';
import { OpenSession, type SignedIn } from '../../../../application/identity/open-session';
import { PASSWORD_LENGTH } from '../../../../application/identity/password-rules';
import { RefreshSession } from '../../../../application/identity/refresh-session';
import { RegisterAccount, type RegistrationRefusal } from '../../../../application/identity/register-account';
import type { AccountRole } from '../../../../application/ports/accounts';
import { CurrentCaller, type Caller } from '../support/caller';
import { requireIdempotencyKey } from '../support/idempotency-key';
import { Problem } from '../support/problems';
import { Answers } from '../support/openapi-decorators';
import { LoginDto, RefreshDto, RegisterDto, SignedInDto } from './auth.dto';

const ROLE_OF: Readonly<Record<RegisterDto['role'], AccountRole>> = {
  CUSTOMER: 'customer',
  RESTAURANT: 'restaurant',
  DELIVERY: 'courier',
};

@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly registerAccount: RegisterAccount,
    private readonly logIn: LogIn,
    private readonly refreshSession: RefreshSession,
    private readonly logOut: LogOut,
    private readonly openSession: OpenSession,
  ) {}

  @Post('register')
  @Answers({
    summary: 'Register an account and sign in',
    ok: SignedInDto,
    status: 201,
    problems: ['VALIDATION_ERROR', 'PHONE_TAKEN', 'EMAIL_TAKEN', 'IDEMPOTENCY_KEY_REUSED'],
  })
  async register(@Body() body: RegisterDto, @Req() request: FastifyRequest): Promise<SignedInDto> {
    const header = request.headers['idempotency-key'];
    const registered = await this.registerAccount.execute(
      {
        name: body.name,
        phone: body.phone,
        email: body.email ?? null,
        password: body.password,
        role: ROLE_OF[body.role],
        ride: {
          vehicle: body.vehicle ?? USUAL_RIDE.vehicle,
          vehicleNumber: body.vehicle_number ?? USUAL_RIDE.vehicleNumber,
        },
        key: header === undefined ? randomUUID() : requireIdempotencyKey(header),
        by: null,
      },
      originOf(request),
    );
    if (registered.kind === 'refused') throw registrationProblem(registered.reason);
    return signedInDto(await this.openSession.execute(registered.account, ''));
  }

  @Post('login')
  @HttpCode(200)
  @Answers({
    summary: 'Sign in with a password',
    ok: SignedInDto,
    problems: ['VALIDATION_ERROR', 'INVALID_CREDENTIALS'],
  })
  async login(@Body() body: LoginDto, @Req() request: FastifyRequest): Promise<SignedInDto> {
    const login = body.login ?? body.phone ?? body.email ?? '';
    const { password, device } = body;
    const result = await this.logIn.execute({ login, password, device }, originOf(request));
    if (result.kind === 'wrong-credentials') {
      throw new Problem('INVALID_CREDENTIALS', 'Check the phone or email and the password.');
    }
    return signedInDto(result.signedIn);
  }

  @Post('refresh')
  @HttpCode(200)
  @Answers({
    summary: 'Exchange a refresh token for new tokens; each serves once',
    ok: SignedInDto,
    problems: ['VALIDATION_ERROR', 'SESSION_ENDED', 'CONFLICT'],
  })
  async refresh(@Body() body: RefreshDto): Promise<SignedInDto> {
    const refreshed = await this.refreshSession.execute(body.refresh_token);
    switch (refreshed.kind) {
      case 'refreshed':
        return signedInDto(refreshed.signedIn);
      case 'just-used':
        throw new Problem('CONFLICT', 'This refresh token was exchanged a moment ago. Use the newer one.');
      case 'session-ended':
        throw new Problem('SESSION_ENDED', 'Sign in again.');
    }
  }

  @Post('logout')
  @HttpCode(204)
  @Answers({ summary: 'End the session', status: 204 })
  async logout(@CurrentCaller() caller: Caller): Promise<void> {
    await this.logOut.execute(caller.sessionId);
  }
}

const originOf = (request: FastifyRequest) => ({ correlationId: request.id, traceparent: null });

const signedInDto = (signedIn: SignedIn): SignedInDto => ({
  user_id: signedIn.accountId,
  role: signedIn.role,
  name: signedIn.name,
  token_type: 'Bearer',
  access_token: signedIn.accessToken,
  expires_at: signedIn.accessExpiresAt,
  refresh_token: signedIn.refreshToken,
  refresh_expires_at: signedIn.refreshExpiresAt,
});

function registrationProblem(reason: RegistrationRefusal): Problem {
  switch (reason) {
    case 'phone-taken':
      return new Problem('PHONE_TAKEN', 'This phone number is registered. Sign in instead.');
    case 'email-taken':
      return new Problem('EMAIL_TAKEN', 'This email address is registered. Sign in instead.');
    case 'key-reused':
      return new Problem('IDEMPOTENCY_KEY_REUSED');
    case 'role-not-open':
      return new Problem('FORBIDDEN', 'Nobody can register for this role by themselves.');
    case 'phone-invalid':
      return new Problem('VALIDATION_ERROR', 'phone: not a phone number');
    case 'email-invalid':
      return new Problem('VALIDATION_ERROR', 'email: not an email address');
    default:
      return new Problem(
        'VALIDATION_ERROR',
        `password: ${reason.replaceAll('-', ' ')}; use ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters that are not easy to guess`,
      );
  }
}
