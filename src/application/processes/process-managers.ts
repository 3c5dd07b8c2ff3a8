import { ledgerProcess } from './ledger-process';
import { checkoutProcess } from './checkout-process';
import { paymentStatusProcess } from './payment-status-process';
import { refundsProcess } from './refunds-process';

/** Every process there is. */
export const PROCESS_MANAGERS: readonly { readonly name: string }[] = [
  checkoutProcess.manager,
  paymentStatusProcess.manager,
  refundsProcess.manager,
  ledgerProcess.manager,
];
