import { isInstant } from '../domain/kernel/instant';

const MAX_ID_LENGTH = 200;

/** The place of the last entry of a page: what it was sorted by, and its id. */
export interface Cursor {
  /** An instant. */
  readonly at: string;
  readonly id: string;
}

/** Opaque to clients. */
export const encodeCursor = ({ at, id }: Cursor): string =>
  Buffer.from(JSON.stringify([at, id])).toString('base64url');

/** Whether it is the instant of a row: not of the year 0. */
const isOfRow = (at: string): boolean => isInstant(at) && !at.startsWith('0000');

/** Null for a text that is no cursor. */
export function decodeCursor(text: string): Cursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [at, id] = value as readonly unknown[];
    if (typeof at !== 'string' || typeof id !== 'string') return null;
    return isOfRow(at) && id.length <= MAX_ID_LENGTH && !id.includes('\0') ? { at, id } : null;
  } catch {
    return null;
  }
}

/** The cursor is none that was given out. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/**
 * Where a page begins.
 * @param first what stands before the first page
 * @throws InvalidCursor
 */
export function placeOf(cursor: string | undefined, first: Cursor): Cursor {
  const place = cursor === undefined ? first : decodeCursor(cursor);
  if (place === null) throw new InvalidCursor('not a cursor of this list');
  return place;
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

/** @param found one more than the page holds, if there is one: it shows whether there is a next page */
export function pageOf<Item>(
  found: readonly Item[],
  limit: number,
  placeOfItem: (item: Item) => Cursor,
): Page<Item> {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor(placeOfItem(last)) };
}
