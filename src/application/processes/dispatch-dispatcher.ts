import type { DispatchCommand } from '../../domain/dispatch/dispatch-state';
import { never } from '../../domain/kernel/decider';
import { orderAggregate, restaurantAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { CourierRoom } from '../dispatch/courier-room';
import { Intents } from '../dispatch/intents';
import { GiveToCourier } from '../dispatch/give-to-courier';
import { LookAfterCourier } from '../dispatch/look-after-courier';
import { LookForCouriers } from '../dispatch/look-for-couriers';
import { OfferToCourier } from '../dispatch/offer-to-courier';
import { tellDelivery } from '../dispatch/tell-delivery';
import type { BusinessClock } from '../ports/clock';
import type { CourierPositions } from '../ports/courier-positions';
import type { SubjectKeys } from '../ports/subject-keys';
import { CommandDispatcher, dispatchedOf, type Dispatched } from './command-dispatcher';

type Request = Extract<DispatchCommand, { readonly to: 'request' }>;

/** Carries out what the dispatch asks for. */
export class DispatchDispatcher extends CommandDispatcher<DispatchCommand> {
  private readonly looks: LookForCouriers;
  private readonly offers: OfferToCourier;
  private readonly gives: GiveToCourier;
  private readonly cares: LookAfterCourier;

  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    positions: CourierPositions,
    clock: BusinessClock,
    keys: SubjectKeys,
    intents = new Intents(),
  ) {
    super();
    const room = new CourierRoom(executor, loader);
    this.looks = new LookForCouriers(executor, loader, positions, clock, intents);
    this.offers = new OfferToCourier(executor, room, clock, intents);
    this.gives = new GiveToCourier(executor, loader, room);
    this.cares = new LookAfterCourier(executor, loader, positions, clock, keys);
  }

  override async dispatch(asked: DispatchCommand, context: CommandContext): Promise<Dispatched> {
    const { orderId } = asked;
    const { at } = context;
    switch (asked.to) {
      case 'delivery':
        return tellDelivery(this.executor, orderId, { ...asked.command, at }, context);
      case 'order': {
        const command = { ...asked.command, at };
        return dispatchedOf(
          await this.executor.execute(orderAggregate, orderId, context, () => ({ ok: true, command })),
        );
      }
      case 'request':
        return this.request(asked, context);
      case 'look':
        return dispatchedOf(await this.looks.look(orderId, asked.round, asked.radiusMetres, context));
      case 'offer':
        return this.offers.offer(asked, context);
      case 'attach':
        return this.gives.attach(orderId, asked.courierId, asked.attempt, context);
      case 'detach':
        return this.gives.detach(orderId, asked.courierId, asked.reason, context);
      case 'assign':
        return this.gives.assign(orderId, asked.courierId, context);
      case 'release':
        return this.gives.release(orderId, asked, asked.reason, context);
      case 'look-after':
        return this.cares.lookAfter(orderId, asked, context);
      case 'estimate':
        return this.cares.estimate(orderId, asked, asked.reason, context);
      default:
        return never(asked);
    }
  }

  /** What the delivery is about, from the order and its restaurant. */
  private async request(
    { orderId, readyBy, startAt }: Request,
    context: CommandContext,
  ): Promise<Dispatched> {
    const { state: order } = await this.loader.fresh(orderAggregate, orderId);
    if (order.is === 'absent') return { kind: 'rejected', code: 'order-not-found' };
    const { restaurantId, customerId, distanceMetres } = order;
    const { state: restaurant } = await this.loader.recent(restaurantAggregate, restaurantId);
    if (restaurant.is === 'absent') return { kind: 'rejected', code: 'restaurant-not-found' };
    const pickup = restaurant.details.location;
    const terms = { orderId, restaurantId, customerId, pickup, distanceMetres, readyBy, startAt };
    return tellDelivery(
      this.executor,
      orderId,
      { type: 'RequestDelivery', ...terms, at: context.at },
      context,
      { expectNew: true },
    );
  }
}
