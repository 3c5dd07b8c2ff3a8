import { Pool } from 'pg';
import {
  EventStore,
  type Append,
  type Appended,
  type RecordedEvent,
  type StreamHead,
} from '../../../../application/ports/event-store';
import { GroupedCalls } from '../../grouped-calls';
import { CommitSignal } from './commit-signal';
import { GroupCommitWriter } from './group-commit-writer';
import {
  HEAD_POSITION,
  LIST_STREAMS,
  READ_ALL,
  READ_HEAD,
  READ_SHARDS,
  READ_STREAMS,
  recordedEvent,
  SHARD_HEADS,
  type Statement,
} from './read-statements';
import { RecentEvents } from './recent-events';
import { sessionOf } from './session';
import { WriterConnection } from './writer-connection';

const READERS = 4;
/** Fewer than there are readers: whoever follows the log need not wait for them. */
const STREAM_READS_AT_A_TIME = 2;
const FOLLOW_BATCH = 500;
/** How soon a follower sees what another process has committed, unless its own commits show a gap before that. */
const POLL_MS = 50;

interface StreamPart {
  readonly stream: string;
  readonly fromRevision: number;
}

/**
 * The log in PostgreSQL: one connection that appends, a few that read. Sessions keep planner settings and
 * prepared statements, so the URL has to lead to PostgreSQL itself or to a pooler in session mode.
 */
export class PostgresEventStore extends EventStore {
  private readonly commits = new CommitSignal();
  private readonly recent = new RecentEvents();
  private readonly readers: Pool;
  private readonly writer: GroupCommitWriter;
  private readonly streams = new GroupedCalls<StreamPart, readonly RecordedEvent[]>(
    (parts) => this.readStreams(parts),
    { atATime: STREAM_READS_AT_A_TIME },
  );

  /** @param writer to be given only by a test that writes in another way */
  constructor(databaseUrl: string, writer = new WriterConnection(databaseUrl)) {
    super();
    this.readers = new Pool({ ...sessionOf(databaseUrl, 'tiffin-event-reader'), max: READERS });
    // An idle connection that breaks is replaced; whoever reads through a broken one gets the error.
    this.readers.on('error', () => undefined);
    this.readers.on('connect', (client) => client.on('error', () => undefined));
    this.writer = new GroupCommitWriter(writer, (appends) => {
      this.recent.add(appends);
      this.commits.committed();
    });
  }

  append(append: Append): Promise<Appended> {
    return this.writer.append(append);
  }

  readStream(stream: string, fromRevision = 0): Promise<readonly RecordedEvent[]> {
    return this.streams.call({ stream, fromRevision });
  }

  async readHead(stream: string): Promise<StreamHead | undefined> {
    const [row] = await this.read(READ_HEAD, [stream]);
    return row && { revision: row[0], hash: row[1] };
  }

  async readAll(
    after: number,
    { limit, shards }: { readonly limit: number; readonly shards?: readonly number[] },
  ): Promise<readonly RecordedEvent[]> {
    const rows =
      shards === undefined
        ? await this.read(READ_ALL, [after, limit])
        : await this.read(READ_SHARDS, [after, limit, shards]);
    return rows.map(recordedEvent);
  }

  async shardHeads(upTo: number): Promise<readonly number[]> {
    const rows = await this.read(SHARD_HEADS, [upTo]);
    return rows.map(([position]) => Number(position));
  }

  async headPosition(): Promise<number> {
    const [row] = await this.read(HEAD_POSITION, []);
    return Number(row?.[0]);
  }

  async listStreams(after: string, limit: number): Promise<readonly string[]> {
    const rows = await this.read(LIST_STREAMS, [after, limit]);
    return rows.map(([name]) => name);
  }

  async *follow(after: number, signal: AbortSignal): AsyncGenerator<readonly RecordedEvent[]> {
    let position = after;
    let pollAt = 0;
    for (;;) {
      const commits = this.commits.count;
      let batch = this.recent.after(position, FOLLOW_BATCH);
      if (batch.length === 0 && (this.recent.isBeyond(position) || performance.now() >= pollAt)) {
        batch = await this.readAll(position, { limit: FOLLOW_BATCH });
        if (batch.length === 0) pollAt = performance.now() + POLL_MS;
      }
      if (signal.aborted) return;
      const last = batch.at(-1);
      if (last === undefined) {
        await this.commits.sleep(commits, pollAt - performance.now(), signal);
      } else {
        position = last.position;
        yield batch;
      }
    }
  }

  /** Writes what is waiting, then disconnects. */
  async close(): Promise<void> {
    await this.writer.close();
    await this.readers.end();
  }

  private async readStreams(parts: readonly StreamPart[]): Promise<readonly (readonly RecordedEvent[])[]> {
    const rows = await this.read(READ_STREAMS, [
      parts.map(({ stream }) => stream),
      parts.map(({ fromRevision }) => fromRevision),
    ]);
    const found = parts.map((): RecordedEvent[] => []);
    for (const [place, ...columns] of rows) {
      found[place - 1]?.push(recordedEvent([parts[place - 1]?.stream ?? '', ...columns]));
    }
    return found;
  }

  private async read<Row extends readonly unknown[]>(
    { name, text }: Statement<Row>,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    const { rows } = await this.readers.query<Row & unknown[]>({
      name,
      text,
      values: [...values],
      rowMode: 'array',
    });
    return rows;
  }
}
