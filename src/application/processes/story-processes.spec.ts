import fc from 'fast-check';
import { chainEvents, EMPTY_HEAD } from '../../../eventstore/registry/event-record';
import { parseMetadata } from '../../../eventstore/registry/metadata';
import { orderCodec } from '../../../eventstore/registry/order.codec';
import { paymentCodec } from '../../../eventstore/registry/payment.codec';
import { PAYMENT_METHODS } from '../../domain/order/order-messages';
import { BEGINNINGS, DISTURBED_MOVES, RefundsWorld } from '../../domain/refunds/refunds-world.fixtures';
import type { StoryEvent } from '../../domain/story/order-story';
import type { RecordedEvent } from '../ports/event-store';
import { ledgerProcess } from './ledger-process';
import { refundsProcess } from './refunds-process';
import { restaurantSlaProcess } from './restaurant-sla-process';
import type { RegisteredProcess } from './registered-process';

/** An event of a story as the store gives it back. */
function recorded(event: StoryEvent, position: number): RecordedEvent {
  const isOfPayment = 'paymentId' in event && event.type !== 'WebhookReceived';
  const stream = isOfPayment ? `payment-${event.paymentId}` : `order-${event.orderId}`;
  if (event.type === 'WebhookReceived') throw new Error('these stories have no webhooks');
  const encoded = paymentCodec.handles(event.type)
    ? paymentCodec.encode(event as Parameters<typeof paymentCodec.encode>[0])
    : orderCodec.encode(event as Parameters<typeof orderCodec.encode>[0]);
  const [stored] = chainEvents(stream, EMPTY_HEAD, [encoded], {
    ...{ commandId: 'command', fingerprint: 'request', correlationId: 'request', causationId: 'cause' },
    actor: { id: 'process-refunds', role: 'system' },
    ...{ occurredAt: event.at, partitionKey: event.orderId, policies: {}, traceparent: null },
  });
  return { ...stored!, stream, revision: 0, position, recordedAt: event.at };
}

const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** What a process makes of a story, when its events, state and commands come back from where they are stored. */
function checkStored<S, E extends StoryEvent, C>(
  process: RegisteredProcess<S, E, C>,
  story: readonly StoryEvent[],
) {
  const { manager, stateSchema, commandSchema } = process;
  let state = manager.initial;
  story.forEach((told, i) => {
    if (!manager.reads.some((type) => type === told.type)) return;
    const stored = recorded(told, i);
    const event = process.decode(stored, parseMetadata(stored.metadata));
    expect(event).toEqual(told);
    expect(manager.keyOf(event)).toBe(told.orderId);
    const reaction = manager.react(state, { kind: 'event', event });
    state = stateSchema.parse(asStored(reaction.state));
    expect(state).toEqual(reaction.state);
    for (const effect of reaction.effects) {
      if (effect.do === 'send') expect(commandSchema.parse(asStored(effect.command))).toEqual(effect.command);
    }
  });
}

const move = fc.oneof(
  ...DISTURBED_MOVES.map(({ weight, moves }) => ({ weight, arbitrary: fc.constantFrom(...moves) })),
);

const stories = fc
  .record({
    paymentMethod: fc.constantFrom(...PAYMENT_METHODS),
    first: fc.constantFrom(...BEGINNINGS),
    moves: fc.array(move, { minLength: 10, maxLength: 60, size: 'max' }),
  })
  .map(({ paymentMethod, first, moves }) => {
    const world = new RefundsWorld(paymentMethod);
    for (const one of [...first, ...moves]) world.move(one);
    world.quiesce();
    return world.story;
  });

describe('a process that follows the stories of orders', () => {
  it('refunds by events, states and commands that come back from the store as they were', () =>
    fc.assert(
      fc.property(stories, (story) => checkStored(refundsProcess, story)),
      { numRuns: 300 },
    ));

  it('keeps the books by events, states and commands that come back from the store as they were', () =>
    fc.assert(
      fc.property(stories, (story) => checkStored(ledgerProcess, story)),
      { numRuns: 300 },
    ));

  it('keeps restaurants to their orders by events, states and commands that come back as they were', () =>
    fc.assert(
      fc.property(stories, (story) => checkStored(restaurantSlaProcess, story)),
      { numRuns: 300 },
    ));

  it('refuses events that it does not read', () => {
    const [placed] = new RefundsWorld('CARD').story;
    const stored = { ...recorded(placed!, 0), type: 'OrderCompleted' };
    for (const process of [refundsProcess, ledgerProcess]) {
      expect(() => process.decode(stored, parseMetadata(stored.metadata))).toThrow('does not read');
    }
  });
});
