import type { Aggregate } from '../../src/application/commands/aggregate';
import type { CommandContext } from '../../src/application/commands/command-context';
import {
  CommandExecutor,
  type ExecuteOptions,
  type Outcome,
  type Prepared,
} from '../../src/application/commands/command-executor';
import type { StreamCache } from '../../src/application/commands/stream-cache';
import type { StreamLoader } from '../../src/application/commands/stream-loader';
import type { EventStore } from '../../src/application/ports/event-store';
import type { RegisteredProcess } from '../../src/application/processes/registered-process';
import type { Decider } from '../../src/domain/kernel/decider';
import type { Effect, ProcessInput, Reaction } from '../../src/domain/kernel/process';
import type { ledger } from '../../src/domain/ledger/ledger';
import type { delivery } from '../../src/domain/delivery/delivery';
import type { order } from '../../src/domain/order/order';
import type { payment } from '../../src/domain/payment/payment';
import type { restaurant } from '../../src/domain/restaurant/restaurant';
import type { shift } from '../../src/domain/shift/shift';

/** What is wrong with the aggregates of a program: deciders by category, each of the types of the right one. */
export interface Bend {
  readonly payment?: typeof payment;
  readonly ledger?: typeof ledger;
  readonly order?: typeof order;
  readonly restaurant?: typeof restaurant;
  readonly delivery?: typeof delivery;
  readonly shift?: typeof shift;
  /** Changes under which ids a command runs. */
  readonly context?: (context: CommandContext, category: string) => CommandContext;
}

/** Runs commands on aggregates that are wrong. */
class BentExecutor extends CommandExecutor {
  constructor(
    store: EventStore,
    cache: StreamCache,
    loader: StreamLoader,
    private readonly bend: Bend,
  ) {
    super(store, cache, loader);
  }

  override execute<C, S, E extends { readonly type: string }, R, P = never>(
    aggregate: Aggregate<C, S, E, R>,
    id: string,
    context: CommandContext,
    prepare: () => Prepared<NoInfer<C>, P> | Promise<Prepared<NoInfer<C>, P>>,
    options?: ExecuteOptions,
  ): Promise<Outcome<E, R | P>> {
    const { category } = aggregate;
    const bent: unknown = Reflect.get(this.bend, category);
    // The one cast: the decider of a category is of its aggregate's types.
    const decider = (bent as Decider<C, S, E, R> | undefined) ?? aggregate.decider;
    const bentContext = this.bend.context?.(context, category) ?? context;
    return super.execute({ ...aggregate, decider }, id, bentContext, prepare, options);
  }
}

export const bentExecutor =
  (bend: Bend) =>
  (store: EventStore, cache: StreamCache, loader: StreamLoader): CommandExecutor =>
    new BentExecutor(store, cache, loader, bend);

/** A process that reacts in another way. */
export const bentProcess = <S, E extends { readonly type: string }, C>(
  process: RegisteredProcess<S, E, C>,
  react: (
    state: S,
    input: ProcessInput<E>,
    right: (state: S, input: ProcessInput<E>) => Reaction<S, C>,
  ) => Reaction<S, C>,
): RegisteredProcess<S, E, C> => ({
  ...process,
  manager: {
    ...process.manager,
    react: (state, input) => react(state, input, (s, i) => process.manager.react(s, i)),
  },
});

/** A reaction without some of its effects. */
export const without = <S, C>(
  { state, effects }: Reaction<S, C>,
  isDropped: (effect: Effect<C>) => boolean,
): Reaction<S, C> => ({ state, effects: effects.filter((effect) => !isDropped(effect)) });
