import fc from 'fast-check';
import { paymentCodec } from '../../../eventstore/registry/payment.codec';
import { accept, fold } from '../kernel/decider';
import { asId, type RefundId } from '../kernel/ids';
import { money } from '../kernel/money';
import { minutesAfterNoon } from '../order/order.fixtures';
import type { GatewayPayment } from './gateway-payment';
import { ModelGateway } from './gateway.model';
import { payment } from './payment';
import type { PaymentCommand, PaymentEvent } from './payment-messages';
import { refundedOf, type OnlinePayment } from './payment-state';
import { aRequestRefund, onlinePaymentIn, paymentCommands, seeing } from './payment.fixtures';

const RUNS = { numRuns: 3000 };
const AT = minutesAfterNoon(5);

type Action =
  | { readonly do: 'move'; readonly pick: number; readonly minor: number }
  | { readonly do: 'look'; readonly ago: number }
  | { readonly do: 'ask'; readonly refund: number; readonly minor: number }
  | { readonly do: 'submit' }
  | { readonly do: 'refuse'; readonly refund: number }
  | { readonly do: 'end'; readonly pick: number; readonly status: 'SETTLED' | 'FAILED' }
  | { readonly do: 'foreign'; readonly minor: number }
  | { readonly do: 'dispute'; readonly minor: number; readonly end: 'WON' | 'LOST' }
  | { readonly do: 'command'; readonly command: PaymentCommand };

const minor = fc.integer({ min: 1, max: 30_000 });
const act = <D extends Action['do']>(name: D) => fc.constant(name);

/** Fresh looks are more frequent than old ones, or little would ever be seen. */
const ago = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(8) });

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: act('move'), pick: fc.nat(3), minor }) },
  { weight: 8, arbitrary: fc.record({ do: act('look'), ago }) },
  { weight: 5, arbitrary: fc.record({ do: act('ask'), refund: fc.nat(4), minor }) },
  { weight: 4, arbitrary: fc.record({ do: act('submit') }) },
  { weight: 1, arbitrary: fc.record({ do: act('refuse'), refund: fc.nat(4) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: act('end'), pick: fc.nat(4), status: fc.constantFrom('SETTLED', 'FAILED') }),
  },
  { weight: 1, arbitrary: fc.record({ do: act('foreign'), minor }) },
  { weight: 1, arbitrary: fc.record({ do: act('dispute'), minor, end: fc.constantFrom('WON', 'LOST') }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<PaymentCommand>(
        paymentCommands.InitiatePayment,
        paymentCommands.ApproveCod,
        paymentCommands.RecordOutcomeUnknown,
        paymentCommands.RecordOpeningRefused,
        paymentCommands.RequestCapture,
        paymentCommands.RequestVoid,
        paymentCommands.RecordCodCollected,
      )
      .map((command) => ({ do: 'command' as const, command })),
  },
);

const story = fc.array(action, { minLength: 10, maxLength: 60 });

const refundIdOf = (n: number): RefundId => asId<RefundId>(`refund-${n}`);

const lookAt = (observed: GatewayPayment): PaymentCommand => ({
  type: 'RecordGatewayPayment',
  observed,
  at: AT,
});

/** What is decided, one command after the other; the gateway lives its own life meanwhile. */
class World {
  readonly gateway = new ModelGateway();
  readonly events: PaymentEvent[] = [];
  readonly states: OnlinePayment[] = [onlinePaymentIn('INITIATED')];

  get state(): OnlinePayment {
    return this.states.at(-1)!;
  }

