import type { Database } from '../../adapters/driven/postgres/database';
import { readRows } from '../read-rows';
import { menuView, type MenuRow } from './menu';

/** Looks up menus. */
export class MenuQuery {
  constructor(private readonly database: Database) {}

  /** Null when the restaurant has published none. */
  async ofRestaurant(restaurantId: string): Promise<MenuRow | null> {
    const rows = await readRows(this.database, menuView, {
      name: 'menu-of-restaurant',
      text: 'WHERE restaurant_id = $1',
      values: [restaurantId],
    });
    return rows[0] ?? null;
  }
}
