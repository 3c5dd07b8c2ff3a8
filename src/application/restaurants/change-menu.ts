import { hash } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { never } from '../../domain/kernel/decider';
import type { ItemId, RestaurantId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { Currency } from '../../domain/kernel/money';
import type { MenuCommand, MenuEvent, MenuRejection } from '../../domain/menu/menu';
import { canonicalMenu, withPrice, type MenuCategory } from '../../domain/menu/menu-content';
import { menuAggregate, restaurantAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type Outcome, type Prepared } from '../commands/command-executor';
import { StreamLoader } from '../commands/stream-loader';
import { RestaurantAccess } from './restaurant-access';

/** What is to become of a menu. */
export type MenuChange = Readonly<
  /** `baseHash` names the menu that was edited; null: the restaurant has none yet. */
  | { type: 'publish'; categories: readonly MenuCategory[]; baseHash: string | null }
  | { type: 'price'; itemId: ItemId; priceMinor: number }
  /** `until` is when an item that is sold out comes back by itself; null: not by itself. */
  | { type: 'availability'; itemId: ItemId; available: boolean; until: Instant | null }
>;

export type ChangeMenuRejection = MenuRejection | { readonly code: 'restaurant-not-found' };

/** The menu's hash, as its events hold it and customers' quotes rest on it. */
export const menuHashOf = (categories: readonly MenuCategory[], currency: Currency): string =>
  hash('sha256', canonicalMenu(categories, currency), 'hex');

/** A restaurant's menu, changed on behalf of whoever runs it. */
export class ChangeMenu extends Command<Outcome<MenuEvent, ChangeMenuRejection>> {
  constructor(
    readonly restaurantId: RestaurantId,
    readonly change: MenuChange,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeMenu)
export class ChangeMenuHandler implements ICommandHandler<ChangeMenu> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly access: RestaurantAccess,
  ) {}

  async execute(asked: ChangeMenu): Promise<Outcome<MenuEvent, ChangeMenuRejection>> {
    const { restaurantId, context } = asked;
    if (!(await this.access.mayManage(context.actor, restaurantId))) {
      return { kind: 'rejected', rejection: { code: 'restaurant-not-found' } };
    }
    return this.executor.execute(menuAggregate, restaurantId, context, () => this.prepare(asked));
  }

  private async prepare({
    restaurantId,
    change,
    context: { at },
  }: ChangeMenu): Promise<Prepared<MenuCommand, ChangeMenuRejection>> {
    switch (change.type) {
      case 'publish': {
        const { categories, baseHash } = change;
        const { state: restaurant } = await this.loader.recent(restaurantAggregate, restaurantId);
        if (restaurant.is === 'absent') return { ok: false, rejection: { code: 'restaurant-not-found' } };
        const { currency } = restaurant.details;
        const published = menuHashOf(categories, currency);
        return {
          ok: true,
          command: { type: 'PublishMenu', currency, categories, baseHash, hash: published, at },
        };
      }
      case 'price': {
        const { itemId, priceMinor } = change;
        const { state: menu } = await this.loader.recent(menuAggregate, restaurantId);
        if (menu.is === 'absent') return { ok: false, rejection: { code: 'menu-not-found' } };
        const changed = menuHashOf(withPrice(menu.categories, itemId, priceMinor), menu.currency);
        return {
          ok: true,
          command: { type: 'ChangePrice', itemId, priceMinor, baseHash: menu.hash, hash: changed, at },
        };
      }
      case 'availability': {
        const { itemId, available, until } = change;
        return { ok: true, command: { type: 'SetAvailability', itemId, available, until, at } };
      }
      default:
        return never(change);
    }
  }
}
