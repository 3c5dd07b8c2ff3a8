import type { SystemClock } from '../../../application/ports/clock';
import {
  PaymentGateway,
  type GatewayAnswer,
  type PaymentReference,
  type PaymentRequest,
  type ReadWebhook,
  type RefundRequest,
} from '../../../application/ports/payment-gateway';
import { never } from '../../../domain/kernel/decider';
import { instantOf, type Instant } from '../../../domain/kernel/instant';
import { admit, CLOSED, settle, type Circuit, type CircuitLimits, type Pass } from './circuit';

export const CIRCUIT_LIMITS: CircuitLimits = {
  threshold: 3,
  windowMs: 30_000,
  windowCalls: 50,
  openMs: 30_000,
};

/** How it goes with a gateway, for metrics and health. The counts are of this process, since it started. */
export interface CircuitReport {
  readonly state: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** When the next probe may be made; null unless OPEN. */
  readonly openUntil: Instant | null;
  /** Calls that reached the gateway, probes among them. */
  readonly calls: number;
  readonly faults: number;
  readonly probes: number;
  /** Calls that were answered here because the circuit was not closed. */
  readonly turnedAway: number;
  readonly timesOpened: number;
}

type Counts = Omit<CircuitReport, 'state' | 'openUntil'>;

/**
 * Keeps calls from a gateway that does not answer, so that they neither wait for it nor add to its load. What a
 * gateway declines or refuses is an answer; `unknown` and `unavailable` are faults. A call that was made keeps its
 * own answer: above all, an unknown outcome stays unknown.
 */
export class CircuitBreakingGateway extends PaymentGateway {
  readonly name;
  readonly methods;
  private circuit: Circuit = CLOSED;
  private counts: Counts = { calls: 0, faults: 0, probes: 0, turnedAway: 0, timesOpened: 0 };

  constructor(
    private readonly gateway: PaymentGateway,
    private readonly clock: Pick<SystemClock, 'now'>,
    private readonly limits: CircuitLimits = CIRCUIT_LIMITS,
  ) {
    super();
    this.name = gateway.name;
    this.methods = gateway.methods;
  }

  override open(request: PaymentRequest) {
    return this.guarded(() => this.gateway.open(request));
  }

  override find(payment: PaymentReference) {
    return this.guarded(() => this.gateway.find(payment));
  }

  override capture(payment: PaymentReference) {
    return this.guarded(() => this.gateway.capture(payment));
  }

  override void(payment: PaymentReference) {
    return this.guarded(() => this.gateway.void(payment));
  }

  override refund(request: RefundRequest) {
    return this.guarded(() => this.gateway.refund(request));
  }

  override book(from: Instant, to: Instant, cursor: string | null) {
    return this.guarded(() => this.gateway.book(from, to, cursor));
  }

  /** Needs no call, so it works with an open circuit too. */
  override readWebhook(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    body: Buffer,
    now: number,
  ): ReadWebhook {
    return this.gateway.readWebhook(headers, body, now);
  }

  state(): CircuitReport {
    const { circuit, counts } = this;
    switch (circuit.is) {
      case 'closed':
        return { state: 'CLOSED', openUntil: null, ...counts };
      case 'open':
        return this.clock.now() < circuit.until
          ? { state: 'OPEN', openUntil: instantOf(circuit.until), ...counts }
          : { state: 'HALF_OPEN', openUntil: null, ...counts };
      case 'probing':
        return { state: 'HALF_OPEN', openUntil: null, ...counts };
      default:
        return never(circuit);
    }
  }

  private async guarded<T>(call: () => Promise<GatewayAnswer<T>>): Promise<GatewayAnswer<T>> {
    const { circuit, pass } = admit(this.circuit, this.clock.now());
    this.circuit = circuit;
    if (pass === null) {
      this.count('turnedAway');
      const cause =
        circuit.is === 'open'
          ? `circuit open until ${instantOf(circuit.until)}`
          : 'circuit half open, a probe is on its way';
      return { kind: 'unavailable', cause };
    }
    this.count('calls');
    if (pass === 'probe') this.count('probes');
    let isFault = true;
    try {
      const answer = await call();
      isFault = answer.kind === 'unknown' || answer.kind === 'unavailable';
      return answer;
    } finally {
      // Also when the gateway throws, though it never should: a probe that is never settled would block for ever.
      this.settled(pass, isFault);
    }
  }

  private settled(pass: Pass, isFault: boolean): void {
    const before = this.circuit;
    this.circuit = settle(before, { pass, isFault }, this.clock.now(), this.limits);
    if (isFault) this.count('faults');
    if (this.circuit.is === 'open' && before.is !== 'open') this.count('timesOpened');
  }

  private count(what: keyof Counts): void {
    this.counts = { ...this.counts, [what]: this.counts[what] + 1 };
  }
}
