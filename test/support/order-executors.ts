import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMetadata } from '../../eventstore/registry/metadata';
import { verifyStream } from '../../eventstore/registry/verify-stream';
import { orderAggregate } from '../../src/application/aggregates';
import { CommandExecutor, type Outcome } from '../../src/application/commands/command-executor';
import { StreamCache } from '../../src/application/commands/stream-cache';
import { StreamLoader } from '../../src/application/commands/stream-loader';
import type { EventStore } from '../../src/application/ports/event-store';
import { order } from '../../src/domain/order/order';
import { aPlaceOrder, NOON, orderCommands } from '../../src/domain/order/order.fixtures';
import type { OrderCommand, OrderEvent } from '../../src/domain/order/order-messages';

export type OrderOutcome = Outcome<OrderEvent, unknown>;

/** An executor with a cache of its own, as each program has: a small one, since a cache takes all its room at once. */
export const executorOn = (store: EventStore): CommandExecutor => {
  const cache = new StreamCache(100);
  return new CommandExecutor(store, cache, new StreamLoader(store, cache));
};

/** Sends a command to an order. The command's id is its name in the test: the same name is the same command. */
export const send = (
  executor: CommandExecutor,
  orderId: string,
  id: string,
  command: OrderCommand,
): Promise<OrderOutcome> =>
  executor.execute(
    orderAggregate,
    orderId,
    {
      commandId: id,
      fingerprint: id,
      correlationId: 'correlation',
      causationId: 'cause',
      actor: { id: 'customer-1', role: 'customer' },
      at: NOON,
      traceparent: null,
    },
    () => ({ ok: true, command }),
    { expectNew: command.type === 'PlaceOrder' },
  );

/**
 * What each command decided, by its id.
 * @throws unless the order's stream is an unbroken chain in which each command decided once, and just what the
 * order's rules say
 */
export async function decidedIn(
  store: EventStore,
  orderId: string,
  commands: ReadonlyMap<string, OrderCommand>,
): Promise<ReadonlyMap<string, readonly OrderEvent[]>> {
  const stream = `order-${orderId}`;
  const recorded = await store.readStream(stream);
  assert.deepEqual(verifyStream(stream, recorded, await store.readHead(stream)), { ok: true });

  const decided = new Map<string, OrderEvent[]>();
  const inOrder: string[] = [];
  for (const event of recorded) {
    const { commandId, schema } = parseMetadata(event.metadata);
    if (inOrder.at(-1) !== commandId) inOrder.push(commandId);
    const own = decided.get(commandId) ?? [];
    own.push(orderAggregate.codec.decode(event.type, schema, event.data));
    decided.set(commandId, own);
  }
  assert.equal(new Set(inOrder).size, inOrder.length, 'a command decided twice');
  let state = order.initial;
  for (const id of inOrder) {
    const command = commands.get(id);
    if (command === undefined) throw new Error(`nobody sent ${id}`);
    assert.deepEqual(order.decide(command, state), { ok: true, events: decided.get(id) });
    for (const event of decided.get(id) ?? []) state = order.evolve(state, event);
  }
  return decided;
}

/** What the replies say agrees with the stream: a granted command is in it, one that nobody granted is not. */
export function assertRepliesAgree(
  replies: readonly { readonly id: string; readonly outcome: OrderOutcome }[],
  decided: ReadonlyMap<string, readonly OrderEvent[]>,
): void {
  for (const { id, outcome } of replies) {
    if (outcome.kind === 'done' && outcome.events.length > 0)
      assert.deepEqual(outcome.events, decided.get(id));
    const mayBeThere = replies.some(
      (other) => other.id === id && ['done', 'unknown'].includes(other.outcome.kind),
    );
    assert(mayBeThere || !decided.has(id), `${id} took effect, and nobody was told`);
  }
}

/** Two commands of every kind, by id. */
export const SENT: ReadonlyMap<string, OrderCommand> = new Map(
  Object.entries<OrderCommand>({ ...orderCommands, PlaceOrder: aPlaceOrder() }).flatMap(([name, command]) => [
    [name, command],
    [`${name} by another`, command],
  ]),
);

const early = ['ConfirmOrder', 'CancelOrder', 'HoldForReview', 'ClearHold', 'AcceptOrder', 'RestoreOrder'];

/** Ids of {@link SENT}, mostly of commands that race in the first minutes of an order. */
export const commandIds = fc.oneof(
  { weight: 1, arbitrary: fc.constant('PlaceOrder') },
  { weight: 4, arbitrary: fc.constantFrom(...early, ...early.map((name) => `${name} by another`)) },
  { weight: 1, arbitrary: fc.constantFrom(...SENT.keys()) },
);
