import { hash } from 'node:crypto';
import { MemoryEventStore } from '../../src/adapters/driven/memory/memory-event-store';
import type { EventStore, RecordedEvent } from '../../src/application/ports/event-store';
import type { SystemClock } from '../../src/application/ports/clock';

/** The log, with somebody who looks at everything that goes in. */
export class WatchedLog extends MemoryEventStore {
  constructor(
    clock: Pick<SystemClock, 'now'>,
    private readonly onAppended: (events: readonly RecordedEvent[]) => void,
  ) {
    super(clock);
  }

  override async append(append: Parameters<EventStore['append']>[0]): ReturnType<EventStore['append']> {
    const appended = await super.append(append);
    this.onAppended(await this.readStream(append.stream, append.expectedRevision + 1));
    return appended;
  }

  /** SHA-256 (hex) of the log: every stored byte, in the order of the positions. */
  async digest(): Promise<string> {
    const log = await this.readAll(0, { limit: Infinity });
    return hash('sha256', log.map(lineOf).join('\n'), 'hex');
  }
}

const lineOf = ({
  position,
  stream,
  revision,
  id,
  type,
  shard,
  recordedAt,
  metadata,
  data,
}: RecordedEvent): string =>
  [position, stream, revision, id, type, shard, recordedAt, metadata, data].join('\t');
