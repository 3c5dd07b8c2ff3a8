/** Memory of everything that runs, at a moment; in bytes. */
export interface MemorySample {
  readonly orders: number;
  readonly server: number;
  readonly database: number;
  readonly gateway: number;
}

export const totalOf = ({ server, database, gateway }: MemorySample): number => server + database + gateway;

/** What samples of one life of the processes come to, in MiB. */
export interface MemoryTrend {
  readonly samples: number;
  readonly first: MemorySample;
  readonly last: MemorySample;
  readonly most: number;
  /** By the second half, when everything is warm: what 1,000 orders more cost, by least squares. */
  readonly per1000Orders: number | null;
}

const MIB = 1024 * 1024;

const inMib = ({ orders, server, database, gateway }: MemorySample): MemorySample => ({
  orders,
  server: Math.round(server / MIB),
  database: Math.round(database / MIB),
  gateway: Math.round(gateway / MIB),
});

/** @param samples in the order of time; null when there are none */
export function trendOf(samples: readonly MemorySample[]): MemoryTrend | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const slope = slopeOf(samples.slice(Math.floor(samples.length / 2)));
  return {
    samples: samples.length,
    first: inMib(first),
    last: inMib(last),
    most: Math.round(Math.max(...samples.map(totalOf)) / MIB),
    per1000Orders: slope === null ? null : Math.round((slope * 1_000 * 10) / MIB) / 10,
  };
}

/** Bytes per order; null when the orders did not get more. */
export function slopeOf(samples: readonly MemorySample[]): number | null {
  const n = samples.length;
  const x = samples.reduce((sum, { orders }) => sum + orders, 0) / n;
  const y = samples.reduce((sum, sample) => sum + totalOf(sample), 0) / n;
  const spread = samples.reduce((sum, { orders }) => sum + (orders - x) ** 2, 0);
  if (spread === 0 || n < 3) return null;
  return samples.reduce((sum, sample) => sum + (sample.orders - x) * (totalOf(sample) - y), 0) / spread;
}
