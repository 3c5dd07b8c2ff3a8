import { never } from '../kernel/decider';
import type { OrderId, PaymentId, RefundId } from '../kernel/ids';
import { plusMs, type Instant } from '../kernel/instant';
import type { Effect, ProcessManager, Reaction } from '../kernel/process';
import type { Told } from '../story/order-story';

export type PaymentStatusEvent = Told<
  | 'PaymentInitiated'
  | 'PaymentAuthorized'
  | 'PaymentOutcomeUnknown'
  | 'CaptureRequested'
  | 'VoidRequested'
  | 'PaymentCaptured'
  | 'PaymentFailed'
  | 'PaymentVoided'
  | 'RefundRequested'
  | 'RefundSettled'
  | 'RefundFailed'
  | 'WebhookReceived'
>;

/** Brings Tiffin and the gateway in line about one payment: asks, opens, captures, voids, refunds, records. */
export interface SyncPayment {
  readonly to: 'gateway';
  readonly type: 'SyncPayment';
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
}

/** A payment or refund whose end the gateway has not told yet. */
interface Watch {
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
  /** From when the rungs of its ladder count. */
  readonly since: Instant;
  /** How many rungs are behind it. */
  readonly asked: number;
}

/**
 * What is waited for: the `payer`, until the payment expires; the `gateway`, to do what it was told; money that
 * comes `late` after an end without any; or nothing in particular, after a `hint` that may have led nowhere.
 */
export const STAGES = ['payer', 'gateway', 'late', 'hint'] as const;

interface PaymentWatch extends Watch {
  readonly expiresAt: Instant;
  readonly stage: (typeof STAGES)[number];
  /** Whether a capture or a void was asked for: then held money is not the end of it. */
  readonly isInstructed: boolean;
}

interface RefundWatch extends Watch {
  readonly refundId: RefundId;
}

/** Everything of an order that the gateway still has to be asked about. */
export interface PaymentStatus {
  readonly payments: Readonly<Record<string, PaymentWatch>>;
  readonly refunds: Readonly<Record<string, RefundWatch>>;
}

type Outcome = Reaction<PaymentStatus, SyncPayment>;
type Effects = readonly Effect<SyncPayment>[];
type OfAttempt = Extract<PaymentStatusEvent, { readonly paymentId: PaymentId }>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A payment is asked about so often at this pace, then ever more slowly. */
const FAST_POLLS = 10;
const FAST_POLL_MS = 30 * SECOND;
const PAYER_POLLS_MS = [1 * MINUTE, 2 * MINUTE, 4 * MINUTE] as const;
const GATEWAY_POLLS_MS = [...PAYER_POLLS_MS, 15 * MINUTE, HOUR, 6 * HOUR] as const;

/**
 * After a payment has ended or expired: money has been seen to arrive three days later. The last question is asked
 * twice: nobody may have answered the first time, as when a circuit lets only one of two through.
 */
const LATE_MONEY_MS = [15 * MINUTE, HOUR, DAY, 3 * DAY, 3 * DAY + HOUR] as const;

/** After a refund was asked for: banks take days. What is open then is left to reconciliation. */
const REFUND_MS = [MINUTE, 5 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY] as const;

/** After a message about a payment that nothing else is asked about, for the gateway may not have answered then. */
const HINT_MS = [15 * MINUTE] as const;

export const pollTimer = (paymentId: string): string => `poll ${paymentId}`;
export const refundTimer = (refundId: string): string => `refund ${refundId}`;

const ignore = (state: PaymentStatus): Outcome => ({ state, effects: [] });

const sync = ({ orderId, paymentId }: Pick<SyncPayment, 'orderId' | 'paymentId'>): Effects => [
  { do: 'send', step: 'sync', command: { to: 'gateway', type: 'SyncPayment', orderId, paymentId } },
];

/** A watch and when its turn is. */
interface Turn<W> {
  readonly watch: W;
  readonly at: Instant;
}

/** The next rung that is not past, counted from when the ladder was put up; null when there is none. */
function rungAfter<W extends Watch>(watch: W, ladder: readonly number[], now: Instant): Turn<W> | null {
  for (let asked = watch.asked; asked < ladder.length; asked += 1) {
    const at = plusMs(watch.since, ladder[asked] ?? 0);
    if (at > now) return { watch: { ...watch, asked }, at };
  }
  return null;
}

