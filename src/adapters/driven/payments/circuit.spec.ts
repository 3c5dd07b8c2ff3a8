import fc from 'fast-check';
import { admit, CLOSED, settle, type Circuit, type CircuitLimits, type Pass } from './circuit';

const limits: CircuitLimits = { threshold: 3, windowMs: 30_000, windowCalls: 20, openMs: 30_000 };

const after = (circuit: Circuit, ...faultsAt: readonly number[]): Circuit =>
  faultsAt.reduce((now, at) => settle(now, { pass: 'call', isFault: true }, at, limits), circuit);

describe('A circuit', () => {
  it('opens with the third fault within its window, and not with the second', () => {
    expect(after(CLOSED, 0, 10_000).is).toBe('closed');
    expect(after(CLOSED, 0, 10_000, 29_999)).toEqual({ is: 'open', until: 59_999 });
  });

  it('forgets a fault when the window has gone over it', () => {
    expect(after(CLOSED, 0, 10_000, 30_000).is).toBe('closed');
    expect(after(CLOSED, 0, 10_000, 30_000, 39_999).is).toBe('open');
  });

  it('does not forget the faults of its window because of a success', () => {
    const twice = after(CLOSED, 0, 1);
    const between = settle(twice, { pass: 'call', isFault: false }, 2, limits);
    expect(after(between, 3).is).toBe('open');
  });

  it('stays closed while more than half of the calls are good, however many faults there are', () => {
    const good = (circuit: Circuit, at: number) =>
      settle(circuit, { pass: 'call', isFault: false }, at, limits);
    let circuit = good(CLOSED, 0);
    for (let at = 1; at < 100; at += 1) circuit = after(good(good(circuit, at), at), at);
    expect(circuit.is).toBe('closed');
    expect(after(circuit, 100, 100, 100, 100, 100).is).toBe('open');
  });

  it('judges by the latest calls of its window', () => {
    let circuit = CLOSED;
    for (let at = 0; at < 100; at += 1)
      circuit = settle(circuit, { pass: 'call', isFault: false }, at, limits);
    const faults = Array.from({ length: 9 }, () => 100);
    expect(after(circuit, ...faults).is).toBe('closed');
    expect(after(circuit, ...faults, 100).is).toBe('open');
  });

  it('lets nothing through until its time is over, then one probe and nothing beside it', () => {
    const open: Circuit = { is: 'open', until: 100 };
    expect(admit(open, 99)).toEqual({ circuit: open, pass: null });
    const probing = admit(open, 100);
    expect(probing.pass).toBe('probe');
    expect(admit(probing.circuit, 100_000).pass).toBeNull();
  });

  it('is moved by its probe only, not by a call that began before it opened', () => {
    for (const isFault of [true, false]) {
      expect(settle({ is: 'probing' }, { pass: 'call', isFault }, 5, limits)).toEqual({ is: 'probing' });
      const open: Circuit = { is: 'open', until: 100 };
      expect(settle(open, { pass: 'call', isFault }, 5, limits)).toBe(open);
    }
  });

  it('closes with a good probe and opens again with a bad one', () => {
    const probed = (isFault: boolean) => settle({ is: 'probing' }, { pass: 'probe', isFault }, 7, limits);
    expect(probed(false)).toEqual(CLOSED);
    expect(probed(true)).toEqual({ is: 'open', until: 30_007 });
  });
});

/** What the circuit must do, told without a state machine: from the whole history, by its definition. */
class Model {
  private ended: { readonly at: number; readonly isFault: boolean }[] = [];
  private openedAt: number | null = null;
  private probing = false;

  admit(now: number): Pass | null {
    if (this.openedAt === null) return 'call';
    if (this.probing || now - this.openedAt < limits.openMs) return null;
    this.probing = true;
    return 'probe';
  }

  settle(pass: Pass, isFault: boolean, now: number): void {
    if (pass === 'probe') {
      this.probing = false;
      this.openedAt = isFault ? now : null;
      this.ended = [];
    } else if (this.openedAt === null) {
      this.ended.push({ at: now, isFault });
      const counted = this.ended.filter(({ at }) => now - at < limits.windowMs).slice(-limits.windowCalls);
      const faults = counted.filter((one) => one.isFault).length;
      const goods = counted.length - faults;
      if (isFault && faults >= limits.threshold && faults >= goods) this.openedAt = now;
    }
  }
}

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'begin' }
  /** Ends one of the calls under way. */
  | { readonly do: 'end'; readonly which: number; readonly isFault: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 9_999, 29_999, 30_000) }),
  { arbitrary: fc.record({ do: fc.constant('begin' as const) }), weight: 3 },
  {
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      which: fc.nat(9),
      isFault: fc.nat(3).map((n) => n > 0),
    }),
    weight: 3,
  },
);

it('A circuit does what its definition says, however calls interleave, and never probes twice at once', () => {
  const seen = { probes: 0, opened: 0, closedAgain: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 90 }), (steps) => {
      const model = new Model();
      const underWay: Pass[] = [];
      const passes: (Pass | null)[] = [];
      const expected: (Pass | null)[] = [];
      let circuit = CLOSED;
      let now = 1_000_000;
      let mostProbes = 0;
      let openedBySuccess = false;
      for (const one of steps) {
        if (one.do === 'wait') now += one.ms;
        if (one.do === 'begin') {
          const admitted = admit(circuit, now);
          circuit = admitted.circuit;
          passes.push(admitted.pass);
          expected.push(model.admit(now));
          if (admitted.pass !== null) underWay.push(admitted.pass);
          if (admitted.pass === 'probe') seen.probes += 1;
        }
        if (one.do === 'end' && underWay.length > 0) {
          const [pass] = underWay.splice(one.which % underWay.length, 1);
          const was = circuit.is;
          circuit = settle(circuit, { pass: pass!, isFault: one.isFault }, now, limits);
          model.settle(pass!, one.isFault, now);
          if (circuit.is === 'open' && was !== 'open') {
            seen.opened += 1;
            openedBySuccess ||= !one.isFault;
          }
          if (circuit.is === 'closed' && was === 'probing') seen.closedAgain += 1;
        }
        mostProbes = Math.max(mostProbes, underWay.filter((pass) => pass === 'probe').length);
      }
      expect(passes).toEqual(expected);
      expect(openedBySuccess).toBe(false);
      expect(mostProbes).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000 },
  );
  // The runs went everywhere.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});
