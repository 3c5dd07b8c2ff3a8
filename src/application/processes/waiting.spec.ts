import { CheckoutWorld, type CheckoutProcess } from '../../../test/support/checkout-world';
import { plusMs } from '../../domain/kernel/instant';
import { NOON } from '../../domain/order/order.fixtures';
import { checkoutProcess } from './checkout-process';
import { CommandDispatcher, type Dispatched } from './command-dispatcher';
import { isWaiting, waitingOf } from './waiting';

const MINUTE = 60_000;

/** Carries nothing out. */
class Unwilling extends CommandDispatcher<unknown> {
  constructor(private readonly answer: () => Promise<Dispatched>) {
    super();
  }

  dispatch(): Promise<Dispatched> {
    return this.answer();
  }
}

describe('what a process waits for', () => {
  let world: CheckoutWorld;

  beforeEach(() => {
    world = new CheckoutWorld();
  });

  it('is a timer, with the input that set it', async () => {
    await world.place('order', 'UPI');
    await world.program().settle();
    const [checkout, ...others] = await waitingOf(world.store, 'order');
    expect(others).toEqual([]);
    expect(checkout).toMatchObject({
      process: 'checkout',
      state: { orderId: 'order' },
      timers: [
        {
          timer: 'expiry',
          dueAt: plusMs(NOON, 15 * MINUTE),
          setBy: { what: 'OrderPlaced', at: NOON },
        },
      ],
      pending: [],
      parked: [],
    });
    expect(checkout?.reactions).toBe((await world.store.journal('checkout', 'order')).length);
  });

  it('is nothing once its work is done', async () => {
    await world.place('order', 'COD');
    await world.program().settle();
    await world.fulfil('order');
    await world.program().settle();
    const [checkout] = await waitingOf(world.store, 'order');
    expect(checkout === undefined ? null : isWaiting(checkout)).toBe(false);
  });

  it('is a command that was not carried out, and why', async () => {
    await world.place('order', 'COD');
    const failing = new Unwilling(() => Promise.reject(new Error('nobody at home')));
    await world.program({ dispatcher: failing }).runner.turn(world.signal);
    const [checkout] = await waitingOf(world.store, 'order');
    expect(checkout?.pending).toContainEqual({
      step: expect.any(String) as string,
      command: 'ConfirmOrder',
      askedBy: { what: 'OrderPlaced', at: NOON },
      status: 'retrying',
      attempts: 1,
      nextAttemptAt: expect.any(Number) as number,
      detail: expect.stringContaining('nobody at home') as string,
    });
    expect(checkout?.pending.map(({ command }) => command)).toContain('ClearCart');
    expect(checkout !== undefined && isWaiting(checkout)).toBe(true);
  });

  it('is a command that is not sent yet', async () => {
    await world.place('order', 'COD');
    await world.place('another', 'COD');
    let seen: Awaited<ReturnType<typeof waitingOf>> = [];
    const looking = new Unwilling(async () => {
      seen = await waitingOf(world.store, 'order');
      return { kind: 'ok' };
    });
    await world.program({ dispatcher: looking }).settle();
    expect(seen[0]?.pending).toContainEqual(
      expect.objectContaining({ command: 'ConfirmOrder', status: 'not-sent-yet', attempts: 0 }),
    );
    expect(seen[0]?.pending.length).toBe(
      (await world.store.journal('checkout', 'order')).flatMap(({ effects }) =>
        effects.filter((effect) => effect.do === 'send'),
      ).length,
    );
  });

  it('is an input that could not be taken in, of its own key only', async () => {
    const process: CheckoutProcess = {
      ...checkoutProcess,
      decode: (recorded, metadata) => {
        if (metadata.partitionKey !== 'sound') throw new Error('no reader for this');
        return checkoutProcess.decode(recorded, metadata);
      },
    };
    for (const order of ['broken', 'broken-too', 'sound']) await world.place(order, 'COD');
    await world.program({ process }).settle();
    expect(await waitingOf(world.store, 'broken')).toMatchObject([
      {
        process: 'checkout',
        reactions: 0,
        last: null,
        state: null,
        parked: [{ key: 'broken', type: 'OrderPlaced', cause: 'no reader for this' }],
      },
    ]);
    expect((await waitingOf(world.store, 'sound'))[0]?.parked).toEqual([]);
    expect(await waitingOf(world.store, 'nobody')).toEqual([]);
  });
});
