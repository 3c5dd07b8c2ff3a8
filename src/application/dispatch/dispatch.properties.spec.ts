import fc from 'fast-check';
import { CrashPoint } from '../../../test/support/crash';
import { dispatch, type DispatchEvent } from '../../domain/dispatch/dispatch';
import { orderCommands } from '../../domain/order/order.fixtures';
import { COURIERS, DispatchWorld, otherOrder } from '../../../test/support/dispatch-world';

type Manager = typeof dispatch;
type Move = (world: DispatchWorld) => Promise<unknown>;

const weighted = (weight: number, ...moves: readonly Move[]) => ({
  weight,
  arbitrary: fc.constantFrom(...moves),
});

const couriers = fc.constantFrom(...COURIERS);

/** Whoever is asked, or has it, does something. */
const byThem =
  (act: (world: DispatchWorld, courierId: (typeof COURIERS)[number]) => Promise<unknown>): Move =>
  async (world) => {
    const { offer, assigned } = await world.delivery();
    const courierId = (offer ?? assigned)?.courierId;
    if (courierId !== undefined) await act(world, courierId);
  };

const pass =
  (ms: number): Move =>
  (world) => {
    world.pass(ms);
    return Promise.resolve();
  };

const pickUp: Move = async (world) => {
  const { courierId } = await world.orderState();
  if (courierId !== null) await world.order({ type: 'ConfirmPickup', courierId });
};

const others = fc.tuple(couriers, fc.boolean()).map(
  ([courierId, isReserved]): Move =>
    (world) =>
      world.onShift(courierId, {
        ...{ orderId: otherOrder, attempt: world.story.length },
        ...(isReserved
          ? { type: 'ReserveCapacity', until: null }
          : { type: 'ReleaseCapacity', reason: 'over', attempt: 0 }),
      }),
);

const move = fc.oneof(
  weighted(12, (world) => Promise.resolve(world.run.read())),
  weighted(1, (world) => {
    world.run.readAgain();
    return Promise.resolve();
  }),
  weighted(4, (world) => Promise.resolve(world.run.fire(world.now))),
  weighted(1, (world) => {
    world.run.fireAgain(world.now);
    return Promise.resolve();
  }),
  weighted(6, (world) => world.settle()),
  {
    weight: 8,
    arbitrary: fc.tuple(fc.nat(5), fc.boolean()).map(
      ([which, keep]): Move =>
        (world) =>
          world.arrive(which, keep),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 8 }), fc.constantFrom('before', 'after')).map(
      ([which, nth, when]): Move =>
        (world) =>
          world.arrive(which, false, new CrashPoint(nth, when)),
    ),
  },
  weighted(6, pass(5_000), pass(26_000), pass(61_000), pass(200_000), pass(900_000)),
  {
    weight: 5,
    arbitrary: couriers.map(
      (courierId): Move =>
        (world) =>
          world.ping(courierId),
    ),
  },
  weighted(
    6,
    (world) => world.accept(),
    (world) => world.accept(),
    byThem((world, courierId) => world.deliver({ type: 'DeclineAssignment', courierId, reason: 'far' })),
    byThem((world, courierId) => world.deliver({ type: 'Reassign', courierId, reason: 'flat-tyre' })),
  ),
  weighted(
    3,
    byThem((world, courierId) => world.deliver({ type: 'ArriveAtRestaurant', courierId })),
    byThem((world, courierId) => world.deliver({ type: 'ArriveAtCustomer', courierId })),
    byThem((world, courierId) =>
      world.deliver({ type: 'ReportFailure', courierId, reason: 'customer-refused' }),
    ),
  ),
  weighted(
    3,
    (world) => world.order(orderCommands.DelayOrder),
    (world) => world.order(orderCommands.MarkReady),
    pickUp,
    async (world) => {
      const { courierId } = await world.orderState();
      if (courierId !== null) await world.order({ ...orderCommands.ConfirmDelivery, courierId });
    },
  ),
  weighted(
    2,
    (world) => world.order(orderCommands.CancelOrder),
    (world) => world.order(orderCommands.RestoreOrder),
    (world) => world.order(orderCommands.RestoreOrder),
    (world) => world.order({ type: 'FailDelivery', reason: 'accident' }),
    (world) => world.order({ type: 'ConfirmReturn' }),
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(couriers, fc.boolean()).map(
      ([courierId, isAttached]): Move =>
        (world) =>
          isAttached
            ? world.assignByStaff(courierId)
            : world.order({ type: 'DetachPartner', reason: 'wish' }),
    ),
  },
  { weight: 1, arbitrary: others },
);

/** How far it is when things begin to happen, so that what follows matters more often. */
const BEGINNINGS: readonly (readonly Move[])[] = (() => {
  const accepted: readonly Move[] = [(world) => world.accepted()];
  const assigned: readonly Move[] = [...accepted, (world) => world.accept(), (world) => world.settle()];
  return [[], accepted, assigned, [...assigned, (world) => world.order(orderCommands.MarkReady), pickUp]];
})();

const lives = fc.record({
  capacity: fc.constantFrom(1, 1, 2),
  beginning: fc.constantFrom(...BEGINNINGS),
  moves: fc.array(move, { minLength: 10, maxLength: 50, size: 'max' }),
});

