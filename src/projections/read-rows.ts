import type { TiffinEvent } from '../../eventstore/registry/catalogue';
import type { Queryable, Statement } from '../adapters/driven/postgres/database';
import { viewName, type Projection } from './projection';

/**
 * Rows of a read model as they are now.
 * @param statement its text is what comes after `SELECT * FROM view`
 */
export async function readRows<Row extends object, E extends TiffinEvent>(
  db: Queryable,
  projection: Projection<Row, E>,
  statement: Statement,
): Promise<readonly Row[]> {
  const text = `SELECT * FROM ${viewName(projection)} ${statement.text}`;
  return (await db.query<Row>({ ...statement, text })).rows;
}
