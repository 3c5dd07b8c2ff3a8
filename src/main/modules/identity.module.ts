import { Module } from '@nestjs/common';
import { CommandExecutor } from '../../application/commands/command-executor';
import { StreamLoader } from '../../application/commands/stream-loader';
import { EnsurePartner } from '../../application/couriers/ensure-partner';
import { EditAddresses } from '../../application/customers/edit-addresses';
import { ChangeProfile } from '../../application/identity/change-profile';
import { EnsureCustomer } from '../../application/identity/ensure-customer';
import { LogIn } from '../../application/identity/log-in';
import { LogOut } from '../../application/identity/log-out';
import { OpenSession } from '../../application/identity/open-session';
import { RefreshSession } from '../../application/identity/refresh-session';
import { RegisterAccount } from '../../application/identity/register-account';
import { RevokedSessions } from '../../application/identity/revoked-sessions';
import { AccessTokens } from '../../application/ports/access-tokens';
import { Accounts } from '../../application/ports/accounts';
import { BusinessClock, SystemClock } from '../../application/ports/clock';
import { PasswordHasher } from '../../application/ports/password-hasher';
import { Sessions, SessionSecrets } from '../../application/ports/sessions';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { provide } from './provide';

/** Who people are: accounts, sessions, customers and their addresses. */
@Module({
  providers: [
    provide(EnsureCustomer, [CommandExecutor, StreamLoader, SubjectKeys, BusinessClock]),
    provide(EnsurePartner, [CommandExecutor, StreamLoader, SubjectKeys, BusinessClock]),
    provide(OpenSession, [Sessions, SessionSecrets, AccessTokens, SystemClock]),
    provide(RegisterAccount, [Accounts, PasswordHasher, EnsureCustomer, EnsurePartner, SystemClock]),
    provide(LogIn, [Accounts, PasswordHasher, OpenSession, EnsureCustomer, EnsurePartner]),
    provide(RefreshSession, [Sessions, Accounts, SessionSecrets, AccessTokens, RevokedSessions, SystemClock]),
    provide(LogOut, [Sessions, RevokedSessions, SystemClock]),
    provide(ChangeProfile, [Accounts, PasswordHasher, CommandExecutor, StreamLoader, SubjectKeys]),
    provide(EditAddresses, [CommandExecutor, StreamLoader, SubjectKeys]),
  ],
  exports: [
    EnsureCustomer,
    EnsurePartner,
    OpenSession,
    RegisterAccount,
    LogIn,
    RefreshSession,
    LogOut,
    ChangeProfile,
    EditAddresses,
  ],
})
export class IdentityModule {}
