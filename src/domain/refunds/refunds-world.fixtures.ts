import { msBetween } from '../kernel/instant';
import { RESTORE_WINDOW_MS } from '../order/order';
import type { PaymentMethod } from '../order/order-messages';
import { ProcessRun } from '../story/process-run.fixtures';
import {
  CASH_STEPS,
  DISTURBANCES,
  ORDER_STEPS,
  PAYMENT_STEPS,
  take,
  type Disturbance,
  type Step,
} from '../story/story-steps.fixtures';
import { ATTEMPTS, refundIdOf, StoryWorld } from '../story/story-world.fixtures';
import { LISTEN_MS, refunds, type Refunds, type RefundsCommand, type RefundsEvent } from './refunds';

export type Move =
  | Step
  | Disturbance
  | { readonly do: 'read' | 'read-again' | 'fire' | 'fire-again' }
  | { readonly do: 'arrive'; readonly which: number; readonly keep: boolean };

interface Weighted {
  readonly weight: number;
  readonly moves: readonly Move[];
}

/** What happens, and how often. */
export const MOVES: readonly Weighted[] = [
  { weight: 8, moves: [{ do: 'read' }] },
  { weight: 1, moves: [{ do: 'read-again' }, { do: 'fire' }, { do: 'fire-again' }] },
  {
    weight: 5,
    moves: [0, 1, 2, 3].flatMap((which) => [
      { do: 'arrive', which, keep: false },
      { do: 'arrive', which, keep: true },
    ]),
  },
  { weight: 8, moves: PAYMENT_STEPS },
  { weight: 3, moves: ORDER_STEPS },
  { weight: 1, moves: CASH_STEPS },
  { weight: 8, moves: [{ do: 'proceed' }] },
  { weight: 2, moves: [2_000, 30_000, 61_000, 900_000].map((ms): Move => ({ do: 'pass', ms })) },
];

/** The same while staff refund and banks take back. */
export const DISTURBED_MOVES: readonly Weighted[] = [...MOVES, { weight: 6, moves: DISTURBANCES }];

/** Two attempts are open, and one of them may be held or paid, so that what follows matters more often. */
export const BEGINNINGS: readonly (readonly Move[])[] = (['OPEN', 'AUTHORIZED', 'CAPTURED'] as const).map(
  (status) => [
    { do: 'initiate', attempt: 1, capture: 'manual' },
    { do: 'initiate', attempt: 2, capture: 'automatic' },
    { do: 'payer', attempt: 1, status, minor: 28_500 },
    { do: 'sync', attempt: 1 },
  ],
);

/** An order, its payments and its refunds, each as far behind as it pleases. */
export class RefundsWorld extends StoryWorld {
  /** The process heard so late of an order that was restored in time that it could not know better. */
  overtaken = false;
  private readonly process: ProcessRun<Refunds, RefundsEvent, RefundsCommand>;

  constructor(paymentMethod: PaymentMethod, manager: typeof refunds = refunds) {
    super(paymentMethod);
    let cancelledAt = this.now;
    this.process = new ProcessRun(manager, this.story, (event) => {
      if (event.type === 'OrderCancelled') cancelledAt = event.at;
      const isLate = msBetween(cancelledAt, this.now) > RESTORE_WINDOW_MS + LISTEN_MS;
      if (event.type === 'OrderRestored' && isLate) this.overtaken = true;
    });
  }

  move(move: Move): void {
    switch (move.do) {
      case 'read':
        return void this.process.read();
      case 'read-again': {
        this.process.readAgain();
        return;
      }
      case 'fire':
        return void this.process.fire(this.now);
      case 'fire-again': {
        this.process.fireAgain(this.now);
        return;
      }
      case 'arrive':
        return void this.arrive(move.which, move.keep);
      default: {
        take(this, move);
        return;
      }
    }
  }

  /** Until nobody has anything left to do. */
  quiesce(): void {
    for (let length = -1; length !== this.story.length;) {
      length = this.story.length;
      ATTEMPTS.forEach((attempt) => this.sync(attempt));
      while (this.process.read() || this.arrive(0, false));
      this.pass(70_000);
      while (this.process.fire(this.now) || this.process.read() || this.arrive(0, false));
      this.pass(70_000);
      while (this.process.fire(this.now) || this.process.read() || this.arrive(0, false));
    }
  }

  get refunds(): Refunds {
    return this.process.state;
  }

  private arrive(which: number, keep: boolean): boolean {
    const sent = this.process.arrive(which, keep);
    if (sent === undefined) return false;
    const { paymentId, command } = sent;
    const { type } = command;
    this.pay(
      paymentId,
      type === 'RequestRefund' ? { ...command, refundId: refundIdOf(paymentId, command.cause) } : command,
    );
    return true;
  }
}
