import type { ApiClient } from '../api-client';
import type { GatewayControl } from '../gateway-control';

/** Who a reconciliation asks. */
export interface Parties {
  /** Moves the clock and sees the read models. */
  readonly admin: ApiClient;
  /** Has failed refunds made again, and sees everybody's orders and books. */
  readonly support: ApiClient;
  readonly gateway: GatewayControl;
  /** How often each fault of the gateway had happened when the evening began, by name. */
  readonly faultsBefore: ReadonlyMap<string, number>;
}

/** Tells people what is going on, a line at a time. */
export type Say = (line: string) => void;

/** Something that does not add up, with the order that it is about; null where it is about no order. */
export interface Difference {
  readonly orderId: string | null;
  readonly what: string;
}

/** All pages of a list. @param path without `cursor`, with at least one query parameter */
export async function everyPage<T>(
  client: ApiClient,
  path: string,
  take: (body: Readonly<Record<string, unknown>>) => readonly T[],
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let cursor: unknown = null; ;) {
    const next = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const { status, body } = await client.ask('GET', `${path}${next}`);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    all.push(...take(body));
    cursor = body['next_cursor'];
    if (typeof cursor !== 'string') return all;
  }
}

/** Asks for each of many, some at the same time; results in the same order. */
export async function askForEach<T, R>(
  items: Iterable<T>,
  ask: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const list = [...items];
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < list.length; i = next++) results[i] = await ask(list[i] as T);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}

const AT_A_TIME = 6;
