import { CrashPoint } from '../../../test/support/crash';
import type { DispatchCommand } from '../../domain/dispatch/dispatch-state';
import { courierAsha, courierBilal } from '../../domain/order/order.fixtures';
import { DispatchWorld, orderId, otherOrder } from '../../../test/support/dispatch-world';

/** An offer to Asha; the only one that fits on her shift. */
const offer: DispatchCommand = {
  to: 'offer',
  ...{ orderId, round: 1, attempt: 1, courierId: courierAsha, shift: 1, pickupMetres: 500 },
};

/** Somebody does something at the nth call of a program, just before or just after its effect. */
class Interruption extends CrashPoint {
  private done = false;

  constructor(
    nth: number,
    when: 'before' | 'after',
    private readonly act: () => Promise<unknown>,
  ) {
    super(nth, when);
  }

  override get hit(): boolean {
    return this.done;
  }

  override async around<T>(call: () => Promise<T>): Promise<T> {
    this.calls += 1;
    if (this.calls !== this.nth) return call();
    this.done = true;
    if (this.when === 'before') await this.act();
    try {
      return await call();
    } finally {
      if (this.when === 'after') await this.act();
    }
  }
}

/** Every point at which a run can be hit: the run is made anew for each until none is. */
async function atEachPoint(
  run: (nth: number, when: 'before' | 'after') => Promise<CrashPoint>,
): Promise<number> {
  let runs = 0;
  for (const when of ['before', 'after'] as const) {
    for (let nth = 1; (await run(nth, when)).hit; nth += 1) runs += 1;
  }
  return runs;
}

/** A search is on, and nobody was asked yet. */
async function searching(): Promise<DispatchWorld> {
  const world = await new DispatchWorld().open(1);
  await world.order({ type: 'AcceptOrder', prepMinutes: 5, startNow: true });
  while (world.run.read() || (!isAsking(world) && (await world.arrive(0, false))));
  await world.listen();
  return world;
}

const isAsking = (world: DispatchWorld): boolean => world.run.pending[0]?.command.to === 'offer';

const count = (world: DispatchWorld, type: string): number =>
  world.types().filter((one) => one === type).length;

