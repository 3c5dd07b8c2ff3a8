import { CommitSignal } from './commit-signal';

/** Longer than any test runs. */
const FOR_EVER = 2 ** 31 - 1;

describe('a commit signal', () => {
  it('wakes all who sleep', async () => {
    const signal = new CommitSignal();
    const { signal: running } = new AbortController();
    const sleepers = [1, 2].map(() => signal.sleep(signal.count, FOR_EVER, running));
    signal.committed();
    await Promise.all(sleepers);
  });

  it('lets nobody sleep who has not seen the last commit', async () => {
    const signal = new CommitSignal();
    const seen = signal.count;
    signal.committed();
    await signal.sleep(seen, FOR_EVER, new AbortController().signal);
  });

  it('wakes after the time given, when there is no commit', async () => {
    const signal = new CommitSignal();
    await signal.sleep(signal.count, 1, new AbortController().signal);
  });

  it('wakes a sleeper who is stopped, and one who was stopped before', async () => {
    const signal = new CommitSignal();
    const stop = new AbortController();
    const sleeping = signal.sleep(signal.count, FOR_EVER, stop.signal);
    stop.abort();
    await sleeping;
    await signal.sleep(signal.count, FOR_EVER, stop.signal);
  });
});
