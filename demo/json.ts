/** An object of which only that is known. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** @throws when it is not an object */
export function record(value: unknown): JsonRecord {
  if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value as JsonRecord;
}

/** @throws when it is not there */
export function text(from: JsonRecord, field: string): string {
  const value = from[field];
  if (typeof value !== 'string') throw new Error(`no ${field} in ${JSON.stringify(from)}`);
  return value;
}

/** Null when it is null or not there. */
export function textOrNull(from: JsonRecord, field: string): string | null {
  const value = from[field];
  return typeof value === 'string' ? value : null;
}

/** @throws when it is not there */
export function whole(from: JsonRecord, field: string): number {
  const value = from[field];
  if (typeof value !== 'number') throw new Error(`no ${field} in ${JSON.stringify(from)}`);
  return value;
}

/** @throws when it is not there */
export function list(from: JsonRecord, field: string): readonly JsonRecord[] {
  const value = from[field];
  if (!Array.isArray(value)) throw new Error(`no ${field} in ${JSON.stringify(from)}`);
  return value.map(record);
}
