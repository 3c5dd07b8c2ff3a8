import { orderId, PaymentDesk } from '../../../test/support/payment-desk';
import type { CompletionCommand } from '../../domain/completion/completion';
import { orderCommands } from '../../domain/order/order.fixtures';
import { orderAggregate } from '../aggregates';
import { CompletionDispatcher } from './completion-dispatcher';
import { completionProcess } from './completion-process';

const complete: CompletionCommand = { to: 'order', orderId, command: { type: 'CompleteOrder' } };

const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

let desk: PaymentDesk;

const dispatch = (name?: string) =>
  new CompletionDispatcher(desk.executor).dispatch(complete, desk.request(name));

const lastEvent = async (): Promise<string | undefined> =>
  (await desk.loader.history(orderAggregate, orderId)).events.at(-1)?.event.type;

beforeEach(async () => {
  desk = new PaymentDesk();
  await desk.place();
});

describe('what the completion asks for', () => {
  it('is said once on an order that was delivered', async () => {
    await desk.order(orderCommands.ConfirmOrder);
    await desk.handOver();
    await desk.order(orderCommands.ConfirmDelivery);
    expect(await dispatch('complete')).toEqual({ kind: 'ok' });
    expect(await dispatch('complete')).toEqual({ kind: 'ok' });
    expect(await dispatch('complete again')).toEqual({ kind: 'ok' });
    expect(await lastEvent()).toBe('OrderCompleted');
  });

  it('is refused by an order that was not', async () => {
    expect(await dispatch()).toEqual({ kind: 'rejected', code: 'transition-not-allowed' });
    expect(await lastEvent()).toBe('OrderPlaced');
  });

  it('comes back from the store as it was, and so does what it rests on', () => {
    const { commandSchema, stateSchema } = completionProcess;
    expect(commandSchema.parse(asStored(complete))).toEqual(complete);
    for (const state of [{ is: 'idle' }, { is: 'delivered', orderId }, { is: 'over' }]) {
      expect(stateSchema.parse(asStored(state))).toEqual(state);
    }
  });
});
