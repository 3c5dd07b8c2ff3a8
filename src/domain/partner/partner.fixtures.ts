import type { CourierId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';
import { courierAsha, NOON } from '../order/order.fixtures';
import type { PartnerCommand } from './partner-messages';

/** The sealed profile of a courier, Asha's unless said otherwise. */
export const profileOf = (courierId: CourierId = courierAsha, box = 'cHJvZmlsZQ'): Sealed => ({
  subject: courierId,
  keyId: 'key-1',
  box,
});

/** One command of each type, about Asha. */
export const partnerCommands = (at: Instant = NOON) =>
  ({
    RegisterPartner: {
      type: 'RegisterPartner',
      courierId: courierAsha,
      profile: profileOf(),
      vehicle: 'scooter',
      at,
    },
    ChangePartnerProfile: {
      type: 'ChangePartnerProfile',
      profile: profileOf(courierAsha, 'bmV3'),
      vehicle: 'bicycle',
      at,
    },
    SuspendPartner: { type: 'SuspendPartner', reason: 'papers-missing', at },
    ReinstatePartner: { type: 'ReinstatePartner', at },
    OpenShift: { type: 'OpenShift', after: 0, at },
  }) as const satisfies {
    readonly [T in PartnerCommand['type']]: Extract<PartnerCommand, { readonly type: T }>;
  };
