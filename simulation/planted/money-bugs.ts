import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import type { EventStore } from '../../src/application/ports/event-store';
import { PaymentGateway } from '../../src/application/ports/payment-gateway';
import type { ProcessStore } from '../../src/application/ports/process-store';
import { checkoutProcess } from '../../src/application/processes/checkout-process';
import { ledgerProcess } from '../../src/application/processes/ledger-process';
import { paymentStatusProcess } from '../../src/application/processes/payment-status-process';
import { refundsProcess } from '../../src/application/processes/refunds-process';
import { accept } from '../../src/domain/kernel/decider';
import { asId, type PaymentId, type RefundId } from '../../src/domain/kernel/ids';
import { money } from '../../src/domain/kernel/money';
import { plusMs } from '../../src/domain/kernel/instant';
import { ledger } from '../../src/domain/ledger/ledger';
import { payment } from '../../src/domain/payment/payment';
import type { PaymentCommand } from '../../src/domain/payment/payment-messages';
import type { Payment } from '../../src/domain/payment/payment-state';
import { RESTORE_WINDOW } from '../../src/domain/refunds/refunds';
import { bentExecutor, bentProcess, without } from './bend';
import type { Parts } from '../world/parts';
import { bug, type PlantedBug } from './planted-bug';

/** Names that are never given twice. */
function fresh(): (name: string) => string {
  let given = 0;
  return (name) => `${name} ${(given += 1)}`;
}

type Decide = typeof payment.decide;

const bentPayment = (
  decide: (command: PaymentCommand, state: Payment, right: Decide) => ReturnType<Decide>,
) => ({
  ...payment,
  decide: (command: PaymentCommand, state: Payment) => decide(command, state, payment.decide),
});

const isCapturedSeen = (command: PaymentCommand): boolean =>
  command.type === 'RecordGatewayPayment' && command.observed.status === 'CAPTURED';

/** The gateway, asked in other words. */
class BentGateway extends PaymentGateway {
  readonly name;
  readonly methods;
  protected readonly fresh = fresh();

  constructor(protected readonly right: PaymentGateway) {
    super();
    this.name = right.name;
    this.methods = right.methods;
  }

  override open(...args: Parameters<PaymentGateway['open']>) {
    return this.right.open(...args);
  }

  override find(...args: Parameters<PaymentGateway['find']>) {
    return this.right.find(...args);
  }

  override capture(...args: Parameters<PaymentGateway['capture']>) {
    return this.right.capture(...args);
  }

  override void(...args: Parameters<PaymentGateway['void']>) {
    return this.right.void(...args);
  }

  override refund(...args: Parameters<PaymentGateway['refund']>) {
    return this.right.refund(...args);
  }

  override book(...args: Parameters<PaymentGateway['book']>) {
    return this.right.book(...args);
  }

  override readWebhook(...args: Parameters<PaymentGateway['readWebhook']>) {
    return this.right.readWebhook(...args);
  }
}

class OpensAnew extends BentGateway {
  override async open(request: Parameters<PaymentGateway['open']>[0]) {
    const reference = asId<PaymentId>(this.fresh(request.reference).replace(' ', '_'));
    const answer = await this.right.open({ ...request, reference });
    return answer.kind === 'ok'
      ? { ...answer, value: { ...answer.value, reference: request.reference } }
      : answer;
  }
}

class RefundsAnew extends BentGateway {
  override refund(request: Parameters<PaymentGateway['refund']>[0]) {
    return this.right.refund({
      ...request,
      reference: asId<RefundId>(this.fresh(request.reference).replace(' ', '_')),
    });
  }
}

/** Takes every append as if it were at the right revision. */
class UnfencedStore extends MemoryEventStore {
  constructor(private readonly audited: EventStore) {
    super({ now: () => 0 });
  }

  override async append(append: Parameters<EventStore['append']>[0]): ReturnType<EventStore['append']> {
    const known = await this.audited.readStream(append.stream);
    return this.audited.append({ ...append, expectedRevision: known.length - 1 });
  }

  override readStream(...args: Parameters<EventStore['readStream']>) {
    return this.audited.readStream(...args);
  }

