import { setTimeout as sleep } from 'node:timers/promises';
import { consumerOf } from '../src/adapters/driven/postgres/process-store/postgres-process-store';
import { READ_MODELS } from '../src/projections/read-models';
import type { Infrastructure } from '../src/main/infrastructure';

const POLL_MS = 5;
const PATIENCE_MS = 600_000;

/**
 * Resolves when every read model and every process of this process has taken in the whole log, and all that the
 * processes asked for has been done, so that nothing more will happen.
 */
export async function untilDrained({
  eventStore,
  progress,
  shards,
  database,
}: Infrastructure): Promise<void> {
  for (;;) {
    const head = await eventStore.headPosition();
    const heads = await eventStore.shardHeads(head);
    await Promise.all(
      READ_MODELS.flatMap((model) =>
        heads.map((position, shard) => progress.waitFor(model, shard, position, PATIENCE_MS)),
      ),
    );
    const { rows } = await database.query<{ pending: number }>({
      name: 'bench-pending',
      text: 'SELECT count(*)::integer AS pending FROM process_shard WHERE json_array_length(undispatched) > 0',
    });
    const checkout = await shards.positions(consumerOf('checkout'));
    const isTakenIn = heads.every((position, shard) => (checkout[shard] ?? 0) >= position);
    if (isTakenIn && rows[0]?.pending === 0 && (await eventStore.headPosition()) === head) return;
    await sleep(POLL_MS);
  }
}
