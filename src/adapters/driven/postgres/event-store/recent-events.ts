import type { Append, Appended, RecordedEvent } from '../../../../application/ports/event-store';

const CAPACITY = 1_024;

/**
 * The events that this process has just committed, so that its own followers need not read them back. Positions
 * are taken under the store's lock: between two neighbouring numbers there can be no event of anyone else.
 */
export class RecentEvents {
  /** In ascending order of position. */
  private events: RecordedEvent[] = [];

  /** Takes in what one commit has appended, in the order of the appends. */
  add(appends: readonly (readonly [Append, Appended])[]): void {
    for (const [{ stream, events }, { revision, positions, recordedAt }] of appends) {
      const first = revision - events.length + 1;
      events.forEach((event, i) => {
        const { id, type, metadata, data, hash, shard } = event;
        const position = positions[i] ?? 0;
        this.events.push({
          id,
          type,
          metadata,
          data,
          hash,
          shard,
          stream,
          revision: first + i,
          position,
          recordedAt,
        });
      });
    }
    if (this.events.length > 2 * CAPACITY) this.events = this.events.slice(-CAPACITY);
  }

  /**
   * The events at the positions that follow on `position` without a gap. None when the next position is not known
   * here: only the store can tell what comes next then.
   */
  after(position: number, limit: number): readonly RecordedEvent[] {
    const from = this.indexOf(position + 1);
    if (from === undefined) return [];
    let to = from + 1;
    while (to - from < limit && this.events[to]?.position === position + 1 + to - from) to += 1;
    return this.events.slice(from, to);
  }

  /** Whether this process has committed something after `position`. */
  isBeyond(position: number): boolean {
    return (this.events.at(-1)?.position ?? 0) > position;
  }

  private indexOf(position: number): number | undefined {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.events[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return this.events[low]?.position === position ? low : undefined;
  }
}
