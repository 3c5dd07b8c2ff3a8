import { fold } from '../kernel/decider';
import { asId } from '../kernel/ids';
import { money } from '../kernel/money';
import { payment, type PaymentRejection } from './payment';
import { ANOTHER_METHOD, type PaymentCommand, type PaymentEvent } from './payment-messages';
import {
  refundableOf,
  refundedOf,
  type OnlinePayment,
  type OnlineStatus,
  type Payment,
} from './payment-state';
import {
  anApproveCod,
  anInitiatePayment,
  aRequestRefund,
  chargebackAtGateway,
  paymentCommands,
  refundA,
  refundAtGateway,
  refundB,
  rupees,
  seeing,
} from './payment.fixtures';

type Code = PaymentRejection['code'];

/** How a payment stands, as the columns of the table tell it. */
type Standing = 'ABSENT' | OnlineStatus | 'CASH' | 'COLLECTED';

const standingOf = (state: Payment): Standing => {
  if (state.is === 'absent') return 'ABSENT';
  if (state.is === 'online') return state.status;
  return state.collected === null ? 'CASH' : 'COLLECTED';
};

const dollars = money(100, 'USD');
const { RecordCodCollected } = paymentCommands;

/** Every command, in every way that decisions tell apart. */
const COMMANDS = {
  initiate: anInitiatePayment(),
  'initiate for nothing': anInitiatePayment({ amount: rupees(0) }),
  'approve cash': anApproveCod(),
  'approve cash for nothing': anApproveCod({ amount: rupees(0) }),
  'see OPEN': seeing('OPEN'),
  'see AUTHORIZED': seeing('AUTHORIZED'),
  'see CAPTURED': seeing('CAPTURED'),
  'see FAILED': seeing('FAILED'),
  'see CANCELLED': seeing('CANCELLED'),
  'see a refund PENDING': seeing('CAPTURED', { refunds: [refundAtGateway('PENDING')] }),
  'see a refund SETTLED': seeing('CAPTURED', { refunds: [refundAtGateway('SETTLED')] }),
  'see a refund FAILED': seeing('CAPTURED', { refunds: [refundAtGateway('FAILED')] }),
  'see a chargeback OPEN': seeing('CAPTURED', { chargebacks: [chargebackAtGateway('OPEN')] }),
  'see a chargeback WON': seeing('CAPTURED', { chargebacks: [chargebackAtGateway('WON')] }),
  'see a chargeback LOST': seeing('CAPTURED', { chargebacks: [chargebackAtGateway('LOST')] }),
  'see another payment': seeing('CAPTURED', { reference: asId('payment-2') }),
  'see another currency': seeing('CAPTURED', { amount: dollars }),
  'outcome unknown': paymentCommands.RecordOutcomeUnknown,
  'opening refused': paymentCommands.RecordOpeningRefused,
  'refund refused': paymentCommands.RecordRefundRefused,
  'request capture': paymentCommands.RequestCapture,
  'request void': paymentCommands.RequestVoid,
  'request void for another method': { ...paymentCommands.RequestVoid, reason: ANOTHER_METHOD },
  collect: RecordCodCollected,
  'collect less': { ...RecordCodCollected, amount: rupees(280) },
  'collect too much': { ...RecordCodCollected, amount: rupees(286) },
  'collect below nothing': { ...RecordCodCollected, amount: rupees(-1) },
  'collect another currency': { ...RecordCodCollected, amount: dollars },
  'request refund A': aRequestRefund(),
  'request refund A of another amount': aRequestRefund({ amount: rupees(86) }),
  'request refund B of the rest': aRequestRefund({ refundId: refundB, amount: rupees(200) }),
  'request refund B of nothing': aRequestRefund({ refundId: refundB, amount: rupees(0) }),
  'request refund B in another currency': aRequestRefund({ refundId: refundB, amount: dollars }),
} as const satisfies Record<string, PaymentCommand>;

type Name = keyof typeof COMMANDS;

/**
 * What a command comes to: the names of its events, `-` for none, or the code of its rejection after a `!`. Where
 * that depends on more than the standing, each possible outcome, between bars.
 */
