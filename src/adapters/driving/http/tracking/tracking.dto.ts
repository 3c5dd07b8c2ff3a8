import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export class TrackedOrderParamDto extends createZodDto(z.object({ order_id: z.uuid() })) {}

const language = z.string().max(35).optional().describe('en, hi or ta; Accept-Language if left out');

export class TrackingQueryDto extends createZodDto(z.object({ lang: language })) {}

const seq = z.coerce.number('give a number').int().min(0);

export class TrackingEventsQueryDto extends createZodDto(
  z.object({
    last_seq: seq.optional().describe('Of the last message that was received; Last-Event-ID says the same'),
    lang: language,
  }),
) {}

export const MAX_WAIT_SECONDS = 25;

export class TrackingMessagesQueryDto extends createZodDto(
  z.object({
    after_seq: seq.default(0),
    wait: z.coerce
      .number('give a number')
      .min(0)
      .max(MAX_WAIT_SECONDS)
      .default(0)
      .describe('How many seconds to wait for a message when there is none yet'),
    lang: language,
  }),
) {}

export class TrackingTicketDto extends createZodDto(
  z.object({
    ticket: z.string().describe('Good once'),
    expires_in: z.number().int().describe('Seconds'),
    url: z
      .string()
      .describe('Where to open the socket, at the origin of the API; add last_seq, lang or v to its query'),
  }),
) {}

const message = z
  .looseObject({
    v: z.number().int(),
    seq: z.number().int(),
    type: z.string(),
    order_id: z.string(),
    timestamp: z.string(),
  })
  .describe(
    'status_update, partner_assigned, partner_unassigned, eta_update, search_update, delivered or cancelled; what else it holds goes by its type',
  );

export class TrackingMessagesDto extends createZodDto(
  z.object({
    order_id: z.string(),
    messages: z.array(message),
    last_seq: z.number().int().describe('To be given as after_seq next'),
    is_over: z.boolean().describe('Whether nothing more will come'),
  }),
) {}

export class TrackingDto extends createZodDto(
  z.object({
    order_id: z.string(),
    order_status: z.string(),
    delivery_status: z.string(),
    delivery_partner: z
      .object({
        name: z.string().nullable(),
        phone: z.string().nullable().describe('All but the last four digits are hidden'),
        vehicle_number: z.string().nullable(),
        rating: z.number().nullable(),
        location: z
          .object({ lat: z.number(), lng: z.number(), timestamp: z.string() })
          .nullable()
          .describe('Between the handover and the delivery, and not older than 30 s'),
      })
      .nullable(),
    eta: z
      .object({
        phase: z.string().nullable(),
        at: z.string().describe('As likely earlier as later'),
        latest: z.string().nullable().describe('Later once in ten times'),
        minutes: z.number().int().describe('From now; 0 when it should have been there'),
        reason: z.string().nullable().describe('Why it changed last'),
        promised_at: z.string(),
      })
      .nullable()
      .describe('Null when the order is over'),
    search: z
      .string()
      .nullable()
      .describe('searching, delayed, choice or waiting; null when nobody is looked for'),
    timeline: z.array(
      z.object({
        seq: z.number().int(),
        type: z.string(),
        status: z.string(),
        timestamp: z.string(),
        message: z.string(),
      }),
    ),
    last_seq: z.number().int(),
    is_over: z.boolean(),
  }),
) {}
