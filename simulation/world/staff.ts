import { PROCESS_MANAGERS } from '../../src/application/processes/process-managers';
import type { Draws } from '../engine/draws';
import { SHARD_COUNT } from '../../src/domain/kernel/shard';
import { RetryRefund } from '../../src/application/payments/retry-refund';
import { asId, type PaymentId, type RefundId } from '../../src/domain/kernel/ids';
import { must, mustEqual } from '../engine/violation';
import type { World } from './world';

export const PROCESSES = PROCESS_MANAGERS.map(({ name }) => name);
const SHARDS = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);
const MANY = 1_000_000;

/** Somebody looks at what was given up, and has it tried again. */
export async function lookAfterParked(world: World): Promise<void> {
  const { processes, counts } = world;
  for (const process of PROCESSES) {
    const parked = await processes.parkedEffects(process, MANY);
    if (parked.length > 0) counts.add('staff: parked effects let go', parked.length);
    for (const key of new Set(parked.map((effect) => effect.key))) await processes.retry(process, key);
  }
  world.nudge();
}

/** Refunds that the bank failed to make are made again, if somebody cares. */
export function retryFailed(world: World, draws: Draws, isOf: (orderId: string) => boolean): void {
  const { audit, counts } = world;
  for (const { paymentId, orderId, refunds } of audit.payments.values()) {
    for (const { refundId, status } of refunds.values()) {
      if (status !== 'failed' || !isOf(orderId) || !draws.chance(600)) continue;
      const request = `RetryRefund ${refundId} ${draws.below(2)}`;
      const answer = world.ask(request, (program) =>
        program.handlers.retry.execute(
          new RetryRefund(
            asId<PaymentId>(paymentId),
            asId<RefundId>(refundId),
            world.contextOf({ id: 'support-1', role: 'support' }, request),
          ),
        ),
      );
      void answer.then((outcome) => counts.add(`staff: refund again ${outcome?.kind ?? 'unanswered'}`));
    }
  }
}

/**
 * Chargebacks are told of by webhook alone. Of one whose webhook was lost the bank's letter tells; whoever reads it has
 * the payment compared with the gateway.
 */
export function readLetters(world: World): void {
  const { gateway, audit, counts } = world;
  for (const { opening, chargebacks } of gateway.truth.allPayments) {
    const here = audit.payments.get(opening.reference);
    const isKnown = chargebacks.every(
      ({ chargebackId, status }) => here?.disputes.get(chargebackId)?.status === status.toLowerCase(),
    );
    if (isKnown) continue;
    counts.add('staff: a chargeback read in a letter');
    const request = `letter ${opening.reference} ${world.now}`;
    const context = world.contextOf({ id: 'support-1', role: 'support' }, request);
    void world.ask(request, (program) =>
      program.handlers.syncs.sync(asId<PaymentId>(opening.reference), context),
    );
  }
}

/** Nothing is left to be done, and nothing is set to happen. */
export async function checkProcesses({ processes }: World): Promise<void> {
  for (const process of PROCESSES) {
    const inputs = await processes.parkedInputs(process, MANY);
    must('no input is parked', inputs.length === 0, () => JSON.stringify(inputs[0]));
    const effects = await processes.parkedEffects(process, MANY);
    must('no effect is parked', effects.length === 0, () => JSON.stringify(effects[0]));
    mustEqual('no timer is left', process, await processes.nextDue(process, SHARDS), null);
    const undone = await processes.undispatched(process, SHARDS);
    mustEqual('no effect is undispatched', process, undone.length, 0);
    const retrying = await processes.retrying(process, SHARDS, MANY);
    mustEqual('no effect is retried', process, retrying.length, 0);
  }
}
