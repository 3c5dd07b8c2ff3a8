import assert from 'node:assert/strict';
import type { EventStore } from '../../src/application/ports/event-store';
import { checkoutProcess } from '../../src/application/processes/checkout-process';
import { CommandDispatcher, type Dispatched } from '../../src/application/processes/command-dispatcher';
import type { CommandContext } from '../../src/application/commands/command-context';
import type { CheckoutCommand } from '../../src/domain/checkout/checkout';
import {
  LEASE_MS,
  RecordingDispatcher,
  type CheckoutProcess,
  type CheckoutProgram,
  type CheckoutWorld,
} from './checkout-world';
import { CrashPoint } from './crash';
import { executorOn } from './order-executors';

const ORDERS = ['cash', 'card', 'unpaid', 'held', 'garbled'] as const;

/** Cannot read the event that placed an order until it is repaired. */
class Repairable {
  repaired = false;
  readonly process: CheckoutProcess = {
    ...checkoutProcess,
    decode: (recorded, metadata) => {
      if (!this.repaired && metadata.partitionKey === 'garbled') throw new Error('garbled');
      return checkoutProcess.decode(recorded, metadata);
    },
  };
}

/** Cannot clear carts during the first seconds. */
class FlakyDispatcher extends CommandDispatcher<CheckoutCommand> {
  private readonly others: RecordingDispatcher;

  constructor(
    events: EventStore,
    private readonly isDown: () => boolean,
    private readonly cleared: Set<string>,
  ) {
    super();
    this.others = new RecordingDispatcher(executorOn(events));
  }

  async dispatch(command: CheckoutCommand, context: CommandContext): Promise<Dispatched> {
    if (command.to !== 'cart') return this.others.dispatch(command, context);
    if (this.isDown()) return { kind: 'failed', cause: 'carts are down' };
    this.cleared.add(command.cartId);
    return { kind: 'ok' };
  }
}

/**
 * Tells one story as often as it has calls, with a program that dies at the nth of them and another that takes
 * over; and checks that it ends as if nobody had died.
 * @returns at how many calls the program died
 */
export async function everyCrash(
  when: 'before' | 'after',
  open: () => Promise<CheckoutWorld>,
  step = 1,
): Promise<number> {
  let crashes = 0;
  for (let nth = 1; ; nth += step) {
    const point = new CrashPoint(nth, when);
    await tell(await open(), point);
    if (!point.hit) return crashes;
    crashes += 1;
  }
}

async function tell(world: CheckoutWorld, point: CrashPoint): Promise<void> {
  const repairable = new Repairable();
  const cleared = new Set<string>();
  let cartsAreDown = true;
  const start = (programPoint?: CrashPoint): CheckoutProgram =>
    world.program({
      process: repairable.process,
      dispatcher: new FlakyDispatcher(world.events, () => cartsAreDown, cleared),
      ...(programPoint === undefined ? {} : { point: programPoint }),
    });
  let program = start(point);
  const live = async (ms: number): Promise<void> => {
    await world.time.advance(ms);
    try {
      await program.settle();
    } catch (error) {
      if (!point.hit) throw error;
      await world.outliveLeases();
      program = start();
      await program.settle();
    }
  };

  await world.place('cash', 'COD');
  await world.place('card', 'CARD');
  await world.place('held', 'COD');
  await world.send('held', { type: 'HoldForReview', reason: 'risk', at: '' });
  await world.place('garbled', 'UPI');
  await live(0);
  await world.place('unpaid', 'UPI');
  await world.observe('card', 'AUTHORIZED');
  await live(1_000);
  cartsAreDown = false;
  repairable.repaired = true;
  await world.fulfil('cash');
  await world.fulfil('card');
  await world.store.retry('checkout', 'garbled');
  await live(LEASE_MS);
  await world.observe('garbled', 'CAPTURED');
  await live(60_000);
  await live(15 * 60_000);
  await live(15 * 60_000);

  const delivered = ['OrderAcceptedByRestaurant', 'PreparationStarted', 'PartnerAttached'].concat([
    'OrderReadyForPickup',
    'OrderHandedOver',
    'OrderOutForDelivery',
    'OrderDelivered',
  ]);
  assert.deepEqual(await world.types('cash'), ['OrderPlaced', 'OrderConfirmed', ...delivered]);
  assert.deepEqual(await world.paymentTypes('cash'), ['CodApproved', 'CodCollected']);
  assert.deepEqual(await world.types('card'), ['OrderPlaced', 'OrderConfirmed', ...delivered]);
  assert.deepEqual(await world.paymentTypes('card'), [
    'PaymentInitiated',
    'PaymentActionRequired',
    'PaymentAuthorized',
    'CaptureRequested',
  ]);
  assert.deepEqual(await world.types('garbled'), ['OrderPlaced', 'OrderConfirmed']);
  assert.deepEqual(await world.paymentTypes('garbled'), [
    'PaymentInitiated',
    'PaymentActionRequired',
    'PaymentCaptured',
  ]);
  assert.deepEqual(await world.types('unpaid'), ['OrderPlaced', 'OrderExpired']);
  assert.deepEqual(await world.paymentTypes('unpaid'), ['PaymentInitiated']);
  assert.deepEqual(await world.types('held'), ['OrderPlaced', 'OrderHeld', 'OrderExpired']);
  assert.deepEqual([...cleared].sort(), ORDERS.map((order) => `cart of ${order}`).sort());
  assert.deepEqual(await world.store.parkedInputs('checkout', 9), []);
  assert.deepEqual(await world.store.parkedEffects('checkout', 9), []);
  await world.check(ORDERS, repairable.process);
}
