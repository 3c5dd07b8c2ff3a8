import type { ToldOrder } from '../driver-log';
import type { Books, OrderView } from './books';
import { compareBooks, keepOf } from './compare-books';

const told = (changed: Partial<ToldOrder> = {}): ToldOrder => ({
  orderId: 'o1',
  method: 'UPI',
  totalMinor: 30_000,
  story: 'as it should',
  status: 'DELIVERED',
  ended: null,
  refunds: new Map(),
  cashMinor: null,
  surprises: [],
  ...changed,
});

const paid = (captured: number, refunded = 0) => new Map([['p1', { captured, refunded }]]);

const view = (changed: Partial<OrderView> = {}): OrderView => ({
  orderId: 'o1',
  status: 'COMPLETED',
  byPayment: paid(30_000),
  cashMinor: 0,
  refunds: [],
  ...changed,
});

/** One order that was paid, brought and completed. */
const books = (
  changed: Partial<Omit<Books, 'gateway'>> & { gateway?: Partial<Books['gateway']> } = {},
): Books => ({
  ledger: paid(30_000),
  ledgerCash: new Map(),
  views: new Map([['o1', view()]]),
  trialBalance: 0,
  ...changed,
  gateway: {
    byPayment: paid(30_000),
    orderOf: new Map([['p1', 'o1']]),
    heldFor: new Map(),
    refunds: [],
    ...changed.gateway,
  },
});

const whatDiffers = (order: ToldOrder, all: Books): readonly string[] =>
  compareBooks(new Map([[order.orderId, order]]), all).differences.map(({ what }) => what);

describe('four books', () => {
  it('agree', () => {
    const { differences, sums, ordersByStatus, counts } = compareBooks(new Map([['o1', told()]]), books());
    expect(differences).toEqual([]);
    expect(sums).toMatchObject({ keptByLog: 30_000, keptByGateway: 30_000 });
    expect(sums.readModels).toEqual({ captured: 30_000, refunded: 0 });
    expect(ordersByStatus).toEqual({ COMPLETED: 1 });
    expect(counts).toEqual({ payments: 1, captures: 1, refunds: 0 });
  });

  it.each([
    ['the ledger', books({ ledger: paid(29_999) })],
    ['the ledger', books({ ledger: new Map() })],
    ['the ledger', books({ ledger: new Map([...paid(30_000), ['p2', { captured: 1, refunded: 0 }]]) })],
    ['the read model', books({ views: new Map([['o1', view({ byPayment: paid(30_001) })]]) })],
    ['the read model', books({ views: new Map([['o1', view({ byPayment: new Map() })]]) })],
  ])('differ by a paisa in %s', (name, all) => {
    expect(whatDiffers(told(), all).join()).toContain(name);
  });

  it('say nothing of read models that were not looked up', () => {
    const older = books({ views: new Map() });
    expect(compareBooks(new Map(), older).differences).toEqual([]);
  });

  it('differ from what the driver was told', () => {
    expect(whatDiffers(told({ totalMinor: 30_001 }), books())).toHaveLength(1);
    expect(whatDiffers(told({ ended: { how: 'cancelled', keepMinor: 0 } }), books())).toHaveLength(1);
    expect(whatDiffers(told({ refunds: new Map([['r1', 500]]) }), books())).toHaveLength(1);
    expect(whatDiffers(told({ status: 'CANCELLED' }), books())).toEqual([
      'the driver was told CANCELLED, the read model says COMPLETED',
    ]);
    const cancelled = books({ views: new Map([['o1', view({ status: 'CANCELLED' })]]) });
    expect(whatDiffers(told(), cancelled)).toContain(
      'the driver was told DELIVERED, the read model says CANCELLED',
    );
  });

  it('count what a card only holds', () => {
    const none = { byPayment: paid(0), heldFor: new Map([['o1', 30_000]]) };
    const held = books({
      gateway: none,
      ledger: paid(0),
      views: new Map([['o1', view({ byPayment: paid(0) })]]),
    });
    expect(whatDiffers(told(), held)).toEqual([]);
  });

  it('differ when the accounts are not zero in sum', () => {
    expect(whatDiffers(told(), books({ trialBalance: -1 }))).toHaveLength(1);
  });
});

