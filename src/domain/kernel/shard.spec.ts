import { SHARD_COUNT, shardOf } from './shard';

describe('shards', () => {
  it('are a function of the key that never changes, for stored positions depend on it', () => {
    const keys = ['', 'a', 'b', 'c', '5f0c7a4e-9d5e-5a37-8a51-5c2f4a1c9e10'];
    expect(keys.map(shardOf)).toEqual([5, 12, 5, 2, 2]);
  });

  it('spread keys evenly', () => {
    const counts = new Array<number>(SHARD_COUNT).fill(0);
    for (let i = 0; i < 16_000; i += 1) counts[shardOf(`customer-${i}`)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1200);
  });
});
