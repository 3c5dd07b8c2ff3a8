import { CheckoutWorld, LEASE_MS, type CheckoutProcess } from '../../../test/support/checkout-world';
import { checkoutProcess } from './checkout-process';

const MINUTE = 60_000;

describe('an input that cannot be taken in', () => {
  let world: CheckoutWorld;
  let brokenOrder: string | null;
  let program: ReturnType<CheckoutWorld['program']>;
  /** Cannot read events of one order, nor fire its timers. */
  const process: CheckoutProcess = {
    ...checkoutProcess,
    decode: (recorded, metadata) => {
      if (metadata.partitionKey === brokenOrder) throw new Error('no reader for this');
      return checkoutProcess.decode(recorded, metadata);
    },
    manager: {
      ...checkoutProcess.manager,
      react: (state, input) => {
        if (input.kind === 'timer' && state.is !== 'idle' && state.orderId === brokenOrder) {
          throw new Error('no idea what to do');
        }
        return checkoutProcess.manager.react(state, input);
      },
    },
  };

  beforeEach(async () => {
    world = new CheckoutWorld();
    brokenOrder = 'broken';
    program = world.program({ process });
    await world.place('broken', 'UPI');
    await world.place('sound', 'COD');
    await program.settle();
  });

  it('is parked with its cause, and every other key goes on', async () => {
    expect(await world.store.parkedInputs('checkout', 9)).toMatchObject([
      { key: 'broken', position: 1, type: 'OrderPlaced', cause: 'no reader for this' },
    ]);
    expect(world.reported).toEqual(['Parked: checkout broken: OrderPlaced is parked: no reader for this']);
    expect(await world.types('sound')).toEqual(['OrderPlaced', 'OrderConfirmed']);
  });

  it('makes later inputs of its key wait, even when they can be read', async () => {
    brokenOrder = null;
    await world.send('broken', { type: 'ConfirmOrder', paymentSecured: 'CAPTURED', at: '' });
    await program.settle();
    expect(await world.store.parkedInputs('checkout', 9)).toMatchObject([
      { type: 'OrderPlaced', cause: 'no reader for this' },
      { type: 'OrderConfirmed', cause: null },
    ]);
    expect(await world.store.journal('checkout', 'broken')).toEqual([]);
  });

  it('is taken in when it is let go, before those that waited', async () => {
    brokenOrder = null;
    await world.send('broken', { type: 'ConfirmOrder', paymentSecured: 'CAPTURED', at: '' });
    await program.settle();
    await world.store.retry('checkout', 'broken');
    await world.time.advance(LEASE_MS);
    await program.settle();
    expect(await world.store.parkedInputs('checkout', 9)).toEqual([]);
    expect(program.dispatcher.clearedCarts).toContain('cart of broken');
    expect(await world.store.journal('checkout', 'broken')).toMatchObject([
      { input: { type: 'OrderPlaced' } },
      { input: { type: 'OrderConfirmed' } },
    ]);
    await world.check(['broken', 'sound'], process);
  });

  it('finds its instance as it stood when it is let go', async () => {
    brokenOrder = null;
    await world.place('later', 'UPI');
    await program.settle();
    brokenOrder = 'later';
    await world.send('later', { type: 'ConfirmOrder', paymentSecured: 'CAPTURED', at: '' });
    await program.settle();
    brokenOrder = null;
    await world.store.retry('checkout', 'later');
    await world.time.advance(LEASE_MS);
    await program.settle();
    expect((await world.store.load('checkout', ['later'])).instances).toMatchObject([
      { seq: 2, state: { is: 'confirmed' }, timers: {} },
    ]);
    await world.check(['later'], process);
  });

  it('is parked again when it still cannot be', async () => {
    await world.store.retry('checkout', 'broken');
    await world.time.advance(LEASE_MS);
    await program.settle();
    expect(await world.store.parkedInputs('checkout', 9)).toMatchObject([{ cause: 'no reader for this' }]);
  });

  it('is left out when it is skipped', async () => {
    brokenOrder = null;
    await world.send('broken', { type: 'ConfirmOrder', paymentSecured: 'CAPTURED', at: '' });
    await program.settle();
    await world.store.skip('checkout', 'broken');
    await world.time.advance(LEASE_MS);
    await program.settle();
    expect(await world.store.parkedInputs('checkout', 9)).toEqual([]);
    // An order of whose beginning it knows nothing is none of its business.
    expect(await world.store.journal('checkout', 'broken')).toEqual([]);
  });

  it('may be a timer, which fires when it is let go', async () => {
    brokenOrder = 'late';
    await world.place('late', 'UPI');
    brokenOrder = null;
    await program.settle();
    brokenOrder = 'late';
    await world.time.advance(15 * MINUTE);
    await program.settle();
    expect(await world.store.parkedInputs('checkout', 9)).toContainEqual(
      expect.objectContaining({
        key: 'late',
        position: 0,
        type: 'timer:expiry',
        cause: 'no idea what to do',
      }),
    );
    brokenOrder = null;
    await world.store.retry('checkout', 'late');
    await world.time.advance(LEASE_MS);
    await program.settle();
    expect(await world.types('late')).toEqual(['OrderPlaced', 'OrderExpired']);
    await world.check(['late'], process);
  });

  it('may be an event of an instance that another shard could write to as well', async () => {
    const elsewhere: CheckoutProcess = {
      ...checkoutProcess,
      manager: { ...checkoutProcess.manager, keyOf: () => 'one for all' },
    };
    const other = new CheckoutWorld();
    await other.place('order-1', 'COD');
    await other.program({ process: elsewhere }).settle();
    const [parked] = await other.store.parkedInputs('checkout', 9);
    expect(parked).toMatchObject({ key: 'order-1' });
    expect(parked?.cause).toContain('two writers');
  });
});
