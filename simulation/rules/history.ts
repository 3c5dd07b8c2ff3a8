import { isDeepStrictEqual } from 'node:util';
import { verifyStream } from '../../eventstore/registry/verify-stream';
import { replay } from '../../src/application/processes/replay';
import type { RegisteredProcess } from '../../src/application/processes/registered-process';
import type { Parts } from '../world/parts';
import { must, mustEqual } from '../engine/violation';
import type { World } from '../world/world';

/** What is stored is whole: streams are unbroken chains, and every process is the fold of what it took in, each event once. */
export async function checkHistory(world: World, parts: Parts): Promise<void> {
  const { events } = world;
  for (const stream of await events.listStreams('', 1_000_000)) {
    const verified = verifyStream(stream, await events.readStream(stream), await events.readHead(stream));
    must('a stream is an unbroken chain', verified.ok, () => `${stream}: ${JSON.stringify(verified)}`);
  }
  await checkProcess(world, parts.checkout);
  await checkProcess(world, parts.paymentStatus);
  await checkProcess(world, parts.refunds);
  await checkProcess(world, parts.ledger);
  await checkProcess(world, parts.dispatch);
  await checkProcess(world, parts.restaurantSla);
  await checkProcess(world, parts.notices);
  await checkProcess(world, parts.completion);
}

/** One process is the fold of its inputs. */
async function checkProcess<S, E extends { readonly type: string }, C>(
  { processes, events, audit }: World,
  process: RegisteredProcess<S, E, C>,
): Promise<void> {
  const { name, initial } = process.manager;
  const keys = [...audit.orders.keys()];
  const { instances } = await processes.load(name, keys);
  for (const key of keys) {
    const journal = await processes.journal(name, key);
    // A timer that an event sets to a time at which it has gone off before goes off again under the same id.
    const inputs = journal.flatMap(({ input }) => (input.kind === 'event' ? [input.id] : []));
    mustEqual('a process takes in an event once', `${name} ${key}`, new Set(inputs).size, inputs.length);
    const { state, divergedAt } = await replay(process, journal, events);
    const stored = instances.find((instance) => instance.key === key)?.state ?? initial;
    const isSame = isDeepStrictEqual(JSON.parse(JSON.stringify(state)), JSON.parse(JSON.stringify(stored)));
    must('a process is the fold of its inputs', isSame && divergedAt === null, () => `${name} ${key}`);
  }
}
