import type { FeedMessage } from '../src/application/ports/event-bus';
import { READ_MODELS } from '../src/projections/read-models';
import type { RunningTiffin } from '../src/main/tiffin';
import { timesOf } from './load';
import type { Lag } from './messages';

interface Awaited {
  readonly shard: number;
  readonly position: number;
  /** When it was told of, which is right after its commit. */
  readonly at: number;
}

/** Watches how long it takes until read models show events. It only looks on: a reader who waits would hurry them. */
export class LagProbe {
  private readonly awaited = new Map<string, Awaited[]>();
  private readonly lags = new Map<string, number[]>();
  private unsubscribe: (() => void) | null = null;

  constructor({ parts: { progress, bus } }: RunningTiffin) {
    const moved = progress.moved.bind(progress);
    progress.moved = (projection, positions) => {
      moved(projection, positions);
      if (this.unsubscribe !== null) this.shows(projection.name, positions);
    };
    this.begin = () => {
      this.awaited.clear();
      this.lags.clear();
      this.unsubscribe = bus.subscribe((messages) => this.await(messages));
    };
  }

  readonly begin: () => void;

  end(): Lag {
    this.unsubscribe?.();
    this.unsubscribe = null;
    const models = [...this.lags].map(([model, lags]) => ({ model, ...timesOf(lags) }));
    const worst = models.sort((a, b) => b.p99 - a.p99)[0] ?? { model: 'none', p50: 0, p99: 0 };
    return { all: timesOf([...this.lags.values()].flat()), worst };
  }

  private await(messages: readonly FeedMessage[]): void {
    const at = performance.now();
    for (const { name, reads } of READ_MODELS) {
      const types: readonly string[] = reads;
      for (const { shard, event } of messages) {
        if (!types.includes(event.type)) continue;
        const awaited = this.awaited.get(name) ?? [];
        awaited.push({ shard, position: event.position, at });
        this.awaited.set(name, awaited);
      }
    }
  }

  private shows(model: string, positions: ReadonlyMap<number, number>): void {
    const now = performance.now();
    const lags = this.lags.get(model) ?? [];
    const left = (this.awaited.get(model) ?? []).filter(({ shard, position, at }) => {
      const isShown = (positions.get(shard) ?? 0) >= position;
      if (isShown) lags.push(now - at);
      return !isShown;
    });
    this.awaited.set(model, left);
    this.lags.set(model, lags);
  }
}
