import fc from 'fast-check';
import { epochMs, instantOf, isInstant, msBetween, plusMinutes, plusMs } from './instant';

describe('instants', () => {
  it('are UTC with milliseconds, in one width', () => {
    expect(instantOf(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(isInstant('2026-03-14T12:00:00.000Z')).toBe(true);
    expect(isInstant('2026-03-14T12:00:00Z')).toBe(false);
    expect(isInstant('2026-03-14T12:00:00.000+05:30')).toBe(false);
    expect(isInstant('2026-13-14T12:00:00.000Z')).toBe(false);
    expect(isInstant('2026-02-30T12:00:00.000Z')).toBe(false);
    expect(isInstant('2026-03-14T24:00:00.000Z')).toBe(false);
    expect(isInstant('2028-02-29T12:00:00.000Z')).toBe(true);
  });

  it('are of days and times that the calendar has', () => {
    const two = fc.integer({ min: 0, max: 62 }).map((n) => String(n).padStart(2, '0'));
    const year = fc.oneof(
      fc.constantFrom('0000', '1900', '2000', '2026', '2028', '2100'),
      fc.constant('9999'),
    );
    const day = fc.integer({ min: 0, max: 32 }).map((n) => String(n).padStart(2, '0'));
    const month = fc.integer({ min: 0, max: 13 }).map((n) => String(n).padStart(2, '0'));
    fc.assert(
      fc.property(year, month, day, two, two, two, (y, mo, d, h, mi, s) => {
        const text = `${y}-${mo}-${d}T${h}:${mi}:${s}.123Z`;
        const ms = Date.parse(text);
        expect(isInstant(text)).toBe(!Number.isNaN(ms) && new Date(ms).toISOString() === text);
        const midnight = `${y}-${mo}-${d}T00:00:00.000Z`;
        const at = Date.parse(midnight);
        expect(isInstant(midnight)).toBe(!Number.isNaN(at) && new Date(at).toISOString() === midnight);
      }),
      { numRuns: 5_000 },
    );
  });

  it('move by milliseconds and minutes', () => {
    expect(plusMinutes('2026-12-31T23:50:00.000Z', 15)).toBe('2027-01-01T00:05:00.000Z');
    expect(plusMs('2026-01-01T00:00:00.000Z', -1)).toBe('2025-12-31T23:59:59.999Z');
    expect(msBetween('2026-01-01T00:00:00.000Z', '2026-01-01T00:15:00.000Z')).toBe(900_000);
  });

  it('sort as text in the order of time', () => {
    const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(instantOf(a) < instantOf(b)).toBe(a < b);
        expect(epochMs(instantOf(a))).toBe(a);
      }),
    );
  });
});
