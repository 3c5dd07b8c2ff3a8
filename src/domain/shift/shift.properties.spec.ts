import fc from 'fast-check';
import { shiftCodec } from '../../../eventstore/registry/shift.codec';
import { accept, fold } from '../kernel/decider';
import { plusMs } from '../kernel/instant';
import { NOON } from '../order/order.fixtures';
import { shift, type Shift } from './shift';
import type { ShiftCommand, ShiftEvent } from './shift-messages';
import { orderOne, orderThree, orderTwo, shiftCommands } from './shift.fixtures';

const RUNS = { numRuns: 2000 };
const { GoOnline, ReserveCapacity, ReleaseCapacity, GoOffline } = shiftCommands;

const attemptOf = fc.record({
  orderId: fc.constantFrom(orderOne, orderTwo, orderThree),
  attempt: fc.integer({ min: 1, max: 4 }),
});

const anyCommand: fc.Arbitrary<ShiftCommand> = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 6 }).map((capacity) => ({ ...GoOnline, capacity })) },
  { weight: 6, arbitrary: attemptOf.map((attempt) => ({ ...ReserveCapacity, ...attempt })) },
  { weight: 6, arbitrary: attemptOf.map((attempt) => ({ ...ReleaseCapacity, ...attempt })) },
  { weight: 1, arbitrary: fc.constant(GoOffline) },
);

/** A shift that begins, mostly, and whatever is asked of it, some seconds apart. */
const story: fc.Arbitrary<readonly ShiftCommand[]> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.array(anyCommand, { maxLength: 40 }))
  .map(([capacity, asked]) =>
    [{ ...GoOnline, capacity }, ...asked].map((command, i) => ({ ...command, at: plusMs(NOON, i * 7_000) })),
  );

interface Change {
  readonly command: ShiftCommand;
  readonly before: Shift;
  readonly events: readonly ShiftEvent[];
  readonly after: Shift;
}

/** What the commands decide, one after the other; what is refused is left out. */
function changesOf(commands: readonly ShiftCommand[]): readonly Change[] {
  let before: Shift = shift.initial;
  return commands.flatMap((command) => {
    const decision = shift.decide(command, before);
    if (!decision.ok) return [];
    const after = fold({ ...shift, initial: before }, decision.events);
    const change = { command, before, events: decision.events, after };
    before = after;
    return [change];
  });
}

const nameOf = ({ orderId, attempt }: { readonly orderId: string; readonly attempt: number }): string =>
  `${orderId} ${attempt}`;

const namesIn = (state: Shift): readonly string[] =>
  state.is === 'absent' ? [] : state.reservations.map(nameOf);

const everyChange = (check: (change: Change) => void): void =>
  fc.assert(
    fc.property(story, (commands) => changesOf(commands).forEach(check)),
    RUNS,
  );

describe('whatever is asked of a shift, in whatever order', () => {
  it('never more is reserved than there is room for', () => {
    everyChange(({ after }) => {
      if (after.is !== 'absent') expect(after.reservations.length).toBeLessThanOrEqual(after.capacity);
    });
  });

  it('a reservation ends by its own release, and by nothing else', () => {
    everyChange(({ command, before, after }) => {
      const gone = namesIn(before).filter((name) => !namesIn(after).includes(name));
      const own = command.type === 'ReleaseCapacity' ? [nameOf(command)] : [];
      expect(own).toEqual(expect.arrayContaining(gone));
    });
  });

  it('every attempt is reserved at most once, and released at most once, after that', () => {
    fc.assert(
      fc.property(story, (commands) => {
        const steps = new Map<string, string[]>();
        for (const event of changesOf(commands).flatMap(({ events }) => events)) {
          if (event.type !== 'CapacityReserved' && event.type !== 'CapacityReleased') continue;
          steps.set(nameOf(event), [...(steps.get(nameOf(event)) ?? []), event.type]);
        }
        for (const taken of steps.values()) {
          expect(['CapacityReserved', 'CapacityReserved,CapacityReleased']).toContain(taken.join());
        }
      }),
      RUNS,
    );
  });

  it('it ends with nothing reserved, and reserves nothing after', () => {
    everyChange(({ after }) => {
      if (after.is === 'over') expect(after.reservations).toEqual([]);
    });
  });

  it('a command that was just granted decides nothing when it comes again', () => {
    everyChange(({ command, after }) => expect(shift.decide(command, after)).toEqual(accept()));
  });

  it('every event comes back from the store as it was, and any history folds to a state', () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat()), (commands, picks) => {
        const events = changesOf(commands).flatMap((change) => change.events);
        const read = events
          .map((event) => shiftCodec.encode(event))
          .map(({ type, schema, data }) => shiftCodec.decode(type, schema, data));
        expect(read).toEqual(events);
        const history = picks.map((pick) => events[pick % events.length]!);
        expect(['absent', 'online', 'over']).toContain(fold(shift, history).is);
      }),
      RUNS,
    );
  });
});
