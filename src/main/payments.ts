import type { PersistedBusinessClock } from '../adapters/driven/clocks/persisted-business-clock';
import { openRazorpayGateway } from '../adapters/driven/payments/razorpay/razorpay-gateway';
import { CircuitBreakingGateway } from '../adapters/driven/payments/circuit-breaker';
import { SandboxControl } from '../adapters/driven/payments/sandbox/sandbox-control';
import { SandboxGateway } from '../adapters/driven/payments/sandbox/sandbox-gateway';
import { openStripeGateway } from '../adapters/driven/payments/stripe/stripe-gateway';
import { PaymentGateways } from '../application/payments/payment-gateways';
import type { SystemClock } from '../application/ports/clock';
import type { PaymentConfig, SandboxGatewayConfig } from './payment-config';

/** The gateways that a process talks to, each behind a circuit breaker of its own. */
export interface Gateways {
  readonly gateways: PaymentGateways;
  readonly breakers: readonly CircuitBreakingGateway[];
  /** The sandbox gateway's knobs; null when there is none. */
  readonly sandbox: SandboxControl | null;
}

/**
 * Connects to what is configured. The package of Stripe is only loaded when its key is there.
 * @param sandbox where the sandbox gateway is, if there is one
 */
export async function openGateways(
  { stripe, razorpay }: PaymentConfig,
  sandbox: SandboxGatewayConfig | null,
  clock: SystemClock,
): Promise<Gateways> {
  const opened = [
    ...(stripe === null ? [] : [await openStripeGateway(stripe)]),
    ...(razorpay === null ? [] : [openRazorpayGateway(razorpay)]),
    ...(sandbox === null ? [] : [new SandboxGateway(sandbox)]),
  ];
  const breakers = opened.map((gateway) => new CircuitBreakingGateway(gateway, clock));
  return {
    gateways: new PaymentGateways(breakers),
    breakers,
    sandbox: sandbox === null ? null : new SandboxControl(sandbox),
  };
}

/**
 * Tells the sandbox gateway where to report, and has its clock follow the business clock from now on.
 * @param url where this Tiffin answers
 * @returns the way to stop
 */
export async function connectSandbox(
  sandbox: SandboxControl,
  url: string,
  clock: PersistedBusinessClock,
  report: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const follow = (): Promise<void> => sandbox.followClock(clock.now(), clock.rate).catch(report);
  await sandbox.sendWebhooksTo(`${url}/api/v1/payments/callback/sandbox`).catch(report);
  await follow();
  const unsubscribe = clock.onChange(() => void follow());
  return () => {
    unsubscribe();
    return Promise.resolve();
  };
}
