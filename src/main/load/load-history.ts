import { sealAddress, type PostalAddress } from '../../application/customers/personal-data';
import { uuidv5 } from '../../application/deterministic-ids';
import { asId, type CustomerId } from '../../domain/kernel/ids';
import { epochMs, instantOf, plusMinutes } from '../../domain/kernel/instant';
import type { Sealed } from '../../domain/kernel/sealed';
import type { Infrastructure } from '../infrastructure';
import { finishedLife, LIFE_MINUTES } from './finished-life';
import { partiesOf } from './life-choices';

/** How many lives are stored side by side: their appends share commits. */
const AT_A_TIME = 256;

const CUSTOMERS = 200;
const CUSTOMERS_AT_A_TIME = 5;

export interface LoadOptions {
  readonly orders: number;
  /** Names what is loaded, and is its correlation id: another run makes other orders. */
  readonly run: string;
  /** The orders were placed within so many days; the last of them is over by now. */
  readonly days: number;
  readonly onProgress?: (orders: number, events: number) => void;
}

export interface Loaded {
  readonly orders: number;
  readonly events: number;
}

interface LoadedCustomer {
  readonly customerId: CustomerId;
  readonly address: Sealed;
}

const HOME: PostalAddress = {
  line1: 'House 7, Loaded Lane',
  ...{ line2: null, landmark: null, city: 'Bengaluru', state: 'Karnataka', pincode: '560001' },
  location: { lat: 12.9719, lng: 77.6412 },
};

/** Addresses of customers that are new, a few at a time: each takes a connection to keep its key. */
async function customersOf(
  { subjectKeys }: Pick<Infrastructure, 'subjectKeys'>,
  run: string,
  count: number,
): Promise<readonly LoadedCustomer[]> {
  const customers: LoadedCustomer[] = [];
  for (let first = 0; first < count; first += CUSTOMERS_AT_A_TIME) {
    const group = Array.from({ length: Math.min(CUSTOMERS_AT_A_TIME, count - first) }, (_, i) =>
      asId<CustomerId>(uuidv5('loaded', 'customer', run, String(first + i))),
    );
    const sealed = group.map(async (customerId): Promise<LoadedCustomer> => ({
      customerId,
      address: await sealAddress(subjectKeys, customerId, HOME),
    }));
    customers.push(...(await Promise.all(sealed)));
  }
  return customers;
}

/**
 * Stores whole lives of finished orders: valid events with their hash chains, in business time that is past, in the
 * order in which they would have happened. Only commands are left out, and whoever sends them.
 */
export async function loadHistory(
  parts: Pick<Infrastructure, 'eventStore' | 'subjectKeys' | 'businessClock'>,
  { orders, run, days, onProgress }: LoadOptions,
): Promise<Loaded> {
  const customers = await customersOf(parts, run, Math.min(CUSTOMERS, orders));
  const end = epochMs(plusMinutes(parts.businessClock.now(), -LIFE_MINUTES - 1));
  const start = end - days * 24 * 60 * 60_000;
  let events = 0;
  let stored = 0;
  let next = 0;

  const storeNext = async (): Promise<void> => {
    while (next < orders) {
      const number = next;
      next += 1;
      const customer = customers[number % customers.length];
      if (customer === undefined) return;
      const placedAt = instantOf(Math.floor(start + ((end - start) * number) / orders));
      const life = finishedLife({ run, number, placedAt, ...customer, ...partiesOf(run, number) });
      for (const append of life) {
        await parts.eventStore.append(append);
        events += append.events.length;
      }
      stored += 1;
      onProgress?.(stored, events);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, orders) }, storeNext));
  return { orders: stored, events };
}
