import { randomUUID } from 'node:crypto';
import type { Infrastructure } from '../src/main/infrastructure';
import { loadHistory } from '../src/main/load/load-history';

/** What the life of a loaded order comes to. */
const EVENTS_PER_ORDER = 24;

const DAYS = 30;

/** Stores whole lives of finished orders until there are at least so many events, and returns how many were stored. */
export async function fillHistory(parts: Infrastructure, events: number): Promise<number> {
  const orders = Math.ceil(events / EVENTS_PER_ORDER);
  const loaded = await loadHistory(parts, { orders, run: randomUUID(), days: DAYS });
  return loaded.events;
}
