import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import { asId } from '../../domain/kernel/ids';
import { shardOf } from '../../domain/kernel/shard';
import { aPlaceOrder, minutesAfterNoon, NOON } from '../../domain/order/order.fixtures';
import type { OrderCommand } from '../../domain/order/order-messages';
import type { PaymentCommand } from '../../domain/payment/payment-messages';
import { anInitiatePayment, seeing } from '../../domain/payment/payment.fixtures';
import { orderAggregate, paymentAggregate } from '../aggregates';
import { OutcomeUnknown, type Append, type Appended } from '../ports/event-store';
import type { CommandContext } from './command-context';
import { CommandExecutor, type ExecuteOptions } from './command-executor';
import { StreamCache } from './stream-cache';
import { StreamLoader } from './stream-loader';

type Trouble = 'none' | 'unknown, appended' | 'unknown, not appended' | 'rival';

/** A store in memory that counts its reads and can be told what goes wrong with the next appends. */
class TroubledStore extends MemoryEventStore {
  reads = 0;
  appends = 0;
  readsFail = false;
  troubles: Trouble[] = [];
  rival: () => Promise<unknown> = () => Promise.resolve();

  override async append(append: Append): Promise<Appended> {
    this.appends += 1;
    const trouble = this.troubles.shift() ?? 'none';
    if (trouble === 'rival') await this.rival();
    if (trouble === 'unknown, not appended') throw new OutcomeUnknown();
    const appended = await super.append(append);
    if (trouble === 'unknown, appended') throw new OutcomeUnknown();
    return appended;
  }

  override async readStream(
    stream: string,
    fromRevision?: number,
  ): ReturnType<MemoryEventStore['readStream']> {
    this.reads += 1;
    if (this.readsFail) throw new Error('the store cannot be reached');
    return super.readStream(stream, fromRevision);
  }
}

const context = (commandId: string, fingerprint = 'request'): CommandContext => ({
  commandId,
  fingerprint,
  correlationId: 'correlation',
  causationId: 'cause',
  actor: { id: 'customer-1', role: 'customer' },
  at: NOON,
  traceparent: null,
});