/** So long after each other, quick ones first; the last pace stays. */
const pollAfter = (asked: number, slow: readonly number[], now: Instant): Instant =>
  plusMs(now, asked < FAST_POLLS ? FAST_POLL_MS : (slow[asked - FAST_POLLS] ?? slow.at(-1) ?? FAST_POLL_MS));

/** When to ask about a payment next; null: no more. */
function nextPoll(watch: PaymentWatch, now: Instant): Turn<PaymentWatch> | null {
  const { stage, since, asked, expiresAt } = watch;
  switch (stage) {
    case 'payer': {
      if (now >= expiresAt && asked >= FAST_POLLS) {
        return nextPoll({ ...watch, stage: 'late', since: later(expiresAt, since), asked: 0 }, now);
      }
      const at = pollAfter(asked, PAYER_POLLS_MS, now);
      // The moment of expiry is asked about too: the answer then says whether the payment is over.
      return { watch, at: asked >= FAST_POLLS && at > expiresAt ? expiresAt : at };
    }
    case 'gateway':
      return { watch, at: pollAfter(asked, GATEWAY_POLLS_MS, now) };
    case 'late':
      return rungAfter(watch, LATE_MONEY_MS, now);
    case 'hint':
      return rungAfter(watch, HINT_MS, now);
    default:
      return never(stage);
  }
}

const without = <T>(all: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([one]) => one !== key));

const later = (a: Instant, b: Instant): Instant => (a >= b ? a : b);

/** Watches a payment from here on. */
function watch(state: PaymentStatus, payment: PaymentWatch, now: Instant): Outcome {
  const turn = nextPoll(payment, now);
  if (turn === null) return unwatch(state, payment.paymentId);
  return {
    state: { ...state, payments: { ...state.payments, [payment.paymentId]: turn.watch } },
    effects: [{ do: 'schedule', timer: pollTimer(payment.paymentId), at: turn.at }],
  };
}

function unwatch(state: PaymentStatus, paymentId: PaymentId): Outcome {
  if (state.payments[paymentId] === undefined) return ignore(state);
  const payments = without(state.payments, paymentId);
  return {
    state: { ...state, payments },
    effects: [{ do: 'unschedule', timer: pollTimer(paymentId) }],
  };
}

/** Begins a ladder for a payment; what is known of it stays. */
function watchAs(
  state: PaymentStatus,
  { orderId, paymentId, at }: OfAttempt,
  change: Pick<PaymentWatch, 'stage'> & Partial<PaymentWatch>,
): Outcome {
  const known = state.payments[paymentId];
  const { expiresAt = at, isInstructed = false } = known ?? {};
  const begun = { orderId, paymentId, expiresAt, isInstructed, since: at, asked: 0, ...change };
  return watch(state, begun, at);
}

/** Held money ends the watch, unless it is to be collected or let go of. */
function takeHold(state: PaymentStatus, event: OfAttempt): Outcome {
  const known = state.payments[event.paymentId];
  if (known?.isInstructed !== true) return unwatch(state, event.paymentId);
  return known.stage === 'gateway' ? ignore(state) : watchAs(state, event, { stage: 'gateway' });
}

/** The payment ended without money. What arrives now is late. */
function watchForLateMoney(state: PaymentStatus, event: OfAttempt): Outcome {
  const known = state.payments[event.paymentId];
  if (known?.stage === 'late') return ignore(state);
  return watchAs(state, event, { stage: 'late', since: later(known?.expiresAt ?? event.at, event.at) });
}

/** What is under way is asked about as it is; else its outcome is now. */
function watchDoubt(state: PaymentStatus, event: OfAttempt): Outcome {
  const known = state.payments[event.paymentId];
  return known?.stage === 'payer' || known?.stage === 'gateway'
    ? ignore(state)
    : watchAs(state, event, { stage: 'payer' });
}

function takeHint(state: PaymentStatus, event: Told<'WebhookReceived'>): Outcome {
  const { orderId, paymentId, at } = event;
  if (paymentId === null) return ignore(state);
  const watches = [...Object.values(state.payments), ...Object.values(state.refunds)];
  const isWatched = watches.some((one) => one.paymentId === paymentId && !isHint(one));
  const hint = { orderId, paymentId, expiresAt: at, isInstructed: false, since: at, asked: 0 } as const;
  return and(isWatched ? ignore(state) : watch(state, { ...hint, stage: 'hint' }, at), sync(hint));
}

