import type { Money } from '../../domain/kernel/money';
import type { GatewayName } from '../../domain/payment/gateway-payment';
import type { Movement } from '../../domain/reconciliation/sides';
import type { RunCounts, RunResult, RunSum } from '../ports/reconciliations';

type Side = 'gatewayMinor' | 'ledgerMinor' | 'viewMinor';
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a run has come to so far. */
export class RunTally {
  readonly counts: Writable<RunCounts> = {
    lines: 0,
    payments: 0,
    looked: 0,
    healed: 0,
    waiting: 0,
    unanswered: 0,
  };
  private readonly gone: { readonly gateway: GatewayName; readonly cause: string }[] = [];
  private readonly sums = new Map<string, Writable<RunSum>>();

  add(gateway: GatewayName, movement: Movement, side: Side, { minor, currency }: Money): void {
    const key = `${gateway}/${movement}/${currency}`;
    const sum = this.sums.get(key) ?? {
      ...{ gateway, movement, currency },
      ...{ gatewayMinor: 0, ledgerMinor: 0, viewMinor: 0 },
    };
    sum[side] += minor;
    this.sums.set(key, sum);
  }

  /** The gateway's book could not be read to its end: what was read of it says nothing. */
  unreachable(gateway: GatewayName, cause: string): void {
    this.gone.push({ gateway, cause });
    for (const [key, sum] of this.sums) if (sum.gateway === gateway) this.sums.delete(key);
  }

  get result(): RunResult {
    const sums = [...this.sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
    return { counts: this.counts, unreachable: this.gone, sums };
  }
}
