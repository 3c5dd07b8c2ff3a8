import { parseMetadata } from '../../../eventstore/registry/metadata';
import { CheckoutWorld, LEASE_MS } from '../../../test/support/checkout-world';
import { minutesAfterNoon } from '../../domain/order/order.fixtures';
import { ShardsLost, type ProcessBatch, type ProcessStore } from '../ports/process-store';
import type { CheckoutCommand } from '../../domain/checkout/checkout';
import { CommandDispatcher, type Dispatched } from './command-dispatcher';
import { RETRY_AFTER_MS } from './effect-dispatch';
import { timerIdOf } from './reactions';

const MINUTE = 60_000;

/** Fails to clear carts, as often as it is told to; all else it says it has done. */
class BrokenDispatcher extends CommandDispatcher<CheckoutCommand> {
  tries = 0;
  failures = Infinity;
  readonly others: string[] = [];

  dispatch(command: CheckoutCommand): Promise<Dispatched> {
    if (command.to !== 'cart') {
      this.others.push(command.to);
      return Promise.resolve({ kind: 'ok' });
    }
    this.tries += 1;
    if (this.tries > this.failures) return Promise.resolve({ kind: 'ok' });
    // Half of its failures are thrown.
    return this.tries % 2 === 0
      ? Promise.reject(new Error('no route'))
      : Promise.resolve({ kind: 'failed', cause: 'no answer' });
  }
}

