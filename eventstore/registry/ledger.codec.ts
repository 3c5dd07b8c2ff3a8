import { z } from 'zod';
import type { OrderId, PaymentId } from '../../src/domain/kernel/ids';
import { ACCOUNTS, JOURNAL_KINDS, type Entry } from '../../src/domain/ledger/accounts';
import type { LedgerEvent } from '../../src/domain/ledger/ledger';
import { branded, Codec } from './codec';
import { instantSchema, moneySchema } from './schemas';

const entrySchema: z.ZodType<Entry> = z.object({
  account: z.enum(ACCOUNTS),
  party: z.string().nullable(),
  amount: moneySchema,
});

/** Journals as they are stored. A form that was released is never edited: it gains a version. */
export const ledgerCodec = new Codec<LedgerEvent>({
  JournalPosted: {
    version: 1,
    schema: z.object({
      cause: z.string(),
      kind: z.enum(JOURNAL_KINDS),
      orderId: branded<OrderId>(),
      paymentId: branded<PaymentId>().nullable(),
      entries: z.array(entrySchema),
      policyVersion: z.string(),
      at: instantSchema,
    }),
  },
});