type Cells = Readonly<Record<Standing, string>>;

type Online = Readonly<Record<OnlineStatus, string>>;

const always = (outcome: string): Online => ({
  INITIATED: outcome,
  ACTION_REQUIRED: outcome,
  AUTHORIZED: outcome,
  CAPTURED: outcome,
  FAILED: outcome,
  VOIDED: outcome,
});

const beginning = (absent: string, online: string, cash: string): Cells => ({
  ABSENT: absent,
  ...always(online),
  CASH: cash,
  COLLECTED: cash,
});

const forOnline = (online: Online): Cells => ({
  ABSENT: '!payment-not-found',
  ...online,
  CASH: '!not-an-online-payment',
  COLLECTED: '!not-an-online-payment',
});

const forCash = (cash: string, collected: string): Cells => ({
  ABSENT: '!payment-not-found',
  ...always('!not-a-cash-payment'),
  CASH: cash,
  COLLECTED: collected,
});

/** The money is there; what else is seen follows, for one that was captured before: `then`. */
const capture = (more: string, then: string): Cells =>
  forOnline({
    INITIATED: `PaymentActionRequired PaymentCaptured${more}`,
    ACTION_REQUIRED: `PaymentCaptured${more}`,
    AUTHORIZED: `PaymentCaptured${more}`,
    CAPTURED: then,
    FAILED: `PaymentCaptured${more} | PaymentActionRequired PaymentCaptured${more}`,
    VOIDED: `PaymentCaptured${more}`,
  });