describe('an offer to a courier', () => {
  it('keeps room for as long as the offer stands, and asks them', async () => {
    const world = await searching();
    expect(await world.carryOut(offer, 'offer')).toEqual({ kind: 'ok' });
    const { offer: live } = await world.delivery();
    expect(live).toMatchObject({ attempt: 1, courierId: courierAsha, shift: 1 });
    const { reservations } = await world.shift(courierAsha);
    expect(reservations).toEqual([{ orderId, attempt: 1, until: live?.leaseUntil }]);
  });

  it('is not made to somebody without room; that is recorded', async () => {
    const world = await searching();
    await world.onShift(courierAsha, {
      type: 'ReserveCapacity',
      ...{ orderId: otherOrder, attempt: 1, until: null },
    });
    expect(await world.carryOut(offer, 'offer')).toEqual({ kind: 'ok' });
    await world.listen();
    expect(world.story.at(-1)).toMatchObject({
      ...{ type: 'CandidateUnavailable', round: 1, attempt: 1, courierId: courierAsha },
      reason: 'at-capacity',
    });
    expect(await world.kept()).toEqual([]);
  });

  it('is not made to somebody whose shift is over', async () => {
    const world = await searching();
    await world.onShift(courierAsha, { type: 'GoOffline', reason: 'end' });
    await world.carryOut(offer, 'offer');
    await world.listen();
    expect(world.story.at(-1)).toMatchObject({ type: 'CandidateUnavailable', reason: 'shift-over' });
  });

  it('gives the room back when the delivery wants no offer any more', async () => {
    const world = await searching();
    await world.deliver({ type: 'CancelDelivery', reason: 'order-over' });
    expect(await world.carryOut(offer, 'offer')).toMatchObject({ kind: 'rejected' });
    expect(await world.kept()).toEqual([]);
  });

  it('is made once, with room kept once, when it dies anywhere and is sent again', async () => {
    const runs = await atEachPoint(async (nth, when) => {
      const world = await searching();
      const point = new CrashPoint(nth, when);
      await world.carryOut(offer, 'offer', point).catch(() => undefined);
      expect(await world.carryOut(offer, 'offer')).toEqual({ kind: 'ok' });
      await world.listen();
      expect(count(world, 'AssignmentOffered')).toBe(1);
      expect(await world.kept()).toEqual(['courier-asha 1']);
      return point;
    });
    expect(runs).toBeGreaterThanOrEqual(8);
  });

  it('is made or refused as a whole, when it dies anywhere where it cannot be made', async () => {
    const runs = await atEachPoint(async (nth, when) => {
      const world = await searching();
      await world.deliver({ type: 'CancelDelivery', reason: 'order-over' });
      const point = new CrashPoint(nth, when);
      await world.carryOut(offer, 'offer', point).catch(() => undefined);
      expect(await world.carryOut(offer, 'offer')).toMatchObject({ kind: 'rejected' });
      expect(await world.kept()).toEqual([]);
      return point;
    });
    expect(runs).toBeGreaterThanOrEqual(8);
  });

  it('does no harm when it comes back after it was given up, wherever it had died', async () => {
    await atEachPoint(async (nth, when) => {
      const world = await searching();
      const point = new CrashPoint(nth, when);
      await world.carryOut(offer, 'offer', point).catch(() => undefined);
      const { offer: live } = await world.delivery();
      if (live !== null) return point;
      const given = { round: 1, attempt: 1, courierId: courierAsha, reason: 'no-answer' };
      await world.deliver({ type: 'RecordUnavailable', ...given });
      await world.onShift(courierAsha, { type: 'ReleaseCapacity', orderId, attempt: 1, reason: 'no-answer' });
      // Somebody else takes the room.
      const other = { orderId: otherOrder, attempt: 1, until: null };
      expect(await world.onShift(courierAsha, { type: 'ReserveCapacity', ...other })).toBe('done');
      await world.carryOut(offer, 'offer');
      await world.listen();
      expect(count(world, 'AssignmentOffered')).toBe(0);
      expect(await world.kept()).toEqual([]);
      return point;
    });
  });

  it.each<[string, (world: DispatchWorld) => Promise<unknown>]>([
    [
      'another order takes the room',
      (world) =>
        world.onShift(courierAsha, {
          type: 'ReserveCapacity',
          ...{ orderId: otherOrder, attempt: 1, until: null },
        }),
    ],
    ['the delivery is called off', (world) => world.deliver({ type: 'CancelDelivery', reason: 'over' })],
    ['staff choose another courier', (world) => world.assignByStaff(courierBilal)],
    ['staff choose the same courier', (world) => world.assignByStaff(courierAsha)],
    [
      'the courier goes off shift',
      (world) => world.onShift(courierAsha, { type: 'GoOffline', reason: 'end' }),
    ],
    ['they accept at once', (world) => world.accept()],
    [
      'they decline at once',
      (world) => world.deliver({ type: 'DeclineAssignment', courierId: courierAsha, reason: 'far' }),
    ],
  ])('keeps room for whoever is asked or has it, and no more, when at any moment %s', async (_, act) => {
    const runs = await atEachPoint(async (nth, when) => {
      const world = await searching();
      const point = new Interruption(nth, when, () => act(world));
      const [sent] = world.run.pending;
      await world.carryOut(offer, sent!.id, point);
      await world.carryOut(offer, sent!.id);
      await world.settle();
      const { offer: live, assigned } = await world.delivery();
      const has = live ?? assigned;
      expect(await world.kept()).toEqual(has === null ? [] : [`${has.courierId} ${has.attempt}`]);
      const { reservations, capacity } = await world.shift(courierAsha);
      expect(reservations.length).toBeLessThanOrEqual(capacity);
      const attempts = world.story.flatMap((event) =>
        event.type === 'AssignmentOffered' ? [event.attempt] : [],
      );
      expect(new Set(attempts).size).toBe(attempts.length);
      return point;
    });
    expect(runs).toBeGreaterThanOrEqual(8);
  });
});

describe('the end of a lease', () => {
  const expiry: DispatchCommand = { to: 'delivery', orderId, command: { type: 'ExpireOffer', attempt: 1 } };

  it('is decided between the answer and the clock, whichever comes first, at any moment', async () => {
    const outcomes = new Set<string>();
    await atEachPoint(async (nth, when) => {
      const world = await searching();
      await world.carryOut(offer, world.run.pending[0]!.id);
      const before = world.now;
      world.pass(25_000);
      const point = new Interruption(nth, when, () =>
        // The courier's tap was a moment before the lease ended.
        world.deliverAt({ type: 'AcceptAssignment', courierId: courierAsha }, before),
      );
      await world.carryOut(expiry, 'expire', point);
      await world.carryOut(expiry, 'expire');
      await world.settle();
      const isAccepted = count(world, 'AssignmentAccepted') === 1;
      expect(count(world, 'AssignmentAccepted') + count(world, 'AssignmentExpired')).toBe(1);
      expect((await world.kept()).includes('courier-asha 1')).toBe(isAccepted);
      outcomes.add(isAccepted ? 'accepted' : 'expired');
      return point;
    });
    expect([...outcomes].sort()).toEqual(['accepted', 'expired']);
  });
});
