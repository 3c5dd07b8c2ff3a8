import { decodeRecorded } from '../../eventstore/registry/catalogue';
import { chainEvents, type RecordedEvent } from '../../eventstore/registry/event-record';
import { NodeSystemClock } from '../adapters/driven/clocks/node-system-clock';
import { InProcessBus } from '../adapters/driven/memory/in-process-bus';
import { MemoryEventStore } from '../adapters/driven/memory/memory-event-store';
import { ConsumerShards } from '../adapters/driven/postgres/consumer-shards';
import { Database } from '../adapters/driven/postgres/database';
import { streamOf, type Aggregate } from '../application/commands/aggregate';
import { StreamCache } from '../application/commands/stream-cache';
import { StreamLoader } from '../application/commands/stream-loader';
import { Relay, RelayFromHead } from '../application/feed/relay';
import { ShardFeed } from '../application/feed/shard-feed';
import type { EventStore } from '../application/ports/event-store';
import type { Role } from '../domain/kernel/actor';
import { fold } from '../domain/kernel/decider';
import type { Instant } from '../domain/kernel/instant';
import { Generations } from './generations';
import { ParkedEvents } from './parked-events';
import { viewName, type AnyProjection, type FeedEvent } from './projection';
import { ProjectionProgress } from './projection-progress';
import { ProjectionRunner, type ProjectionObserver, type RunnerSettings } from './projection-runner';
import { Rebuild } from './rebuild';

let named = 0;

/** A name that nothing else has in this run of the tests. */
export const aName = (kind: string): string => `${kind}-${(named += 1)}`;

/** Appends what one command would have decided. */
export async function appendEvents<S, E extends { readonly type: string; readonly at: Instant }>(
  store: EventStore,
  aggregate: Aggregate<never, S, E, unknown>,
  id: string,
  events: readonly E[],
  role: Role = 'customer',
): Promise<void> {
  const stream = streamOf(aggregate, id);
  const { head, state } = await new StreamLoader(store, new StreamCache(1)).fresh(aggregate, id);
  const encoded = events.map((event) => aggregate.codec.encode(event));
  const chained = chainEvents(stream, head, encoded, {
    commandId: aName('command'),
    fingerprint: 'f'.repeat(64),
    correlationId: aName('request'),
    causationId: aName('request'),
    actor: { id: `a-${role}`, role },
    occurredAt: events[0]?.at ?? '',
    partitionKey: aggregate.partitionKey(id, fold({ ...aggregate.decider, initial: state }, events)),
    policies: {},
    traceparent: null,
  });
  await store.append({ stream, expectedRevision: head.revision, events: chained });
}

export const factOf = <E>(recorded: RecordedEvent): FeedEvent<E> =>
  ({ ...decodeRecorded(recorded), recorded }) as FeedEvent<E>;

/** The rows that a projection makes of a log, one event after the other, by key. */
export async function foldLog(
  store: EventStore,
  projection: AnyProjection,
): Promise<ReadonlyMap<string, object>> {
  const rows = new Map<string, object>();
  for (const recorded of await store.readAll(0, { limit: 1_000_000 })) {
    if (!projection.reads.some((type) => type === recorded.type)) continue;
    const fact = factOf<never>(recorded);
    for (const key of projection.keysOf(fact)) {
      const name = projection.insertOnly === true ? `${key}/${recorded.position}` : key;
      const row = projection.evolve(rows.get(name) ?? null, fact, key);
      if (row === null) rows.delete(name);
      else rows.set(name, row);
    }
  }
  return rows;
}

/** Collects what runners tell. */
export class Witness implements ProjectionObserver {
  readonly batches: number[] = [];
  readonly causes: (string | null)[] = [];
  readonly failures: unknown[] = [];

  batch(_model: string, events: number): void {
    this.batches.push(events);
  }

  parked(_model: string, { cause }: { readonly cause: string | null }): void {
    this.causes.push(cause);
  }

  failed(_model: string, error: unknown): void {
    this.failures.push(error);
  }
}

