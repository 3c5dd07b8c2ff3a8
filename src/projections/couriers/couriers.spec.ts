import { fold } from '../../domain/kernel/decider';
import { courierAsha } from '../../domain/order/order.fixtures';
import { partner } from '../../domain/partner/partner';
import type { PartnerEvent } from '../../domain/partner/partner-messages';
import { shift } from '../../domain/shift/shift';
import type { ShiftEvent } from '../../domain/shift/shift-messages';
import { partnerCodec } from '../../../eventstore/registry/partner.codec';
import { shiftCodec } from '../../../eventstore/registry/shift.codec';
import { someCourier } from '../delivery-histories.fixtures';
import { dice } from '../histories.fixtures';
import { foldRow, type FeedEvent } from '../projection';
import { couriers, type CourierRow } from './couriers';

const rowOf = (events: readonly (PartnerEvent | ShiftEvent)[]): CourierRow | null =>
  foldRow(
    couriers,
    courierAsha,
    events.map((event, n): FeedEvent<PartnerEvent | ShiftEvent> => ({
      event,
      metadata: { partitionKey: String(courierAsha) } as FeedEvent['metadata'],
      recorded: { revision: n, position: n + 1 } as FeedEvent['recorded'],
    })),
  );

describe('the couriers', () => {
  it('read every event of who they are and of their shifts', () =>
    expect([...couriers.reads].sort()).toEqual(
      [...Object.keys(partnerCodec.entries), ...Object.keys(shiftCodec.entries)].sort(),
    ));

  it('agree with who they are and with their last shift, whatever happened', () => {
    let online = 0;
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const steps = someCourier(courierAsha, dice(seed));
      const person = fold(
        partner,
        steps.flatMap((step) => (step.shift === null ? step.events : [])),
      );
      if (person.is === 'absent') continue;
      const last = fold(
        shift,
        steps.flatMap((step) => (step.shift === person.shift ? step.events : [])),
      );
      const isOnline = last.is === 'online';
      if (isOnline) online += 1;
      const row = rowOf(steps.flatMap((step): readonly (PartnerEvent | ShiftEvent)[] => step.events));
      expect(row).toMatchObject({
        is_suspended: person.suspended,
        shift: person.shift,
        is_online: isOnline,
        capacity: isOnline ? last.capacity : 0,
        reservations: isOnline ? last.reservations.map(({ orderId, attempt }) => ({ orderId, attempt })) : [],
      });
    }
    expect(online).toBeGreaterThan(200);
  });

  it('refuse a history without a beginning', () =>
    expect(() => rowOf([{ type: 'PartnerReinstated', at: '2026-03-14T12:00:00.000Z' }])).toThrow(
      'never registered',
    ));
});
