import type { Database } from '../../adapters/driven/postgres/database';
import { readRows } from '../read-rows';
import { assignmentDecisions, type AssignmentDecisionRow } from './assignment-decisions';

/** Looks up how couriers were chosen. */
export class AssignmentDecisionQuery {
  constructor(private readonly database: Database) {}

  /** The first step first; empty for an order that nobody was looked for yet. */
  ofOrder(orderId: string): Promise<readonly AssignmentDecisionRow[]> {
    return readRows(this.database, assignmentDecisions, {
      name: 'assignment-decisions-of-order',
      text: 'WHERE order_id = $1 ORDER BY position',
      values: [orderId],
    });
  }
}
