import { never } from '../kernel/decider';
import type { OrderId, PaymentId } from '../kernel/ids';
import { plusMs, type Instant } from '../kernel/instant';
import { money } from '../kernel/money';
import type { Effect, ProcessInput, ProcessManager, Reaction } from '../kernel/process';
import { RESTORE_WINDOW_MS } from '../order/order';
import type { Bill } from '../order/order-lines';
import type { PaymentCommand } from '../payment/payment-messages';
import type { StoryEvent, Told } from '../story/order-story';
import {
  heldOf,
  nextCause,
  refundableOf,
  withAsked,
  withDispute,
  withDisputeWon,
  withFailed,
  withRequested,
  type Capture,
} from './captures';
import { closingOf, type ClosingEvent } from './closing';

const READS = [
  'OrderPlaced',
  'OrderCancelled',
  'OrderRestored',
  'OrderRejectedByRestaurant',
  'OrderExpired',
  'OrderUndeliverable',
  'PaymentInitiated',
  'PaymentAuthorized',
  'PaymentCaptured',
  'PaymentFailed',
  'PaymentVoided',
  'RefundRequested',
  'RefundFailed',
  'ChargebackOpened',
  'ChargebackWon',
] as const satisfies readonly StoryEvent['type'][];

export type RefundsEvent = Told<(typeof READS)[number]>;

type Of<T extends PaymentCommand['type']> = Extract<PaymentCommand, { readonly type: T }>;

/** What goes back, and what is let go of. Whoever carries it out adds the time, and a refund's id. */
export interface RefundsCommand {
  readonly to: 'payment';
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
  readonly command:
    /** Its id is a function of payment and cause, so that one cause is refunded once. */
    | Omit<Of<'RequestRefund'>, 'at' | 'refundId'>
    | Omit<Of<'RequestVoid'>, 'at'>
    | Omit<Of<'RequestCapture'>, 'at'>;
}

