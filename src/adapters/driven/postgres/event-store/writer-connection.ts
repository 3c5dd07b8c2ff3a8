import { isNativeError } from 'node:util/types';
import { Client, DatabaseError } from 'pg';
import type { Append, Appended } from '../../../../application/ports/event-store';
import { APPEND_STATEMENT, encodeBatch, type AppendedRow } from './append-statement';
import { BinaryArrays } from './binary-arrays';
import { sessionOf } from './session';

/** What became of a batch. */
export type BatchOutcome =
  /** One entry per append, undefined for one that was not at its expected revision. */
  | { readonly is: 'committed'; readonly appended: readonly (Appended | undefined)[] }
  /** Nothing of the batch was stored. */
  | { readonly is: 'refused'; readonly error: Error }
  | { readonly is: 'unknown'; readonly error: Error };

/** The one connection through which a process appends. A broken one is replaced by the next `open`. */
export class WriterConnection {
  private client: Client | undefined;
  private readonly arrays = new BinaryArrays();

  constructor(
    private readonly databaseUrl: string,
    private readonly statement: string = APPEND_STATEMENT,
  ) {}

  /** Connects unless connected. Returns why that is not possible. */
  async open(): Promise<Error | undefined> {
    if (this.client !== undefined) return undefined;
    const client = new Client(sessionOf(this.databaseUrl, 'tiffin-event-writer'));
    client.on('error', () => this.drop(client));
    client.on('end', () => this.drop(client));
    try {
      await client.connect();
      this.client = client;
      return undefined;
    } catch (error) {
      this.drop(client);
      return asError(error);
    }
  }

  /** Writes a batch with at most one append per stream, in one transaction. Needs an open connection. */
  async write(batch: readonly Append[]): Promise<BatchOutcome> {
    const client = this.client;
    if (client === undefined) return { is: 'unknown', error: new Error('not connected') };
    let values: Buffer[];
    try {
      values = encodeBatch(this.arrays, batch);
    } catch (error) {
      return { is: 'refused', error: asError(error) };
    }
    try {
      const query = { name: 'es_append', text: this.statement, values, rowMode: 'array' as const };
      const { rows } = await client.query<[...AppendedRow]>(query);
      return { is: 'committed', appended: answers(batch, rows) };
    } catch (error) {
      // An error that leaves the session alive has rolled the statement back. Any other tells nothing.
      if (error instanceof DatabaseError && error.severity === 'ERROR') return { is: 'refused', error };
      this.drop(client);
      return { is: 'unknown', error: asError(error) };
    }
  }

  async close(): Promise<void> {
    await this.client?.end();
  }

  private drop(client: Client): void {
    if (this.client === client) this.client = undefined;
    client.end().catch(() => undefined);
  }
}

function answers(batch: readonly Append[], rows: readonly AppendedRow[]): readonly (Appended | undefined)[] {
  const positions = batch.map((): number[] => []);
  for (const [n, position] of rows) positions[n - 1]?.push(Number(position));
  const recordedAt = rows[0]?.[2].toISOString() ?? '';
  return batch.map(({ expectedRevision, events }, i) => {
    const own = positions[i] ?? [];
    if (own.length === 0) return undefined;
    return { revision: expectedRevision + events.length, positions: own, recordedAt };
  });
}

const asError = (error: unknown): Error => (isNativeError(error) ? error : new Error(String(error)));