/** A runner under way, and how to stop it. */
export interface Running {
  readonly owner: string;
  stop(): Promise<void>;
}

/** A database of one's own, to be dropped at the end. */
interface OwnDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Everything around read models: a real database, and a log in memory that is relayed to runners. */
export class ModelWorld {
  readonly clock = new NodeSystemClock();
  readonly store = new MemoryEventStore(this.clock);
  readonly bus = new InProcessBus((error) => this.witness.failures.push(error));
  readonly witness = new Witness();
  readonly shards = new ConsumerShards(this.database);
  readonly generations = new Generations(this.database, this.shards, this.clock);
  readonly progress = new ProjectionProgress(this.database, this.clock);
  readonly parked = new ParkedEvents(this.database, this.shards, this.generations, this.store);
  private readonly end = new AbortController();
  private readonly relay: Promise<void>;
  private readonly running = new Set<Running>();

  private constructor(
    private readonly server: OwnDatabase,
    readonly database: Database,
  ) {
    const relay = new Relay(this.store, this.bus, new RelayFromHead(this.store), this.clock, (error) =>
      this.witness.failures.push(error),
    );
    this.relay = relay.run(this.end.signal);
  }

  static open(server: OwnDatabase): ModelWorld {
    return new ModelWorld(server, new Database(server.url));
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((runner) => runner.stop()));
    this.end.abort();
    await this.relay;
    await this.database.close();
    await this.server.drop();
  }

  /** Starts a runner as if it were a process of its own. */
  start(
    projection: AnyProjection,
    settings: Partial<RunnerSettings> = {},
    source = new ShardFeed(this.store, this.bus, this.clock, { pollMs: 50 }),
  ): Running {
    const owner = aName('owner');
    const { database, shards, generations, clock, progress, witness: observer } = this;
    const parts = { database, shards, generations, source, clock, progress, observer };
    const runner = new ProjectionRunner(projection, parts, {
      owner,
      leaseMs: 10_000,
      batchSize: 100,
      restMs: { least: 0, most: 0 },
      ...settings,
    });
    const stopping = new AbortController();
    const ended = runner.run(stopping.signal);
    const running: Running = {
      owner,
      stop: async () => {
        stopping.abort();
        await ended;
        source.close();
        this.running.delete(running);
      },
    };
    this.running.add(running);
    return running;
  }

  rebuild(): Rebuild {
    const { database, shards, generations, store, clock } = this;
    return new Rebuild({ database, shards, generations, store, clock }, aName('rebuild'));
  }

  /** Waits until the read model shows everything that the log holds now. */
  async caughtUp(projection: AnyProjection): Promise<void> {
    const heads = await this.store.shardHeads(await this.store.headPosition());
    for (const [shard, position] of heads.entries()) {
      if (!(await this.progress.waitFor(projection, shard, position, 20_000))) {
        throw new Error(`${projection.name} did not reach ${position} of shard ${shard}`);
      }
    }
  }

  /** What readers see, in no particular order. */
  async rows(projection: AnyProjection): Promise<readonly object[]> {
    const key = projection.table.key.join(', ');
    const { rows } = await this.database.query<Record<string, unknown>>(
      `SELECT * FROM ${viewName(projection)} ORDER BY ${key}`,
    );
    return rows;
  }

  /** What readers should see once everything is applied, in the order of the keys. */
  async folded(projection: AnyProjection): Promise<readonly object[]> {
    const rows = [...(await foldLog(this.store, projection)).values()];
    return rows.sort(byKey(projection.table.key));
  }
}

const byKey =
  (columns: readonly string[]) =>
  (a: object, b: object): number => {
    const valuesOf = (row: object): readonly unknown[] => {
      const fields: Readonly<Record<string, unknown>> = { ...row };
      return columns.map((column) => fields[column]);
    };
    const others = valuesOf(b);
    for (const [n, value] of valuesOf(a).entries()) {
      const other = others[n];
      if (value === other) continue;
      return typeof value === 'number'
        ? value - Number(other)
        : Buffer.compare(Buffer.from(String(value)), Buffer.from(String(other)));
    }
    return 0;
  };
