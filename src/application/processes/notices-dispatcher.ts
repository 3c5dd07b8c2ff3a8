import { never } from '../../domain/kernel/decider';
import type { NoticesCommand } from '../../domain/notices/notices';
import type { NoticeFor } from '../../domain/notices/notice';
import { restaurantAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import type { StreamLoader } from '../commands/stream-loader';
import type { Notifications } from '../ports/notifications';
import { CommandDispatcher, type Dispatched } from './command-dispatcher';

/** Writes down what people are told. The id of the command is that of the notification: it is told once. */
export class NoticesDispatcher extends CommandDispatcher<NoticesCommand> {
  constructor(
    private readonly notifications: Notifications,
    private readonly loader: StreamLoader,
  ) {
    super();
  }

  override async dispatch({ to, notice }: NoticesCommand, context: CommandContext): Promise<Dispatched> {
    const { kind, orderId, restaurantId, restaurantName, moment } = notice;
    const { state: restaurant } = await this.loader.recent(restaurantAggregate, restaurantId);
    if (restaurant.is === 'absent') return { kind: 'rejected', code: 'restaurant-not-found' };
    const { ownerId, hours } = restaurant.details;
    await this.notifications.add({
      id: context.commandId,
      accountId: accountOf(to, ownerId),
      role: to.role,
      ...{ kind, orderId, restaurantName, moment },
      timeZone: hours.timeZone,
      createdAt: context.at,
    });
    return { kind: 'ok' };
  }
}

/** Null for the staff. */
function accountOf(to: NoticeFor, ownerId: string): string | null {
  switch (to.role) {
    case 'customer':
      return to.customerId;
    case 'courier':
      return to.courierId;
    case 'restaurant':
      return ownerId;
    case 'staff':
      return null;
    default:
      return never(to);
  }
}
