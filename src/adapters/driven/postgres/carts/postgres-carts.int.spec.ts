import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import { asId, type CartId, type CustomerId } from '../../../../domain/kernel/ids';
import { cartsContract } from '../../../contracts/carts.contract';
import { Database } from '../database';
import { PostgresCarts } from './postgres-carts';

let test: TestDatabase;
let database: Database;

cartsContract('PostgreSQL', async () => {
  test = await createTestDatabase();
  database = new Database(test.url);
  return new PostgresCarts(database);
});

const clear = (carts: PostgresCarts, n: number): Promise<void> =>
  carts.clear(asId<CustomerId>(`customer-${n}`), asId<CartId>('cart'), '2026-03-01T19:00:00.000Z');

it('clears what one turn of the event loop asks for in one statement', async () => {
  const query = jest.spyOn(database, 'query');
  const carts = new PostgresCarts(database);
  await Promise.all([1, 2, 3].map((n) => clear(carts, n)));
  await clear(carts, 4);
  expect(query).toHaveBeenCalledTimes(2);
  query.mockRestore();
});

it('tells everyone of a turn when clearing failed, and works again after it', async () => {
  const query = jest.spyOn(database, 'query').mockRejectedValueOnce(new Error('down'));
  const carts = new PostgresCarts(database);
  const results = await Promise.allSettled([1, 2].map((n) => clear(carts, n)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await clear(carts, 1);
  query.mockRestore();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});
