import { ledgerProcess } from './ledger-process';
import { completionProcess } from './completion-process';
import { dispatchProcess } from './dispatch-process';
import { noticesProcess } from './notices-process';
import { checkoutProcess } from './checkout-process';
import { paymentStatusProcess } from './payment-status-process';
import { refundsProcess } from './refunds-process';
import { restaurantSlaProcess } from './restaurant-sla-process';

/** Every process there is. */
export const PROCESS_MANAGERS: readonly { readonly name: string }[] = [
  checkoutProcess.manager,
  paymentStatusProcess.manager,
  refundsProcess.manager,
  ledgerProcess.manager,
  restaurantSlaProcess.manager,
  dispatchProcess.manager,
  noticesProcess.manager,
  completionProcess.manager,
];
