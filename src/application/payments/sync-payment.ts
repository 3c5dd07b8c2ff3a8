import { never } from '../../domain/kernel/decider';
import type { PaymentId, RefundId } from '../../domain/kernel/ids';
import type { GatewayPayment } from '../../domain/payment/gateway-payment';
import type { PaymentRejection } from '../../domain/payment/payment';
import type { OnlinePayment } from '../../domain/payment/payment-state';
import type { GatewayOperation, PaymentCommand, PaymentEvent } from '../../domain/payment/payment-messages';
import { paymentAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor, NotDone, Outcome } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { effectIdFor, fingerprintOf } from '../deterministic-ids';
import type { BusinessClock } from '../ports/clock';
import type { GatewayAnswer, PaymentGateway, PaymentReference } from '../ports/payment-gateway';
import type { PaymentGateways } from './payment-gateways';

/** What a comparison with the gateway came to. */
export type Synced =
  /** As far as the gateway could be asked, Tiffin is in line with it. */
  | { readonly kind: 'done' }
  /** The gateway could not be reached, or did not say what became of something: it has to be asked again. */
  | { readonly kind: 'unanswered'; readonly cause: string }
  /** What the gateway said could not be stored. */
  | NotDone
  | { readonly kind: 'rejected'; readonly code: PaymentRejection['code'] };

const DONE: Synced = { kind: 'done' };

/** How often a comparison is begun anew because the payment went on meanwhile. */
const MAX_ROUNDS = 3;

/** What is to be recorded, and whether everything could be asked. */
interface Round {
  observed: GatewayPayment | null;
  readonly commands: PaymentCommand[];
  unanswered: string | null;
}

/** A command that was not recorded, as it rests on what was true before somebody else recorded more. */
interface Overtaken {
  readonly code: 'overtaken';
}

/**
 * Brings Tiffin and a payment's gateway in line, whatever either missed: it asks the gateway, tells it what was
 * decided here and is not done there, and records what the gateway then has. Webhooks, polls and requests all come
 * to this, so it does not matter which of them arrive, how often, or in what order.
 */
