/** The place of the last entry of a page: what it was sorted by, and its id. */
export interface Cursor {
  readonly at: string;
  readonly id: string;
}

/** Opaque to clients. */
export const encodeCursor = ({ at, id }: Cursor): string =>
  Buffer.from(JSON.stringify([at, id])).toString('base64url');

/** Null for a text that is no cursor. */
export function decodeCursor(text: string): Cursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [at, id] = value as readonly unknown[];
    return typeof at === 'string' && typeof id === 'string' ? { at, id } : null;
  } catch {
    return null;
  }
}
