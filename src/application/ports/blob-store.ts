/** Bytes that were put under a name. */
export interface Blob {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/**
 * Pictures and documents. A name is written once and never changed: the same bytes may be put again, others are
 * refused. Names are lower-case letters, digits, `-`, `.` and `/` (no empty part, none that begins with a dot).
 */
export abstract class BlobStore {
  /**
   * Resolves when the bytes are durable.
   * @throws BlobExists when the name holds other bytes
   */
  abstract put(name: string, blob: Blob): Promise<void>;
  abstract get(name: string): Promise<Blob | undefined>;
  /** Does nothing when there is none. */
  abstract remove(name: string): Promise<void>;
}

/** The name is taken by other bytes. */
export class BlobExists extends Error {
  override readonly name = 'BlobExists';
}
