import type { BusinessClock } from '../../application/ports/clock';
import { isInstant, msBetween, plusMs } from '../../domain/kernel/instant';
import type { ClockChange } from '../driven/clocks/anchor';

export interface ClockOnTrial {
  readonly clock: BusinessClock;
  /** Lets wall time pass. */
  readonly pass: (ms: number) => Promise<void>;
  readonly change: (change: ClockChange) => Promise<void>;
}

/** What every business clock that can be moved must do. */
export function businessClockContract(name: string, open: () => Promise<ClockOnTrial>): void {
  describe(`BusinessClock contract: ${name}`, () => {
    let clock: BusinessClock;
    let pass: ClockOnTrial['pass'];
    let change: ClockOnTrial['change'];

    beforeEach(async () => {
      ({ clock, pass, change } = await open());
    });

    it('shows an instant, and runs with the wall time', async () => {
      const start = clock.now();
      expect(isInstant(start)).toBe(true);
      await pass(90_000);
      expect(msBetween(start, clock.now())).toBe(90_000);
    });

    it('says how long it takes until an instant, and nothing for one that is past', async () => {
      const soon = plusMs(clock.now(), 5_000);
      expect(clock.wallMsUntil(soon)).toBe(5_000);
      await pass(5_000);
      expect(clock.wallMsUntil(soon)).toBe(0);
      await pass(1);
      expect(clock.wallMsUntil(soon)).toBe(0);
    });

    it('runs as fast as it is told to', async () => {
      await change({ rate: 60 });
      const start = clock.now();
      expect(clock.wallMsUntil(plusMs(start, 15 * 60_000))).toBe(15_000);
      await pass(1_000);
      expect(msBetween(start, clock.now())).toBe(60_000);
    });

    it('does not jump when its speed changes', async () => {
      await change({ rate: 7 });
      await pass(1_234);
      const before = clock.now();
      await change({ rate: 0.5 });
      expect(clock.now()).toBe(before);
      await pass(1_000);
      expect(msBetween(before, clock.now())).toBe(500);
    });

    it.each([0.3, 1, 3, 7.7, 1_000])('never lets a sleeper wake too early, at a rate of %d', async (rate) => {
      await change({ rate });
      for (const ms of [1, 2, 3, 10, 999, 1_000, 12_345]) {
        const due = plusMs(clock.now(), ms);
        await pass(clock.wallMsUntil(due));
        expect(clock.now() >= due).toBe(true);
      }
    });

    it('moves ahead by so much, or to an instant', async () => {
      const start = clock.now();
      await change({ to: { advanceMs: 3_600_000 } });
      expect(msBetween(start, clock.now())).toBe(3_600_000);
      const evening = plusMs(start, 8 * 3_600_000);
      await change({ to: { at: evening } });
      expect(clock.now()).toBe(evening);
    });

    it.each<[string, ClockChange]>([
      ['back in time', { to: { advanceMs: -1 } }],
      ['to an instant that is past', { to: { at: '2001-01-01T00:00:00.000Z' } }],
      ['to no instant at all', { to: { at: 'noon' } }],
      ['to a standstill', { rate: 0 }],
      ['to a speed beyond all use', { rate: 1e9 }],
    ])('refuses to be moved %s', async (_, impossible) => {
      const before = clock.now();
      await expect(change(impossible)).rejects.toThrow(RangeError);
      expect(clock.now()).toBe(before);
    });

    it('calls whoever wants to know of a change, until they have enough', async () => {
      let calls = 0;
      const count = (): void => void (calls += 1);
      const stop = clock.onChange(count);
      const stopOther = clock.onChange(count);
      await pass(1_000);
      expect(calls).toBe(0);
      await change({ rate: 2 });
      expect(calls).toBe(2);
      stop();
      await change({ to: { advanceMs: 1 } });
      expect(calls).toBe(3);
      stopOther();
      await change({ rate: 1 });
      expect(calls).toBe(3);
    });
  });
}