/** Whoever is asked or has the order, has room kept for just that. */
async function checkRoom(world: DispatchWorld): Promise<void> {
  const { stage, offer, assigned } = await world.delivery();
  if (['completed', 'cancelled', 'returned'].includes(stage)) return;
  const live = offer ?? assigned;
  if (live === null) return;
  const { courierId, attempt } = live;
  expect(await world.kept()).toContain(`${courierId} ${attempt}`);
}

/** When all is done that can be done now, something is still to come, or it is over. */
async function checkAwaited(world: DispatchWorld): Promise<void> {
  const { kitchen, status, delivery } = await world.orderState();
  const isOver = status === 'DELIVERED' || (status === 'CANCELLED' && delivery !== 'FAILED');
  if (kitchen !== 'ACCEPTED' || delivery === 'FAILED') return;
  if (isOver) expect(world.run.waits).toEqual([]);
  else expect(world.run.waits).not.toEqual([]);
}

/** Order, delivery and room agree. */
async function checkAgreement(world: DispatchWorld): Promise<void> {
  const { courierId, status, kitchen } = await world.orderState();
  const { offer, assigned, stage } = await world.delivery();
  if (kitchen !== 'ACCEPTED') return;
  const live = offer ?? assigned;
  const isOver = ['completed', 'cancelled', 'returned', 'absent'].includes(stage);
  expect(await world.kept()).toEqual(isOver || live === null ? [] : [`${live.courierId} ${live.attempt}`]);
  if (['CONFIRMED', 'PREPARING', 'READY', 'PICKED_UP', 'OUT_FOR_DELIVERY'].includes(status)) {
    expect(courierId).toBe(assigned?.courierId ?? null);
    expect(isOver).toBe(false);
  }
  if (status === 'DELIVERED') expect(stage).toBe('completed');
  if (status === 'CANCELLED' && isOver && stage !== 'returned') expect(courierId).toBeNull();
}

/** Time goes by in small steps; couriers are heard of, and nobody answers any more. */
async function calmDown(world: DispatchWorld): Promise<void> {
  await world.settle();
  for (let i = 0; i < 4; i += 1) {
    world.pass(40_000);
    for (const courierId of COURIERS) await world.ping(courierId);
    await world.settle();
  }
}

/** The order ends, by whatever is possible. */
async function end(world: DispatchWorld): Promise<void> {
  const { courierId, status } = await world.orderState();
  if (status === 'PICKED_UP' || status === 'OUT_FOR_DELIVERY') {
    await world.order({ ...orderCommands.ConfirmDelivery, courierId });
  } else {
    await world.order({ type: 'CancelOrder', by: 'support', fault: 'platform', reason: 'test' });
    await world.order({ type: 'ConfirmReturn' });
  }
  await world.settle();
  world.pass(61_000);
  await world.settle();
}

const holdsFor = (manager: Manager, seen: Set<string> = new Set()) =>
  fc.asyncProperty(lives, async ({ capacity, beginning, moves }) => {
    const world = await new DispatchWorld(manager).open(capacity);
    for (const one of beginning) await one(world);
    for (const [i, one] of moves.entries()) {
      if (i === 3) await world.order(orderCommands.AcceptOrder);
      await one(world);
      await checkRoom(world);
    }
    await world.settle();
    await checkAwaited(world);
    await calmDown(world);
    await checkAgreement(world);
    await end(world);
    await checkAgreement(world);
    await checkAwaited(world);
    expect(await world.kept()).toEqual([]);
    for (const type of world.types()) seen.add(type);
  });

const RUNS = { numRuns: 500 };

/** The process with one kind of event that it does not hear of. */
const deafTo = (...types: readonly DispatchEvent['type'][]): Manager => ({
  ...dispatch,
  reads: dispatch.reads.filter((type) => !types.includes(type)),
});

describe('the dispatch of an order, whatever comes early, late, twice, or dies on the way', () => {
  it('keeps room for whoever is asked or has it, waits for something until it is over, and leaves nothing behind', async () => {
    const seen = new Set<string>();
    await fc.assert(holdsFor(dispatch, seen), RUNS);
    // A run that never met a case proves nothing about it.
    const rare = [
      ...['OrderRejectedByRestaurant', 'OrderExpired', 'SearchExhausted'],
      // A look sees what others are about to ask, so that it takes a late reservation of staff: see the offer's own spec.
      'CandidateUnavailable',
    ];
    expect(dispatch.reads.filter((type) => !seen.has(type) && !rare.includes(type))).toEqual([]);
  }, 300_000);

  it.each<[string, Manager]>([
    ['does not hear that an offer lapsed', deafTo('AssignmentExpired')],
    ['does not hear that a courier gave it back', deafTo('PartnerReassigned')],
    ['does not hear that a delivery was called off', deafTo('DeliveryCancelled')],
    ['does not hear that an order was restored', deafTo('OrderRestored')],
    ['does not hear whom staff chose', deafTo('PartnerAttached')],
    ['does not hear whom staff took off', deafTo('PartnerDetached')],
  ])(
    'would show a process that %s',
    async (_, wrong) => {
      await expect(fc.assert(holdsFor(wrong), RUNS)).rejects.toThrow('Property failed');
    },
    300_000,
  );
});
