import type { Refusal } from '../delivery/delivery-state';
import { plusMinutes, type Instant } from '../kernel/instant';

/** For how long a courier is not asked again about the same order. */
export const COOLDOWN_MINUTES: Readonly<Record<Refusal['how'], number>> = {
  expired: 3,
  declined: 5,
  unassigned: 10,
};

/** Whether it is too early to ask somebody again who did not bring it. */
export const isCoolingDown = ({ how, at }: Refusal, now: Instant): boolean =>
  now < plusMinutes(at, COOLDOWN_MINUTES[how]);
