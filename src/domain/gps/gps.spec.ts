import { accept, fold, reject } from '../kernel/decider';
import { asId } from '../kernel/ids';
import { plusMs } from '../kernel/instant';
import { gps, MAX_PINGS_PER_SEGMENT } from './gps';
import type { GpsCommand, GpsEvent } from './gps-messages';

const NOON = '2026-03-14T12:00:00.000Z';

const record = (change: Partial<GpsCommand> = {}): GpsCommand => ({
  type: 'RecordSegment',
  orderId: asId('order-1'),
  courierId: asId('courier-asha'),
  segment: 1,
  pings: { subject: 'gps-order-1', keyId: 'key-1', box: 'c2VhbGVk' },
  count: 12,
  from: NOON,
  to: plusMs(NOON, 55_000),
  jumps: 1,
  mocked: 0,
  at: plusMs(NOON, 60_000),
  ...change,
});

const recorded = (change: Partial<GpsEvent> = {}): GpsEvent => ({
  ...record(),
  ...change,
  type: 'GpsSegmentRecorded',
});

const twice = fold(gps, [recorded(), recorded({ segment: 2 })]);

describe('a track', () => {
  it('begins with segment 1', () => {
    expect(gps.decide(record(), gps.initial)).toEqual(accept(recorded()));
  });

  it('goes on without a gap', () => {
    expect(gps.decide(record({ segment: 3 }), twice)).toEqual(accept(recorded({ segment: 3 })));
  });

  it.each([-1, 0, 1, 2, 4, 3.5, NaN])('has no room for segment %p after the second', (segment) => {
    expect(gps.decide(record({ segment }), twice)).toEqual(
      reject({ code: 'segment-out-of-sequence', next: 3 }),
    );
  });

  it.each([0, -1, 1.5, NaN, MAX_PINGS_PER_SEGMENT + 1])('has no segment of %p pings', (count) => {
    expect(gps.decide(record({ count }), gps.initial)).toEqual(
      reject({ code: 'ping-count-out-of-range', max: MAX_PINGS_PER_SEGMENT }),
    );
  });
});
