import { randomUUID } from 'node:crypto';
import {
  CheckoutWorld,
  LEASE_MS,
  RecordingDispatcher,
  StoreSource,
} from '../../../test/support/checkout-world';
import { executorOn } from '../../../test/support/order-executors';
import { shardOf } from '../../domain/kernel/shard';
import { orderCommands } from '../../domain/order/order.fixtures';
import type { ShardBatch } from '../feed/shard-batch';
import { checkoutProcess } from './checkout-process';
import { ProcessRunner } from './process-runner';

/** Gives one event at a time, and fails with every 25th look. */
class FailingSource extends StoreSource {
  private looks = 0;

  override async next(_limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]> {
    this.looks += 1;
    if (this.looks % 25 === 0) throw new Error('the log could not be read');
    return super.next(1, waitMs, signal);
  }
}

/** Gives one event at a time. */
class SlowSource extends StoreSource {
  override next(_limit: number, waitMs: number, signal: AbortSignal): Promise<readonly ShardBatch[]> {
    return super.next(1, waitMs, signal);
  }
}

/** Appends events that no process reads, to the shard of an order. */
async function appendNotes(world: CheckoutWorld, orderId: string, count: number): Promise<void> {
  const noted = { type: 'Noted', shard: shardOf(orderId), data: '{}', metadata: '{}' };
  for (let revision = -1; revision < count - 1; revision += 1) {
    const events = [{ ...noted, id: randomUUID(), hash: '' }];
    await world.events.append({ stream: 'notes-1', expectedRevision: revision, events });
  }
}

describe('a timer that was unset while nobody ran', () => {
  it('does not fire, however slowly is read what unsets it', async () => {
    const world = new CheckoutWorld();
    const before = world.program();
    await world.place('order-1', 'UPI');
    await before.settle();
    await appendNotes(world, 'order-1', 20);
    await world.send('order-1', orderCommands.CancelOrder);
    await world.time.advance(60 * 60_000);

    const dispatcher = new RecordingDispatcher(executorOn(world.events));
    const { system, business } = world.time;
    const runner = new ProcessRunner(
      checkoutProcess,
      {
        ...{ store: world.store, events: world.events, source: new SlowSource(world.events), dispatcher },
        ...{ system, business, report: (error) => world.reported.push(String(error)) },
      },
      { owner: randomUUID(), leaseMs: LEASE_MS },
    );
    for (let turns = 0; turns < 30; turns += 1) await runner.turn(world.signal);
    expect(dispatcher.sent.filter(({ command }) => command.to === 'order')).toEqual([]);
    expect(await world.store.nextDue('checkout', [shardOf('order-1')])).toBeNull();
    expect(world.reported).toEqual([]);
  });
});

describe('events that nothing follows from', () => {
  it('are passed in the end, though reading fails again and again before the last of them', async () => {
    const world = new CheckoutWorld();
    const { system, business } = world.time;
    await appendNotes(world, 'order-1', 61);
    await world.place('order-1', 'COD');
    const stopping = new AbortController();
    const source = new FailingSource(world.events, (ms, signal) => system.sleep(ms, signal));
    const dispatcher = new RecordingDispatcher(executorOn(world.events));
    const report = (error: unknown): void => void world.reported.push(String(error));
    const runner = new ProcessRunner(
      checkoutProcess,
      { store: world.store, events: world.events, source, dispatcher, system, business, report },
      { owner: randomUUID(), leaseMs: LEASE_MS },
    );
    const running = runner.run(stopping.signal);
    for (let second = 0; second < 60; second += 1) await world.time.advance(1_000);
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderConfirmed']);
    expect(new Set(world.reported)).toEqual(new Set(['Error: the log could not be read']));
    stopping.abort();
    await world.time.advance(60_000);
    await running;
  });
});
