import { parseMetadata } from '../../../eventstore/registry/metadata';
import { courierAsha, courierBilal, orderCommands } from '../../domain/order/order.fixtures';
import { COURIERS, DispatchWorld, orderId } from '../../../test/support/dispatch-world';
import { dispatchProcess } from './dispatch-process';

const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** The process makes the same of the story when events, state and commands come back from where they are stored. */
async function checkStored({ store, story }: DispatchWorld): Promise<void> {
  const { manager, stateSchema, commandSchema, decode } = dispatchProcess;
  const streams = [`order-${orderId}`, `delivery-${orderId}`];
  const recorded = (await store.readAll(0, { limit: 10_000 })).filter(({ stream }) =>
    streams.includes(stream),
  );
  let state = manager.initial;
  for (const [i, one] of recorded.entries()) {
    if (!manager.reads.some((type) => type === one.type)) continue;
    const event = decode(one, parseMetadata(one.metadata));
    expect(event).toEqual(story[i]);
    expect(manager.keyOf(event)).toBe(orderId);
    const reaction = manager.react(state, { kind: 'event', event });
    state = stateSchema.parse(asStored(reaction.state));
    expect(state).toEqual(reaction.state);
    for (const effect of reaction.effects) {
      if (effect.do === 'send') expect(commandSchema.parse(asStored(effect.command))).toEqual(effect.command);
    }
  }
}

/** Time passes in small steps; what comes due is done. */
async function wait(world: DispatchWorld, seconds: number, each: () => Promise<void>): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 5) {
    world.pass(5_000);
    await each();
    await world.settle();
  }
}

const pickUp = async (world: DispatchWorld): Promise<void> => {
  await world.accept();
  await world.settle();
  await world.order({ type: 'MarkReady' });
  await world.order({ type: 'ConfirmPickup', courierId: courierAsha });
  await world.settle();
};

describe('the dispatch, with its real dispatcher', () => {
  let world: DispatchWorld;

  beforeEach(async () => {
    world = await (await new DispatchWorld().open()).accepted();
  });

  afterEach(() => checkStored(world));

  const types = (...of: readonly string[]) => world.types().filter((type) => of.includes(type));
  const status = async () => (await world.orderState()).status;

  it('brings an order to the door', async () => {
    await pickUp(world);
    await wait(world, 125, () => world.ping(courierAsha));
    expect(await status()).toBe('OUT_FOR_DELIVERY');
    await world.order({ ...orderCommands.ConfirmDelivery, courierId: courierAsha });
    await world.settle();
    expect((await world.delivery()).stage).toBe('completed');
    expect(await world.kept()).toEqual([]);
    expect(world.run.waits).toEqual([]);
  });

  it('has what cannot be handed over come back', async () => {
    await pickUp(world);
    await world.deliver({ type: 'ReportFailure', courierId: courierAsha, reason: 'customer-refused' });
    await world.settle();
    expect((await world.orderState()).delivery).toBe('FAILED');
    expect(await world.kept()).toEqual(['courier-asha 1']);
    await world.order({ type: 'ConfirmReturn' });
    await world.settle();
    expect((await world.delivery()).stage).toBe('returned');
    expect(await world.kept()).toEqual([]);
  });

  it('asks everybody who is near, one at a time, none of them twice at once, and in the end gives up', async () => {
    await wait(world, 31 * 60, async () => {
      for (const courierId of COURIERS) await world.ping(courierId);
    });
    const offers = world.story.flatMap((event) =>
      event.type === 'AssignmentOffered' ? [event.courierId] : [],
    );
    expect(offers.slice(0, 3)).toEqual(COURIERS);
    expect(types('AssignmentExpired', 'AssignmentWithdrawn')).toHaveLength(offers.length);
    expect(types('SearchEscalated', 'SearchExhausted', 'CustomerChoiceOffered')).toEqual([
      ...['SearchEscalated', 'SearchEscalated', 'SearchExhausted', 'CustomerChoiceOffered'],
    ]);
    expect(await world.orderState()).toMatchObject({
      status: 'CANCELLED',
      cancellation: { how: 'CANCELLED' },
    });
    expect(world.story.find(({ type }) => type === 'OrderCancelled')).toMatchObject({
      ...{ by: 'system', fault: 'platform', reason: 'no-courier-found', fee: { minor: 0 } },
    });
    expect((await world.delivery()).stage).toBe('cancelled');
    expect(await world.kept()).toEqual([]);
  }, 60_000);

  it('takes an order off a courier who is silent, and asks another', async () => {
    await world.accept();
    await world.settle();
    await wait(world, 215, () => world.ping(courierBilal));
    expect(types('PartnerWentSilent', 'PartnerReassigned')).toEqual([
      ...['PartnerWentSilent', 'PartnerWentSilent', 'PartnerWentSilent', 'PartnerReassigned'],
    ]);
    expect(types('PartnerDetached')).toHaveLength(1);
    await world.accept();
    await world.settle();
    expect((await world.orderState()).courierId).toBe(courierBilal);
    expect(await world.kept()).toHaveLength(1);
  });

  it('follows staff, who choose somebody else than the one who is asked', async () => {
    await world.assignByStaff(courierBilal);
    await world.settle();
    expect(types('AssignmentWithdrawn', 'PartnerAssigned')).toEqual([
      'AssignmentWithdrawn',
      'PartnerAssigned',
    ]);
    expect(await world.kept()).toEqual(['courier-bilal 2']);
    await world.order({ type: 'DetachPartner', reason: 'wish' });
    await world.settle();
    expect(types('PartnerReassigned')).toHaveLength(1);
    expect((await world.delivery()).offer?.courierId).toBe(courierAsha);
  });

  it('follows staff who choose somebody who is on no shift: there is no room to keep', async () => {
    await world.onShift(courierBilal, { type: 'GoOffline', reason: 'end' });
    await world.order({ type: 'AttachPartner', courierId: courierBilal });
    await world.settle();
    expect((await world.delivery()).assigned).toMatchObject({ courierId: courierBilal, attempt: 2 });
    expect(await world.kept()).toEqual([]);
  });

  it('begins anew when a cancellation is taken back', async () => {
    await world.accept();
    await world.settle();
    await world.order(orderCommands.CancelOrder);
    await world.settle();
    expect(await world.kept()).toEqual([]);
    expect((await world.orderState()).courierId).toBeNull();
    await world.order(orderCommands.RestoreOrder);
    await world.settle();
    expect(types('DeliveryRequested', 'PartnerSearchStarted')).toHaveLength(4);
    await world.accept();
    await world.settle();
    expect((await world.orderState()).courierId).not.toBeNull();
    expect(await world.kept()).toHaveLength(1);
  });
});
