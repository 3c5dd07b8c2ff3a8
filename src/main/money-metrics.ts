import { Counter, Gauge } from 'prom-client';
import { epochMs } from '../domain/kernel/instant';
import { BREAK_KINDS } from '../domain/reconciliation/breaks';
import type { CircuitReport } from '../adapters/driven/payments/circuit-breaker';
import type { Infrastructure } from './infrastructure';

const CIRCUIT_STATES: readonly CircuitReport['state'][] = ['CLOSED', 'HALF_OPEN', 'OPEN'];

/** What Prometheus learns about money: what the last comparison left, and how the gateways are. */
export function measureMoney({ metrics, reconciliations, reconcile, breakers }: Infrastructure): void {
  const registers = [metrics];
  new Gauge({
    name: 'tiffin_reconciliation_open_breaks',
    help: 'Differences between the books that are open, in all processes',
    labelNames: ['kind'],
    registers,
    async collect() {
      const open = await reconciliations.openByKind();
      for (const kind of BREAK_KINDS) this.set({ kind }, open.get(kind) ?? 0);
    },
  });
  new Gauge({
    name: 'tiffin_reconciliation_last_run_timestamp_seconds',
    help: 'Business time at which a comparison last came to its end with every gateway asked',
    labelNames: ['kind'],
    registers,
    async collect() {
      for (const kind of ['recent', 'daily'] as const) {
        const last = await reconciliations.latest(kind);
        if (last !== null && last.state !== 'incomplete' && last.finishedAt !== null) {
          this.set({ kind }, epochMs(last.finishedAt) / 1000);
        }
      }
    },
  });
  const healed = new Counter({
    name: 'tiffin_reconciliation_healed_total',
    help: 'Payments that comparisons of this process have brought in line with their gateway',
    registers,
  });
  reconcile.onFinished(({ counts }) => healed.inc(counts.healed));
  new Gauge({
    name: 'tiffin_payment_circuit_state',
    help: '1 for the state that the circuit breaker of a gateway is in, in this process',
    labelNames: ['gateway', 'state'],
    registers,
    collect() {
      for (const breaker of breakers) {
        const now = breaker.state().state;
        for (const state of CIRCUIT_STATES) {
          this.set({ gateway: breaker.name, state: state.toLowerCase() }, state === now ? 1 : 0);
        }
      }
    },
  });
}
