import type { StoreHealth } from '../../../adapters/driven/postgres/store-health';
import { note, ok, wrong, type Verdict } from './verdict';

const OLDEST_VERSION = 140_000;
const MAX_SKEW_MS = 2_000;
const MIB = 1024 ** 2;

/** Version, durability, connections and clock of the database server. */
export async function checkSettings(
  health: StoreHealth,
  now: () => number,
  isSandbox: boolean,
): Promise<readonly Verdict[]> {
  const before = now();
  const settings = await health.settings();
  // Half of the way there and back.
  const skewMs = Math.round(settings.clockMs - (before + now()) / 2);
  const { version, bytes, connections, maxConnections } = settings;
  const name = `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}`;
  const lax = Object.entries({
    fsync: settings.fsync,
    full_page_writes: settings.fullPageWrites,
    synchronous_commit: settings.synchronousCommit,
  }).filter(([, value]) => value === 'off');
  const off = lax.map(([setting]) => `${setting}=off`).join(', ');
  return [
    version >= OLDEST_VERSION
      ? ok('database', `${name}, ${Math.ceil(bytes / MIB)} MiB`)
      : wrong('database', `${name} is too old`, 'Use PostgreSQL 14 or newer.'),
    lax.length === 0
      ? ok('durability', 'fsync, full_page_writes and synchronous_commit are on')
      : isSandbox
        ? note('durability', `${off}: a power cut loses orders that were acknowledged`)
        : wrong('durability', off, 'Turn it on: a power cut loses orders that were acknowledged.'),
    connections < maxConnections * 0.9
      ? ok('connections', `${connections} of ${maxConnections}`)
      : wrong(
          'connections',
          `${connections} of ${maxConnections}`,
          'Raise max_connections, or run fewer processes.',
        ),
    Math.abs(skewMs) <= MAX_SKEW_MS
      ? ok('clock', `the database's is within ${MAX_SKEW_MS / 1_000} s of this machine's`)
      : wrong(
          'clock',
          `the database's is ${skewMs} ms ahead of this machine's`,
          'Have both follow the same time servers: leases and tokens go by the clocks of machines.',
        ),
  ];
}

/** @param pending steps that are still to be made */
export const checkMigrations = (pending: readonly string[], isServed: boolean): Verdict =>
  pending.length === 0
    ? ok('migrations', 'all are made')
    : isServed
      ? wrong('migrations', `to be made: ${pending.join(', ')}`, 'Start the server of this version.')
      : note('migrations', `to be made: ${pending.join(', ')}`, 'The next start makes them.');

/** Whether the streams' heads and the log say the same. */
export async function checkHeads(health: StoreHealth): Promise<Verdict> {
  const { withoutLastEvent, beyondHead, positionsRunBehind } = await health.headFaults();
  if (withoutLastEvent + beyondHead + positionsRunBehind === 0) return ok('heads and log', 'say the same');
  const faults = [
    ...(withoutLastEvent === 0
      ? []
      : [`${withoutLastEvent} streams whose last event is not that of their head`]),
    ...(beyondHead === 0 ? [] : [`${beyondHead} streams with events beyond their head`]),
    ...(positionsRunBehind === 0 ? [] : ['positions would be given twice']),
  ];
  return wrong('heads and log', faults.join('; '), 'Run tiffin audit verify, and restore from a backup.');
}
