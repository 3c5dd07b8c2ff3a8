import { Client } from 'pg';
import { attachToEmbeddedPostgres } from '../../src/adapters/driven/embedded-postgres/attach';

/**
 * How many orders are stored, by the database itself, whatever the server is doing.
 * @returns null when the database cannot be asked now
 */
export async function ordersStored(dataFolder: string): Promise<number | null> {
  let client: Client | null = null;
  try {
    const url = attachToEmbeddedPostgres(dataFolder);
    if (url === null) return null;
    client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000, query_timeout: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ orders: string }>(
      `SELECT count(*) AS orders FROM es_stream WHERE name LIKE 'order-%'`,
    );
    return Number(rows[0]?.orders ?? 0);
  } catch {
    return null;
  } finally {
    await client?.end().catch(() => undefined);
  }
}
