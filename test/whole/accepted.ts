import { createHmac, randomUUID } from 'node:crypto';
import { ROUTES, type Route } from './document';
import type { Person, Role } from './people';
import type { WireRequest } from './wire';
import type { World } from './world';

/** What stands for a value that is to be made when the request is sent. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A request that the server accepts in the state that its world is in. */
export interface Accepted {
  /** Whose it may be; the first is the one whom the fuzzing asks as. Nobody: the route is public. */
  readonly by: readonly Person[];
  /** Of the path. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Other bodies that would be accepted too, for fields that cannot stand beside those of `body`. */
  readonly otherBodies?: readonly Json[];
  readonly picture?: { readonly type: string; readonly bytes: Buffer };
  /** Headers that follow from the body as it is sent: a signature. */
  readonly sign?: (body: Buffer) => Readonly<Record<string, string>>;
}

/** How to get a route's request accepted. */
export interface Entry {
  readonly route: Route;
  readonly statuses: readonly number[];
  /** Whether the request is accepted again and again, whatever it did the first time. */
  readonly keeps: boolean;
  /** When it is asked: `alone` with nobody else around, `last` because it moves the clock. */
  readonly phase: 'together' | 'alone' | 'last';
  /** Of 1: how many of the mutations are tried. Below 1 for what is slow by design, such as a password. */
  readonly share: number;
  prepare(world: World): Promise<Accepted>;
}

type Options = Partial<Pick<Entry, 'statuses' | 'keeps' | 'phase' | 'share'>>;

/**
 * @param name `POST /orders/{id}/wait`, below /api/v1
 * @throws when the document has no such route
 */
export function entry(name: string, prepare: Entry['prepare'], options: Options = {}): Entry {
  const [method = '', path = ''] = name.split(' ');
  const route = ROUTES.find((one) => one.method === method && one.path === `/api/v1${path}`);
  if (route === undefined) throw new Error(`the document of the API has no ${name}`);
  const keeps = method === 'GET';
  return { route, statuses: [200], keeps, phase: 'together', share: 1, prepare, ...options };
}

/** Parts of a request that differ from the accepted one. */
export interface Differing {
  readonly ids?: Readonly<Record<string, string>>;
  /** As they stand in the address, already encoded; `twice` adds one more of the name. */
  readonly query?: readonly (readonly [name: string, value: string | null])[];
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: Buffer | null;
  readonly by?: Person | null;
  readonly requestId?: string;
}

const bodyOf = ({ body, picture }: Accepted): Buffer | null =>
  picture?.bytes ?? (body === undefined ? null : Buffer.from(JSON.stringify(body)));

/** The query of an accepted request, as it stands in the address. */
export const queryOf = ({ query = {} }: Accepted): readonly (readonly [string, string | null])[] =>
  Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]);

/** The request on the wire; a key and an id of its own unless told otherwise. */
export function wireRequest({ route }: Entry, accepted: Accepted, differing: Differing = {}): WireRequest {
  const ids = { ...accepted.ids, ...differing.ids };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  const query = (differing.query ?? queryOf(accepted))
    .map(([name, value]) => (value === null ? name : `${name}=${value}`))
    .join('&');
  const body = differing.body === undefined ? bodyOf(accepted) : differing.body;
  const by = differing.by === undefined ? accepted.by[0] : differing.by;
  const takesKey = route.fields.some((field) => field.in === 'header' && field.path[0] === 'Idempotency-Key');
  const headers: Record<string, string | null> = {
    ...(by === undefined || by === null ? {} : { authorization: `Bearer ${by.token}` }),
    ...(takesKey ? { 'idempotency-key': randomUUID() } : {}),
    ...(body === null ? {} : { 'content-type': accepted.picture?.type ?? 'application/json' }),
    ...accepted.headers,
    ...(accepted.sign === undefined || body === null ? {} : accepted.sign(body)),
    'x-request-id': differing.requestId ?? randomUUID(),
    ...differing.headers,
  };
  if (body !== null) headers['content-length'] = String(body.length);
  const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== null);
  return {
    method: route.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: Object.fromEntries(given),
    body,
  };
}

/** The signature of a message of the sandbox gateway. */
export const signedWith =
  (secret: string) =>
  (body: Buffer): Readonly<Record<string, string>> => {
    const at = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');
    return { 'sandbox-signature': `t=${at},v1=${signature}` };
  };

/** Roles whose members do not see each other's things. */
export const OWNING_ROLES: readonly Role[] = ['customer', 'restaurant', 'courier'];
