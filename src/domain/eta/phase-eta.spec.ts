import fc from 'fast-check';
import { msBetween, type Instant } from '../kernel/instant';
import { estimateDelivery } from './eta';
import {
  ETA_PHASES,
  estimatePhase,
  PHASE_ETA_POLICY_V1,
  type EtaPhase,
  type PhaseEtaInputs,
} from './phase-eta';

const at: Instant = '2026-03-06T12:30:00.000Z';

const clock = (instant: Instant | null): string | null => instant?.slice(11, 19) ?? null;

const estimated = (phase: EtaPhase, inputs: PhaseEtaInputs) => {
  const { pickupAt, p50, p90 } = estimatePhase(phase, inputs, at);
  return [clock(pickupAt), clock(p50), clock(p90)];
};

const secondsOf = (phase: EtaPhase, inputs: PhaseEtaInputs) => {
  const { pickupAt, p50, p90 } = estimatePhase(phase, inputs, at);
  const from = (instant: Instant | null) => (instant === null ? null : msBetween(at, instant) / 1_000);
  return { pickup: from(pickupAt), p50: from(p50) ?? NaN, p90: from(p90) ?? NaN };
};

const inputs = fc.record<PhaseEtaInputs>({
  prepSeconds: fc.nat(7_200),
  firstMileMetres: fc.option(fc.nat(12_000)),
  lastMileMetres: fc.nat(20_000),
});
const phases = fc.constantFrom(...ETA_PHASES);

describe('the estimate of a phase', () => {
  type Row = readonly [EtaPhase, number, number | null, number, string | null, string, string];
  it.each<Row>([
    // phase, cooking s, first mile m, last mile m → the courier has it, at the door, at the door when slow
    ['cooking', 1_200, null, 3_000, '12:51:00', '13:01:00', '13:16:30'],
    ['cooking', 300, null, 3_000, '12:40:00', '12:50:00', '13:00:00'],
    ['cooking', 0, null, 0, '12:40:00', '12:41:00', '12:46:30'],
    ['cooking', 0, 50, 0, '12:40:00', '12:41:00', '12:46:30'],
    ['to-restaurant', 600, 1_000, 3_000, '12:41:00', '12:51:00', '12:59:24'],
    ['to-restaurant', 60, 1_000, 3_000, '12:34:00', '12:44:00', '12:49:36'],
    ['to-restaurant', 0, null, 3_000, '12:37:00', '12:47:00', '12:53:48'],
    ['to-restaurant', 0, 1, 1, '12:31:01', '12:32:02', '12:32:51'],
    ['at-restaurant', 240, 0, 3_000, '12:35:00', '12:45:00', '12:49:30'],
    ['at-restaurant', 0, null, 2_400, '12:31:00', '12:39:12', '12:41:58'],
    ['to-customer', 0, null, 2_000, null, '12:37:00', '12:38:45'],
    ['to-customer', 900, 900, 0, null, '12:31:00', '12:31:15'],
    ['at-customer', 900, 900, 9_000, null, '12:31:00', '12:33:00'],
  ])('%s, %i s of cooking, %p m and %i m', (phase, prep, firstMile, lastMile, pickup, p50, p90) => {
    const given = { prepSeconds: prep, firstMileMetres: firstMile, lastMileMetres: lastMile };
    expect(estimated(phase, given)).toEqual([pickup, p50, p90]);
  });

  it('is the promise at first: what was said when the order was placed holds if all goes as expected', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(20), (prepMinutes, km) => {
        const distanceMetres = km * 1_000;
        const { promisedAt } = estimateDelivery({ prepMinutes, distanceMetres, at });
        const given = {
          prepSeconds: prepMinutes * 60,
          firstMileMetres: null,
          lastMileMetres: distanceMetres,
        };
        expect(estimatePhase('cooking', given, at).p50).toBe(promisedAt);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never earlier than now, and the slow case never earlier than the likely one', () => {
    fc.assert(
      fc.property(phases, inputs, (phase, given) => {
        const { pickup, p50, p90 } = secondsOf(phase, given);
        expect(pickup ?? 0).toBeGreaterThanOrEqual(0);
        expect(p50).toBeGreaterThan(pickup ?? 0);
        expect(p90).toBeGreaterThan(p50);
        expect([pickup ?? 0, p50, p90].every(Number.isSafeInteger)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never comes earlier with more to cook or further to ride', () => {
    fc.assert(
      fc.property(phases, inputs, fc.nat(3_600), fc.nat(5_000), fc.nat(5_000), (phase, given, s, a, b) => {
        const { firstMileMetres } = given;
        const before = secondsOf(phase, given);
        const longer = [
          { ...given, prepSeconds: given.prepSeconds + s },
          { ...given, firstMileMetres: firstMileMetres === null ? null : firstMileMetres + a },
          { ...given, lastMileMetres: given.lastMileMetres + b },
        ];
        for (const one of longer) {
          const after = secondsOf(phase, one);
          expect(after.pickup ?? 0).toBeGreaterThanOrEqual(before.pickup ?? 0);
          expect(after.p50).toBeGreaterThanOrEqual(before.p50);
          expect(after.p90).toBeGreaterThanOrEqual(before.p90);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('forgets what lies behind', () => {
    const over: Readonly<Record<EtaPhase, readonly (keyof PhaseEtaInputs)[]>> = {
      cooking: [],
      'to-restaurant': [],
      'at-restaurant': ['firstMileMetres'],
      'to-customer': ['firstMileMetres', 'prepSeconds'],
      'at-customer': ['firstMileMetres', 'prepSeconds', 'lastMileMetres'],
    };
    fc.assert(
      fc.property(phases, inputs, fc.nat(9_000), (phase, given, other) => {
        for (const name of over[phase]) {
          expect(secondsOf(phase, { ...given, [name]: other })).toEqual(secondsOf(phase, given));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('never gets later by what was waited for having come', () => {
    fc.assert(
      fc.property(inputs, fc.nat(2_000), (given, firstMileMetres) => {
        // Nobody is further away than those whose whereabouts are not known are taken to be.
        const known = { ...given, firstMileMetres };
        const likely = ETA_PHASES.map((phase) => secondsOf(phase, known).p50);
        likely.slice(1).forEach((one, i) => expect(one).toBeLessThanOrEqual(likely[i] ?? NaN));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is by the policy that it names', () => expect(PHASE_ETA_POLICY_V1.version).toBe('eta-phase/1'));
});
