import { Client } from 'pg';
import { parseMetadata } from '../../eventstore/registry/metadata';

const PAGE = 5_000;

/**
 * Which of these requests an event came from, with the types of those events. Whatever a process did because of a
 * request names that request too.
 * @param databaseUrl of the server that was asked
 */
export async function eventsOfRequests(
  databaseUrl: string,
  isWanted: (requestId: string) => boolean,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const found = new Map<string, string[]>();
  try {
    for (let after = '0'; ;) {
      const { rows } = await client.query<{ position: string; type: string; metadata: string }>(
        'SELECT position::text, type, metadata FROM es_event WHERE position > $1 ORDER BY position LIMIT $2',
        [after, PAGE],
      );
      for (const { type, metadata } of rows) {
        const { correlationId } = parseMetadata(metadata);
        if (isWanted(correlationId)) found.set(correlationId, [...(found.get(correlationId) ?? []), type]);
      }
      const last = rows.at(-1);
      if (last === undefined) return found;
      after = last.position;
    }
  } finally {
    await client.end();
  }
}
