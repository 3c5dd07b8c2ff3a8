import {
  ProcessOverviews,
  type ProcessOverview,
} from '../../adapters/driven/postgres/process-store/process-overview';
import { consumerOf } from '../../adapters/driven/postgres/process-store/postgres-process-store';
import { PROCESS_MANAGERS } from '../../application/processes/process-managers';
import type { Infrastructure } from '../infrastructure';
import { behind } from './models-progress';

/** What a process has in hand, and how far it has read. */
export interface ProcessProgress extends ProcessOverview {
  readonly process: string;
  /** Shards with events that it has not read, as far as it has saved. */
  readonly shardsBehind: number;
}

/** What every process has in hand. */
export async function processesProgress({
  database,
  shards,
  eventStore,
  businessClock,
  systemClock,
}: Pick<Infrastructure, 'database' | 'shards' | 'eventStore' | 'businessClock' | 'systemClock'>): Promise<
  readonly ProcessProgress[]
> {
  const heads = await eventStore.shardHeads(await eventStore.headPosition());
  const overviews = new ProcessOverviews(database);
  const progress: ProcessProgress[] = [];
  for (const { name } of PROCESS_MANAGERS) {
    const overview = await overviews.of(name, businessClock.now(), systemClock.now());
    const shardsBehind = behind(await shards.positions(consumerOf(name)), heads);
    progress.push({ process: name, ...overview, shardsBehind });
  }
  return progress;
}