describe('the command executor', () => {
  let store: TroubledStore;
  let execute: (commandId: string, command: OrderCommand, options?: ExecuteOptions) => Promise<unknown>;

  const executorOf = (events: TroubledStore): CommandExecutor => {
    const cache = new StreamCache();
    return new CommandExecutor(events, cache, new StreamLoader(events, cache));
  };
  const runOn =
    (executor: CommandExecutor): typeof execute =>
    (commandId, command, options) =>
      executor.execute(orderAggregate, 'order-1', context(commandId), () => ({ ok: true, command }), options);
  const typesInStore = async (): Promise<readonly string[]> =>
    (await store.readStream('order-order-1')).map(({ type }) => type);

  const place = aPlaceOrder({ paymentMethod: 'COD' });
  const confirm: OrderCommand = {
    type: 'ConfirmOrder',
    paymentSecured: 'COD_APPROVED',
    at: minutesAfterNoon(1),
  };
  const cancel: OrderCommand = {
    type: 'CancelOrder',
    by: 'customer',
    fault: 'customer',
    reason: 'changed-mind',
    at: minutesAfterNoon(2),
  };
  const hold: OrderCommand = { type: 'HoldForReview', reason: 'risk', at: minutesAfterNoon(1) };

  beforeEach(() => {
    store = new TroubledStore({ now: () => 0 });
    execute = runOn(executorOf(store));
  });

  it('appends a new stream without reading anything', async () => {
    expect(await execute('place', place, { expectNew: true })).toMatchObject({
      kind: 'done',
      repeated: false,
      revision: 0,
      position: 1,
      events: [{ type: 'OrderPlaced' }],
    });
    expect(store.reads).toBe(0);
  });

  it('appends to a stream that it knows without reading anything', async () => {
    await execute('place', place, { expectNew: true });
    expect(await execute('confirm', confirm)).toMatchObject({ kind: 'done', revision: 1 });
    expect(store.reads).toBe(0);
  });

  it('gives a repeat its first reply, even after the order moved on', async () => {
    const first = await execute('place', place, { expectNew: true });
    await execute('confirm', confirm);
    await execute('cancel', cancel);
    expect(await execute('place', place, { expectNew: true })).toEqual({
      ...(first as object),
      repeated: true,
    });
    expect(await runOn(executorOf(store))('confirm', confirm)).toMatchObject({
      kind: 'done',
      repeated: true,
      revision: 1,
      position: 2,
      events: [{ type: 'OrderConfirmed' }],
    });
  });

  it('decides a repeat not once more, even if the order would grant it again', async () => {
    await execute('place', place, { expectNew: true });
    const first = await execute('hold', hold);
    await execute('clear', { type: 'ClearHold', at: minutesAfterNoon(1) });
    expect(await execute('hold', hold)).toEqual({ ...(first as object), repeated: true });
    expect(await typesInStore()).toEqual(['OrderPlaced', 'OrderHeld', 'OrderHoldCleared']);
  });

  it('refuses a command id that was used for another request', async () => {
    await execute('place', place, { expectNew: true });
    const other = await executorOf(store).execute(
      orderAggregate,
      'order-1',
      context('place', 'another request'),
      () => ({ ok: true, command: place }),
    );
    expect(other).toEqual({ kind: 'key-reused' });
  });

  it('does not remember a refusal: the same command is decided again', async () => {
    expect(await execute('confirm', confirm)).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'order-not-found' },
    });
    await execute('place', place, { expectNew: true });
    expect(await execute('confirm', confirm)).toMatchObject({ kind: 'done', repeated: false });
  });

  it('refuses only on a fresh read, however stale its cache is', async () => {
    await execute('place', place, { expectNew: true });
    await execute('hold', hold);
    await runOn(executorOf(store))('clear', { type: 'ClearHold', at: minutesAfterNoon(1) });
    // Its own cache still has the order on hold, and an order on hold cannot be confirmed.
    expect(await execute('confirm', confirm)).toMatchObject({ kind: 'done', revision: 3 });
  });

  it('says that nothing had to be done only on a fresh read', async () => {
    await execute('place', place, { expectNew: true });
    await execute('cancel', cancel);
    await runOn(executorOf(store))('restore', { type: 'RestoreOrder', at: minutesAfterNoon(2) });
    // Its own cache still has the order cancelled.
    expect(await execute('cancel again', cancel)).toMatchObject({
      kind: 'done',
      events: [{ type: 'OrderCancelled' }],
    });
  });

  it('tells a refusal found while preparing, and only after a fresh read', async () => {
    await execute('place', place, { expectNew: true });
    const refused = await executorOf(store).execute(orderAggregate, 'order-1', context('late'), () => ({
      ok: false,
      rejection: 'restaurant-closed' as const,
    }));
    expect(refused).toEqual({ kind: 'rejected', rejection: 'restaurant-closed' });
    expect(store.reads).toBe(1);
  });

  it('decides anew after a conflict', async () => {
    await execute('place', place, { expectNew: true });
    store.rival = () => runOn(executorOf(store))('hold', hold);
    store.troubles = ['rival'];
    expect(await execute('confirm', confirm)).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'order-on-hold' },
    });
  });

  it('lets commands to one stream take turns, so that none of them is decided in vain', async () => {
    await execute('place', place, { expectNew: true });
    store.appends = 0;
    expect(await Promise.all([execute('confirm', confirm), execute('cancel', cancel)])).toMatchObject([
      { kind: 'done', revision: 1 },
      { kind: 'done', revision: 2 },
    ]);
    expect(store).toMatchObject({ appends: 2, reads: 0 });
  });

  it('lets a repeat that comes meanwhile wait for the first reply', async () => {
    const [first, second] = await Promise.all([
      execute('place', place, { expectNew: true }),
      execute('place', place, { expectNew: true }),
    ]);
    expect(second).toEqual({ ...(first as object), repeated: true });
    expect(store.appends).toBe(1);
  });

  it('reads the stream again behind an append that failed', async () => {
    await execute('place', place, { expectNew: true });
    store.troubles = ['unknown, not appended'];
    // The one that failed is tried again behind the other, which leaves nothing to confirm.
    expect(await Promise.all([execute('confirm', confirm), execute('cancel', cancel)])).toMatchObject([
      { kind: 'rejected' },
      { kind: 'done', revision: 1 },
    ]);
    expect(await typesInStore()).toEqual(['OrderPlaced', 'OrderCancelled']);
  });

  it('gives up after three conflicts, with nothing appended', async () => {
    await execute('place', place, { expectNew: true });
    let rivals = 0;
    store.rival = () => {
      rivals += 1;
      const on: OrderCommand = rivals % 2 === 1 ? hold : { type: 'ClearHold', at: minutesAfterNoon(1) };
      return runOn(executorOf(store))(`rival ${rivals}`, on);
    };
    const rivalOnce: Trouble[] = ['rival', 'none'];
    store.troubles = [...rivalOnce, ...rivalOnce, ...rivalOnce, ...rivalOnce];
    expect(await execute('cancel', cancel)).toEqual({ kind: 'contended' });
    expect(rivals).toBe(3);
    expect(await typesInStore()).not.toContain('OrderCancelled');
  });

  describe('when the store does not say what became of an append', () => {
    it('finds by its own id that it happened', async () => {
      await execute('place', place, { expectNew: true });
      store.troubles = ['unknown, appended'];
      expect(await execute('confirm', confirm)).toMatchObject({
        kind: 'done',
        repeated: true,
        revision: 1,
        events: [{ type: 'OrderConfirmed' }],
      });
      expect(await typesInStore()).toEqual(['OrderPlaced', 'OrderConfirmed']);
    });

    it('appends it once when it did not', async () => {
      await execute('place', place, { expectNew: true });
      store.troubles = ['unknown, not appended'];
      expect(await execute('confirm', confirm)).toMatchObject({ kind: 'done', repeated: false, revision: 1 });
      expect(await typesInStore()).toEqual(['OrderPlaced', 'OrderConfirmed']);
    });

    it('looks once more after its last try', async () => {
      store.troubles = ['unknown, not appended', 'unknown, not appended', 'unknown, appended'];
      expect(await execute('place', place, { expectNew: true })).toMatchObject({
        kind: 'done',
        repeated: true,
      });
    });

    it('admits after three tries that nobody knows', async () => {
      store.troubles = ['unknown, not appended', 'unknown, not appended', 'unknown, not appended'];
      expect(await execute('place', place, { expectNew: true })).toEqual({ kind: 'unknown' });
    });

    it('does not turn a read that fails afterwards into an error', async () => {
      store.troubles = ['unknown, appended'];
      store.readsFail = true;
      expect(await execute('place', place, { expectNew: true })).toEqual({ kind: 'unknown' });
    });

    it('refuses nothing as long as that append may still appear', async () => {
      await execute('place', place, { expectNew: true });
      store.troubles = ['unknown, not appended'];
      let tries = 0;
      const outcome = await executorOf(store).execute(orderAggregate, 'order-1', context('confirm'), () => {
        tries += 1;
        return tries === 1 ? { ok: true, command: confirm } : { ok: false, rejection: 'too-late' as const };
      });
      expect(outcome).toEqual({ kind: 'unknown' });
    });

    it('refuses once the stream went on without it', async () => {
      await execute('place', place, { expectNew: true });
      store.troubles = ['unknown, not appended'];
      let tries = 0;
      const outcome = await executorOf(store).execute(
        orderAggregate,
        'order-1',
        context('confirm'),
        async () => {
          tries += 1;
          if (tries === 1) return { ok: true, command: confirm };
          await runOn(executorOf(store))('hold', hold);
          return { ok: true, command: confirm };
        },
      );
      expect(outcome).toMatchObject({ kind: 'rejected', rejection: { code: 'order-on-hold' } });
    });
  });

  it('puts a stream where its state says, and names that shard in every reply', async () => {
    const shard = shardOf('order-1');
    expect(shard).not.toBe(shardOf('payment-1'));
    const initiate = anInitiatePayment({ orderId: asId('order-1') });
    const run = (commandId: string, command: PaymentCommand) =>
      executorOf(store).execute(paymentAggregate, 'payment-1', context(commandId), () => ({
        ok: true,
        command,
      }));
    expect(await run('initiate', initiate)).toMatchObject({ repeated: false, revision: 0, shard });
    expect(await run('initiate', initiate)).toMatchObject({ repeated: true, shard });
    expect(await run('initiate again', initiate)).toMatchObject({ events: [], shard });
    expect(await run('look', seeing('CAPTURED'))).toMatchObject({ revision: 2, shard });
    const stored = await store.readStream('payment-payment-1');
    expect(stored.map((event) => event.shard)).toEqual([shard, shard, shard]);
  });

  it('lets an error of the store through when nothing was appended', async () => {
    store.readsFail = true;
    await expect(execute('confirm', confirm)).rejects.toThrow('the store cannot be reached');
  });
});