  run(one: Action): void {
    const { gateway } = this;
    switch (one.do) {
      case 'move':
        gateway.move(one.pick, one.minor);
        break;
      case 'look':
        this.decide(lookAt(gateway.ago(one.ago)));
        break;
      case 'ask':
        this.decide(aRequestRefund({ refundId: refundIdOf(one.refund), amount: money(one.minor, 'INR') }));
        break;
      case 'submit':
        for (const [refundId, { amount, status }] of this.state.refunds) {
          if (status === 'REQUESTED') gateway.refund(refundId, amount.minor);
        }
        break;
      case 'refuse': {
        const refundId = refundIdOf(one.refund);
        const hasIt = gateway.now.refunds.some(({ reference }) => reference === refundId);
        if (!hasIt) this.decide({ ...paymentCommands.RecordRefundRefused, refundId });
        break;
      }
      case 'end':
        gateway.endRefund(one.pick, one.status);
        break;
      case 'foreign':
        if (gateway.now.status === 'CAPTURED') gateway.refund(null, one.minor);
        break;
      case 'dispute':
        gateway.dispute(one.minor, one.end);
        break;
      case 'command':
        this.decide(one.command);
    }
  }

  decide(command: PaymentCommand): void {
    const decision = payment.decide(command, this.state);
    if (!decision.ok) return;
    const next = fold({ ...payment, initial: this.state }, decision.events);
    if (next.is !== 'online') throw new Error('an online payment stays one');
    this.events.push(...decision.events);
    this.states.push(next);
  }
}

const worldAfter = (actions: readonly Action[]): World => {
  const world = new World();
  actions.forEach((one) => world.run(one));
  return world;
};

const sumOf = (amounts: readonly { readonly amount: { readonly minor: number } }[]): number =>
  amounts.reduce((total, { amount }) => total + amount.minor, 0);

describe('whatever a gateway does, and however late and often it is looked at', () => {
  it('never more is asked back than was captured, here or at the gateway', () => {
    let refunded = 0;
    fc.assert(
      fc.property(story, (actions) => {
        const { states, gateway } = worldAfter(actions);
        for (const state of states) {
          expect(refundedOf(state).minor).toBeLessThanOrEqual(state.captured.minor);
        }
        for (const { status, amount, refunds } of gateway.past) {
          const ours = refunds.filter((one) => one.reference !== null && one.status !== 'FAILED');
          expect(sumOf(ours)).toBeLessThanOrEqual(status === 'CAPTURED' ? amount.minor : 0);
          refunded += ours.length;
        }
      }),
      RUNS,
    );
    expect(refunded).toBeGreaterThan(0);
  });

  it('no refund is granted from money that is disputed', () => {
    fc.assert(
      fc.property(story, (actions) => {
        const world = new World();
        for (const one of actions) {
          const { chargebacks, captured } = world.state;
          const disputed = sumOf([...chargebacks.values()].filter(({ status }) => status !== 'WON'));
          const before = world.events.length;
          world.run(one);
          if (!world.events.slice(before).some(({ type }) => type === 'RefundRequested')) continue;
          expect(refundedOf(world.state).minor + disputed).toBeLessThanOrEqual(captured.minor);
        }
      }),
      RUNS,
    );
  });

  it('a captured payment stays captured, with the same amount', () => {
    fc.assert(
      fc.property(story, (actions) => {
        const { states } = worldAfter(actions);
        const first = states.findIndex(({ status }) => status === 'CAPTURED');
        const since = first === -1 ? [] : states.slice(first);
        expect(new Set(since.map(({ status }) => status)).size).toBe(since.length === 0 ? 0 : 1);
        expect(since.every(({ captured }) => captured.minor === since[0]!.captured.minor)).toBe(true);
      }),
      RUNS,
    );
  });

  it('a payment that was voided is only ever captured after', () => {
    fc.assert(
      fc.property(story, (actions) => {
        const { states } = worldAfter(actions);
        states.forEach(({ status }, i) => {
          if (status !== 'VOIDED') return;
          expect(['VOIDED', 'CAPTURED']).toContain(states[i + 1]?.status ?? 'VOIDED');
        });
      }),
      RUNS,
    );
  });

  it('each refund and each chargeback takes each of its steps once, in their order', () => {
    const ways = {
      refund: /^(RefundRequested( RefundSubmitted)?( RefundSettled| RefundFailed)?)$/,
      chargeback: /^ChargebackOpened( ChargebackWon| ChargebackLost)?$/,
    };
    fc.assert(
      fc.property(story, (actions) => {
        const steps = new Map<string, string[]>();
        for (const event of worldAfter(actions).events) {
          const id =
            'refundId' in event ? event.refundId : 'chargebackId' in event ? event.chargebackId : null;
          if (id !== null) steps.set(id, [...(steps.get(id) ?? []), event.type]);
        }
        for (const [id, types] of steps) {
          expect(types.join(' ')).toMatch(id.startsWith('dp-') ? ways.chargeback : ways.refund);
        }
      }),
      RUNS,
    );
  });

  it('what was just seen is no news', () => {
    fc.assert(
      fc.property(story, fc.nat(8), (actions, changes) => {
        const world = worldAfter(actions);
        const look = lookAt(world.gateway.ago(changes));
        world.decide(look);
        expect(payment.decide(look, world.state)).toEqual(accept());
      }),
      RUNS,
    );
  });

  it('every event comes back from the store as it was', () => {
    fc.assert(
      fc.property(story, (actions) => {
        const { events } = worldAfter(actions);
        const stored = events.map((event) => paymentCodec.encode(event));
        expect(stored.map(({ type, schema, data }) => paymentCodec.decode(type, schema, data))).toEqual(
          events,
        );
      }),
      RUNS,
    );
  });
});

