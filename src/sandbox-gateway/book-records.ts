import { z } from 'zod';

/** A moment as `YYYY-MM-DDTHH:mm:ss.sssZ`, so that the order of the strings is the order in time. */
export type Moment = string;

export const plusMs = (at: Moment, ms: number): Moment => new Date(Date.parse(at) + ms).toISOString();

export const STATUSES = ['OPEN', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'] as const;
export type Status = (typeof STATUSES)[number];

export const moment = z.iso.datetime({ precision: 3 });
/** Tiffin's ids of what it asks for. */
export const referenceSchema = z.string().regex(/^[\w-]{1,64}$/);
const minor = z.int().positive();

export const openingSchema = z
  .object({
    reference: referenceSchema,
    orderId: referenceSchema,
    /** Minor units (paise, cents). */
    amountMinor: minor,
    currency: z.string().regex(/^[A-Z]{3}$/),
    method: z.enum(['UPI', 'CARD', 'WALLET']),
    capture: z.enum(['automatic', 'manual']),
    expiresAt: moment,
    /** In the form that a header can hold. */
    returnUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .transform((url) => new URL(url).href),
  })
  .readonly();
/** What the merchant wants collected. */
export type Opening = z.infer<typeof openingSchema>;

const change = {
  at: moment,
  reference: referenceSchema,
  /** The how-manieth change of the payment this is, from 1. */
  change: z.int().positive(),
};
const refund = { refundReference: referenceSchema };
const chargeback = { chargebackId: z.string(), amountMinor: minor };

/** One change of one payment. Stored: the book is what these come to, in their order. */
export const recordSchema = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('opened'), ...change, opening: openingSchema, token: z.string().min(1) })
    .readonly(),
  z.object({ type: z.literal('authorized'), ...change, amountMinor: minor }).readonly(),
  z.object({ type: z.literal('captured'), ...change, amountMinor: minor }).readonly(),
  z.object({ type: z.literal('failed'), ...change, failure: z.string() }).readonly(),
  z.object({ type: z.literal('cancelled'), ...change }).readonly(),
  /** The payer has paid, and the money will only arrive when it is due. */
  z.object({ type: z.literal('delayed'), ...change, due: moment, amountMinor: minor }).readonly(),
  z
    .object({
      type: z.literal('refund-opened'),
      ...change,
      ...refund,
      amountMinor: minor,
      due: moment,
      fails: z.boolean(),
    })
    .readonly(),
  z.object({ type: z.literal('refund-settled'), ...change, ...refund }).readonly(),
  z.object({ type: z.literal('refund-failed'), ...change, ...refund }).readonly(),
  z.object({ type: z.literal('chargeback-opened'), ...change, ...chargeback, reason: z.string() }).readonly(),
  z.object({ type: z.literal('chargeback-won'), ...change, ...chargeback }).readonly(),
  z.object({ type: z.literal('chargeback-lost'), ...change, ...chargeback }).readonly(),
]);
export type BookRecord = z.infer<typeof recordSchema>;

/** Money that moved. */
export interface BookLine {
  readonly kind: 'capture' | 'refund' | 'chargeback';
  readonly reference: string;
  /** Null when the line is no refund. */
  readonly refundReference: string | null;
  readonly paymentId: string;
  /** Above zero to the merchant, below zero from it. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly at: Moment;
}

export interface Refund {
  readonly reference: string;
  readonly refundId: string;
  readonly amountMinor: number;
  readonly status: 'PENDING' | 'SETTLED' | 'FAILED';
}

export interface Chargeback {
  readonly chargebackId: string;
  readonly amountMinor: number;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  readonly reason: string;
}

/** A payment as it stands in the book. */
export interface Payment {
  readonly opening: Opening;
  readonly paymentId: string;
  /** Names the payment on the payer's page; hard to guess. */
  readonly token: string;
  readonly status: Status;
  /** What is held or collected; until then what is asked for. */
  readonly amountMinor: number;
  readonly failure: string | null;
  /** Money that will arrive later; else null. */
  readonly delayed: { readonly due: Moment; readonly amountMinor: number } | null;
  readonly refunds: readonly Refund[];
  readonly chargebacks: readonly Chargeback[];
  /** How often it changed. */
  readonly changes: number;
}
