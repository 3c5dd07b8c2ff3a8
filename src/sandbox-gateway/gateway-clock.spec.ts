import { GatewayClock } from './gateway-clock';

describe('the gateway’s clock', () => {
  let wallMs: number;
  let clock: GatewayClock;

  beforeEach(() => {
    wallMs = Date.parse('2026-03-01T19:00:00.000Z');
    clock = new GatewayClock(() => wallMs);
  });

  it('shows the wall time until it is set', () => {
    expect(clock.now()).toBe('2026-03-01T19:00:00.000Z');
    wallMs += 1_500;
    expect(clock.now()).toBe('2026-03-01T19:00:01.500Z');
  });

  it('moves ahead at once, and runs faster from then on', () => {
    clock.set({ advance_ms: 3_600_000, rate: 60 });
    expect(clock.now()).toBe('2026-03-01T20:00:00.000Z');
    wallMs += 1_000;
    expect(clock.now()).toBe('2026-03-01T20:01:00.000Z');
    clock.set({ rate: 1 });
    wallMs += 1_000;
    expect(clock.now()).toBe('2026-03-01T20:01:01.000Z');
  });

  it('tells how long a moment is away by the wall clock', () => {
    clock.set({ rate: 60 });
    expect(clock.wallMsUntil('2026-03-01T19:15:00.000Z')).toBe(15_000);
    expect(clock.wallMsUntil('2026-03-01T18:00:00.000Z')).toBe(0);
  });

  it('goes on from its anchor', () => {
    clock.set({ advance_ms: 1_000, rate: 2 });
    const again = new GatewayClock(() => wallMs, clock.anchor);
    wallMs += 500;
    expect(again.now()).toBe(clock.now());
    expect(again.now()).toBe('2026-03-01T19:00:02.000Z');
  });
});
