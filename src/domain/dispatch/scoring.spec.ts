import fc from 'fast-check';
import { asId, type CourierId } from '../kernel/ids';
import {
  DISPATCH_POLICY_V1,
  explains,
  rankCandidates,
  scoringText,
  type CandidateInput,
  type ScoringInputs,
} from './scoring';

const asha = asId<CourierId>('courier-asha');
const bilal = asId<CourierId>('courier-bilal');

const aCandidate = (overrides: Partial<CandidateInput> = {}): CandidateInput => ({
  courierId: asha,
  shift: 1,
  distanceMetres: 1_000,
  load: 0,
  capacity: 2,
  idleSeconds: 0,
  pingAgeSeconds: 0,
  ...overrides,
});

const rank = (...inputs: readonly CandidateInput[]) => rankCandidates(inputs, DISPATCH_POLICY_V1);
const costOf = (overrides: Partial<CandidateInput>) => rank(aCandidate(overrides))[0]?.score;

const candidates = fc.uniqueArray(
  fc.record<CandidateInput>({
    courierId: fc.nat(12).map((n) => asId<CourierId>(`courier-${n}`)),
    shift: fc.integer({ min: 1, max: 900 }),
    distanceMetres: fc.nat(10_000),
    load: fc.nat(2),
    capacity: fc.integer({ min: 1, max: 3 }),
    idleSeconds: fc.nat(20_000),
    pingAgeSeconds: fc.nat(30),
  }),
  { selector: ({ courierId }) => courierId, maxLength: 10 },
);

const scored = (inputs: readonly CandidateInput[]) => ({
  algorithm: DISPATCH_POLICY_V1.version,
  radiusMetres: 5_000,
  inputs,
  ranked: rankCandidates(inputs, DISPATCH_POLICY_V1),
});

describe('the cost of sending a courier', () => {
  it.each<[string, Partial<CandidateInput>, number]>([
    ['the ride: three minutes a kilometre', {}, 180_000],
    ['nothing at the restaurant', { distanceMetres: 0 }, 0],
    ['four minutes more with a delivery in hand', { load: 1 }, 420_000],
    ['eight with two', { load: 2 }, 660_000],
    ['a second less for ten of waiting', { idleSeconds: 600 }, 120_000],
    ['two minutes less at most', { idleSeconds: 86_400 }, 60_000],
    ['two seconds more for each of the age of the position', { pingAgeSeconds: 30 }, 240_000],
    ['less than nothing for one who waits there', { distanceMetres: 0, idleSeconds: 50 }, -5_000],
    ['the same whatever the room', { capacity: 5, shift: 9 }, 180_000],
  ])('is %s', (_, overrides, cost) => expect(costOf(overrides)).toBe(cost));
});

