import { FAULTS, Misbehaviour, misbehaviourSchema, SENT_ONCE, type Fault } from './misbehaviour';

const always = (...faults: readonly Fault[]) =>
  new Misbehaviour({ seed: 7, faults: Object.fromEntries(faults.map((fault) => [fault, 1000])) });

/** Asks everything once. */
const round = (one: Misbehaviour) => [one.forCall(), one.forPayer(10_000), one.forRefund(), one.forMessage()];
const rounds = (one: Misbehaviour, times: number) => Array.from({ length: times }, () => round(one));

describe('misbehaviour', () => {
  it('does nothing wrong unless it is told to', () => {
    const good = new Misbehaviour();
    expect(round(good)).toEqual([
      null,
      { amountMinor: null, late: null },
      { fails: false, afterMs: 0 },
      SENT_ONCE,
    ]);
    expect(Object.values(good.counts)).toEqual(FAULTS.map(() => 0));
  });

  it('does the same for the same seed, and something else for another', () => {
    const faults = Object.fromEntries(FAULTS.map((fault) => [fault, 300]));
    const [one, same, other] = [7, 7, 8].map((seed) => rounds(new Misbehaviour({ seed, faults }), 50));
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  it('strikes as often as it is told, each fault by itself', () => {
    for (const fault of FAULTS) {
      const one = new Misbehaviour({ seed: 3, faults: { [fault]: 250 } });
      rounds(one, 4_000);
      expect(one.counts[fault]).toBeGreaterThan(900);
      expect(one.counts[fault]).toBeLessThan(1_100);
      expect(Object.values(one.counts).reduce((sum, count) => sum + count)).toBe(one.counts[fault]);
    }
  });

  it.each(['lost-request', 'server-error', 'lost-answer', 'timeout'] as const)(
    'has a call meet %s',
    (fault) => {
      expect(always(fault).forCall()).toBe(fault);
    },
  );

  it('has money decline, come late, or come in another amount', () => {
    expect(always('decline').forPayer(100)).toBeNull();
    expect(always('late-capture-16-min').forPayer(100)?.late?.byMs).toBe(16 * 60_000);
    expect(always('late-capture-3-days').forPayer(100)?.late?.byMs).toBe(72 * 3_600_000);
    const meanwhile = rounds(always('late-capture-16-min'), 50).map(([, paying]) => JSON.stringify(paying));
    expect(new Set(meanwhile.map((text) => /OPEN|FAILED/.exec(text)?.[0]))).toEqual(
      new Set(['OPEN', 'FAILED']),
    );
    for (const minor of [1, 2, 10, 54_321]) {
      const amount = always('captured-other-amount').forPayer(minor)?.amountMinor;
      expect(amount).not.toBe(minor);
      expect(amount).toBeGreaterThan(0);
    }
  });

  it('has a refund wait, or fail', () => {
    expect(always('refund-late').forRefund()).toEqual({ fails: false, afterMs: 3_600_000 });
    expect(always('refund-failed').forRefund()).toEqual({ fails: true, afterMs: 3_600_000 });
  });

  it('has a webhook come never, late, more than once, behind others, or with a lie', () => {
    expect(always('webhook-never').forMessage().afterMs).toEqual([]);
    expect(always('delay').forMessage().afterMs[0]).toBeGreaterThanOrEqual(60_000);
    expect(always('duplicate').forMessage().afterMs.length).toBeGreaterThanOrEqual(2);
    expect(always('reorder').forMessage().afterMs[0]).toBeGreaterThanOrEqual(1_000);
    expect(always('wrong-amount').forMessage().isAmountWrong).toBe(true);
    expect(always('wrong-signature').forMessage().isFirstSignatureWrong).toBe(true);
  });

  it('starts over from its seed when it is set, and keeps its counts', () => {
    const setting = { seed: 5, faults: { decline: 500 } };
    const one = new Misbehaviour(setting);
    const before = rounds(one, 20);
    const { decline } = one.counts;
    one.set(setting);
    expect(rounds(one, 20)).toEqual(before);
    expect(one.counts.decline).toBe(2 * decline);
  });

  it('takes no fault that it does not know, nor more than always', () => {
    expect(misbehaviourSchema.safeParse({ faults: { decline: 1_001 } }).success).toBe(false);
    expect(misbehaviourSchema.safeParse({ faults: { explode: 1 } }).success).toBe(false);
    expect(misbehaviourSchema.parse({})).toEqual({ seed: 1, faults: {} });
  });
});
