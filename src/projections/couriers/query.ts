import type { Database } from '../../adapters/driven/postgres/database';
import { readRows } from '../read-rows';
import { couriers, type CourierRow } from './couriers';

/** Looks up couriers. Who may see which is decided by the caller. */
export class CourierQuery {
  constructor(private readonly database: Database) {}

  /** Those of the ids who are known, in no order. */
  byIds(courierIds: readonly string[]): Promise<readonly CourierRow[]> {
    return readRows(this.database, couriers, {
      name: 'couriers-by-id',
      text: 'WHERE courier_id = ANY($1::text[])',
      values: [courierIds],
    });
  }
}
