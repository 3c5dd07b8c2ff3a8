import { businessClockContract } from '../../contracts/business-clock.contract';
import { VirtualClock } from './virtual-clock';

const START = '2026-03-14T12:00:00.000Z';

businessClockContract('virtual', () => {
  const time = new VirtualClock(START);
  return Promise.resolve({
    clock: time.business,
    pass: (ms) => time.advance(ms),
    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws has to reject
    change: async (change) => time.change(change),
  });
});

describe('virtual time', () => {
  let time: VirtualClock;
  let woken: string[];

  const sleepUntilWoken = (name: string, ms: number, signal?: AbortSignal): Promise<void> =>
    time.system.sleep(ms, signal).then(() => void woken.push(`${name} at ${time.system.now() - start}`));
  const start = Date.parse(START);

  beforeEach(() => {
    time = new VirtualClock(START);
    woken = [];
  });

  it('stands still until it is moved', async () => {
    expect(time.system.now()).toBe(start);
    void sleepUntilWoken('sleeper', 1);
    await time.advance(0);
    expect(woken).toEqual([]);
    expect(time.asleep).toBe(1);
  });

  it('wakes sleepers in the order of their time, each at its time', async () => {
    void sleepUntilWoken('b', 20);
    void sleepUntilWoken('a', 10);
    void sleepUntilWoken('c', 1_000);
    await time.advance(100);
    expect(woken).toEqual(['a at 10', 'b at 20']);
    expect(time.system.now()).toBe(start + 100);
  });

  it('lets one who wakes sleep again before the next one wakes', async () => {
    const loop = async (): Promise<void> => {
      for (let i = 0; i < 3; i += 1) await sleepUntilWoken('loop', 10);
    };
    void loop();
    void sleepUntilWoken('other', 25);
    await time.advance(100);
    expect(woken).toEqual(['loop at 10', 'loop at 20', 'other at 25', 'loop at 30']);
  });

  it('wakes at once whoever is called off', async () => {
    const off = new AbortController();
    void sleepUntilWoken('early', 1_000, off.signal);
    off.abort();
    await time.advance(0);
    await sleepUntilWoken('never slept', 1_000, off.signal);
    expect(woken).toEqual(['early at 0', 'never slept at 0']);
    expect(time.asleep).toBe(0);
  });

  it('leaps within one turn, but not over those who sleep', () => {
    time.leap(50);
    expect(time.system.now()).toBe(start + 50);
    void sleepUntilWoken('sleeper', 1);
    expect(() => time.leap(10)).toThrow(RangeError);
  });
});
