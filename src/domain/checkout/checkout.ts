import { never } from '../kernel/decider';
import type { CartId, CourierId, CustomerId, OrderId, PaymentId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Money } from '../kernel/money';
import type { Effect, ProcessInput, ProcessManager, Reaction } from '../kernel/process';
import { totalOf } from '../order/order-lines';
import type { OrderCommand, PaymentMethod, PaymentSecured } from '../order/order-messages';
import type { OnlineMethod, PaymentCommand } from '../payment/payment-messages';
import type { StoryEvent, Told } from '../story/order-story';

const READS = [
  'OrderPlaced',
  'OrderHoldCleared',
  'OrderConfirmed',
  'OrderExpired',
  'OrderCancelled',
  'OrderRestored',
  'OrderAcceptedByRestaurant',
  'OrderHandedOver',
  'OrderDelivered',
  'PaymentAuthorized',
  'PaymentCaptured',
  'PaymentFailed',
  'PaymentVoided',
  'CodCollected',
] as const satisfies readonly StoryEvent['type'][];

export type CheckoutEvent = Told<(typeof READS)[number]>;

type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;

/** What the checkout asks for. Whoever carries it out adds the time. */
export type CheckoutCommand =
  | {
      readonly to: 'order';
      readonly orderId: OrderId;
      readonly command: Undated<Extract<OrderCommand, { readonly type: 'ConfirmOrder' | 'ExpireOrder' }>>;
    }
  /** Empties the cart that became the order; a cart begun since then is another one and stays. */
  | {
      readonly to: 'cart';
      readonly type: 'ClearCart';
      readonly customerId: CustomerId;
      readonly cartId: CartId;
      /** What was put into it later stays. */
      readonly orderedAt: Instant;
    }
  /** Begins the first attempt to be paid. Which gateway, and under which id, is not for the process to know. */
  | {
      readonly to: 'first-payment';
      readonly orderId: OrderId;
      readonly customerId: CustomerId;
      readonly amount: Money;
      /** Null: cash at the door. */
      readonly method: OnlineMethod | null;
      readonly expiresAt: Instant;
    }
  | {
      readonly to: 'payment';
      readonly paymentId: PaymentId;
      readonly command: Undated<Extract<PaymentCommand, { readonly type: 'RequestCapture' }>>;
    }
  /** The courier holds the cash of the order's first (and only) payment. */
  | {
      readonly to: 'cash';
      readonly orderId: OrderId;
      readonly courierId: CourierId;
      readonly amount: Money;
    };

/** How far the checkout of an order is. */
export type Checkout =
  | { readonly is: 'idle' }
  | {
      /** `waiting`: to be confirmed. `over`: expired, or cancelled, which can be taken back. */
      readonly is: 'waiting' | 'confirmed' | 'over';
      readonly orderId: OrderId;
      readonly method: PaymentMethod;
      readonly total: Money;
      readonly expiresAt: Instant;
      /** The payment that brought the money; null while none has. */
      readonly captured: PaymentId | null;
      /** Payments by which the money is held. The first is the one to collect. */
      readonly held: readonly PaymentId[];
      /** Whether the kitchen has taken the order on, so that what is held is wanted. */
      readonly isAccepted: boolean;
      /** Who has the food, and so the cash. */
      readonly courierId: CourierId | null;
      /** Whether the courier has said what was collected. */
      readonly isCashIn: boolean;
    };

type Begun = Exclude<Checkout, { readonly is: 'idle' }>;
type Outcome = Reaction<Checkout, CheckoutCommand>;
type Effects = readonly Effect<CheckoutCommand>[];
type PaymentNews = Told<'PaymentAuthorized' | 'PaymentCaptured' | 'PaymentFailed' | 'PaymentVoided'>;

/** Fires when the order should have been confirmed by. */
export const EXPIRY = 'expiry';

const ignore = (state: Checkout): Outcome => ({ state, effects: [] });

/** How the money is certain; null while it is not. */
function securedAs({ method, captured, held }: Begun): PaymentSecured | null {
  if (method === 'COD') return 'COD_APPROVED';
  if (captured !== null) return 'CAPTURED';
  return held.length > 0 ? 'AUTHORIZED' : null;
}

function confirmation(state: Begun): Effects {
  const paymentSecured = securedAs(state);
  if (state.is !== 'waiting' || paymentSecured === null) return [];
  const command = { type: 'ConfirmOrder', paymentSecured } as const;
  return [{ do: 'send', step: 'confirm', command: { to: 'order', orderId: state.orderId, command } }];
}

/** What was only held is collected once the kitchen has taken the order on. */
function collection({ is, isAccepted, captured, held: [paymentId] }: Begun): Effects {
  if (is === 'over' || !isAccepted || captured !== null || paymentId === undefined) return [];
  const command = { type: 'RequestCapture' } as const;
  return [{ do: 'send', step: 'capture', command: { to: 'payment', paymentId, command } }];
}

/** Cash on delivery needs no payment first: the order is confirmed at once. Every other method waits for money. */
function begin(event: Told<'OrderPlaced'>): Outcome {
  const { orderId, customerId, cartId, expiresAt, paymentMethod } = event;
  const amount = totalOf(event.bill);
  const state: Begun = {
    is: 'waiting',
    orderId,
    method: paymentMethod,
    total: amount,
    expiresAt,
    captured: null,
    held: [],
    isAccepted: false,
    courierId: null,
    isCashIn: false,
  };
  const method = paymentMethod === 'COD' ? null : paymentMethod;
  return {
    state,
    effects: [
      { do: 'schedule', timer: EXPIRY, at: expiresAt },
      {
        do: 'send',
        step: 'clear-cart',
        command: { to: 'cart', type: 'ClearCart', customerId, cartId, orderedAt: event.at },
      },
      {
        do: 'send',
        step: 'pay',
        command: { to: 'first-payment', orderId, customerId, amount, method, expiresAt },
      },
      ...confirmation(state),
    ],
  };
}