const TABLE: Readonly<Record<Name, Cells>> = {
  initiate: beginning('PaymentInitiated', '-', '!payment-already-initiated'),
  'initiate for nothing': beginning(
    '!amount-not-positive',
    '!payment-already-initiated',
    '!payment-already-initiated',
  ),
  'approve cash': beginning('CodApproved', '!payment-already-initiated', '-'),
  'approve cash for nothing': beginning(
    '!amount-not-positive',
    '!payment-already-initiated',
    '!payment-already-initiated',
  ),
  'see OPEN': forOnline({ ...always('-'), INITIATED: 'PaymentActionRequired' }),
  'see AUTHORIZED': forOnline({
    // Without the authorisation when it is to be let go of.
    INITIATED: 'PaymentActionRequired PaymentAuthorized | PaymentActionRequired',
    ACTION_REQUIRED: 'PaymentAuthorized | -',
    AUTHORIZED: '-',
    CAPTURED: '-',
    FAILED: 'PaymentAuthorized | PaymentActionRequired PaymentAuthorized | PaymentActionRequired | -',
    VOIDED: '-',
  }),
  'see CAPTURED': capture('', '-'),
  'see FAILED': forOnline({
    INITIATED: 'PaymentActionRequired PaymentFailed',
    ACTION_REQUIRED: 'PaymentFailed',
    AUTHORIZED: 'PaymentFailed',
    CAPTURED: '-',
    FAILED: '-',
    VOIDED: '-',
  }),
  'see CANCELLED': forOnline({
    INITIATED: 'PaymentActionRequired PaymentVoided',
    ACTION_REQUIRED: 'PaymentVoided',
    AUTHORIZED: 'PaymentVoided',
    CAPTURED: '-',
    FAILED: 'PaymentVoided | PaymentActionRequired PaymentVoided',
    VOIDED: '-',
  }),
  'see a refund PENDING': capture('', 'RefundSubmitted | -'),
  'see a refund SETTLED': capture('', 'RefundSubmitted RefundSettled | RefundSettled | -'),
  'see a refund FAILED': capture('', 'RefundSubmitted RefundFailed | RefundFailed | -'),
  'see a chargeback OPEN': capture(' ChargebackOpened', 'ChargebackOpened | -'),
  'see a chargeback WON': capture(
    ' ChargebackOpened ChargebackWon',
    'ChargebackOpened ChargebackWon | ChargebackWon | -',
  ),
  'see a chargeback LOST': capture(
    ' ChargebackOpened ChargebackLost',
    'ChargebackOpened ChargebackLost | ChargebackLost | -',
  ),
  'see another payment': forOnline(always('!another-payment-observed')),
  'see another currency': forOnline(always('!currency-mismatch')),
  'outcome unknown': forOnline(always('PaymentOutcomeUnknown')),
  'opening refused': forOnline({ ...always('-'), INITIATED: 'PaymentFailed' }),
  'refund refused': forOnline({
    ...always('!refund-not-found'),
    CAPTURED: 'RefundFailed | - | !refund-not-found',
  }),
  'request capture': forOnline({
    INITIATED: '!nothing-to-capture',
    ACTION_REQUIRED: '!nothing-to-capture',
    AUTHORIZED: 'CaptureRequested | - | !nothing-to-capture',
    CAPTURED: '-',
    FAILED: '- | !nothing-to-capture',
    VOIDED: '- | !nothing-to-capture',
  }),
  'request void': forOnline({
    INITIATED: 'VoidRequested | -',
    ACTION_REQUIRED: 'VoidRequested | -',
    AUTHORIZED: 'VoidRequested | -',
    CAPTURED: '!already-captured',
    FAILED: '-',
    VOIDED: '-',
  }),
  'request void for another method': forOnline({
    INITIATED: 'VoidRequested | -',
    ACTION_REQUIRED: 'VoidRequested | -',
    AUTHORIZED: '!already-authorized',
    CAPTURED: '!already-captured',
    FAILED: '-',
    VOIDED: '-',
  }),
  collect: forCash('CodCollected', '- | !already-collected'),
  'collect less': forCash('CodCollected', '- | !already-collected'),
  'collect too much': forCash('!collected-too-much', '!already-collected'),
  'collect below nothing': forCash('!amount-not-positive', '!already-collected'),
  'collect another currency': forCash('!currency-mismatch', '!already-collected'),
  'request refund A': forOnline({
    ...always('!refund-exceeds-captured'),
    CAPTURED: 'RefundRequested | - | !refund-exceeds-captured | !refund-already-requested',
  }),
  'request refund A of another amount': forOnline({
    ...always('!refund-exceeds-captured'),
    CAPTURED: 'RefundRequested | - | !refund-exceeds-captured | !refund-already-requested',
  }),
  'request refund B of the rest': forOnline({
    ...always('!refund-exceeds-captured'),
    CAPTURED: 'RefundRequested | - | !refund-exceeds-captured',
  }),
  'request refund B of nothing': forOnline({
    ...always('!amount-not-positive'),
    CAPTURED: '!amount-not-positive | !refund-already-requested',
  }),
  'request refund B in another currency': forOnline({
    ...always('!currency-mismatch'),
    CAPTURED: '!currency-mismatch | !refund-already-requested',
  }),
};

interface Step {
  readonly name: Name;
  readonly state: Payment;
  readonly outcome: string;
  readonly events: readonly PaymentEvent[];
  readonly next: Payment;
}

const keyOf = (state: Payment): string =>
  JSON.stringify(state, (_, member: unknown) =>
    member instanceof Map ? [...(member as ReadonlyMap<string, unknown>)].sort() : member,
  );

const names = Object.keys(COMMANDS) as readonly Name[];

function tryOn(state: Payment, name: Name): Step {
  const decision = payment.decide(COMMANDS[name], state);
  if (!decision.ok) {
    return { name, state, outcome: `!${decision.rejection.code}`, events: [], next: state };
  }
  const { events } = decision;
  const outcome = events.length === 0 ? '-' : events.map(({ type }) => type).join(' ');
  return { name, state, outcome, events, next: fold({ ...payment, initial: state }, events) };
}

/** Every state that can be reached, with every command tried on it. */
function walk(): { readonly states: readonly Payment[]; readonly steps: readonly Step[] } {
  const states = new Map([[keyOf(payment.initial), payment.initial]]);
  const steps: Step[] = [];
  // A map that grows while it is iterated: the walk ends when no command leads to a state not yet seen.
  for (const state of states.values()) {
    for (const name of names) {
      const step = tryOn(state, name);
      steps.push(step);
      states.set(keyOf(step.next), step.next);
    }
  }
  return { states: [...states.values()], steps };
}

