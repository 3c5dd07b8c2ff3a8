import fc from 'fast-check';
import { orderCodec } from '../../../eventstore/registry/order.codec';
import { accept, fold } from '../kernel/decider';
import { asId } from '../kernel/ids';
import { plusMs } from '../kernel/instant';
import { order, type Order } from './order';
import type { Bill, OrderLine } from './order-lines';
import { PAYMENT_METHODS, PAYMENT_SECURITIES, type OrderCommand, type OrderEvent } from './order-messages';
import { ORDER_STATUSES, TRANSITIONS } from './order-transitions';
import { aPlaceOrder, courierAsha, courierBilal, NOON, orderCommands } from './order.fixtures';

const RUNS = { numRuns: 3000 };

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const price = fc.nat(50_000);

const line: fc.Arbitrary<OrderLine> = fc
  .record({
    lineId: text,
    itemId: text.map((id) => asId<OrderLine['itemId']>(id)),
    name: text,
    quantity: fc.integer({ min: 1, max: 5 }),
    unitMinor: price,
    options: fc.array(fc.record({ group: text, label: text, priceMinor: price }), { maxLength: 2 }),
  })
  .map((parts) => ({ ...parts, totalMinor: parts.unitMinor * parts.quantity }));

const placing: fc.Arbitrary<OrderCommand> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    parts: fc.record({ taxMinor: price, deliveryFeeMinor: price, platformFeeMinor: price }),
    discountPercent: fc.nat(100),
    paymentMethod: fc.constantFrom(...PAYMENT_METHODS),
    restaurantName: text,
    instructions: fc.option(fc.record({ subject: text, keyId: text, box: text })),
  })
  .map(({ lines, parts, discountPercent, ...rest }) => {
    const subtotalMinor = lines.reduce((running, { totalMinor }) => running + totalMinor, 0);
    const gross = subtotalMinor + parts.taxMinor + parts.deliveryFeeMinor + parts.platformFeeMinor;
    const discountMinor = Math.floor((gross * discountPercent) / 100);
    const bill: Bill = {
      currency: 'INR',
      subtotalMinor,
      ...parts,
      discountMinor,
      totalMinor: gross - discountMinor,
    };
    return aPlaceOrder({ lines, bill, ...rest });
  });

const courierId = fc.constantFrom(courierAsha, courierBilal);
const proof = fc.constantFrom(
  orderCommands.ConfirmDelivery.proof,
  { kind: 'code', codeHash: 'wrong' } as const,
  { kind: 'photo', sha256: 'picture-hash', distanceMetres: 20, accuracyMetres: 10 } as const,
  { kind: 'staff', reason: 'customer-called' } as const,
);

const { AcceptOrder, AttachPartner, ConfirmDelivery, ConfirmOrder, ConfirmPickup, DelayOrder } =
  orderCommands;

/** Any command out of place, with whatever in it may vary. */
const stray: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<OrderCommand>(...Object.values(orderCommands)) },
  { weight: 1, arbitrary: placing },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...PAYMENT_SECURITIES)
      .map((paymentSecured) => ({ ...ConfirmOrder, paymentSecured })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ prepMinutes: fc.nat(200), startNow: fc.boolean() })
      .map((p) => ({ ...AcceptOrder, ...p })),
  },
  { weight: 1, arbitrary: fc.nat(200).map((minutes) => ({ ...DelayOrder, minutes })) },
  { weight: 1, arbitrary: courierId.map((id) => ({ ...AttachPartner, courierId: id })) },
  { weight: 1, arbitrary: courierId.map((id) => ({ ...ConfirmPickup, courierId: id })) },
  {
    weight: 3,
    arbitrary: fc
      .record({ courierId: fc.option(courierId), proof })
      .map((parts) => ({ ...ConfirmDelivery, ...parts })),
  },
);

/** The commands of an order that goes well, in their order. */
const goingWell: readonly OrderCommand[] = [
  ConfirmOrder,
  AcceptOrder,
  AttachPartner,
  orderCommands.MarkReady,
  ConfirmPickup,
  orderCommands.MarkOutForDelivery,
  ConfirmDelivery,
  orderCommands.CompleteOrder,
];

/** An order that goes well, disturbed in many places; from a moment apart to minutes. */
const story: fc.Arbitrary<readonly OrderCommand[]> = fc
  .tuple(
    placing,
    fc.tuple(...goingWell.map(() => fc.array(stray, { maxLength: 3 }))),
    fc.array(fc.oneof(fc.nat(20_000), fc.nat(240_000)), { minLength: 8, maxLength: 8 }),
  )
  .map(([first, disturbances, gaps]) => {
    let at = NOON;
    return [first, ...goingWell.flatMap((command, i) => [...disturbances[i]!, command])].map((command, i) => {
      at = plusMs(at, gaps[i % gaps.length]!);
      return { ...command, at };
    });
  });

