import { bar, progressLine, progressLines, rupees, type Snapshot } from './progress-text';

const SNAPSHOT: Snapshot = {
  now: Date.parse('2026-11-23T14:44:00.000Z'),
  rate: 60,
  orders: 300,
  placed: 120,
  byStatus: { PENDING: 3, PREPARING: 20, DELIVERED: 70, CANCELLED: 5 },
  couriersOnline: 40,
  couriersBusy: 22,
  orderedMinor: 12_345_678,
  deliveredMinor: 5_000_000,
  playedTimes: 31,
  playedKinds: 20,
  kinds: 47,
  requests: 4_000,
  requestsPerSecond: 151.6,
  repeated: 2,
  isThere: true,
};

test('everything that a terminal shows', () => {
  expect(progressLines(SNAPSHOT).join('\n')).toBe(
    [
      '  20:14  ████████░░░░░░░░░░░░░░░░░░░░░░  75 of 300 orders over, 120 placed',
      '  orders    3 unpaid · 20 cooking · 70 delivered · 5 cancelled',
      '  couriers  40 online, 22 busy',
      '  money     ₹1,23,457 ordered, ₹50,000 delivered',
      '  trouble   31 times, 20 of 47 kinds',
      '  requests  4000, 152 a second, 2 sent again; 60 times the speed of the clock',
    ].join('\n'),
  );
});

test('a line for a log', () => {
  expect(progressLine(SNAPSHOT)).toContain('20:14  75/300 over, 120 placed');
  expect(progressLine({ ...SNAPSHOT, isThere: false })).toContain('does not answer');
  expect(progressLine({ ...SNAPSHOT, byStatus: {} })).toContain('none yet');
});

test('a bar is never longer than it is', () => {
  expect(bar(0, 0)).toBe('░'.repeat(30));
  expect(bar(7, 5)).toBe('█'.repeat(30));
});

test('money as it is written in India', () => {
  expect(rupees(123_456_789_00)).toBe('₹12,34,56,789');
});
