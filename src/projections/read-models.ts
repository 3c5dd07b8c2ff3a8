import { accountBalances } from './account-balances/account-balances';
import { assignmentDecisions } from './assignment-decisions/assignment-decisions';
import { couriers } from './couriers/couriers';
import { deliveries } from './deliveries/deliveries';
import { ledgerEntries } from './ledger-entries/ledger-entries';
import { menuView } from './menu/menu';
import { orderTimeline } from './order-timeline/order-timeline';
import { orderView } from './order-view/order-view';
import { payments } from './payments/payments';
import type { AnyProjection } from './projection';
import { ratings } from './ratings/ratings';
import { refunds } from './refunds/refunds';
import { restaurantView } from './restaurant/restaurant';
import { reviews } from './reviews/reviews';
import { tracking } from './tracking/tracking';

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
  reviews,
  ratings,
  tracking,
  deliveries,
  couriers,
  assignmentDecisions,
];
