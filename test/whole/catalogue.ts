import type { Entry } from './accepted';
import { ACCOUNTS } from './catalogue/accounts';
import { COURIERS } from './catalogue/couriers';
import { KITCHENS } from './catalogue/kitchens';
import { ORDERS } from './catalogue/orders';
import { payments } from './catalogue/payments';
import { SHOPPING } from './catalogue/shopping';
import { STAFF } from './catalogue/staff';
import { ROUTES } from './document';
import type { GatewayAccess } from './servers';

const OF_THE_GATEWAY = [
  'POST /api/v1/payments/callback',
  'POST /api/v1/payments/callback/{gateway}',
  'POST /api/v1/payments/{id}/refunds/{refund_id}/retry',
];

/** One accepted request for every route, and why some routes have none. */
export interface Catalogue {
  readonly entries: readonly Entry[];
  readonly exceptions: ReadonlyMap<string, string>;
}

/**
 * @param gateway null when it is not known, for a server that runs elsewhere
 * @throws when a route of the API's document has neither an accepted request nor a reason for having none
 */
export function catalogue(gateway: GatewayAccess | null): Catalogue {
  const entries = [
    ...[...ACCOUNTS, ...SHOPPING, ...ORDERS, ...KITCHENS, ...COURIERS],
    ...[...payments(gateway), ...STAFF],
  ];
  const exceptions = new Map(
    gateway === null ? OF_THE_GATEWAY.map((route) => [route, 'the gateway of that server is not known']) : [],
  );
  const known = new Set(entries.map(({ route }) => route.name));
  const missing = ROUTES.filter(({ name }) => !known.has(name) && !exceptions.has(name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new Error(`no accepted request is known for ${names}: add one to test/whole/catalogue`);
  }
  if (known.size !== entries.length) throw new Error('a route has two accepted requests');
  return { entries, exceptions };
}