const isHint = (watched: Watch): boolean => 'stage' in watched && watched.stage === 'hint';

function watchRefund(state: PaymentStatus, refund: RefundWatch, now: Instant): Outcome {
  const turn = rungAfter(refund, REFUND_MS, now);
  if (turn === null) return unwatchRefund(state, refund.refundId);
  return {
    state: { ...state, refunds: { ...state.refunds, [refund.refundId]: turn.watch } },
    effects: [{ do: 'schedule', timer: refundTimer(refund.refundId), at: turn.at }],
  };
}

function unwatchRefund(state: PaymentStatus, refundId: RefundId): Outcome {
  if (state.refunds[refundId] === undefined) return ignore(state);
  const refunds = without(state.refunds, refundId);
  return { state: { ...state, refunds }, effects: [{ do: 'unschedule', timer: refundTimer(refundId) }] };
}

const and = ({ state, effects }: Outcome, more: Effects): Outcome => ({
  state,
  effects: [...more, ...effects],
});

function reactToEvent(state: PaymentStatus, event: PaymentStatusEvent): Outcome {
  switch (event.type) {
    case 'PaymentInitiated':
      return and(watchAs(state, event, { stage: 'payer', expiresAt: event.expiresAt }), sync(event));
    case 'CaptureRequested':
    case 'VoidRequested':
      return and(watchAs(state, event, { stage: 'gateway', isInstructed: true }), sync(event));
    case 'PaymentOutcomeUnknown':
      // Of a refund its own ladder asks.
      return event.operation === 'refund' ? ignore(state) : watchDoubt(state, event);
    case 'PaymentAuthorized':
      return takeHold(state, event);
    case 'PaymentCaptured':
      return unwatch(state, event.paymentId);
    case 'PaymentFailed':
    case 'PaymentVoided':
      return watchForLateMoney(state, event);
    case 'RefundRequested': {
      const { orderId, paymentId, refundId, at } = event;
      return and(watchRefund(state, { orderId, paymentId, refundId, since: at, asked: 0 }, at), sync(event));
    }
    case 'RefundSettled':
    case 'RefundFailed':
      return unwatchRefund(state, event.refundId);
    case 'WebhookReceived':
      return takeHint(state, event);
    default:
      return never(event);
  }
}

function reactToTimer(state: PaymentStatus, timer: string, now: Instant): Outcome {
  const payment = Object.values(state.payments).find(({ paymentId }) => pollTimer(paymentId) === timer);
  if (payment !== undefined) {
    return and(watch(state, { ...payment, asked: payment.asked + 1 }, now), sync(payment));
  }
  const refund = Object.values(state.refunds).find(({ refundId }) => refundTimer(refundId) === timer);
  if (refund === undefined) return ignore(state);
  return and(watchRefund(state, { ...refund, asked: refund.asked + 1 }, now), sync(refund));
}

/**
 * Sees to it that what happens at the gateway becomes known: by its webhooks, and by asking where they are lost.
 * It asks at once when something is wanted of the gateway. For the payer it asks in a ladder of 10 × 30 s, 1, 2, then
 * every 4 minutes until the payment expires, and five times more until three days after an end without money, which
 * can come late. A capture or void is asked about ever more slowly, and until it is done; a refund, for a week.
 */
export const paymentStatus: ProcessManager<PaymentStatus, PaymentStatusEvent, SyncPayment> = {
  name: 'payment-status',
  initial: { payments: {}, refunds: {} },
  reads: [
    'PaymentInitiated',
    'PaymentAuthorized',
    'PaymentOutcomeUnknown',
    'CaptureRequested',
    'VoidRequested',
    'PaymentCaptured',
    'PaymentFailed',
    'PaymentVoided',
    'RefundRequested',
    'RefundSettled',
    'RefundFailed',
    'WebhookReceived',
  ],
  keyOf: (event) => event.orderId,
  react: (state, input) =>
    input.kind === 'event' ? reactToEvent(state, input.event) : reactToTimer(state, input.timer, input.at),
};
