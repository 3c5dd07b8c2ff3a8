import type { WholeServer } from './servers';
import type { Wire } from './wire';
import type { World } from './world';

/** Errors that a server logs as it comes up: it was asked whether it is ready before it was. */
const WHILE_STARTING = /Not ready: /;

/**
 * What is wrong with a server after all that was asked of it: errors that it logged, events that were parked, a log
 * that does not verify, an order that cannot be brought to its end.
 */
export async function faultsAfterAll(
  server: WholeServer,
  wire: Wire,
  world: World,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const ready = await wire.send({ method: 'GET', path: '/health/ready', headers: {}, body: null });
  if (ready.status !== 200) faults.push(`the server is not ready: ${ready.text}`);
  await world
    .delivered('UPI')
    .catch((error: unknown) => faults.push(`no order can be delivered: ${String(error)}`));
  const complaints = server.complaints.filter((line) => !WHILE_STARTING.test(line));
  faults.push(...complaints.slice(0, 20).map((line) => `the server logged ${line}`));
  if (server.databaseUrl === null) return faults;
  for (const command of ['audit verify', 'parked list']) {
    const { code, output } = await server.cli(...command.split(' '));
    if (code !== 0) faults.push(`tiffin ${command} ended with ${code}: ${output.slice(-1_500)}`);
  }
  return faults;
}
