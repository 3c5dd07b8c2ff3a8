import type { Database } from '../adapters/driven/postgres/database';
import { AWAKE, type SystemClock } from '../application/ports/clock';
import { SHARD_COUNT } from '../domain/kernel/shard';
import type { AnyProjection } from './projection';

/** How often the checkpoints of other processes are looked up (ms). */
const LOOK_UP_MS = 20;

interface ModelProgress {
  readonly positions: number[];
  /** The shards that this process looks after. */
  held: ReadonlySet<number>;
  /** Wakes readers who wait for the next commit. */
  readonly waiting: Set<() => void>;
  /** Wakes runners who rest. */
  readonly resting: Set<() => void>;
}

/**
 * How far the read models have come, for readers who have just written: runners of this process tell it after
 * each commit; of other processes it reads the checkpoints.
 */
export class ProjectionProgress {
  private readonly models = new Map<string, ModelProgress>();

  constructor(
    private readonly database: Database,
    private readonly clock: SystemClock,
  ) {}

  /** Called by a runner: these shards are looked after in this process. */
  holds(projection: AnyProjection, shards: Iterable<number>): void {
    this.of(projection).held = new Set(shards);
  }

  /** Called by a runner after a commit. */
  moved(projection: AnyProjection, positions: ReadonlyMap<number, number>): void {
    const model = this.of(projection);
    for (const [shard, position] of positions) model.positions[shard] = position;
    for (const wake of [...model.waiting]) wake();
  }

  /** Called by a runner between small batches: rests for `ms` of wall time, or until a reader waits. */
  async rest(projection: AnyProjection, ms: number, signal: AbortSignal): Promise<void> {
    const { waiting, resting } = this.of(projection);
    if (waiting.size === 0) await this.sleepAmong(resting, ms, signal);
  }

  /**
   * Waits until the read model shows everything of a shard up to a position.
   * @param timeoutMs wall time
   * @returns false when it did not in time
   */
  async waitFor(
    projection: AnyProjection,
    shard: number,
    position: number,
    timeoutMs: number,
  ): Promise<boolean> {
    const model = this.of(projection);
    const deadline = this.clock.now() + timeoutMs;
    for (;;) {
      if ((model.positions[shard] ?? 0) >= position) return true;
      const local = model.held.has(shard);
      if (!local && (await this.storedPosition(projection, shard)) >= position) return true;
      const left = deadline - this.clock.now();
      if (left <= 0) return false;
      const nextMove = this.sleepAmong(model.waiting, local ? left : Math.min(left, LOOK_UP_MS));
      for (const wake of model.resting) wake();
      await nextMove;
    }
  }

  private async storedPosition(projection: AnyProjection, shard: number): Promise<number> {
    const { rows } = await this.database.query<{ position: number }>({
      name: 'progress-look-up',
      text: `SELECT c.position
             FROM projection_generation AS g
             JOIN consumer_shard AS c ON c.consumer = g.name || '.v' || g.version || '.g' || g.generation
             WHERE g.name = $1 AND g.version = $2 AND g.state = 'live' AND c.shard = $3`,
      values: [projection.name, projection.version, shard],
    });
    return rows[0]?.position ?? 0;
  }

  /** @param sleepers whoever calls its members wakes those who sleep */
  private async sleepAmong(sleepers: Set<() => void>, ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    const sleeping = new AbortController();
    const wake = (): void => sleeping.abort(AWAKE);
    sleepers.add(wake);
    signal?.addEventListener('abort', wake);
    await this.clock.sleep(ms, sleeping.signal);
    signal?.removeEventListener('abort', wake);
    sleepers.delete(wake);
  }

  private of(projection: AnyProjection): ModelProgress {
    const key = `${projection.name}.v${projection.version}`;
    let model = this.models.get(key);
    if (model === undefined) {
      const positions = new Array<number>(SHARD_COUNT).fill(0);
      model = { positions, held: new Set(), waiting: new Set(), resting: new Set() };
      this.models.set(key, model);
    }
    return model;
  }
}
