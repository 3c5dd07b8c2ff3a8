import type { Database } from '../../adapters/driven/postgres/database';
import { TrackedOrders, type TrackedAt, type WantedPlace } from '../../application/tracking/read-tracking';
import type { ProjectionProgress } from '../projection-progress';
import { readRows } from '../read-rows';
import { tracking, trackedOrderOf } from './tracking';

/** How long a reader waits for the read model (ms). */
const WAIT_MS = 500;

/** Looks up tracked orders. Who may see them is decided by the caller. */
export class TrackingQuery extends TrackedOrders {
  constructor(
    private readonly database: Database,
    private readonly progress: ProjectionProgress,
  ) {
    super();
  }

  override async upTo(orderId: string, wanted: WantedPlace | null): Promise<TrackedAt | null | 'late'> {
    const inTime =
      wanted === null || (await this.progress.waitFor(tracking, wanted.shard, wanted.position, WAIT_MS));
    if (!inTime) return 'late';
    const [row] = await readRows(this.database, tracking, {
      name: 'tracking-of-order',
      text: 'WHERE order_id = $1',
      values: [orderId],
    });
    return row === undefined ? null : { order: trackedOrderOf(row), position: row.position };
  }
}
