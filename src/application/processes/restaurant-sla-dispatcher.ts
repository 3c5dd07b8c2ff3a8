import { never } from '../../domain/kernel/decider';
import type { OrderId } from '../../domain/kernel/ids';
import type { OrderCommand } from '../../domain/order/order-messages';
import { availability, type Availability } from '../../domain/restaurant/restaurant';
import type { RestaurantSlaCommand } from '../../domain/restaurant-sla/restaurant-sla';
import { menuAggregate, orderAggregate, restaurantAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { CommandDispatcher, dispatchedOf, type Dispatched } from './command-dispatcher';

type OpenCheck = Extract<RestaurantSlaCommand, { readonly to: 'open-check' }>;

/** Carries out what follows from how a restaurant deals with its orders. */
export class RestaurantSlaDispatcher extends CommandDispatcher<RestaurantSlaCommand> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
  ) {
    super();
  }

  override async dispatch(asked: RestaurantSlaCommand, context: CommandContext): Promise<Dispatched> {
    const { at } = context;
    switch (asked.to) {
      case 'order':
        return this.toOrder(asked.orderId, { ...asked.command, at }, context);
      case 'open-check':
        return this.checkOpen(asked, context);
      case 'restaurant': {
        const command = { type: 'RecordMissedOrder', orderId: asked.missed, at } as const;
        return dispatchedOf(
          await this.executor.execute(restaurantAggregate, asked.restaurantId, context, () => ({
            ok: true,
            command,
          })),
        );
      }
      case 'menu': {
        const { itemId, until } = asked;
        const command = { type: 'MarkSoldOut', itemId, until, at } as const;
        return dispatchedOf(
          await this.executor.execute(menuAggregate, asked.restaurantId, context, () => ({
            ok: true,
            command,
          })),
        );
      }
      default:
        return never(asked);
    }
  }

  /** Read afresh: between the placing and the confirmation the restaurant may just have closed. */
  private async checkOpen(
    { orderId, restaurantId }: OpenCheck,
    context: CommandContext,
  ): Promise<Dispatched> {
    const { state } = await this.loader.fresh(restaurantAggregate, restaurantId);
    const available = availability(state, context.at);
    if (available.open) return { kind: 'ok' };
    const reason = reasonOf(available);
    return this.toOrder(orderId, { type: 'RejectOrder', reason, itemIds: [], at: context.at }, context);
  }

  private async toOrder(
    orderId: OrderId,
    command: OrderCommand,
    context: CommandContext,
  ): Promise<Dispatched> {
    return dispatchedOf(
      await this.executor.execute(orderAggregate, orderId, context, () => ({ ok: true, command })),
    );
  }
}

/** Why an order is rejected that a restaurant takes no more. */
const reasonOf = ({ reason }: Extract<Availability, { readonly open: false }>): string =>
  reason === 'paused' ? 'restaurant-paused' : 'restaurant-closed';
