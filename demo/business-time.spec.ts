import { cityTime, untilCityHour } from './business-time';

const HOUR = 3_600_000;

test.each([
  ['2026-11-23T12:30:00.000Z', '18:00', 1],
  ['2026-11-23T13:30:00.000Z', '19:00', 24],
  ['2026-11-23T13:31:00.000Z', '19:01', 24 - 1 / 60],
  ['2026-11-23T20:00:00.000Z', '01:30', 17.5],
])('at %s the city has %s, and %d hours to seven', (at, shown, hours) => {
  expect(cityTime(Date.parse(at))).toBe(shown);
  expect(untilCityHour(Date.parse(at), 19)).toBeCloseTo(hours * HOUR, 3);
});
