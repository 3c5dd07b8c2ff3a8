import { NodeSystemClock } from './node-system-clock';

describe('the clock of the machine', () => {
  const clock = new NodeSystemClock();

  afterEach(() => {
    jest.useRealTimers();
  });

  it('shows milliseconds since the epoch', () => {
    const before = Date.now();
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('sleeps for longer than a timer of Node can wait', async () => {
    jest.useFakeTimers();
    const thirtyDays = 30 * 24 * 3_600_000;
    let awake = false;
    const sleep = clock.sleep(thirtyDays).then(() => (awake = true));
    await jest.advanceTimersByTimeAsync(thirtyDays - 1);
    expect(awake).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await sleep;
    expect(awake).toBe(true);
  });

  it('wakes at once when it is called off, before or during its sleep', async () => {
    const off = new AbortController();
    const sleep = clock.sleep(3_600_000, off.signal);
    off.abort();
    await sleep;
    await clock.sleep(3_600_000, off.signal);
  });

  it('does not sleep for no time', () => clock.sleep(0));
});
