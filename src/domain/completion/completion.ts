import { never } from '../kernel/decider';
import type { OrderId } from '../kernel/ids';
import { plusMs } from '../kernel/instant';
import type { ProcessInput, ProcessManager, Reaction } from '../kernel/process';
import type { Told } from '../story/order-story';

export type CompletionEvent = Told<'OrderDelivered' | 'ReviewSubmitted' | 'OrderCompleted'>;

/** Has the last word said on a delivered order. */
export interface CompletionCommand {
  readonly to: 'order';
  readonly orderId: OrderId;
  readonly command: { readonly type: 'CompleteOrder' };
}

/** What is known of the end of an order: it is not in sight, the customer may still say something, or it came. */
export type Completion =
  { readonly is: 'idle' } | { readonly is: 'delivered'; readonly orderId: OrderId } | { readonly is: 'over' };

/** An order that nobody reviews is complete so long after it was delivered: 24 hours. */
export const COMPLETION_MS = 24 * 60 * 60_000;

export const COMPLETION_TIMER = 'complete';

type Outcome = Reaction<Completion, CompletionCommand>;

const ignore = (state: Completion): Outcome => ({ state, effects: [] });

function begin({ orderId, at }: Told<'OrderDelivered'>): Outcome {
  return {
    state: { is: 'delivered', orderId },
    effects: [{ do: 'schedule', timer: COMPLETION_TIMER, at: plusMs(at, COMPLETION_MS) }],
  };
}

const complete = (state: Extract<Completion, { readonly is: 'delivered' }>): Outcome => ({
  state,
  effects: [
    {
      do: 'send',
      step: 'complete',
      command: { to: 'order', orderId: state.orderId, command: { type: 'CompleteOrder' } },
    },
  ],
});

function react(state: Completion, input: ProcessInput<CompletionEvent>): Outcome {
  if (input.kind === 'timer') return state.is === 'delivered' ? complete(state) : ignore(state);
  const { event } = input;
  switch (event.type) {
    case 'OrderDelivered':
      return state.is === 'idle' ? begin(event) : ignore(state);
    case 'ReviewSubmitted':
      return state.is === 'delivered' ? complete(state) : ignore(state);
    case 'OrderCompleted':
      return state.is === 'over'
        ? ignore(state)
        : { state: { is: 'over' }, effects: [{ do: 'unschedule', timer: COMPLETION_TIMER }] };
    default:
      return never(event);
  }
}

/** Completes an order that was delivered: when its customer has reviewed it, or a day later. */
export const completion: ProcessManager<Completion, CompletionEvent, CompletionCommand> = {
  name: 'completion',
  initial: { is: 'idle' },
  reads: ['OrderDelivered', 'ReviewSubmitted', 'OrderCompleted'],
  keyOf: (event) => event.orderId,
  react,
};
