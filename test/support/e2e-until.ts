import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;
const DEADLINE_MS = 20_000;

/**
 * Asks again and again until there is an answer.
 * @param what is waited for, as the message has it if it never comes
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(POLL_MS);
  }
}