  override readAll(...args: Parameters<EventStore['readAll']>) {
    return this.audited.readAll(...args);
  }
}

/** Does not know after a crash what was still to be sent. */
const forgetful = (store: ProcessStore): ProcessStore =>
  new Proxy(store, {
    get: (target, key) => {
      if (key === 'undispatched') return () => Promise.resolve([]);
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function'
        ? (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args)
        : member;
    },
  });

/** One step of the way of money each, wrong in the way it is easily got wrong. */
const about = (name: string, change: () => Partial<Parts>): PlantedBug =>
  bug(name, change, { isAboutMoney: true });

export const MONEY_BUGS: readonly PlantedBug[] = [
  about('an observation that was made before is recorded once more', () => {
    const id = fresh();
    return {
      executor: bentExecutor({
        context: (context) => ({ ...context, commandId: id(context.commandId) }),
        payment: bentPayment((command, state, right) =>
          state.is === 'online' && state.status === 'CAPTURED' && isCapturedSeen(command)
            ? right(command, { ...state, status: 'ACTION_REQUIRED' })
            : right(command, state),
        ),
      }),
    };
  }),
  about('money goes back when the order is cancelled, and again when the gateway reports something', () => ({
    refunds: bentProcess(refundsProcess, (state, input, right) => {
      const reaction = right(state, input);
      return {
        ...reaction,
        effects: reaction.effects.flatMap((effect) => {
          if (effect.do !== 'send' || effect.command.command.type !== 'RequestRefund') return [effect];
          const { command } = effect.command;
          const again = { ...command, cause: `${command.cause} reported`, by: 'support' } as const;
          const second = { ...effect.command, command: again };
          return [effect, { ...effect, step: `${effect.step} again`, command: second }];
        }),
      };
    }),
  })),
  about('money that arrives after the payment has expired is ignored', () => ({
    executor: bentExecutor({
      payment: bentPayment((command, state, right) =>
        state.is === 'online' && isCapturedSeen(command) && command.at >= state.expiresAt
          ? accept()
          : right(command, state),
      ),
    }),
  })),
  about('money that arrives after a void is ignored', () => ({
    executor: bentExecutor({
      payment: bentPayment((command, state, right) =>
        state.is === 'online' && state.status === 'VOIDED' && isCapturedSeen(command)
          ? accept()
          : right(command, state),
      ),
    }),
  })),
  about('more can be refunded than was captured', () => ({
    executor: bentExecutor({
      payment: bentPayment((command, state, right) =>
        state.is === 'online' && command.type === 'RequestRefund'
          ? right(command, { ...state, captured: money(state.captured.minor * 9, state.captured.currency) })
          : right(command, state),
      ),
    }),
  })),
  about('a second capture is kept', () => ({
    refunds: bentProcess(refundsProcess, (state, input, right) =>
      without(
        right(state, input),
        (effect) =>
          effect.do === 'send' &&
          effect.command.command.type === 'RequestRefund' &&
          effect.command.command.cause === 'second-capture',
      ),
    ),
  })),
  about('a refund has a new id with every try', () => {
    const id = fresh();
    return {
      executor: bentExecutor({
        context: (context) => ({ ...context, commandId: id(context.commandId) }),
        payment: bentPayment((command, state, right) =>
          right(
            command.type === 'RequestRefund'
              ? { ...command, refundId: asId<RefundId>(id(command.refundId).replace(' ', '_')) }
              : command,
            state,
          ),
        ),
      }),
    };
  }),
  about('an order is confirmed whatever amount was captured', () => ({
    checkout: bentProcess(checkoutProcess, (state, input, right) =>
      input.kind === 'event' && input.event.type === 'PaymentCaptured' && state.is !== 'idle'
        ? right(state, { kind: 'event', event: { ...input.event, amount: state.total } })
        : right(state, input),
    ),
  })),
  about('a journal that is posted again is another one', () => {
    const id = fresh();
    return {
      executor: bentExecutor({
        context: (context, category) =>
          category === 'ledger' ? { ...context, commandId: id(context.commandId) } : context,
        ledger: { ...ledger, decide: (command) => ledger.decide(command, ledger.initial) },
      }),
    };
  }),
  about('the booking of a cancellation stays when the order is restored', () => ({
    ledger: bentProcess(ledgerProcess, (state, input, right) =>
      input.kind === 'event' && input.event.type === 'OrderRestored'
        ? without(right(state, input), () => true)
        : right(state, input),
    ),
  })),
  about('money goes back while the order can still be restored', () => ({
    refunds: bentProcess(refundsProcess, (state, input, right) => {
      const reaction = right(state, input);
      if (input.kind !== 'event' || input.event.type !== 'OrderCancelled') return reaction;
      let at = plusMs(input.event.at, 60_000);
      const over = right(reaction.state, { kind: 'timer', timer: RESTORE_WINDOW, dueAt: at, at });
      at = plusMs(at, 60_000);
      return right(over.state, { kind: 'timer', timer: RESTORE_WINDOW, dueAt: at, at });
    }),
  })),
  about('commands that were not sent before a crash are forgotten', () => ({ processes: forgetful })),
  about('the gateway is asked once, and then no more', () => ({
    paymentStatus: bentProcess(paymentStatusProcess, (state, input, right) => {
      const reaction = right(state, input);
      return input.kind === 'timer' && input.timer.startsWith('poll')
        ? without(reaction, (effect) => effect.do === 'schedule')
        : reaction;
    }),
  })),
  about('a payment whose opening was not answered is opened once more under another reference', () => ({
    gateway: (gateway) => new OpensAnew(gateway),
    executor: bentExecutor({
      payment: bentPayment((command, state, right) =>
        command.type === 'RecordOutcomeUnknown' ? accept() : right(command, state),
      ),
    }),
  })),
  about('a refund is sent to the gateway under a new reference with every try', () => ({
    gateway: (gateway) => new RefundsAnew(gateway),
  })),
  about('the fee of a cancellation goes back too', () => ({
    refunds: bentProcess(refundsProcess, (state, input, right) => {
      if (input.kind !== 'event' || input.event.type !== 'OrderCancelled') return right(state, input);
      const event = { ...input.event, fee: money(0, input.event.fee.currency) };
      return right(state, { kind: 'event', event });
    }),
  })),
  about('a payment that is authorised when the order is over is not let go', () => ({
    refunds: bentProcess(refundsProcess, (state, input, right) =>
      without(
        right(state, input),
        (effect) => effect.do === 'send' && effect.command.command.type === 'RequestVoid',
      ),
    ),
  })),
  about('a refund is booked when it is asked for', () => ({
    ledger: bentProcess(ledgerProcess, (state, input, right) => {
      if (input.kind !== 'event') return right(state, input);
      const { event } = input;
      if (event.type === 'RefundSettled') return { state, effects: [] };
      if (event.type !== 'RefundRequested' || event.chargeTo !== null) return right(state, input);
      const { refundId, amount, orderId, paymentId, at } = event;
      return right(state, {
        kind: 'event',
        event: { type: 'RefundSettled', refundId, amount, orderId, paymentId, at },
      });
    }),
  })),
  about('cash is collected once by word and once by delivery', () => ({
    checkout: bentProcess(checkoutProcess, (state, input, right) =>
      input.kind === 'event' && input.event.type === 'CodCollected'
        ? { state, effects: [] }
        : right(state, input),
    ),
    executor: bentExecutor({
      payment: bentPayment((command, state, right) =>
        state.is === 'cash' && command.type === 'RecordCodCollected'
          ? right(command, { ...state, collected: null })
          : right(command, state),
      ),
    }),
  })),
  about('what was held is not collected when the kitchen accepts', () => ({
    checkout: bentProcess(checkoutProcess, (state, input, right) =>
      without(right(state, input), (effect) => effect.do === 'send' && effect.command.to === 'payment'),
    ),
  })),
  about('a compensation stays booked when its refund has failed', () => ({
    ledger: bentProcess(ledgerProcess, (state, input, right) =>
      input.kind === 'event' && input.event.type === 'RefundFailed'
        ? { state, effects: [] }
        : right(state, input),
    ),
  })),
  about('an append does not say which revision it expects', () => ({
    events: (store) => new UnfencedStore(store),
  })),
];
