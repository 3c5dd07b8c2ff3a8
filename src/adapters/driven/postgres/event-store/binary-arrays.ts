/** Type numbers (oid) of PostgreSQL's own types; they never change. */
const OID = { bytea: 17, int2: 21, int4: 23, text: 25 } as const;

const FIRST_SIZE = 64 * 1024;
/** A UTF-16 code unit takes at most three bytes in UTF-8. */
const BYTES_PER_UNIT = 3;
const ONE_DIMENSION = 1;
const NO_NULLS = 0;
const FIRST_INDEX = 1;

/**
 * Writes PostgreSQL's binary form of one-dimensional arrays without nulls, one after the other, into a buffer
 * that grows to the largest batch and is used again. Text arrays, where every quote is escaped and parsed
 * again, take twice the time.
 *
 * An array given out is overwritten after `reset`.
 */
export class BinaryArrays {
  private buffer = Buffer.allocUnsafe(FIRST_SIZE);
  private offset = 0;

  reset(): void {
    this.offset = 0;
  }

  int4(values: readonly number[]): Buffer {
    const start = this.begin(OID.int4, values.length, 8 * values.length);
    for (const value of values) {
      this.offset = this.buffer.writeInt32BE(4, this.offset);
      this.offset = this.buffer.writeInt32BE(value, this.offset);
    }
    return this.buffer.subarray(start, this.offset);
  }

  int2(values: readonly number[]): Buffer {
    const start = this.begin(OID.int2, values.length, 6 * values.length);
    for (const value of values) {
      this.offset = this.buffer.writeInt32BE(2, this.offset);
      this.offset = this.buffer.writeInt16BE(value, this.offset);
    }
    return this.buffer.subarray(start, this.offset);
  }

  text(values: readonly string[]): Buffer {
    const units = values.reduce((total, value) => total + value.length, 0);
    const start = this.begin(OID.text, values.length, 4 * values.length + BYTES_PER_UNIT * units);
    for (const value of values) {
      const length = this.buffer.write(value, this.offset + 4);
      this.offset = this.buffer.writeInt32BE(length, this.offset) + length;
    }
    return this.buffer.subarray(start, this.offset);
  }

  /** @param values in hex */
  bytea(values: readonly string[]): Buffer {
    const units = values.reduce((total, value) => total + value.length, 0);
    const start = this.begin(OID.bytea, values.length, 4 * values.length + units);
    for (const value of values) {
      const length = this.buffer.write(value, this.offset + 4, 'hex');
      this.offset = this.buffer.writeInt32BE(length, this.offset) + length;
    }
    return this.buffer.subarray(start, this.offset);
  }

  /** Makes room for an array and writes its head. Earlier arrays stay where they are when the buffer grows. */
  private begin(elementType: number, count: number, atMost: number): number {
    const needed = 20 + atMost;
    if (this.buffer.length - this.offset < needed) {
      this.buffer = Buffer.allocUnsafe(2 * (this.buffer.length + needed));
      this.offset = 0;
    }
    const start = this.offset;
    this.offset = this.buffer.writeInt32BE(ONE_DIMENSION, this.offset);
    this.offset = this.buffer.writeInt32BE(NO_NULLS, this.offset);
    this.offset = this.buffer.writeInt32BE(elementType, this.offset);
    this.offset = this.buffer.writeInt32BE(count, this.offset);
    this.offset = this.buffer.writeInt32BE(FIRST_INDEX, this.offset);
    return start;
  }
}
