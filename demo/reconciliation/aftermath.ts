import { setTimeout as sleep } from 'node:timers/promises';
import { list, text, whole } from '../json';
import type { Parties, Say } from './parties';

/** So much business time passes, step by step: every ladder runs out, late money comes, orders are completed. */
const STEPS_MINUTES = [17, 20, 60, 6 * 60, 24 * 60, 24 * 60, 24 * 60, 24 * 60, 4 * 24 * 60];

const LOOK_EVERY_MS = 300;

/** So many looks in a row have to show the same. */
const SAME_LOOKS = 4;

/** Something goes on for ever: whatever it is, the comparison shows it. */
const QUIET_PATIENCE_MS = 60_000;

/** The gateway does nothing wrong from now on. */
export async function behave({ gateway }: Parties): Promise<void> {
  await gateway.ask('PUT', '/control/misbehaviour', { seed: 1, faults: {} });
}

/** Lets business time pass until nothing is under way any more. */
export async function passTime(parties: Parties, say: Say): Promise<void> {
  await parties.admin.ask('PUT', '/sandbox/clock', { rate: 1 });
  await quiet(parties);
  for (const minutes of STEPS_MINUTES) {
    await advance(parties, minutes);
    say(`${minutes < 120 ? `${minutes} minutes` : `${minutes / 60} hours`} have passed`);
  }
}

/** Failed refunds are made again by support. @returns how many */
export async function retryRefunds(parties: Parties): Promise<number> {
  const { support } = parties;
  const { body } = await support.ask('GET', '/staff/refunds?filter=failed&limit=100');
  const failed = list(body, 'refunds');
  for (const refund of failed) {
    const refundId = text(refund, 'refund_id');
    const path = `/payments/${text(refund, 'payment_id')}/refunds/${refundId}/retry`;
    await support.ask('POST', path, undefined, { key: `retry-${refundId}` });
  }
  await advance(parties, 60);
  return failed.length;
}

async function advance(parties: Parties, minutes: number): Promise<void> {
  await parties.admin.ask('PUT', '/sandbox/clock', { advance_minutes: minutes });
  await quiet(parties);
}

/** Waits until neither the log nor the gateway's book grows, and every read model shows all of the log. */
async function quiet({ admin, gateway }: Parties): Promise<void> {
  const giveUpAt = performance.now() + QUIET_PATIENCE_MS;
  let [before, same] = ['', 0];
  while (same < SAME_LOOKS && performance.now() < giveUpAt) {
    const { body } = await admin.ask('GET', '/staff/projections');
    const { sums } = await gateway.ask('GET', '/control/book');
    const lag = list(body, 'read_models').reduce((total, model) => total + whole(model, 'lag'), 0);
    const now = `${whole(body, 'head')} ${lag} ${JSON.stringify(sums)}`;
    same = now === before && lag === 0 ? same + 1 : 0;
    before = now;
    await sleep(LOOK_EVERY_MS);
  }
}
