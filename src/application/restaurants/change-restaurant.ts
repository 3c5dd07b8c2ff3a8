import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RestaurantId } from '../../domain/kernel/ids';
import type {
  RestaurantCommand,
  RestaurantEvent,
  RestaurantRejection,
} from '../../domain/restaurant/restaurant';
import { restaurantAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type Outcome } from '../commands/command-executor';
import { RestaurantAccess } from './restaurant-access';

type RestaurantChange = Extract<
  RestaurantCommand,
  { readonly type: 'ChangeHours' | 'PauseRestaurant' | 'ResumeRestaurant' }
>;

/** When a restaurant takes orders, changed on behalf of whoever runs it. */
export class ChangeRestaurant extends Command<Outcome<RestaurantEvent, RestaurantRejection>> {
  constructor(
    readonly restaurantId: RestaurantId,
    readonly command: RestaurantChange,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeRestaurant)
export class ChangeRestaurantHandler implements ICommandHandler<ChangeRestaurant> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly access: RestaurantAccess,
  ) {}

  async execute({
    restaurantId,
    command,
    context,
  }: ChangeRestaurant): Promise<Outcome<RestaurantEvent, RestaurantRejection>> {
    if (!(await this.access.mayManage(context.actor, restaurantId))) {
      return { kind: 'rejected', rejection: { code: 'restaurant-not-found' } };
    }
    return this.executor.execute(restaurantAggregate, restaurantId, context, () => ({ ok: true, command }));
  }
}
