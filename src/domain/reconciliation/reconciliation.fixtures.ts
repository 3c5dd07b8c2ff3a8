import { asId, type PaymentId } from '../kernel/ids';
import { money } from '../kernel/money';
import {
  bookCapture,
  bookChargeback,
  bookChargebackLost,
  bookChargebackWon,
  bookRefund,
  type Booking,
  type Parties,
} from '../ledger/booking-rules';
import { MOVEMENTS, totalOf, type Moved, type Movement, type Recorded, type Sides } from './sides';

/** Money in rupees' paise. */
export const aMove = (movement: Movement, reference: string | null, minor: number): Moved => ({
  ...{ movement, reference },
  amount: money(minor, 'INR'),
});

/** The sum of every movement, as sides have it that know no more. */
const sumsOf = (all: readonly Moved[]): readonly Moved[] =>
  MOVEMENTS.map((movement) => aMove(movement, null, totalOf(all, movement, 'INR')));

/** A payment that all sides have as it was recorded, but for those that are given. */
export const agreed = (
  recorded: readonly Recorded[],
  others: {
    readonly booked?: readonly Moved[];
    readonly payments?: readonly Moved[];
    readonly refunds?: readonly Moved[];
    readonly entries?: readonly Moved[];
  } = {},
): Sides => {
  const booked = others.booked ?? sumsOf(recorded);
  return {
    atGateway: recorded,
    recorded,
    isKnown: true,
    booked,
    views: {
      payments: others.payments ?? sumsOf(recorded),
      refunds: others.refunds ?? recorded.filter(({ movement }) => movement === 'refund'),
      'ledger-entries': others.entries ?? booked,
    },
    isSettling: false,
  };
};

const parties: Parties = {
  customerId: asId('customer-1'),
  restaurantId: asId('restaurant-1'),
  courierId: null,
};

/** Everything that can be booked for a payment at a gateway. */
export const journalsOf = (payment: string): readonly Booking[] => {
  const [id, gateway] = [asId<PaymentId>(payment), 'sandbox'] as const;
  const disputed = money(10_000, 'INR');
  return [
    bookCapture(id, gateway, parties, money(28_500, 'INR')),
    bookRefund(id, gateway, parties, money(8_500, 'INR')),
    bookChargeback(id, gateway, disputed),
    bookChargebackWon(id, gateway, disputed),
    bookChargebackLost(id, gateway, disputed),
  ].filter((journal) => journal !== null);
};
