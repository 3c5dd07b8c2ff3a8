import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { currencySchema } from '../../../../../eventstore/registry/schemas';
import { ACCOUNTS } from '../../../../domain/ledger/accounts';
import { moment } from '../support/wire-time';

const period = {
  currency: currencySchema.default('INR'),
  from: moment.default('1970-01-01T00:00:00.000Z').describe('What was booked from then on'),
  to: moment.optional().describe('And before then; now, if left out'),
  limit: z.coerce.number('give a number').int().min(1).max(500).default(100),
  cursor: z.string().max(500).optional(),
};

const inOrder = ({ from, to }: { readonly from: string; readonly to?: string | undefined }): boolean =>
  to === undefined || from <= to;

const NOT_IN_ORDER = { message: '`from` is after `to`' };

export class StatementQueryDto extends createZodDto(z.object(period).refine(inOrder, NOT_IN_ORDER)) {}

export class RestaurantStatementQueryDto extends createZodDto(
  z.object({ restaurant_id: z.uuid(), ...period }).refine(inOrder, NOT_IN_ORDER),
) {}

export class StaffStatementQueryDto extends createZodDto(
  z
    .object({
      account: z.enum(ACCOUNTS),
      party: z.string().min(1).max(100).optional().describe('Whose; for accounts that are kept per party'),
      ...period,
    })
    .refine(inOrder, NOT_IN_ORDER),
) {}

const statement = z.object({
  account: z.string(),
  party: z.string().nullable(),
  currency: z.string(),
  from: z.string(),
  to: z.string(),
  opening_minor: z
    .number()
    .int()
    .describe('Debits are above zero, credits below: what is owed is below zero'),
  closing_minor: z.number().int(),
  entries: z.array(
    z.object({
      order_id: z.string(),
      payment_id: z.string().nullable().describe('For staff; null for everybody else'),
      kind: z.string(),
      amount_minor: z.number().int(),
      posted_at: z.string(),
      cause: z.string().describe('Id of the event that was booked'),
    }),
  ),
  next_cursor: z.string().nullable(),
});

export class StatementDto extends createZodDto(statement) {}

const balance = z.object({ currency: z.string(), balance_minor: z.number().int() });

export class CourierStatementDto extends createZodDto(
  z.object({ earnings: statement, cash_held: z.array(balance) }),
) {}

export class BalancesDto extends createZodDto(
  z.object({ balances: z.array(balance.extend({ account: z.string() })) }),
) {}
