import { never } from '../kernel/decider';
import { orderCommands } from '../order/order.fixtures';
import type { OrderCommand } from '../order/order-messages';
import type { GatewayStatus } from '../payment/gateway-payment';
import type { CaptureMode } from '../payment/payment-messages';
import { ATTEMPTS, type AttemptNumber, type StoryWorld } from './story-world.fixtures';

/** Something that happens in the world. */
export type Step =
  | { readonly do: 'order'; readonly command: OrderCommand }
  /** The order goes on the straight way. */
  | { readonly do: 'proceed' }
  | { readonly do: 'initiate'; readonly attempt: AttemptNumber; readonly capture: CaptureMode }
  | {
      readonly do: 'payer';
      readonly attempt: AttemptNumber;
      readonly status: GatewayStatus;
      readonly minor: number;
    }
  | { readonly do: 'sync'; readonly attempt: AttemptNumber }
  | { readonly do: 'refunds-end'; readonly attempt: AttemptNumber; readonly status: 'SETTLED' | 'FAILED' }
  | { readonly do: 'cash'; readonly minor: number }
  | { readonly do: 'pass'; readonly ms: number };

/** What staff and banks do beside it. */
export type Disturbance =
  | {
      readonly do: 'dispute';
      readonly attempt: AttemptNumber;
      readonly status: 'OPEN' | 'WON' | 'LOST';
      readonly minor: number;
    }
  | {
      readonly do: 'staff-refund';
      readonly attempt: AttemptNumber;
      readonly minor: number;
      readonly compensates: boolean;
    };

export const CASH_STEPS: readonly Step[] = [28_500, 28_000, 0].map((minor) => ({ do: 'cash', minor }));

const { CancelOrder, ClearHold, ExpireOrder, FailDelivery, HoldForReview, RejectOrder, RestoreOrder } =
  orderCommands;

/** The total of the orders of the tests. */
const TOTAL = 28_500;

/** What keeps an order from going the straight way. */
export const ORDER_STEPS: readonly Step[] = [
  CancelOrder,
  { ...CancelOrder, fault: 'platform' } as const,
  { ...CancelOrder, fault: 'restaurant' } as const,
  ...[RestoreOrder, RestoreOrder, RestoreOrder],
  ...[ExpireOrder, RejectOrder, HoldForReview, ClearHold],
  ...['customer-refused', 'courier-accident', 'spilled'].map(
    (reason) => ({ ...FailDelivery, reason }) as const,
  ),
].map((command) => ({ do: 'order', command }));

export const PAYMENT_STEPS: readonly Step[] = ATTEMPTS.flatMap((attempt): readonly Step[] => [
  { do: 'initiate', attempt, capture: 'manual' },
  { do: 'sync', attempt },
  { do: 'sync', attempt },
  { do: 'payer', attempt, status: 'AUTHORIZED', minor: TOTAL },
  { do: 'payer', attempt, status: 'CAPTURED', minor: TOTAL },
  { do: 'payer', attempt, status: 'CAPTURED', minor: TOTAL + 700 },
  { do: 'payer', attempt, status: 'CAPTURED', minor: TOTAL - 25_000 },
  { do: 'payer', attempt, status: 'FAILED', minor: TOTAL },
  { do: 'payer', attempt, status: 'CANCELLED', minor: TOTAL },
  { do: 'refunds-end', attempt, status: 'SETTLED' },
  { do: 'refunds-end', attempt, status: 'FAILED' },
]);

export const DISTURBANCES: readonly Disturbance[] = ATTEMPTS.flatMap((attempt): readonly Disturbance[] => [
  { do: 'dispute', attempt, status: 'OPEN', minor: TOTAL },
  { do: 'dispute', attempt, status: 'OPEN', minor: 9_000 },
  { do: 'dispute', attempt, status: 'WON', minor: TOTAL },
  { do: 'dispute', attempt, status: 'LOST', minor: TOTAL },
  { do: 'staff-refund', attempt, minor: 4_000, compensates: true },
  { do: 'staff-refund', attempt, minor: 5_000, compensates: false },
]);

export function take(world: StoryWorld, step: Step | Disturbance): void {
  switch (step.do) {
    case 'order': {
      world.command(step.command);
      return;
    }
    case 'proceed': {
      world.proceed();
      return;
    }
    case 'initiate': {
      world.initiate(step.attempt, step.capture);
      return;
    }
    case 'payer': {
      world.payer(step.attempt, step.status, step.minor);
      return;
    }
    case 'sync': {
      world.sync(step.attempt);
      return;
    }
    case 'refunds-end': {
      world.endRefunds(step.attempt, step.status);
      return;
    }
    case 'cash': {
      world.collectCash(step.minor);
      return;
    }
    case 'pass': {
      world.pass(step.ms);
      return;
    }
    case 'dispute': {
      world.dispute(step.attempt, step.status, step.minor);
      return;
    }
    case 'staff-refund': {
      world.refundByStaff(step.attempt, step.minor, step.compensates);
      return;
    }
    default:
      return never(step);
  }
}
