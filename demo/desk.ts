import { record, textOrNull, whole, type JsonRecord } from './json';
import type { Place } from './stage';

/** Where a `pickup` or a `delivery_address` is. */
export function placeIn(from: JsonRecord | null, field: string): Place | null {
  const value = from?.[field];
  if (value === null || value === undefined) return null;
  const place = record(value);
  return { lat: whole(place, 'latitude'), lng: whole(place, 'longitude') };
}

/** The status of an order that somebody brings. */
export const statusIn = (delivery: JsonRecord | null): string =>
  delivery === null ? 'NONE' : (textOrNull(delivery, 'status') ?? 'NONE');
