import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import {
  assertRepliesAgree,
  commandIds,
  decidedIn,
  executorOn,
  send,
  SENT,
} from '../../../test/support/order-executors';
import { PostgresEventStore } from '../../adapters/driven/postgres/event-store/postgres-event-store';

describe('two programs that change one order in PostgreSQL', () => {
  let database: TestDatabase;
  let stores: readonly PostgresEventStore[];

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = [new PostgresEventStore(database.url), new PostgresEventStore(database.url)];
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  });

  it('leave a stream in which every command decided at most once', async () => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(commandIds, fc.nat(1)), { minLength: 2, maxLength: 12, size: 'max' }),
        async (sent) => {
          const orderId = randomUUID();
          const programs = stores.map(executorOn);
          await send(programs[0]!, orderId, 'PlaceOrder', SENT.get('PlaceOrder')!);

          const replies = await Promise.all(
            sent.map(async ([id, program]) => ({
              id,
              outcome: await send(programs[program]!, orderId, id, SENT.get(id)!),
            })),
          );

          assertRepliesAgree(replies, await decidedIn(stores[0]!, orderId, SENT));
          for (const { outcome } of replies) {
            kinds.add(outcome.kind === 'done' && outcome.repeated ? 'repeated' : outcome.kind);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect([...kinds]).toEqual(expect.arrayContaining(['done', 'rejected', 'repeated']));
  }, 120_000);
});