describe('a ranking of couriers', () => {
  it('asks the cheapest first', () =>
    expect(rank(aCandidate({ load: 1 }), aCandidate({ courierId: bilal, distanceMetres: 2_000 }))).toEqual([
      { courierId: bilal, score: 360_000 },
      { courierId: asha, score: 420_000 },
    ]));

  it('asks the lower id first when both cost the same', () =>
    expect(rank(aCandidate({ courierId: bilal }), aCandidate()).map(({ courierId }) => courierId)).toEqual([
      asha,
      bilal,
    ]));

  it('ranks nobody when there is nobody', () => expect(rank()).toEqual([]));

  it('is a function of the recorded inputs, byte for byte, in whatever order they come', () => {
    fc.assert(
      fc.property(
        candidates.chain((inputs) =>
          fc.tuple(fc.constant(inputs), fc.shuffledSubarray(inputs, { minLength: inputs.length })),
        ),
        ([inputs, shuffled]) => {
          const recorded = JSON.stringify(scored(inputs));
          const again = JSON.parse(JSON.stringify(shuffled)) as readonly CandidateInput[];
          expect(JSON.stringify(rank(...again))).toBe(JSON.stringify(rank(...inputs)));
          expect(JSON.stringify(scored(JSON.parse(JSON.stringify(inputs)) as CandidateInput[]))).toBe(
            recorded,
          );
          expect(scoringText(scored(again))).toBe(scoringText(scored(inputs)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('holds everybody once, with whole scores, the cheapest first', () => {
    fc.assert(
      fc.property(candidates, (inputs) => {
        const ranked = rank(...inputs);
        expect(ranked.map(({ courierId }) => courierId).sort()).toEqual(
          inputs.map(({ courierId }) => courierId).sort(),
        );
        ranked.forEach(({ score }, i) => {
          expect(Number.isSafeInteger(score)).toBe(true);
          expect(score).toBeGreaterThanOrEqual(ranked[i - 1]?.score ?? -Infinity);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('never asks somebody later for being nearer, freer, longer idle or heard of more lately', () => {
    fc.assert(
      fc.property(candidates, fc.nat(5_000), fc.nat(2), fc.nat(600), (inputs, metres, load, seconds) => {
        const [first, ...others] = inputs;
        if (first === undefined) return;
        const better: CandidateInput = {
          ...first,
          distanceMetres: Math.max(0, first.distanceMetres - metres),
          load: Math.max(0, first.load - load),
          idleSeconds: first.idleSeconds + seconds,
          pingAgeSeconds: Math.max(0, first.pingAgeSeconds - seconds),
        };
        const place = (one: CandidateInput) =>
          rank(one, ...others).findIndex(({ courierId }) => courierId === first.courierId);
        expect(place(better)).toBeLessThanOrEqual(place(first));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the text of what a choice rests on', () => {
  it('is this', () =>
    expect(
      scoringText({ algorithm: 'dispatch/1', radiusMetres: 5_000, inputs: [aCandidate({ idleSeconds: 4 })] }),
    ).toBe('["candidates/1","dispatch/1",5000,[["courier-asha",1,1000,0,2,4,0]]]'));

  it.each<[string, Partial<ScoringInputs>]>([
    ['algorithm', { algorithm: 'dispatch/2' }],
    ['radius', { radiusMetres: 7_000 }],
    ['courier', { inputs: [aCandidate({ courierId: bilal })] }],
    ['shift', { inputs: [aCandidate({ shift: 2 })] }],
    ['distance', { inputs: [aCandidate({ distanceMetres: 1_001 })] }],
    ['load', { inputs: [aCandidate({ load: 1 })] }],
    ['capacity', { inputs: [aCandidate({ capacity: 3 })] }],
    ['waiting', { inputs: [aCandidate({ idleSeconds: 1 })] }],
    ['age of the position', { inputs: [aCandidate({ pingAgeSeconds: 1 })] }],
  ])('differs with another %s', (_, change) => {
    const base: ScoringInputs = { algorithm: 'dispatch/1', radiusMetres: 5_000, inputs: [aCandidate()] };
    expect(scoringText({ ...base, ...change })).not.toBe(scoringText(base));
  });
});

describe('a recorded choice', () => {
  const recorded = scored([aCandidate(), aCandidate({ courierId: bilal, distanceMetres: 400 })]);

  it('is explained by its inputs', () => expect(explains(recorded)).toBe(true));

  it.each<[string, Parameters<typeof explains>[0]]>([
    ['another order', { ...recorded, ranked: [...recorded.ranked].reverse() }],
    ['another score', { ...recorded, ranked: recorded.ranked.map((one) => ({ ...one, score: 1 })) }],
    ['somebody left out', { ...recorded, ranked: recorded.ranked.slice(1) }],
    ['other inputs', { ...recorded, inputs: [aCandidate()] }],
    ['an algorithm that nobody knows', { ...recorded, algorithm: 'dispatch/0' }],
  ])('is not with %s', (_, wrong) => expect(explains(wrong)).toBe(false));
});
