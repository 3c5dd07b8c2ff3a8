import type { Role } from '../../../../domain/kernel/actor';

/** Who may call a route: everyone, everyone who signed in, operators of this machine, or some roles. */
export type Access = 'public' | 'signed-in' | 'operator' | readonly Role[];

const customer = ['customer'] as const;
const restaurant = ['restaurant', 'support', 'admin'] as const;
const courier = ['courier'] as const;
const staff = ['support', 'admin'] as const;
const books = ['support', 'admin', 'auditor'] as const;
const followers = ['customer', 'support', 'admin', 'auditor'] as const;
const readers = ['customer', 'restaurant', 'courier', 'support', 'admin', 'auditor'] as const;

/**
 * Every route with those who may call it. A route without a row is refused, and fails the build; so does a row
 * without a route. What a role sees of others' things is decided by ownership, after this table.
 */
export const AUTHORIZATION: ReadonlyMap<string, Access> = new Map<string, Access>([
  ['POST /api/v1/auth/register', 'public'],
  ['POST /api/v1/auth/login', 'public'],
  ['POST /api/v1/auth/refresh', 'public'],
  ['POST /api/v1/auth/logout', 'signed-in'],

  ['GET /api/v1/users/profile', 'signed-in'],
  ['PUT /api/v1/users/profile', 'signed-in'],
  ['POST /api/v1/users/addresses', customer],
  ['GET /api/v1/users/addresses', customer],
  ['PUT /api/v1/users/addresses/:id', customer],
  ['DELETE /api/v1/users/addresses/:id', customer],

  ['GET /api/v1/notifications', ['customer', 'restaurant', 'courier', 'support', 'admin']],
  ['POST /api/v1/notifications/read', ['customer', 'restaurant', 'courier', 'support', 'admin']],
  ['POST /api/v1/notifications/:id/read', ['customer', 'restaurant', 'courier', 'support', 'admin']],
  ['GET /api/v1/staff/orders/:id/notifications', books],

  ['GET /api/v1/restaurants', 'public'],
  ['GET /api/v1/restaurants/:id', 'public'],
  ['GET /api/v1/restaurants/:id/menu', 'public'],
  ['GET /api/v1/images/:name', 'public'],

  ['GET /api/v1/restaurants/:id/reviews', 'public'],
  ['POST /api/v1/ratings', customer],
  ['POST /api/v1/ratings/photos', customer],
  ['GET /api/v1/ratings/photos/:name', 'public'],
  ['GET /api/v1/ratings/restaurant/:id', 'public'],

  ['GET /api/v1/cart', customer],
  ['POST /api/v1/cart/items', customer],
  ['PUT /api/v1/cart/items/:line_id', customer],
  ['DELETE /api/v1/cart/items/:line_id', customer],
  ['DELETE /api/v1/cart/clear', customer],

  ['POST /api/v1/orders', customer],
  ['POST /api/v1/checkout', customer],
  ['GET /api/v1/orders', ['customer', 'courier']],
  ['GET /api/v1/orders/:id', readers],
  ['GET /api/v1/orders/:id/timeline', readers],
  ['POST /api/v1/orders/:id/reorder', customer],
  ['PUT /api/v1/orders/:id/cancel', ['customer', 'support', 'admin']],
  ['POST /api/v1/orders/:id/wait', customer],

  ['GET /api/v1/tracking/:order_id', followers],
  ['GET /api/v1/tracking/:order_id/events', followers],
  ['GET /api/v1/tracking/:order_id/messages', followers],
  ['POST /api/v1/tracking/:order_id/ticket', followers],
  ['GET /api/v1/orders/:id/track', followers],

  ['GET /api/v1/restaurant/restaurants', ['restaurant']],
  ['GET /api/v1/restaurant/feed', ['restaurant']],
  ['POST /api/v1/restaurant/:id/pause', restaurant],
  ['POST /api/v1/restaurant/:id/resume', restaurant],
  ['PUT /api/v1/restaurant/:id/hours', restaurant],
  ['PUT /api/v1/restaurant/:id/menu', restaurant],
  ['PUT /api/v1/restaurant/:id/menu/items/:item_id/price', restaurant],
  ['PUT /api/v1/restaurant/:id/menu/items/:item_id/availability', restaurant],

  ['GET /api/v1/restaurant/orders', ['restaurant']],
  ['POST /api/v1/restaurant/orders/:id/accept', restaurant],
  ['POST /api/v1/restaurant/orders/:id/reject', restaurant],
  ['POST /api/v1/restaurant/orders/:id/delay', restaurant],
  ['POST /api/v1/restaurant/orders/:id/start', restaurant],
  ['POST /api/v1/restaurant/orders/:id/ready', restaurant],
  ['POST /api/v1/restaurant/orders/:id/returned', restaurant],

  ['POST /api/v1/delivery/available', courier],
  ['GET /api/v1/delivery/me', courier],
  ['GET /api/v1/delivery/feed', courier],
  ['GET /api/v1/delivery/orders', courier],
  ['GET /api/v1/delivery/orders/available', courier],
  ['POST /api/v1/delivery/orders/:id/accept', courier],
  ['POST /api/v1/delivery/orders/:id/decline', courier],
  ['POST /api/v1/delivery/orders/:id/arrived', courier],
  ['POST /api/v1/delivery/orders/:id/release', courier],
  ['POST /api/v1/delivery/orders/:id/fail', courier],
  ['PUT /api/v1/delivery/orders/:id/status', courier],
  ['PUT /api/v1/delivery/orders/:id/cash', courier],
  ['POST /api/v1/delivery/orders/:id/proof', courier],
  ['GET /api/v1/orders/:id/proof', ['customer', 'courier', 'support', 'admin', 'auditor']],
  ['POST /api/v1/delivery/location', courier],
  ['POST /api/v1/location', courier],
  ['GET /api/v1/staff/orders/:id/track', books],

  ['GET /api/v1/staff/couriers', staff],
  ['POST /api/v1/staff/couriers/:id/suspend', staff],
  ['POST /api/v1/staff/couriers/:id/reinstate', staff],
  ['GET /api/v1/staff/deliveries', staff],
  ['GET /api/v1/staff/orders/:id/assignments', staff],
  ['PUT /api/v1/staff/orders/:id/courier', staff],
  ['DELETE /api/v1/staff/orders/:id/courier', staff],
  ['POST /api/v1/staff/orders/:id/hold', staff],
  ['POST /api/v1/staff/orders/:id/clear-hold', staff],
  ['POST /api/v1/staff/orders/:id/restore', staff],
  ['POST /api/v1/staff/orders/:id/deliver', staff],
  ['POST /api/v1/staff/orders/:id/fail-delivery', staff],
  ['POST /api/v1/staff/orders/:id/confirm-return', staff],

  ['POST /api/v1/payments/initiate', customer],
  ['POST /api/v1/payments/callback', 'public'],
  ['POST /api/v1/payments/callback/:gateway', 'public'],
  ['GET /api/v1/payments/:id/status', ['customer', 'support', 'admin', 'auditor']],
  ['GET /api/v1/payments/:id/return', 'public'],
  ['POST /api/v1/payments/:id/refund', staff],
  ['POST /api/v1/payments/:id/refunds/:refund_id/retry', staff],
  ['GET /api/v1/staff/payments', books],
  ['GET /api/v1/staff/orders/:id/payments', books],
  ['GET /api/v1/staff/refunds', books],
  ['GET /api/v1/orders/:id/receipt', ['customer', 'support', 'admin', 'auditor']],

  ['GET /api/v1/restaurant/statement', ['restaurant']],
  ['GET /api/v1/delivery/statement', courier],
  ['GET /api/v1/delivery/earnings', courier],
  ['GET /api/v1/staff/money/balances', books],
  ['GET /api/v1/staff/money/statement', books],
  ['POST /api/v1/staff/money/reconcile', staff],
  ['GET /api/v1/staff/money/runs', books],
  ['GET /api/v1/staff/money/breaks', books],

  ['GET /api/v1/staff/processes/:order_id', books],
  ['GET /api/v1/staff/projections', ['admin', 'auditor']],
  ['POST /api/v1/staff/projections/check', ['admin', 'auditor']],
  ['GET /api/v1/staff/projections/checks/:id', ['admin', 'auditor']],

  ['GET /api/v1/sandbox/clock', ['admin']],
  ['PUT /api/v1/sandbox/clock', ['admin']],
  ['GET /api/v1/sandbox/gateway', ['admin']],

  ['GET /api/v1/city', 'public'],
  ['GET /api/v1/city/streets', 'public'],
  ['GET /api/v1/city/feed', 'public'],

  ['GET /', 'public'],
  ['GET /home/:file', 'public'],
  ['GET /docs', 'public'],
  ['GET /docs/*', 'public'],
  ['GET /openapi.json', 'public'],
  ['GET /health/live', 'public'],
  ['GET /health/ready', 'public'],
  ['GET /metrics', 'operator'],
]);