export const ENDINGS = ['order-cancelled', 'order-rejected', 'order-expired', 'order-undeliverable'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What has become of the order, as far as its money is concerned. */
export type Outlook =
  | { readonly is: 'open' }
  | {
      readonly is: 'cancelled';
      readonly keepMinor: number;
      /** Up to then it may be restored or, with the window over, the word of that may still be on its way. */
      readonly until: Instant;
      readonly windowOver: boolean;
    }
  | { readonly is: 'closed'; readonly keepMinor: number; readonly ending: Ending };

/** An attempt to pay whose money has not come. */
export interface Attempt {
  readonly paymentId: PaymentId;
  /** What is held for us; null when nothing is. */
  readonly authorizedMinor: number | null;
  readonly told: 'capture' | 'void' | null;
}

export type Refunds =
  | { readonly is: 'idle' }
  | {
      readonly is: 'watching';
      readonly orderId: OrderId;
      readonly bill: Bill;
      /** What is to be paid through a gateway. */
      readonly dueMinor: number;
      readonly outlook: Outlook;
      readonly attempts: readonly Attempt[];
      /** In the order in which the money came. */
      readonly captures: readonly Capture[];
    };

type Watch = Exclude<Refunds, { readonly is: 'idle' }>;
type Asked = Effect<RefundsCommand>;
type Outcome = Reaction<Refunds, RefundsCommand>;

/** Fires when a cancellation can no longer be taken back. */
export const RESTORE_WINDOW = 'restore-window';

/** For how long after the window the word of an order that was restored within it is waited for. */
export const LISTEN_MS = 30_000;

const sum = (amounts: readonly number[]): number => amounts.reduce((total, minor) => total + minor, 0);

const begin = ({ orderId, bill, paymentMethod }: Told<'OrderPlaced'>): Watch => ({
  is: 'watching',
  ...{ orderId, bill },
  dueMinor: paymentMethod === 'COD' ? 0 : bill.totalMinor,
  outlook: { is: 'open' },
  attempts: [],
  captures: [],
});

/** The capture that pays for an open order: the first that is enough. */
const payerOf = ({ captures, dueMinor }: Watch): Capture | undefined =>
  captures.find((capture) => heldOf(capture) >= dueMinor);

/**
 * What each capture keeps: of what the order costs, the earlier ones first. For an open order only the payer counts
 * or, when there is none because something has gone back already, what once was enough; too little never is.
 */
function keptOf(state: Watch): readonly number[] {
  const { outlook, captures, dueMinor } = state;
  const isClosed = outlook.is === 'closed';
  const payer = payerOf(state);
  let left = isClosed ? outlook.keepMinor : dueMinor;
  return captures.map((capture) => {
    const counts = isClosed || (payer === undefined ? capture.minor >= dueMinor : capture === payer);
    const kept = counts ? Math.min(heldOf(capture), left) : 0;
    left -= kept;
    return kept;
  });
}

function reasonFor(capture: Capture, state: Watch): string {
  if (state.outlook.is === 'closed') return capture.late ? 'late-capture' : state.outlook.ending;
  if (capture === payerOf(state)) return 'overpaid';
  return capture.minor < state.dueMinor ? 'underpaid' : 'second-capture';
}

/** Refunds what nobody keeps. */
function giveBack(state: Watch): {
  readonly captures: readonly Capture[];
  readonly effects: readonly Asked[];
} {
  const kept = keptOf(state);
  const effects: Asked[] = [];
  const captures = state.captures.map((capture, i) => {
    const minor = Math.min(heldOf(capture) - (kept[i] ?? 0), refundableOf(capture));
    if (minor <= 0) return capture;
    const { paymentId } = capture;
    const cause = nextCause(capture, reasonFor(capture, state));
    const amount = money(minor, state.bill.currency);
    const command = {
      type: 'RequestRefund',
      ...{ amount, cause },
      chargeTo: null,
      lines: [],
      by: 'system',
    } as const;
    effects.push({
      do: 'send',
      step: `refund ${paymentId}`,
      command: { to: 'payment', orderId: state.orderId, paymentId, command },
    });
    return withAsked(capture, cause, minor);
  });
  return { captures, effects };
}

/** It stays paid when its payer's bank takes the money back: whoever wants to pay again does not by an old attempt. */
const wasPaid = ({ captures, dueMinor }: Watch): boolean =>
  captures.some((capture) => heldOf({ ...capture, disputes: {} }) >= dueMinor);

/** What each attempt is to be told that was not told anything yet. */
function tellings(state: Watch): readonly Attempt[] {
  const { outlook, attempts } = state;
  if (outlook.is === 'open' && !wasPaid(state)) return attempts;
  const authorized = attempts.map(({ told, authorizedMinor }) =>
    told === 'capture' ? (authorizedMinor ?? 0) : 0,
  );
  let missing = outlook.is === 'closed' ? outlook.keepMinor - sum(keptOf(state)) - sum(authorized) : 0;
  return attempts.map((attempt) => {
    if (attempt.told !== null) return attempt;
    if (attempt.authorizedMinor === null || missing <= 0) return { ...attempt, told: 'void' };
    missing -= attempt.authorizedMinor;
    return { ...attempt, told: 'capture' };
  });
}

/** Lets go of attempts that are not needed any more; collects one that is held while something is still to be kept. */
function letGo(state: Watch): { readonly attempts: readonly Attempt[]; readonly effects: readonly Asked[] } {
  const { orderId, outlook } = state;
  const attempts = tellings(state);
  const reason = outlook.is === 'closed' ? outlook.ending : 'order-paid';
  const effects = attempts.flatMap(({ paymentId, told }, i): readonly Asked[] => {
    if (told === null || told === state.attempts[i]?.told) return [];
    const command =
      told === 'void' ? ({ type: 'RequestVoid', reason } as const) : ({ type: 'RequestCapture' } as const);
    return [
      { do: 'send', step: `${told} ${paymentId}`, command: { to: 'payment', orderId, paymentId, command } },
    ];
  });
  return { attempts, effects };
}

const unchanged = (state: Watch): Outcome => ({ state, effects: [] });

/** Asks for all that is still to be done, whatever brought it about. */
function settle(state: Watch): Outcome {
  if (state.outlook.is === 'cancelled') return unchanged(state);
  const { captures, effects: givenBack } = giveBack(state);
  const { attempts, effects: others } = letGo(state);
  if (givenBack.length + others.length === 0) return unchanged(state);
  return { state: { ...state, captures, attempts }, effects: [...givenBack, ...others] };
}

const without = (attempts: readonly Attempt[], paymentId: PaymentId): readonly Attempt[] =>
  attempts.filter((attempt) => attempt.paymentId !== paymentId);

/** A payment that failed, and was let go of for that, may be authorised after all. */
function authorized(state: Watch, { paymentId, amount }: Told<'PaymentAuthorized'>): Watch {
  const known = state.attempts.find((attempt) => attempt.paymentId === paymentId);
  const attempt: Attempt = { paymentId, authorizedMinor: amount.minor, told: known?.told ?? null };
  return { ...state, attempts: [...without(state.attempts, paymentId), attempt] };
}

function captured(state: Watch, { paymentId, amount }: Told<'PaymentCaptured'>): Watch {
  const isAwaited = state.attempts.some((one) => one.paymentId === paymentId && one.told === 'capture');
  const late = state.outlook.is === 'closed' && !isAwaited;
  const capture: Capture = { paymentId, minor: amount.minor, late, refunds: [], disputes: {} };
  return {
    ...state,
    attempts: without(state.attempts, paymentId),
    captures: [...state.captures, capture],
  };
}

const withCapture = (state: Watch, paymentId: PaymentId, change: (capture: Capture) => Capture): Watch => ({
  ...state,
  captures: state.captures.map((capture) => (capture.paymentId === paymentId ? change(capture) : capture)),
});

type PaymentPart = Extract<RefundsEvent, { readonly paymentId: PaymentId }>;

function withPayment(state: Watch, event: PaymentPart): Watch {
  const { paymentId } = event;
  const isCaptured = state.captures.some((capture) => capture.paymentId === paymentId);
  const isKnown = isCaptured || state.attempts.some((attempt) => attempt.paymentId === paymentId);
  switch (event.type) {
    case 'PaymentInitiated': {
      const attempt: Attempt = { paymentId, authorizedMinor: null, told: null };
      return isKnown ? state : { ...state, attempts: [...state.attempts, attempt] };
    }
    case 'PaymentAuthorized':
      return isCaptured ? state : authorized(state, event);
    case 'PaymentCaptured':
      return isCaptured ? state : captured(state, event);
    case 'PaymentFailed':
    case 'PaymentVoided':
      return { ...state, attempts: without(state.attempts, paymentId) };
    case 'RefundRequested':
      return withCapture(state, paymentId, (capture) => withRequested(capture, event));
    case 'RefundFailed':
      return withCapture(state, paymentId, (capture) => withFailed(capture, event));
    case 'ChargebackOpened':
      return withCapture(state, paymentId, (capture) => withDispute(capture, event));
    case 'ChargebackWon':
      return withCapture(state, paymentId, (capture) => withDisputeWon(capture, event));
    default:
      return never(event);
  }
}

const listenUntil = (state: Watch, outlook: Extract<Outlook, { readonly is: 'cancelled' }>): Outcome => ({
  state: { ...state, outlook },
  effects: [{ do: 'schedule', timer: RESTORE_WINDOW, at: outlook.until }],
});

const close = (state: Watch, ending: Ending, keepMinor: number): Outcome =>
  settle({ ...state, outlook: { is: 'closed', ending, keepMinor } });

function closeBy(state: Watch, event: ClosingEvent): Outcome {
  if (state.outlook.is !== 'open') return unchanged(state);
  const { keepMinor } = closingOf(event, state.bill);
  switch (event.type) {
    case 'OrderCancelled': {
      const until = plusMs(event.at, RESTORE_WINDOW_MS);
      return listenUntil(state, { is: 'cancelled', keepMinor, until, windowOver: false });
    }
    case 'OrderRejectedByRestaurant':
      return close(state, 'order-rejected', keepMinor);
    case 'OrderExpired':
      return close(state, 'order-expired', keepMinor);
    case 'OrderUndeliverable':
      return close(state, 'order-undeliverable', keepMinor);
    default:
      return never(event);
  }
}

function reopen(state: Watch): Outcome {
  if (state.outlook.is === 'open') return unchanged(state);
  const { state: open, effects } = settle({ ...state, outlook: { is: 'open' } });
  return { state: open, effects: [{ do: 'unschedule', timer: RESTORE_WINDOW }, ...effects] };
}

function reactToEvent(state: Watch, event: RefundsEvent): Outcome {
  switch (event.type) {
    case 'OrderPlaced':
      return unchanged(state);
    case 'OrderCancelled':
    case 'OrderRejectedByRestaurant':
    case 'OrderExpired':
    case 'OrderUndeliverable':
      return closeBy(state, event);
    case 'OrderRestored':
      return reopen(state);
    default:
      return settle(withPayment(state, event));
  }
}

/**
 * The window is over. That the order was restored in it may not be stored yet, for an append takes its time: so it
 * listens longer than any append takes.
 */
function reactToTimer(state: Watch, dueAt: Instant, at: Instant): Outcome {
  const { outlook } = state;
  if (outlook.is !== 'cancelled' || dueAt < outlook.until) return unchanged(state);
  return outlook.windowOver
    ? close(state, 'order-cancelled', outlook.keepMinor)
    : listenUntil(state, { ...outlook, until: plusMs(at, LISTEN_MS), windowOver: true });
}

function react(state: Refunds, input: ProcessInput<RefundsEvent>): Outcome {
  if (state.is === 'idle') {
    const isPlaced = input.kind === 'event' && input.event.type === 'OrderPlaced';
    return { state: isPlaced ? begin(input.event) : state, effects: [] };
  }
  return input.kind === 'event'
    ? reactToEvent(state, input.event)
    : reactToTimer(state, input.dueAt, input.at);
}

/**
 * What of the money that came for an order goes back: all but what pays for it. Of an open order that is its total,
 * once; of one that ended, what the closing says. It follows from what is known, not from what happened last, so
 * that money may come at any time: early, late, twice, too much or too little.
 */
export const refunds: ProcessManager<Refunds, RefundsEvent, RefundsCommand> = {
  name: 'refunds',
  initial: { is: 'idle' },
  reads: READS,
  keyOf: (event) => event.orderId,
  react,
};