const statusOf = (state: Order) => (state.is === 'absent' ? 'ABSENT' : state.status);

interface Change {
  readonly command: OrderCommand;
  readonly before: Order;
  readonly events: readonly OrderEvent[];
  readonly after: Order;
}

/** What the commands change, one after the other; what is refused or decides nothing is left out. */
function changesOf(commands: readonly OrderCommand[]): readonly Change[] {
  let before: Order = order.initial;
  return commands.flatMap((command) => {
    const decision = order.decide(command, before);
    if (!decision.ok || decision.events.length === 0) return [];
    const after = fold({ ...order, initial: before }, decision.events);
    const change = { command, before, events: decision.events, after };
    before = after;
    return [change];
  });
}

const eventsIn = (commands: readonly OrderCommand[]): readonly OrderEvent[] =>
  changesOf(commands).flatMap(({ events }) => events);

/** The status that the table foresees: one, if a single row covers the change. */
function targetsOf({ command, before, events }: Change): readonly string[] {
  const types = events.map(({ type }) => type).join();
  return TRANSITIONS.filter(
    (row) =>
      row.command === command.type && row.from.includes(statusOf(before)) && row.events.join() === types,
  ).map(({ to }) => {
    if (to === 'same') return statusOf(before);
    if (to !== 'previous') return to;
    return before.is === 'placed' && before.cancellation?.how === 'CANCELLED'
      ? before.cancellation.stage
      : 'nowhere';
  });
}

describe('whatever is asked of an order, in whatever order', () => {
  it('its status moves along the table alone, and there is a way to every status', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(story, (commands) => {
        const changes = changesOf(commands);
        changes.forEach(({ after }) => reached.add(statusOf(after)));
        expect(changes.map(targetsOf)).toEqual(changes.map(({ after }) => [statusOf(after)]));
      }),
      RUNS,
    );
    expect(reached).toEqual(new Set(ORDER_STATUSES));
  });

  it('a command that was just granted decides nothing when it comes again, but a wrong code counts again', () => {
    fc.assert(
      fc.property(story, (commands) => {
        const granted = changesOf(commands).filter(
          ({ events }) => !events.some(({ type }) => type === 'DeliveryCodeFailed'),
        );
        const again = granted.map(({ command, after }) => order.decide(command, after));
        expect(again).toEqual(granted.map(() => accept()));
      }),
      RUNS,
    );
  });

  it('it is handed over only while it is not cancelled, and never cancelled after', () => {
    fc.assert(
      fc.property(story, (commands) => {
        let cancelled = false;
        let handedOver = false;
        const both = eventsIn(commands).some(({ type }) => {
          if (type === 'OrderCancelled') cancelled = true;
          if (type === 'OrderRestored') cancelled = false;
          if (type === 'OrderHandedOver') handedOver = true;
          return cancelled && handedOver;
        });
        expect(both).toBe(false);
      }),
      RUNS,
    );
  });

  it('its cancellation costs from nothing to its total', () => {
    fc.assert(
      fc.property(story, (commands) => {
        const events = eventsIn(commands);
        const placed = events.find((event) => event.type === 'OrderPlaced');
        for (const event of events) {
          if (event.type !== 'OrderCancelled') continue;
          expect(event.fee.minor).toBeGreaterThanOrEqual(0);
          expect(event.fee.minor).toBeLessThanOrEqual(placed?.bill.totalMinor ?? 0);
        }
      }),
      RUNS,
    );
  });

  it('any history at all folds to a state', () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat()), (commands, picks) => {
        const events = eventsIn(commands);
        const history = picks.map((pick) => events[pick % events.length]!);
        const state = fold(order, history);
        expect([...ORDER_STATUSES, 'ABSENT']).toContain(statusOf(state));
        expect(state.is).toBe(history.some(({ type }) => type === 'OrderPlaced') ? 'placed' : 'absent');
      }),
      RUNS,
    );
  });

  it('every event comes back from the store as it was, and goes there again as the same bytes', () => {
    fc.assert(
      fc.property(story, (commands) => {
        const events = eventsIn(commands);
        const stored = events.map((event) => orderCodec.encode(event));
        const read = stored.map(({ type, schema, data }) => orderCodec.decode(type, schema, data));
        expect(read).toEqual(events);
        const bytes = (encoded: { readonly data: string }) => encoded.data;
        expect(read.map((event) => bytes(orderCodec.encode(event)))).toEqual(stored.map(bytes));
      }),
      RUNS,
    );
  });
});
