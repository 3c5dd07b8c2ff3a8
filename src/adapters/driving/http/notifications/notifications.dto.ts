import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { LANGUAGES } from '../../../../application/ports/accounts';

const notification = z.object({
  notification_id: z.string(),
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  order_id: z.string(),
  created_at: z.string(),
  read_at: z.string().nullable(),
});

export class NotificationsQueryDto extends createZodDto(
  z.object({
    unread: z.stringbool().default(false).describe('true: only those that were not read'),
    lang: z.enum(LANGUAGES).optional().describe('Instead of the language of the account'),
    limit: z.coerce.number('give a number').int().min(1).max(100).default(20),
    cursor: z.string().max(500).optional(),
  }),
) {}

export class NotificationListDto extends createZodDto(
  z.object({
    notifications: z.array(notification),
    unread: z.number().int().describe('How many of all were not read'),
    next_cursor: z.string().nullable(),
  }),
) {}

export class NotificationsReadDto extends createZodDto(
  z.object({ marked: z.number().int(), unread: z.number().int() }),
) {}

export class NotificationParamDto extends createZodDto(z.object({ id: z.uuid() })) {}

export class ToldDto extends createZodDto(
  z.object({
    notifications: z.array(
      notification.extend({
        role: z.string(),
        account_id: z.string().nullable().describe('null: the staff'),
        attempts: z
          .array(z.object({ at: z.string(), result: z.string() }))
          .describe('What was done to send it to a phone'),
      }),
    ),
  }),
) {}
