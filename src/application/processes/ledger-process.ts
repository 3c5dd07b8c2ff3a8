import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import { minorSchema, moneySchema } from '../../../eventstore/registry/schemas';
import type { CourierId, CustomerId, OrderId, PaymentId, RestaurantId } from '../../domain/kernel/ids';
import { ACCOUNTS, JOURNAL_KINDS } from '../../domain/ledger/accounts';
import {
  bookkeeping,
  type BookedEvent,
  type BookkeepingCommand,
  type Books,
} from '../../domain/ledger/bookkeeping';
import { FAULT_PARTIES } from '../../domain/order/cancellation-fee';
import { GATEWAYS } from '../../domain/payment/gateway-payment';
import { billSchema } from '../../../eventstore/registry/order.codec';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();
const party = z.enum(FAULT_PARTIES);

const stateSchema: z.ZodType<Books> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('unopened') }),
  z.object({
    is: z.literal('open'),
    parties: z.object({
      customerId: branded<CustomerId>(),
      restaurantId: branded<RestaurantId>(),
      courierId: branded<CourierId>().nullable(),
    }),
    bill: billSchema,
    cancelled: z
      .object({
        keepMinor: minorSchema,
        sold: z.boolean(),
        compensationMinor: minorSchema,
        borneBy: party,
      })
      .nullable(),
    gateways: z.record(z.string(), z.enum(GATEWAYS)),
    compensations: z.record(z.string(), z.object({ amount: moneySchema, chargeTo: party })),
  }),
]);

const commandSchema: z.ZodType<BookkeepingCommand> = z.object({
  to: z.literal('ledger'),
  orderId,
  journal: z.object({
    kind: z.enum(JOURNAL_KINDS),
    paymentId: branded<PaymentId>().nullable(),
    entries: z.array(
      z.object({ account: z.enum(ACCOUNTS), party: z.string().nullable(), amount: moneySchema }),
    ),
    policyVersion: z.string(),
  }),
});

/** The bookkeeping as the application runs it. */
export const ledgerProcess: RegisteredProcess<Books, BookedEvent, BookkeepingCommand> = {
  manager: bookkeeping,
  stateSchema,
  commandSchema,
  decode: storyReader(bookkeeping),
};