/** What a gateway went through, after two refunds were asked for if it was captured. */
const life = fc.array(action, { maxLength: 30 }).map((actions) => {
  const gateway = new ModelGateway();
  for (const one of actions) {
    if (one.do === 'move') gateway.move(one.pick, 28_500);
    if (one.do === 'end') gateway.endRefund(one.pick, one.status);
    if (one.do === 'dispute') gateway.dispute(one.minor, one.end);
    if (one.do === 'submit' && gateway.now.status === 'CAPTURED') {
      gateway.refund(refundIdOf(1), 10_000);
      gateway.refund(refundIdOf(2), 18_500);
    }
  }
  return gateway.past;
});

/** All snapshots, each one or more times, in any order. */
const lifeAndLooks = life.chain((past) =>
  fc
    .array(fc.nat(past.length - 1), { maxLength: 12 })
    .chain((again) =>
      fc.shuffledSubarray([...past.keys(), ...again], { minLength: past.length + again.length }),
    )
    .map((order) => ({ past, looks: order.map((i) => past[i]!) })),
);

/** Begins where the looks can tell of refunds: captured, with two of them requested, if it ever is. */
function beliefAfter(past: readonly GatewayPayment[], looks: readonly GatewayPayment[]) {
  const commands: PaymentCommand[] = [];
  if (past.some(({ refunds }) => refunds.length > 0)) {
    commands.push(
      seeing('CAPTURED'),
      aRequestRefund({ refundId: refundIdOf(1), amount: money(10_000, 'INR') }),
      aRequestRefund({ refundId: refundIdOf(2), amount: money(18_500, 'INR') }),
    );
  }
  const { status, captured, refunds, chargebacks } = onlinePaymentIn(
    'INITIATED',
    ...commands,
    ...looks.map(lookAt),
  );
  return { status, captured, refunds, chargebacks };
}

describe('looks at a gateway, in any order and number', () => {
  const newestOf = (past: readonly GatewayPayment[]): GatewayPayment => past.at(-1)!;

  it('end with the newest, where none of its statuses can come both before and after another', () => {
    fc.assert(
      fc.property(lifeAndLooks, ({ past, looks }) => {
        const seen = new Set(past.map(({ status }) => status));
        const wavers = seen.has('FAILED') && seen.has('AUTHORIZED');
        fc.pre(!wavers || ['CANCELLED', 'CAPTURED'].includes(newestOf(past).status));
        expect(beliefAfter(past, looks)).toEqual(beliefAfter(past, [newestOf(past)]));
      }),
      RUNS,
    );
  });

  it('end with the newest everywhere when that is looked at once more', () => {
    fc.assert(
      fc.property(lifeAndLooks, ({ past, looks }) => {
        expect(beliefAfter(past, [...looks, newestOf(past)])).toEqual(beliefAfter(past, [newestOf(past)]));
      }),
      RUNS,
    );
  });
});
