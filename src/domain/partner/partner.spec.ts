import fc from 'fast-check';
import { accept, fold } from '../kernel/decider';
import { courierAsha, courierBilal, minutesAfterNoon } from '../order/order.fixtures';
import { partner, type Partner, type PartnerRejection } from './partner';
import type { PartnerCommand, PartnerEvent } from './partner-messages';
import { partnerCommands, profileOf } from './partner.fixtures';

const at = minutesAfterNoon(5);
const commands = partnerCommands(at);

const given = (...history: readonly PartnerEvent[]) => ({
  when: (command: PartnerCommand) => {
    const decision = partner.decide(command, fold(partner, history));
    return {
      then: (...events: readonly PartnerEvent[]) => expect(decision).toEqual({ ok: true, events }),
      thenNothing: () => expect(decision).toEqual({ ok: true, events: [] }),
      thenRejected: (rejection: PartnerRejection) => expect(decision).toEqual({ ok: false, rejection }),
    };
  },
});

const registered: PartnerEvent = { ...commands.RegisterPartner, type: 'PartnerRegistered' };
const suspended: PartnerEvent = { type: 'PartnerSuspended', reason: 'papers-missing', at };
const opened = (shift: number): PartnerEvent => ({ type: 'ShiftOpened', shift, at });

describe('a courier', () => {
  it('is registered once', () => {
    given().when(commands.RegisterPartner).then(registered);
    given(registered)
      .when({ ...commands.RegisterPartner, profile: profileOf(courierAsha, 'YWdhaW4') })
      .thenNothing();
  });

  it('has a profile that goes with their own key', () => {
    const foreign = profileOf(courierBilal);
    const rejection = { code: 'sealed-for-another-subject' } as const;
    given()
      .when({ ...commands.RegisterPartner, profile: foreign })
      .thenRejected(rejection);
    given(registered)
      .when({ ...commands.ChangePartnerProfile, profile: foreign })
      .thenRejected(rejection);
  });

  it('changes the profile or the vehicle, and says nothing when neither changed', () => {
    const change = commands.ChangePartnerProfile;
    const changed: PartnerEvent = { ...change, type: 'PartnerProfileChanged' };
    given(registered).when(change).then(changed);
    given(registered, changed).when(change).thenNothing();
    given(registered, changed)
      .when({ ...change, vehicle: 'motorcycle' })
      .then({ ...changed, vehicle: 'motorcycle' });
  });

  it('is suspended and reinstated', () => {
    given(registered).when(commands.SuspendPartner).then(suspended);
    given(registered, suspended).when(commands.SuspendPartner).thenNothing();
    given(registered, suspended).when(commands.ReinstatePartner).then({ type: 'PartnerReinstated', at });
    given(registered).when(commands.ReinstatePartner).thenNothing();
  });

  it('opens the shift after the one that was the latest, unless somebody just did', () => {
    given(registered).when(commands.OpenShift).then(opened(1));
    given(registered, opened(1)).when(commands.OpenShift).thenNothing();
    given(registered, opened(1))
      .when({ ...commands.OpenShift, after: 1 })
      .then(opened(2));
    given(registered, opened(1))
      .when({ ...commands.OpenShift, after: 2 })
      .thenRejected({ code: 'shift-out-of-sequence', latest: 1 });
  });

  it('opens no shift while suspended', () => {
    given(registered, suspended).when(commands.OpenShift).thenRejected({ code: 'partner-suspended' });
    given(registered, suspended, { type: 'PartnerReinstated', at }).when(commands.OpenShift).then(opened(1));
  });

  it('does nothing before being registered', () => {
    const { ChangePartnerProfile, SuspendPartner, ReinstatePartner, OpenShift } = commands;
    for (const command of [ChangePartnerProfile, SuspendPartner, ReinstatePartner, OpenShift]) {
      given().when(command).thenRejected({ code: 'partner-not-found' });
    }
  });
});

const anyCommand: fc.Arbitrary<PartnerCommand> = fc.oneof(
  fc.constantFrom<PartnerCommand>(...Object.values(commands)),
  fc.integer({ min: 0, max: 6 }).map((after) => ({ ...commands.OpenShift, after })),
);

describe('whatever is asked of a courier', () => {
  it('shifts count 1, 2, 3, … and none is opened while they are suspended; a repeat decides nothing', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (asked) => {
        let state: Partner = partner.initial;
        const shifts: number[] = [];
        for (const command of asked) {
          const decision = partner.decide(command, state);
          if (!decision.ok) continue;
          for (const event of decision.events) {
            if (event.type !== 'ShiftOpened') continue;
            shifts.push(event.shift);
            expect(state).toMatchObject({ suspended: false });
          }
          state = fold({ ...partner, initial: state }, decision.events);
          expect(partner.decide(command, state)).toEqual(accept());
        }
        expect(shifts).toEqual(shifts.map((_, i) => i + 1));
      }),
      { numRuns: 2000 },
    );
  });
});