/** Every rejection there is; the type makes the list complete. */
const CODES: Readonly<Record<Code, true>> = {
  'payment-not-found': true,
  'payment-already-initiated': true,
  'not-a-cash-payment': true,
  'not-an-online-payment': true,
  'amount-not-positive': true,
  'currency-mismatch': true,
  'another-payment-observed': true,
  'nothing-to-capture': true,
  'already-captured': true,
  'already-authorized': true,
  'already-collected': true,
  'collected-too-much': true,
  'refund-exceeds-captured': true,
  'refund-already-requested': true,
  'refund-not-found': true,
};

/** Every event there is; the type makes the list complete. */
const EVENTS: Readonly<Record<PaymentEvent['type'], true>> = {
  PaymentInitiated: true,
  PaymentActionRequired: true,
  PaymentOutcomeUnknown: true,
  PaymentAuthorized: true,
  CaptureRequested: true,
  PaymentCaptured: true,
  PaymentFailed: true,
  VoidRequested: true,
  PaymentVoided: true,
  CodApproved: true,
  CodCollected: true,
  RefundRequested: true,
  RefundSubmitted: true,
  RefundSettled: true,
  RefundFailed: true,
  ChargebackOpened: true,
  ChargebackWon: true,
  ChargebackLost: true,
};

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

const standings = Object.keys(TABLE.initiate) as readonly Standing[];

describe('every command on every state that a payment can reach', () => {
  const { states, steps } = walk();
  const online = states.filter((state): state is OnlinePayment => state.is === 'online');

  it('reaches every standing, and every status of a refund and of a chargeback', () => {
    expect(sorted(states.map(standingOf))).toEqual(sorted(standings));
    const refunds = online.map(({ refunds }) => refunds.get(refundA)?.status ?? 'none');
    expect(sorted(refunds)).toEqual(['FAILED', 'REQUESTED', 'SETTLED', 'SUBMITTED', 'none']);
    const chargebacks = online.map((state) => state.chargebacks.get('dp-1')?.status ?? 'none');
    expect(sorted(chargebacks)).toEqual(['LOST', 'OPEN', 'WON', 'none']);
  });

  it.each(names)('comes to what the table says: %s', (name) => {
    const outcomesOn = (standing: Standing): readonly string[] =>
      sorted(
        steps
          .filter((step) => step.name === name && standingOf(step.state) === standing)
          .map(({ outcome }) => outcome),
      );
    const found = standings.map((standing) => [standing, outcomesOn(standing)]);
    const wanted = standings.map((standing) => [standing, sorted(TABLE[name][standing].split(' | '))]);
    expect(found).toEqual(wanted);
  });

  it('finds nothing to decide when it has just been granted, unless an answer was lost once more', () => {
    const wrong = steps.filter(
      ({ name, next, events }) =>
        events.length > 0 && name !== 'outcome unknown' && tryOn(next, name).outcome !== '-',
    );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('brings about every event and meets every rejection', () => {
    expect(sorted(steps.flatMap(({ events }) => events.map(({ type }) => type)))).toEqual(
      sorted(Object.keys(EVENTS)),
    );
    const refused = steps.filter(({ outcome }) => outcome.startsWith('!'));
    expect(sorted(refused.map(({ outcome }) => outcome.slice(1)))).toEqual(sorted(Object.keys(CODES)));
  });

  it('never leads to a state that contradicts itself', () => {
    const contradictions = online.filter(
      (state) =>
        (state.status === 'CAPTURED') !== state.captured.minor > 0 ||
        (state.status !== 'CAPTURED' && state.refunds.size + state.chargebacks.size > 0) ||
        (state.gatewayPaymentId === null && !['INITIATED', 'FAILED'].includes(state.status)) ||
        (state.captureRequested && state.voidRequested) ||
        refundedOf(state).minor > state.captured.minor ||
        refundableOf(state).minor < 0,
    );
    expect(contradictions.slice(0, 3)).toEqual([]);
  });
});
