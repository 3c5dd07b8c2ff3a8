import { LRUCache } from 'lru-cache';
import type { ProcessBatch, ProcessInstance, ProcessStore } from '../ports/process-store';

/** The instances of some keys as far as they exist, and which of the keys have parked inputs. */
export interface LoadedInstances {
  readonly instances: readonly ProcessInstance[];
  readonly parked: ReadonlySet<string>;
}

/** Keys whose instances are remembered: the next event of an order mostly follows within minutes. */
const MOST_KEYS = 1_000;

/**
 * Instances as they were last saved or loaded by one runner. As long as it holds their shards nobody else writes them,
 * unless something of theirs is parked: those are loaded each time.
 */
export class KnownInstances {
  /** A key that has no instance has an empty list. */
  private readonly known = new LRUCache<string, readonly ProcessInstance[]>({ max: MOST_KEYS });

  constructor(
    private readonly process: string,
    private readonly store: Pick<ProcessStore, 'load'>,
  ) {}

  async load(keys: readonly string[]): Promise<LoadedInstances> {
    const wanted = [...new Set(keys)];
    const known = wanted.flatMap((key) => this.known.get(key) ?? []);
    const unknown = wanted.filter((key) => !this.known.has(key));
    if (unknown.length === 0) return { instances: known, parked: new Set() };
    const { instances, parked } = await this.store.load(this.process, unknown);
    const found = new Map(instances.map((instance) => [instance.key, instance]));
    for (const key of unknown) {
      const instance = found.get(key);
      if (!parked.has(key)) this.known.set(key, instance === undefined ? [] : [instance]);
    }
    return { instances: [...known, ...instances], parked };
  }

  /** To be called when a batch was saved. */
  saved({ instances, parked }: Pick<ProcessBatch, 'instances' | 'parked'>): void {
    for (const instance of instances) this.known.set(instance.key, [instance]);
    for (const { key } of parked) this.known.delete(key);
  }

  /** To be called when shards may have changed hands. */
  forget(): void {
    this.known.clear();
  }
}
