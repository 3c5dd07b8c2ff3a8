import { never } from '../kernel/decider';
import type { CartId, CustomerId, OrderId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Effect, ProcessInput, ProcessManager, Reaction } from '../kernel/process';
import type { OrderCommand, OrderEvent } from '../order/order-messages';

type Read =
  'OrderPlaced' | 'OrderHoldCleared' | 'OrderConfirmed' | 'OrderExpired' | 'OrderCancelled' | 'OrderRestored';

/** An event of an order, and which order it is of. */
type OfOrder<E> = E extends unknown ? E & { readonly orderId: OrderId } : never;

export type CheckoutEvent = OfOrder<Extract<OrderEvent, { readonly type: Read }>>;

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
    };

/** How far the checkout of an order is. */
export type Checkout =
  | { readonly is: 'idle' }
  | {
      /** `waiting`: for the payment. `settled`: the order is confirmed or over; only a restored one waits again. */
      readonly is: 'waiting' | 'settled';
      readonly orderId: OrderId;
      readonly cashOnDelivery: boolean;
      readonly expiresAt: Instant;
    };

type Begun = Exclude<Checkout, { readonly is: 'idle' }>;
type Outcome = Reaction<Checkout, CheckoutCommand>;

/** Fires when the order should have been confirmed by. */
export const EXPIRY = 'expiry';

const ignore = (state: Checkout): Outcome => ({ state, effects: [] });

/** Cash on delivery needs no payment first: the order is confirmed at once. Every other method waits. */
function confirmation({ orderId, cashOnDelivery }: Begun): readonly Effect<CheckoutCommand>[] {
  if (!cashOnDelivery) return [];
  const command = { type: 'ConfirmOrder', paymentSecured: 'COD_APPROVED' } as const;
  return [{ do: 'send', step: 'confirm', command: { to: 'order', orderId, command } }];
}

function begin(event: Extract<CheckoutEvent, { readonly type: 'OrderPlaced' }>): Outcome {
  const { orderId, customerId, cartId, expiresAt } = event;
  const state: Begun = { is: 'waiting', orderId, cashOnDelivery: event.paymentMethod === 'COD', expiresAt };
  return {
    state,
    effects: [
      { do: 'schedule', timer: EXPIRY, at: expiresAt },
      { do: 'send', step: 'clear-cart', command: { to: 'cart', type: 'ClearCart', customerId, cartId } },
      ...confirmation(state),
    ],
  };
}

const settle = (state: Begun): Outcome =>
  state.is === 'settled'
    ? ignore(state)
    : { state: { ...state, is: 'settled' }, effects: [{ do: 'unschedule', timer: EXPIRY }] };

/** A cancellation was taken back before the order was confirmed: it has to be, or to expire, once more. */
function waitAgain(state: Begun): Outcome {
  if (state.is === 'waiting') return ignore(state);
  return {
    state: { ...state, is: 'waiting' },
    effects: [{ do: 'schedule', timer: EXPIRY, at: state.expiresAt }, ...confirmation(state)],
  };
}

/** Time is up as far as the process knows; whether the order expires is for the order to say. */
const askToExpire = ({ orderId }: Begun): readonly Effect<CheckoutCommand>[] => [
  { do: 'send', step: 'expire', command: { to: 'order', orderId, command: { type: 'ExpireOrder' } } },
];

function reactToEvent(state: Begun, event: CheckoutEvent): Outcome {
  switch (event.type) {
    case 'OrderPlaced':
      return ignore(state);
    case 'OrderHoldCleared':
      // While it was held, the order refused to be confirmed.
      return state.is === 'waiting' ? { state, effects: confirmation(state) } : ignore(state);
    case 'OrderConfirmed':
    case 'OrderExpired':
    case 'OrderCancelled':
      return settle(state);
    case 'OrderRestored':
      return event.status === 'PENDING' ? waitAgain(state) : ignore(state);
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
 * From an order that was placed to one that is confirmed or over: empties the cart it came from, confirms cash
 * on delivery at once, and has the order expire when nothing confirmed it in time.
 */
export const checkout: ProcessManager<Checkout, CheckoutEvent, CheckoutCommand> = {
  name: 'checkout',
  initial: { is: 'idle' },
  reads: [
    'OrderPlaced',
    'OrderHoldCleared',
    'OrderConfirmed',
    'OrderExpired',
    'OrderCancelled',
    'OrderRestored',
  ],
  keyOf: (event) => event.orderId,
  react,
};