export class SyncPayments {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly gateways: PaymentGateways,
    private readonly clock: BusinessClock,
    /** Where the payer comes back to. */
    private readonly returnUrl: (paymentId: PaymentId) => string,
  ) {}

  /** @param context of what asks for it; every time is its own, taken when the gateway has answered */
  async sync(paymentId: PaymentId, context: CommandContext): Promise<Synced> {
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const synced = await this.compare(paymentId, context);
      if (synced.kind !== 'rejected' || synced.code !== 'overtaken') return synced;
    }
    return { kind: 'contended' };
  }

  private async compare(
    paymentId: PaymentId,
    context: CommandContext,
  ): Promise<Synced | ({ readonly kind: 'rejected' } & Overtaken)> {
    const { state, head } = await this.loader.fresh(paymentAggregate, paymentId);
    if (state.is !== 'online') return DONE;
    const gateway = this.gateways.named(state.gateway);
    if (gateway === undefined) return { kind: 'unanswered', cause: `not connected to ${state.gateway}` };

    const round: Round = { observed: null, commands: [], unanswered: null };
    await this.ask(gateway, state, round);
    if (round.observed !== null) {
      await this.instruct(gateway, state, round);
      const { observed } = round;
      round.commands.push({ type: 'RecordGatewayPayment', observed, at: this.clock.now() });
    }
    let { revision } = head;
    for (const command of round.commands) {
      // Most sights are no news. Whatever else was recorded since the payment was read is compared by whoever did.
      if (revision === head.revision && !isNews(command, state)) continue;
      const outcome = await this.record(paymentId, command, revision, context);
      if (outcome.kind === 'rejected') return { kind: 'rejected', code: outcome.rejection.code };
      if (outcome.kind !== 'done') return outcome;
      // Only its own events move the ground on which the next one stands.
      revision += outcome.events.length;
    }
    return round.unanswered === null ? DONE : { kind: 'unanswered', cause: round.unanswered };
  }

  /** Asks what the gateway has. Opens the payment where it has none, unless that is pointless by now. */
  private async ask(gateway: PaymentGateway, payment: OnlinePayment, round: Round): Promise<void> {
    const now = this.clock.now();
    const isPointless = payment.voidRequested || now >= payment.expiresAt || payment.status !== 'INITIATED';
    if (payment.gatewayPaymentId !== null || payment.inDoubt || isPointless) {
      const found = await gateway.find(referenceOf(payment));
      this.take(found, round, null);
      if (found.kind !== 'ok' || found.value !== null || payment.status !== 'INITIATED') return;
      if (isPointless) {
        round.commands.push({ type: 'RecordOpeningRefused', reason: 'never-opened', at: now });
        return;
      }
    }
    const { paymentId, orderId, amount, method, capture, expiresAt } = payment;
    const opened = await gateway.open({
      reference: paymentId,
      orderId,
      amount,
      method,
      capture,
      expiresAt,
      returnUrl: this.returnUrl(paymentId),
    });
    this.take(opened, round, 'open');
    if (opened.kind === 'refused') {
      round.commands.push({ type: 'RecordOpeningRefused', reason: opened.code, at: this.clock.now() });
    }
  }

  /** Has the gateway do what was decided and what it has not done yet. */
  private async instruct(gateway: PaymentGateway, payment: OnlinePayment, round: Round): Promise<void> {
    const reference = { ...referenceOf(payment), gatewayPaymentId: round.observed?.gatewayPaymentId ?? null };
    if (payment.captureRequested && !payment.voidRequested && round.observed?.status === 'AUTHORIZED') {
      await this.doOrLook(gateway, reference, round, 'capture', gateway.capture(reference));
    }
    const status = round.observed?.status;
    if (payment.voidRequested && (status === 'OPEN' || status === 'AUTHORIZED')) {
      await this.doOrLook(gateway, reference, round, 'void', gateway.void(reference));
    }
    if (round.observed?.status !== 'CAPTURED') return;
    const atGateway = new Set(round.observed.refunds.map((refund) => refund.reference));
    for (const [refundId, { amount, status: stage }] of payment.refunds) {
      if (stage !== 'REQUESTED' || atGateway.has(refundId)) continue;
      const refunded = await gateway.refund({ payment: reference, reference: refundId, amount });
      this.take(refunded, round, 'refund');
      if (refunded.kind === 'refused') round.commands.push(this.refundRefused(refundId, refunded.code));
    }
  }

  private refundRefused(refundId: RefundId, reason: string): PaymentCommand {
    return { type: 'RecordRefundRefused', refundId, reason, at: this.clock.now() };
  }

  /** A capture or a void that is refused came too late: what is true then is looked up. */
  private async doOrLook(
    gateway: PaymentGateway,
    reference: PaymentReference,
    round: Round,
    operation: GatewayOperation,
    doing: Promise<GatewayAnswer<GatewayPayment>>,
  ): Promise<void> {
    const answer = await doing;
    this.take(answer, round, operation);
    if (answer.kind === 'refused') this.take(await gateway.find(reference), round, null);
  }

  /** @param operation what was to be changed; null when it was only asked */
  private take(
    answer: GatewayAnswer<GatewayPayment | null>,
    round: Round,
    operation: GatewayOperation | null,
  ): void {
    switch (answer.kind) {
      case 'ok':
        round.observed = answer.value ?? round.observed;
        return;
      case 'refused':
        return;
      case 'unavailable':
        round.unanswered = answer.cause;
        return;
      case 'unknown':
        round.unanswered = answer.cause;
        if (operation === null) return;
        round.commands.push({
          type: 'RecordOutcomeUnknown',
          operation,
          cause: answer.cause,
          at: this.clock.now(),
        });
        return;
      default:
        never(answer);
    }
  }

  /**
   * Records what was seen, if nothing was recorded since the payment was read: what was seen before that may be
   * older than what is known now. An unknown outcome is recorded in any case, for a call was made. The id of the
   * command says what was seen and after what, so that the same sight is news again when others came between.
   */
  private record(
    paymentId: PaymentId,
    command: PaymentCommand,
    revision: number,
    context: CommandContext,
  ): Promise<Outcome<PaymentEvent, PaymentRejection | Overtaken>> {
    const { at, ...content } = command;
    const fingerprint = fingerprintOf([revision, content]);
    return this.executor.execute(
      paymentAggregate,
      paymentId,
      { ...context, commandId: effectIdFor(context.commandId, fingerprint), fingerprint, at },
      async () => {
        if (command.type === 'RecordOutcomeUnknown') return { ok: true, command };
        const { head } = await this.loader.recent(paymentAggregate, paymentId);
        return head.revision === revision
          ? { ok: true, command }
          : { ok: false, rejection: { code: 'overtaken' } };
      },
    );
  }
}

function isNews(command: PaymentCommand, payment: OnlinePayment): boolean {
  const decision = paymentAggregate.decider.decide(command, payment);
  return !decision.ok || decision.events.length > 0;
}

const referenceOf = ({ paymentId, gatewayPaymentId }: OnlinePayment): PaymentReference => ({
  reference: paymentId,
  gatewayPaymentId,
});
