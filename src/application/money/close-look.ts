import { asId, type PaymentId } from '../../domain/kernel/ids';
import { msBetween, type Instant } from '../../domain/kernel/instant';
import { shardOf } from '../../domain/kernel/shard';
import type { Break } from '../../domain/reconciliation/breaks';
import { compare } from '../../domain/reconciliation/compare';
import {
  bookedOf,
  isNameless,
  movedAtGateway,
  recordedOf,
  type Sides,
} from '../../domain/reconciliation/sides';
import { ledgerAggregate, paymentAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import type { BusinessClock } from '../ports/clock';
import type { MoneyBooks, PaymentAtHand } from '../ports/money-books';
import type { PaymentGateway } from '../ports/payment-gateway';

/** How long money may take from one book to the next (ms of business time): a younger difference is no break. */
export const SLACK_MS = 120_000;

export type Looked =
  | { readonly kind: 'seen'; readonly breaks: readonly Break[] }
  | { readonly kind: 'unanswered'; readonly cause: string };

const NOTHING_SHOWN: Sides['views'] = { payments: [], refunds: [], 'ledger-entries': [] };

/**
 * Looks at one payment in every book: it asks the gateway for the whole of it, and reads its stream, the ledger of its
 * order, and the read models.
 */
export class CloseLook {
  constructor(
    private readonly loader: StreamLoader,
    private readonly books: MoneyBooks,
    private readonly clock: BusinessClock,
  ) {}

  /** @param behind shards in which read models or ledger are behind */
  async at(gateway: PaymentGateway, payment: PaymentAtHand, behind: ReadonlySet<number>): Promise<Looked> {
    if (isNameless(payment.subject)) return { kind: 'seen', breaks: this.withoutName(payment) };
    const paymentId = asId<PaymentId>(payment.subject);
    const { state, events } = await this.loader.history(paymentAggregate, paymentId);
    const own = state.is === 'online' && state.gateway === gateway.name ? state : null;

    const gatewayPaymentId = own?.gatewayPaymentId ?? payment.gatewayPaymentId;
    const found = await gateway.find({ reference: paymentId, gatewayPaymentId });
    if (found.kind === 'refused') return { kind: 'unanswered', cause: `refused: ${found.code}` };
    if (found.kind !== 'ok') return { kind: 'unanswered', cause: found.cause };

    const orderId = own?.orderId ?? payment.orderId;
    const ledger = orderId === null ? null : await this.loader.history(ledgerAggregate, orderId);
    const journals = ledger?.events.map(({ event }) => event) ?? [];
    const views = await this.books.shown(gateway.name, paymentId, orderId);
    const times = [payment.lastLineAt, ...(own === null ? [] : events.map(({ event }) => event.at))];
    const isBehind = orderId === null ? behind.size > 0 : behind.has(shardOf(orderId));
    return {
      kind: 'seen',
      breaks: compare({
        // A gateway that cannot find a payment which its own book has is taken by its book.
        atGateway: found.value === null ? payment.lines : movedAtGateway(found.value),
        recorded: own === null ? [] : recordedOf(own),
        isKnown: own !== null,
        booked: bookedOf(journals, paymentId, gateway.name),
        views,
        isSettling: isBehind || times.some((at) => this.isYoung(at)),
      }),
    };
  }

  /** Money that the gateway has under no name of ours: nobody can be asked about it. */
  private withoutName({ lines, lastLineAt }: PaymentAtHand): readonly Break[] {
    return compare({
      atGateway: lines,
      recorded: [],
      isKnown: false,
      booked: [],
      views: NOTHING_SHOWN,
      isSettling: this.isYoung(lastLineAt),
    });
  }

  private isYoung(at: Instant | null): boolean {
    return at !== null && msBetween(at, this.clock.now()) < SLACK_MS;
  }
}
