import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayControl } from './gateway-control';

/** How often of 1,000 times the gateway does what. Calls that fail are few: more of them open the circuit. */
const USUAL: Readonly<Record<string, number>> = {
  decline: 50,
  'late-capture-16-min': 12,
  'late-capture-3-days': 8,
  'captured-other-amount': 10,
  'refund-late': 100,
  'refund-failed': 60,
  'lost-request': 8,
  'server-error': 8,
  'lost-answer': 8,
  timeout: 1,
  delay: 60,
  duplicate: 150,
  reorder: 80,
  'webhook-never': 60,
  'wrong-amount': 40,
  'wrong-signature': 40,
};

/** What has not happened yet happens so many times as often, but no oftener than that. */
const URGE = 12;
const AT_MOST = 350;
const CALLS_AT_MOST = 60;
const CALL_FAULTS = new Set(['lost-request', 'server-error', 'lost-answer', 'timeout']);

const LOOK_EVERY_MS = 2_000;

/**
 * How often each fault is to strike from now on, of 1,000 times: what never did so far is urged on, so that an evening
 * leaves nothing out.
 */
export function moodAfter(happened: ReadonlyMap<string, number>, isUrgent: boolean): Record<string, number> {
  return Object.fromEntries(
    Object.entries(USUAL).map(([fault, usual]) => {
      if (!isUrgent || (happened.get(fault) ?? 0) > 0) return [fault, usual];
      return [fault, Math.min(usual * URGE, CALL_FAULTS.has(fault) ? CALLS_AT_MOST : AT_MOST)];
    }),
  );
}

/** Has the gateway misbehave until the signal aborts. */
export async function misbehave(
  gateway: GatewayControl,
  seed: number,
  before: ReadonlyMap<string, number>,
  isUrgent: () => boolean,
  over: AbortSignal,
): Promise<void> {
  let shown = '';
  for (let turn = 1; ; turn += 1) {
    const counts = await gateway.faultCounts();
    const happened = new Map([...counts].map(([fault, times]) => [fault, times - (before.get(fault) ?? 0)]));
    const faults = moodAfter(happened, isUrgent());
    if (JSON.stringify(faults) !== shown) {
      shown = JSON.stringify(faults);
      await gateway.ask('PUT', '/control/misbehaviour', { seed: seed * 1_000 + turn, faults });
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
  }
}
