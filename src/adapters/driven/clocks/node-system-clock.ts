import { SystemClock } from '../../../application/ports/clock';

/** The longest delay that Node's timers know; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export class NodeSystemClock extends SystemClock {
  now(): number {
    return Date.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    for (let left = ms; left > 0 && signal?.aborted !== true; left -= LONGEST_TIMEOUT_MS) {
      await pause(Math.min(left, LONGEST_TIMEOUT_MS), signal);
    }
  }
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  });
