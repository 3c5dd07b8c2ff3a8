import { accountBalances } from './account-balances/account-balances';
import { ledgerEntries } from './ledger-entries/ledger-entries';
import { menuView } from './menu/menu';
import { orderTimeline } from './order-timeline/order-timeline';
import { orderView } from './order-view/order-view';
import { payments } from './payments/payments';
import type { AnyProjection } from './projection';
import { refunds } from './refunds/refunds';
import { restaurantView } from './restaurant/restaurant';

/** Every read model there is. */
export const READ_MODELS: readonly AnyProjection[] = [
  orderView,
  orderTimeline,
  payments,
  refunds,
  ledgerEntries,
  accountBalances,
  restaurantView,
  menuView,
];
