/** Into how many shards the event feed is cut. Stored positions depend on it: it never changes. */
export const SHARD_COUNT = 16;

/**
 * The shard of a partition key: FNV-1a (32 bits, over UTF-16 code units) modulo 16. All events with one
 * partition key share a shard, and a shard is read in the order of `$all`.
 */
export function shardOf(partitionKey: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < partitionKey.length; i += 1) {
    hash ^= partitionKey.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % SHARD_COUNT;
}
