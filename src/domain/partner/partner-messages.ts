import type { CourierId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';

export const VEHICLES = ['bicycle', 'scooter', 'motorcycle'] as const;

export type Vehicle = (typeof VEHICLES)[number];

type Dated<T> = T extends unknown ? Readonly<T & { at: Instant }> : never;

/** Stored format: the codec and the golden files hold every version. A `reason` is a short code, no free text. */
export type PartnerEvent = Dated<
  /** `profile` seals name, phone and the number of the vehicle under the courier's own key. */
  | { type: 'PartnerRegistered'; courierId: CourierId; profile: Sealed; vehicle: Vehicle }
  | { type: 'PartnerProfileChanged'; profile: Sealed; vehicle: Vehicle }
  | { type: 'PartnerSuspended'; reason: string }
  | { type: 'PartnerReinstated' }
  /** The number of the online spell that begins. The spell itself is the stream `shift-<courier>-<shift>`. */
  | { type: 'ShiftOpened'; shift: number }
>;

export type PartnerCommand = Dated<
  | { type: 'RegisterPartner'; courierId: CourierId; profile: Sealed; vehicle: Vehicle }
  | { type: 'ChangePartnerProfile'; profile: Sealed; vehicle: Vehicle }
  | { type: 'SuspendPartner'; reason: string }
  | { type: 'ReinstatePartner' }
  /** Opens the shift that follows the one numbered `after` (0: none yet), unless it is open already. */
  | { type: 'OpenShift'; after: number }
>;