describe('refunds', () => {
  const refund = (refundId: string, changed = {}) => ({
    ...{ refundId, paymentId: 'p1', cause: 'item-missing', status: 'SETTLED', minor: 500 },
    ...changed,
  });
  const refunded = (references: readonly string[], refunds: OrderView['refunds'], minor = 500): Books =>
    books({
      gateway: { byPayment: paid(30_000, minor), refunds: references },
      ledger: paid(30_000, minor),
      views: new Map([['o1', view({ byPayment: paid(30_000, minor), refunds })]]),
    });
  const order = told({ refunds: new Map([['r1', 500]]) });

  it('are made once', () => {
    expect(whatDiffers(order, refunded(['r1'], [refund('r1')]))).toEqual([]);
    expect(whatDiffers(order, refunded(['r1', 'r1'], [refund('r1')]))).toEqual(['refund r1 was made twice']);
  });

  it('are made once for one cause, unless the first has failed', () => {
    const again = [refund('r1', { status: 'FAILED' }), refund('r2')];
    expect(whatDiffers(order, refunded(['r2'], again))).toEqual([]);
    const twice = whatDiffers(order, refunded(['r1', 'r2'], [refund('r1'), refund('r2')], 1_000));
    expect(twice).toContain('2 refunds of payment p1, item-missing');
  });

  it('are as much as staff were told, and settled', () => {
    expect(whatDiffers(order, refunded(['r1'], [refund('r1', { minor: 499 })]))).toEqual([
      'refund r1: staff were told 500, 499 went back',
    ]);
    expect(whatDiffers(order, refunded(['r1'], [refund('r1', { status: 'SUBMITTED' })]))).toEqual([
      'refund r1 is still SUBMITTED',
    ]);
  });
});

describe('cash', () => {
  const cod = told({ method: 'COD' });
  const atTheDoor = (ledger: number, cashMinor: number, gateway: Partial<Books['gateway']> = {}): Books =>
    books({
      gateway: { byPayment: new Map(), orderOf: new Map(), ...gateway },
      ledger: new Map(),
      ledgerCash: new Map([['o1', ledger]]),
      views: new Map([['o1', view({ byPayment: new Map(), cashMinor })]]),
    });

  it('is what the courier said, or the total', () => {
    expect(whatDiffers(cod, atTheDoor(30_000, 30_000))).toEqual([]);
    expect(whatDiffers({ ...cod, cashMinor: 20_000 }, atTheDoor(20_000, 20_000))).toEqual([]);
    expect(whatDiffers({ ...cod, cashMinor: 20_000 }, atTheDoor(30_000, 30_000))).toHaveLength(1);
    expect(whatDiffers(cod, atTheDoor(29_999, 30_000))).toHaveLength(1);
    expect(whatDiffers(cod, atTheDoor(30_000, 29_999))).toHaveLength(1);
  });

  it('is none for an order that came to nothing', () => {
    const cancelled = atTheDoor(0, 0);
    const views = new Map([['o1', view({ status: 'CANCELLED', byPayment: new Map() })]]);
    expect(whatDiffers({ ...cod, status: 'CANCELLED' }, { ...cancelled, views })).toEqual([]);
  });

  it('does not go through the gateway', () => {
    const both = atTheDoor(30_000, 30_000, { byPayment: paid(0), orderOf: new Map([['p1', 'o1']]) });
    expect(whatDiffers(cod, both)).toContain('a cash order reached the gateway');
  });
});

describe('what should stay', () => {
  it('is nothing of an order that came to nothing, the fee of one that was closed, else the rest', () => {
    expect(keepOf(told(), 'CANCELLED')).toBe(0);
    expect(keepOf(told(), 'PENDING')).toBe(0);
    expect(keepOf(told({ ended: { how: 'cancelled', keepMinor: 2_000 } }), 'CANCELLED')).toBe(2_000);
    const refunds = new Map([
      ['r1', 500],
      ['r2', 700],
    ]);
    expect(keepOf(told({ refunds }), 'COMPLETED')).toBe(28_800);
  });
});
