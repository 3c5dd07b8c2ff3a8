import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { textOf } from '../../../../application/notifications/notification-texts';
import { Accounts, type Language } from '../../../../application/ports/accounts';
import { BusinessClock } from '../../../../application/ports/clock';
import { Notifications, type ShownNotification } from '../../../../application/ports/notifications';
import type { Actor } from '../../../../domain/kernel/actor';
import { pageOf, placeOf } from '../../../../projections/cursor';
import { UuidParamDto } from '../identity/users.dto';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import {
  NotificationListDto,
  NotificationParamDto,
  NotificationsQueryDto,
  NotificationsReadDto,
  ToldDto,
} from './notifications.dto';

/** Sorts after every notification there is. */
const FIRST_PAGE = { at: '9999-12-31T23:59:59.999Z', id: '' } as const;

/** Whose list somebody reads: the staff share one. */
const listOf = ({ id, role }: Actor): string | null => (role === 'support' || role === 'admin' ? null : id);

const notificationDto = (notification: ShownNotification, language: Language) => ({
  notification_id: notification.id,
  kind: notification.kind,
  ...textOf(notification, language),
  order_id: notification.orderId,
  created_at: notification.createdAt,
  read_at: notification.readAt,
});

@ApiTags('notifications')
@Controller('api/v1')
export class NotificationsController {
  constructor(
    private readonly notifications: Notifications,
    private readonly accounts: Accounts,
    private readonly clock: BusinessClock,
  ) {}

  @Get('notifications')
  @Answers({
    summary: 'What one was told, the newest first; of support and admin what staff should look at',
    ok: NotificationListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async list(
    @CurrentCaller() { actor }: Caller,
    @Query() { unread, lang, limit, cursor }: NotificationsQueryDto,
  ): Promise<NotificationListDto> {
    const accountId = listOf(actor);
    const before = placeOf(cursor, FIRST_PAGE);
    const [found, count, language] = await Promise.all([
      this.notifications.list(accountId, { unreadOnly: unread, before, limit: limit + 1 }),
      this.notifications.countUnread(accountId),
      lang ?? this.languageOf(actor),
    ]);
    const { items, nextCursor } = pageOf(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
    return {
      notifications: items.map((one) => notificationDto(one, language)),
      unread: count,
      next_cursor: nextCursor,
    };
  }

  @Post('notifications/read')
  @HttpCode(200)
  @Answers({ summary: 'Mark everything as read', ok: NotificationsReadDto })
  readAll(@CurrentCaller() { actor }: Caller): Promise<NotificationsReadDto> {
    return this.mark(actor, null);
  }

  @Post('notifications/:id/read')
  @HttpCode(200)
  @Answers({
    summary: 'Mark one as read',
    ok: NotificationsReadDto,
    problems: ['VALIDATION_ERROR'],
  })
  read(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: NotificationParamDto,
  ): Promise<NotificationsReadDto> {
    return this.mark(actor, id);
  }

  @Get('staff/orders/:id/notifications')
  @Answers({
    summary: 'Everything that anybody was told about an order, and what was done to send it',
    ok: ToldDto,
    problems: ['VALIDATION_ERROR'],
  })
  async ofOrder(@Param() { id }: UuidParamDto): Promise<ToldDto> {
    const told = await this.notifications.ofOrder(id);
    return {
      notifications: told.map((one) => ({
        ...notificationDto(one, 'en'),
        role: one.role,
        account_id: one.accountId,
        attempts: [...one.attempts],
      })),
    };
  }

  /** What is not in the caller's list is not there to be marked. */
  private async mark(actor: Actor, id: string | null): Promise<NotificationsReadDto> {
    const accountId = listOf(actor);
    const marked = await this.notifications.markRead(accountId, id, this.clock.now());
    return { marked, unread: await this.notifications.countUnread(accountId) };
  }

  private async languageOf({ id }: Actor): Promise<Language> {
    const account = await this.accounts.byId(id);
    if (account === undefined) throw new Problem('SESSION_ENDED', 'The account is gone. Sign in again.');
    return account.language;
  }
}
