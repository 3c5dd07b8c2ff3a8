import type { AnyProjection } from './projection';
import { Rebuild, type RebuildParts, type RebuildProgress } from './rebuild';
import type { TableDigest } from './compare-generations';

/** A read model held against a fresh build of it from the stored events. */
export interface CheckedModel {
  readonly model: string;
  readonly version: number;
  readonly equal: boolean;
  /** How many stored events the fresh build went through. */
  readonly events: number;
  readonly live: TableDigest;
  readonly fresh: TableDigest;
  /** Up to 20 keys whose rows differ; the parts of a key are joined by `/`. */
  readonly differing: readonly string[];
}

export interface CheckOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Ends the check at the next page of events, or the next read model; it then rejects with the reason. */
  readonly signal?: AbortSignal;
}

/**
 * Builds read models anew beside the live ones, compares them row by row at one position, and drops what it built:
 * what readers see stays as it is. It works while others write; each live runner stands still for a moment. A check
 * and a rebuild of the same read model do not go together: the one that began first ends with an error.
 * @param owner unique to this check
 */
export async function checkProjections(
  parts: RebuildParts,
  owner: string,
  projections: readonly AnyProjection[],
  { onProgress, signal }: CheckOptions = {},
): Promise<readonly CheckedModel[]> {
  const results = await new Rebuild(parts, owner).run(projections, {
    checkOnly: true,
    onProgress: (progress) => {
      signal?.throwIfAborted();
      onProgress?.(progress);
    },
  });
  const versions = new Map(projections.map(({ name, version }) => [name, version]));
  return results.map(({ model, events, comparison }) => ({
    model,
    version: versions.get(model) ?? 0,
    equal: comparison.equal,
    events,
    live: comparison.live,
    fresh: comparison.next,
    differing: comparison.differing,
  }));
}
