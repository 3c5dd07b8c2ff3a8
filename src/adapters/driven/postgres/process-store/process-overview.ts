import type { Instant } from '../../../../domain/kernel/instant';
import type { Database } from '../database';
import { consumerOf } from './postgres-process-store';

/** What a process has in hand, over all its instances. */
export interface ProcessOverview {
  readonly instances: number;
  /** Instances with a timer that is set. */
  readonly waiting: number;
  /** Instances with a timer that should have fired. */
  readonly overdue: number;
  /** When the next timer is due, or the most overdue one was; null when none is set. */
  readonly nextDue: Instant | null;
  /** Reactions whose commands are under way, or were when their owner stopped. */
  readonly undispatched: number;
  /** Commands that will be tried again. */
  readonly retrying: number;
  /** Commands that wait for a person. */
  readonly parkedCommands: number;
  /** Inputs that wait for a person, with those behind them. */
  readonly parkedInputs: number;
  /** Shards that somebody holds a lease on that has not run out. */
  readonly heldShards: number;
}

/** Counts what every process has in hand. For people who look: it reads whole indexes. */
export class ProcessOverviews {
  constructor(private readonly database: Database) {}

  /**
   * @param businessNow when timers are overdue
   * @param wallNow when leases have run out (ms since the epoch)
   */
  async of(process: string, businessNow: Instant, wallNow: number): Promise<ProcessOverview> {
    const { rows } = await this.database.query<{
      -readonly [Field in keyof ProcessOverview]: ProcessOverview[Field];
    }>({
      text: `
        SELECT i.*, u.*, e.*, p.*, s.*
        FROM (
          SELECT count(*) AS instances, count(next_due) AS waiting,
                 count(*) FILTER (WHERE next_due <= $3) AS overdue, min(next_due) AS "nextDue"
          FROM process_instance WHERE process = $1
        ) AS i, (
          SELECT coalesce(sum(json_array_length(undispatched)), 0)::integer AS undispatched
          FROM process_shard WHERE process = $1
        ) AS u, (
          SELECT count(*) FILTER (WHERE status = 'retrying') AS retrying,
                 count(*) FILTER (WHERE status = 'parked') AS "parkedCommands"
          FROM process_effect WHERE process = $1 AND status IN ('retrying', 'parked')
        ) AS e, (
          SELECT count(*) AS "parkedInputs" FROM parked_event WHERE consumer = $2
        ) AS p, (
          SELECT count(*) FILTER (WHERE owner IS NOT NULL AND lease_until > $4) AS "heldShards"
          FROM consumer_shard WHERE consumer = $2
        ) AS s`,
      values: [process, consumerOf(process), businessNow, wallNow],
    });
    const [row] = rows;
    if (row === undefined) throw new Error('counting gave no row');
    return row;
  }
}
