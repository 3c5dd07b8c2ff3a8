import { fold } from '../kernel/decider';
import { minutesAfterNoon, NOON } from '../order/order.fixtures';
import { CAPACITY, shift, type ShiftRejection } from './shift';
import type { ShiftCommand, ShiftEvent } from './shift-messages';
import { orderOne, orderThree, orderTwo, shiftCommands as commands } from './shift.fixtures';

const given = (...history: readonly ShiftEvent[]) => ({
  when: (command: ShiftCommand) => {
    const decision = shift.decide(command, fold(shift, history));
    return {
      then: (...events: readonly ShiftEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenNothing: () => expect(decision).toEqual({ ok: true, events: [] }),
      thenRejected: (rejection: ShiftRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});

const online: ShiftEvent = { ...commands.GoOnline, type: 'PartnerOnline' };
const reserved: ShiftEvent = { ...commands.ReserveCapacity, type: 'CapacityReserved' };
const released: ShiftEvent = { ...commands.ReleaseCapacity, type: 'CapacityReleased' };
const offline: ShiftEvent = { ...commands.GoOffline, type: 'PartnerOffline' };
const second: ShiftEvent = { ...reserved, orderId: orderTwo };

describe('a shift', () => {
  it('begins once, and never again when it is over', () => {
    given().when(commands.GoOnline).then(online);
    given(online).when(commands.GoOnline).thenNothing();
    given(online, offline).when(commands.GoOnline).thenRejected({ code: 'shift-over' });
  });

  it.each([0, CAPACITY.max + 1, 1.5, Number.NaN])('does not begin with room for %d', (capacity) => {
    given()
      .when({ ...commands.GoOnline, capacity })
      .thenRejected({ code: 'capacity-out-of-range', ...CAPACITY });
  });

  it('is asked nothing before it begins', () => {
    for (const command of [commands.ReserveCapacity, commands.ReleaseCapacity, commands.GoOffline]) {
      given().when(command).thenRejected({ code: 'shift-not-found' });
    }
  });

  it('reserves as much as it has room for', () => {
    given(online).when(commands.ReserveCapacity).then(reserved);
    given(online, reserved)
      .when({ ...commands.ReserveCapacity, orderId: orderTwo })
      .then(second);
    given(online, reserved, second)
      .when({ ...commands.ReserveCapacity, orderId: orderThree })
      .thenRejected({ code: 'at-capacity', capacity: 2 });
  });

  it('reserves once for one attempt, and anew for another', () => {
    given(online, reserved).when(commands.ReserveCapacity).thenNothing();
    given(online, reserved)
      .when({ ...commands.ReserveCapacity, attempt: 2 })
      .then({ ...reserved, attempt: 2 });
  });

  it('keeps a reservation whose offer has lapsed until it is released', () => {
    given(online, reserved, second)
      .when({ ...commands.ReserveCapacity, orderId: orderThree, at: minutesAfterNoon(50) })
      .thenRejected({ code: 'at-capacity', capacity: 2 });
    given(online, reserved, second, released)
      .when({ ...commands.ReserveCapacity, orderId: orderThree })
      .then({ ...reserved, orderId: orderThree });
  });

  it('releases exactly the attempt that it is told', () => {
    given(online, reserved).when(commands.ReleaseCapacity).then(released);
    given(online, { ...reserved, attempt: 2 })
      .when(commands.ReleaseCapacity)
      .thenNothing();
    given(online, second).when(commands.ReleaseCapacity).thenNothing();
    given(online, reserved, released).when(commands.ReleaseCapacity).thenNothing();
  });

  it('reserves nothing for an attempt that was released, nor for one before it', () => {
    const later: ShiftEvent = { ...released, attempt: 2 };
    given(online, reserved, released).when(commands.ReserveCapacity).thenRejected({ code: 'attempt-over' });
    given(online, { ...reserved, attempt: 2 }, later)
      .when(commands.ReserveCapacity)
      .thenRejected({ code: 'attempt-over' });
    given(online, reserved, { ...reserved, attempt: 2 }, later, released)
      .when({ ...commands.ReserveCapacity, attempt: 2 })
      .thenRejected({ code: 'attempt-over' });
  });

  it('does not end while anything is reserved', () => {
    given(online, reserved)
      .when(commands.GoOffline)
      .thenRejected({ code: 'deliveries-open', orderIds: [orderOne] });
    given(online, reserved, released).when(commands.GoOffline).then(offline);
    given(online, offline).when(commands.GoOffline).thenNothing();
  });

  it('reserves nothing when it is over', () => {
    given(online, offline).when(commands.ReserveCapacity).thenRejected({ code: 'shift-over' });
    given(online, offline).when(commands.ReleaseCapacity).thenNothing();
  });

  it('knows since when its courier has been idle', () => {
    expect(fold(shift, [online, reserved])).toMatchObject({ idleSince: NOON });
    expect(fold(shift, [online, reserved, released])).toMatchObject({ idleSince: released.at });
  });
});
