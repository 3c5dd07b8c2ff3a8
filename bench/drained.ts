import { setTimeout as sleep } from 'node:timers/promises';
import { consumerOf } from '../src/adapters/driven/postgres/process-store/postgres-process-store';
import { PROCESS_MANAGERS } from '../src/application/processes/process-managers';
import { READ_MODELS } from '../src/projections/read-models';
import type { Infrastructure } from '../src/main/infrastructure';

const POLL_MS = 5;
const PATIENCE_MS = 600_000;

const CONSUMERS = PROCESS_MANAGERS.map(({ name }) => consumerOf(name));

interface Backlog {
  /** Shards in which a process has taken in everything. */
  readonly shards: number;
  /** What processes asked for and was not sent, or did not succeed yet. */
  readonly effects: number;
}

/**
 * Resolves when every read model and every process has taken in the whole log, and all that the processes asked for
 * has been done, so that nothing more will happen but what timers or the gateway bring.
 */
export async function untilDrained({ eventStore, progress, database }: Infrastructure): Promise<void> {
  for (;;) {
    const head = await eventStore.headPosition();
    const heads = await eventStore.shardHeads(head);
    await Promise.all(
      READ_MODELS.flatMap((model) =>
        heads.map((position, shard) => progress.waitFor(model, shard, position, PATIENCE_MS)),
      ),
    );
    const { rows } = await database.query<Backlog>({
      name: 'bench-backlog',
      text: `SELECT
               (SELECT count(*) FROM consumer_shard AS c
                WHERE c.consumer = ANY ($1::text[]) AND c.position >= ($2::bigint[])[c.shard + 1])::integer AS shards,
               (SELECT count(*) FROM process_shard WHERE json_array_length(undispatched) > 0)::integer
                 + (SELECT count(*) FROM process_effect WHERE status = 'retrying')::integer AS effects`,
      values: [CONSUMERS, heads],
    });
    const isTakenIn = rows[0]?.shards === CONSUMERS.length * heads.length;
    if (isTakenIn && rows[0]?.effects === 0 && (await eventStore.headPosition()) === head) return;
    await sleep(POLL_MS);
  }
}