describe('the process runner', () => {
  let world: CheckoutWorld;

  beforeEach(() => {
    world = new CheckoutWorld();
  });

  it('carries out what an order that was placed asks for', async () => {
    const program = world.program();
    await world.place('order-1', 'COD');
    await program.settle();
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
    expect([...program.dispatcher.clearedCarts]).toEqual(['cart of order-1']);
    expect((await world.store.load('checkout', ['order-1'])).instances).toMatchObject([
      { seq: 2, state: { is: 'confirmed' }, timers: {} },
    ]);
    await world.check(['order-1']);
  });

  it('takes a card order from the hold to the capture', async () => {
    const program = world.program();
    await world.place('order-1', 'CARD');
    await program.settle();
    expect(await world.paymentTypes('order-1')).toEqual(['PaymentInitiated']);
    await world.observe('order-1', 'AUTHORIZED');
    await program.settle();
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
    await world.fulfil('order-1', 'AcceptOrder', 'AcceptOrder');
    await program.settle();
    expect((await world.paymentTypes('order-1')).at(-1)).toBe('CaptureRequested');
    await world.check(['order-1']);
  });

  it('books the cash of an order that was delivered, though all of it was missed meanwhile', async () => {
    const program = world.program();
    await world.place('order-1', 'COD');
    await program.settle();
    await world.fulfil('order-1');
    await world.outliveLeases();
    await world.program().settle();
    expect(await world.paymentTypes('order-1')).toEqual(['CodApproved', 'CodCollected']);
    await world.check(['order-1']);
  });

  it('fires a timer when it is due, and not before', async () => {
    const program = world.program();
    await world.place('order-1', 'UPI');
    await program.settle();
    await world.time.advance(15 * MINUTE - 1);
    await program.settle();
    expect(await world.types('order-1')).toEqual(['OrderPlaced']);
    await world.time.advance(1);
    await program.settle();
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderExpired']);
    await world.check(['order-1']);
  });

  it('fires late what came due while nobody ran', async () => {
    const first = world.program();
    await world.place('order-1', 'UPI');
    await first.settle();
    await world.time.advance(60 * MINUTE);
    await world.program().settle();
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderExpired']);
  });

  it('fires no timer that was unset', async () => {
    const program = world.program();
    await world.place('order-1', 'COD');
    await program.settle();
    await world.time.advance(60 * MINUTE);
    await program.settle();
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
  });

  it('tells of every event what caused it, at whose request, and when', async () => {
    const program = world.program();
    await world.place('cash', 'COD');
    await world.place('unpaid', 'UPI');
    const [placed] = await world.history('cash');
    await world.time.advance(1_000);
    await program.settle();
    await world.time.advance(15 * MINUTE);
    await program.settle();

    const actor = { id: 'process-checkout', role: 'system' };
    const [, confirmed] = await world.history('cash');
    expect(parseMetadata(confirmed!.metadata)).toMatchObject({
      actor,
      causationId: placed!.id,
      correlationId: 'PlaceOrder of cash',
      occurredAt: '2026-03-14T12:00:01.000Z',
    });
    const [, expired] = await world.history('unpaid');
    expect(parseMetadata(expired!.metadata)).toMatchObject({
      actor,
      causationId: timerIdOf('checkout', 'unpaid', 'expiry', minutesAfterNoon(15)),
      correlationId: 'PlaceOrder of unpaid',
      occurredAt: '2026-03-14T12:15:01.000Z',
    });
  });

  it('writes nothing down of an event that changes nothing', async () => {
    const program = world.program();
    await world.place('order-1', 'COD');
    await world.send('order-1', { type: 'HoldForReview', reason: 'risk', at: '' });
    await world.send('order-1', { type: 'ClearHold', at: '' });
    await world.send('order-1', {
      type: 'CancelOrder',
      by: 'customer',
      fault: 'customer',
      reason: 'changed-mind',
      at: '',
    });
    await program.settle();
    // Of the hold it does not read; the confirmations came too late; the rest is history.
    const inputs = (await world.store.journal('checkout', 'order-1')).map(({ input }) =>
      input.kind === 'event' ? input.type : input.timer,
    );
    expect(inputs).toEqual(['OrderPlaced', 'OrderHoldCleared', 'OrderCancelled']);
    await world.check(['order-1']);
  });

  describe('when a command is refused', () => {
    it('takes that for an answer, and keeps it', async () => {
      const program = world.program();
      await world.place('order-1', 'COD');
      await world.send('order-1', { type: 'HoldForReview', reason: 'risk', at: '' });
      await program.settle();
      expect(await world.store.effectsOf('checkout', 'order-1')).toMatchObject([
        { step: 'confirm', status: 'rejected', attempts: 1, detail: 'order-on-hold' },
      ]);
      await world.time.advance(5 * MINUTE);
      await program.settle();
      const confirmations = program.dispatcher.sent.filter(({ command }) => command.to === 'order');
      expect(confirmations).toHaveLength(1);
    });
  });

  describe('when a command fails', () => {
    let broken: BrokenDispatcher;

    beforeEach(() => {
      broken = new BrokenDispatcher();
    });

    it('sends it again after a while, and longer each time', async () => {
      broken.failures = 2;
      const program = world.program({ dispatcher: broken });
      await world.place('order-1', 'UPI');
      await program.settle();
      expect(broken.tries).toBe(1);
      await world.time.advance(RETRY_AFTER_MS[0] - 1);
      await program.settle();
      expect(broken.tries).toBe(1);
      await world.time.advance(1);
      await program.settle();
      expect(broken.tries).toBe(2);
      await world.time.advance(RETRY_AFTER_MS[1]);
      await program.settle();
      expect(await world.store.effectsOf('checkout', 'order-1')).toMatchObject([
        { step: 'clear-cart', status: 'done', attempts: 3, detail: null },
      ]);
      await world.time.advance(5 * MINUTE);
      await program.settle();
      expect(broken.tries).toBe(3);
    });

    it('parks it after five tries, visibly, and goes on with everything else', async () => {
      const program = world.program({ dispatcher: broken });
      await world.place('order-1', 'UPI');
      await program.settle();
      for (const ms of [...RETRY_AFTER_MS, 30 * MINUTE]) {
        await world.time.advance(ms);
        await program.settle();
      }
      expect(await world.store.parkedEffects('checkout', 9)).toMatchObject([
        { key: 'order-1', step: 'clear-cart', status: 'parked', attempts: 5, detail: 'no answer' },
      ]);
      expect(broken.tries).toBe(5);
      expect(broken.others).toEqual(['first-payment', 'order']);
      expect(world.reported).toEqual(['Parked: checkout order-1: clear-cart is parked: no answer']);
    });

    it('sends a parked one again when an operator wants it', async () => {
      broken.failures = 5;
      const program = world.program({ dispatcher: broken });
      await world.place('order-1', 'UPI');
      await program.settle();
      for (const ms of RETRY_AFTER_MS) {
        await world.time.advance(ms);
        await program.settle();
      }
      await world.store.retry('checkout', 'order-1');
      await world.time.advance(LEASE_MS);
      await program.settle();
      expect(await world.store.effectsOf('checkout', 'order-1')).toMatchObject([{ status: 'done' }]);
    });
  });

  describe('when another runner has the shards', () => {
    it('stands by until their lease has run out', async () => {
      const [first, second] = [world.program(), world.program()];
      await first.settle();
      await world.place('order-1', 'COD');
      await second.settle();
      expect(second.dispatcher.sent).toEqual([]);
      await world.outliveLeases();
      await second.settle();
      expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
    });

    it('cannot save any more what it has begun when they were its own', async () => {
      const slow = new SlowStore(world.store);
      const paused = world.program({ store: slow.store });
      await world.place('order-1', 'COD');
      const turn = paused.settle();
      await slow.saving;
      await world.outliveLeases();
      await world.program().settle();
      slow.goOn();
      await expect(turn).rejects.toThrow(ShardsLost);
      expect(paused.dispatcher.sent).toEqual([]);
      expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
      await world.check(['order-1']);
    });

    it('sends what the other had saved, but not sent', async () => {
      const stuck = world.program({ dispatcher: new NeverAnswers() });
      await world.place('order-1', 'COD');
      void stuck.settle();
      while ((await world.store.journal('checkout', 'order-1')).length === 0) await Promise.resolve();
      await world.outliveLeases();
      const next = world.program();
      await next.settle();
      expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
      await world.check(['order-1']);
    });
  });
});

/** Pauses in its first save. */
class SlowStore {
  readonly store: ProcessStore;
  readonly saving: Promise<void>;
  goOn: () => void = () => undefined;

  constructor(store: ProcessStore) {
    let reached: () => void;
    this.saving = new Promise((resolve) => (reached = resolve));
    const pause = new Promise<void>((resolve) => (this.goOn = resolve));
    this.store = Object.assign(Object.create(store) as ProcessStore, {
      save: async (batch: ProcessBatch) => {
        reached();
        await pause;
        await store.save(batch);
      },
    });
  }
}

class NeverAnswers extends CommandDispatcher<CheckoutCommand> {
  dispatch(): Promise<Dispatched> {
    return new Promise(() => undefined);
  }
}
