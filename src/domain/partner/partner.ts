import { accept, never, reject, type Decider, type Decision } from '../kernel/decider';
import type { CourierId } from '../kernel/ids';
import type { Sealed } from '../kernel/sealed';
import type { PartnerCommand, PartnerEvent, Vehicle } from './partner-messages';

export interface RegisteredPartner {
  readonly is: 'registered';
  readonly courierId: CourierId;
  readonly profile: Sealed;
  readonly vehicle: Vehicle;
  /** May open no shift. A shift that is open goes on: its deliveries are brought to their end. */
  readonly suspended: boolean;
  /** The number of the latest shift; 0 before the first. Whether it goes on, its own stream says. */
  readonly shift: number;
}

export type Partner = { readonly is: 'absent' } | RegisteredPartner;

export type PartnerRejection = Readonly<
  | { code: 'partner-not-found' | 'partner-suspended' }
  /** The personal data is sealed under someone else's key, with which it would be erased or survive. */
  | { code: 'sealed-for-another-subject' }
  | { code: 'shift-out-of-sequence'; latest: number }
>;

type Outcome = Decision<PartnerEvent, PartnerRejection>;
type Of<T extends PartnerCommand['type']> = Extract<PartnerCommand, { readonly type: T }>;
type FollowUp = Exclude<PartnerCommand, Of<'RegisterPartner'>>;

const isSame = (a: Sealed, b: Sealed): boolean =>
  a.subject === b.subject && a.keyId === b.keyId && a.box === b.box;

function register(command: Of<'RegisterPartner'>, partner: Partner): Outcome {
  // Sealing the same profile twice gives two boxes, so a repeat is known by the courier alone.
  if (partner.is === 'registered') return accept();
  return command.profile.subject === command.courierId
    ? accept({ ...command, type: 'PartnerRegistered' })
    : reject({ code: 'sealed-for-another-subject' });
}

function openShift({ after, at }: Of<'OpenShift'>, { shift, suspended }: RegisteredPartner): Outcome {
  if (after < shift) return accept();
  if (after > shift) return reject({ code: 'shift-out-of-sequence', latest: shift });
  return suspended
    ? reject({ code: 'partner-suspended' })
    : accept({ type: 'ShiftOpened', shift: shift + 1, at });
}

function change(command: FollowUp, partner: RegisteredPartner): Outcome {
  const { at } = command;
  switch (command.type) {
    case 'ChangePartnerProfile': {
      const { profile, vehicle } = command;
      if (profile.subject !== partner.courierId) return reject({ code: 'sealed-for-another-subject' });
      return isSame(profile, partner.profile) && vehicle === partner.vehicle
        ? accept()
        : accept({ type: 'PartnerProfileChanged', profile, vehicle, at });
    }
    case 'SuspendPartner':
      return partner.suspended ? accept() : accept({ type: 'PartnerSuspended', reason: command.reason, at });
    case 'ReinstatePartner':
      return partner.suspended ? accept({ type: 'PartnerReinstated', at }) : accept();
    case 'OpenShift':
      return openShift(command, partner);
    default:
      return never(command);
  }
}

function decide(command: PartnerCommand, partner: Partner): Outcome {
  if (command.type === 'RegisterPartner') return register(command, partner);
  return partner.is === 'absent' ? reject({ code: 'partner-not-found' }) : change(command, partner);
}

function evolve(partner: Partner, event: PartnerEvent): Partner {
  if (event.type === 'PartnerRegistered') {
    const { courierId, profile, vehicle } = event;
    return { is: 'registered', courierId, profile, vehicle, suspended: false, shift: 0 };
  }
  if (partner.is === 'absent') return partner;
  switch (event.type) {
    case 'PartnerProfileChanged':
      return { ...partner, profile: event.profile, vehicle: event.vehicle };
    case 'PartnerSuspended':
      return { ...partner, suspended: true };
    case 'PartnerReinstated':
      return { ...partner, suspended: false };
    case 'ShiftOpened':
      return { ...partner, shift: event.shift };
    default:
      return never(event);
  }
}

/** A courier: who they are, whether they may work, and how many times they have begun to. */
export const partner: Decider<PartnerCommand, Partner, PartnerEvent, PartnerRejection> = {
  initial: { is: 'absent' },
  decide,
  evolve,
};