/** Too little secures nothing, and goes back. Of too much, what is over goes back. */
const isEnough = ({ total }: Begun, amount: Money): boolean => amount.minor >= total.minor;

function withPayment(state: Begun, event: PaymentNews): Begun {
  const { paymentId } = event;
  const isHeld = state.held.includes(paymentId);
  switch (event.type) {
    case 'PaymentAuthorized':
      return isHeld || !isEnough(state, event.amount)
        ? state
        : { ...state, held: [...state.held, paymentId] };
    case 'PaymentCaptured': {
      const captured = state.captured ?? (isEnough(state, event.amount) ? paymentId : null);
      return captured === state.captured && !isHeld ? state : { ...withoutHold(state, paymentId), captured };
    }
    case 'PaymentFailed':
    case 'PaymentVoided':
      return isHeld ? withoutHold(state, paymentId) : state;
    default:
      return never(event);
  }
}

const withoutHold = (state: Begun, paymentId: PaymentId): Begun => ({
  ...state,
  held: state.held.filter((held) => held !== paymentId),
});

/** Confirms the order when its money is certain in another way than before; collects when another hold counts. */
function takeNews(before: Begun, event: PaymentNews): Outcome {
  const state = withPayment(before, event);
  const isSecuredAnew = securedAs(state) !== securedAs(before);
  const isHeldAnew = state.held[0] !== before.held[0];
  return {
    state,
    effects: [...(isSecuredAnew ? confirmation(state) : []), ...(isHeldAnew ? collection(state) : [])],
  };
}

/** There is nothing more to wait for. */
function settle(state: Begun, is: 'confirmed' | 'over'): Outcome {
  if (state.is === is || (is === 'confirmed' && state.is === 'over')) return ignore(state);
  return {
    state: { ...state, is },
    effects: state.is === 'waiting' ? [{ do: 'unschedule', timer: EXPIRY }] : [],
  };
}

/** A cancellation was taken back. What was not confirmed before has to be now, or to expire. */
function resume(state: Begun, { status }: Told<'OrderRestored'>): Outcome {
  if (state.is !== 'over') return ignore(state);
  if (status !== 'PENDING') {
    const confirmed: Begun = { ...state, is: 'confirmed' };
    return { state: confirmed, effects: collection(confirmed) };
  }
  const waiting: Begun = { ...state, is: 'waiting' };
  return {
    state: waiting,
    effects: [{ do: 'schedule', timer: EXPIRY, at: state.expiresAt }, ...confirmation(waiting)],
  };
}

function accepted(state: Begun): Outcome {
  if (state.isAccepted) return ignore(state);
  const after: Begun = { ...state, isAccepted: true };
  return { state: after, effects: collection(after) };
}

/** Whoever hands food over against cash has the whole amount, unless they have said otherwise before. */
function collectCash(state: Begun): Outcome {
  const { orderId, courierId, total, method, isCashIn } = state;
  if (method !== 'COD' || courierId === null || isCashIn) return ignore(state);
  const command = { to: 'cash', orderId, courierId, amount: total } as const;
  return { state, effects: [{ do: 'send', step: 'collect-cash', command }] };
}

/** Time is up as far as the process knows; whether the order expires is for the order to say. */
const askToExpire = ({ orderId }: Begun): Effects => [
  { do: 'send', step: 'expire', command: { to: 'order', orderId, command: { type: 'ExpireOrder' } } },
];

function reactToEvent(state: Begun, event: CheckoutEvent): Outcome {
  switch (event.type) {
    case 'OrderPlaced':
      return ignore(state);
    case 'PaymentAuthorized':
    case 'PaymentCaptured':
    case 'PaymentFailed':
    case 'PaymentVoided':
      return takeNews(state, event);
    case 'OrderHoldCleared':
      // While it was held, the order refused to be confirmed.
      return { state, effects: confirmation(state) };
    case 'OrderConfirmed':
      return settle(state, 'confirmed');
    case 'OrderExpired':
    case 'OrderCancelled':
      return settle(state, 'over');
    case 'OrderRestored':
      return resume(state, event);
    case 'OrderAcceptedByRestaurant':
      return accepted(state);
    case 'OrderHandedOver':
      return { state: { ...state, courierId: event.courierId }, effects: [] };
    case 'CodCollected':
      return { state: { ...state, isCashIn: true }, effects: [] };
    case 'OrderDelivered':
      return collectCash(state);
    default:
      return never(event);
  }
}

function react(state: Checkout, input: ProcessInput<CheckoutEvent>): Outcome {
  if (state.is === 'idle') {
    return input.kind === 'event' && input.event.type === 'OrderPlaced' ? begin(input.event) : ignore(state);
  }
  if (input.kind === 'event') return reactToEvent(state, input.event);
  return state.is === 'waiting' && input.timer === EXPIRY
    ? { state, effects: askToExpire(state) }
    : ignore(state);
}

/**
 * From an order that was placed to one whose money is in, or that is over: empties the cart it came from, begins
 * its payment, confirms it when the money is certain, has it expire when nothing confirmed it in time, collects what
 * was held when the kitchen accepts, and books the courier's cash when it is delivered.
 */
export const checkout: ProcessManager<Checkout, CheckoutEvent, CheckoutCommand> = {
  name: 'checkout',
  initial: { is: 'idle' },
  reads: READS,
  keyOf: (event) => event.orderId,
  react,
};
