import { z } from 'zod';
import type { InboxEvent } from '../../src/domain/inbox/inbox';
import type { OrderId, PaymentId } from '../../src/domain/kernel/ids';
import { GATEWAYS } from '../../src/domain/payment/gateway-payment';
import { branded, Codec } from './codec';
import { instantSchema, sealedSchema } from './schemas';

/** The messages of gateways as they are stored. A form that was released is never edited: it gains a version. */
export const inboxCodec = new Codec<InboxEvent>({
  WebhookReceived: {
    version: 1,
    schema: z.object({
      gateway: z.enum(GATEWAYS),
      eventId: z.string(),
      kind: z.string(),
      paymentId: branded<PaymentId>().nullable(),
      orderId: branded<OrderId>().nullable(),
      bodyHash: z.string(),
      body: sealedSchema,
      at: instantSchema,
    }),
  },
});
