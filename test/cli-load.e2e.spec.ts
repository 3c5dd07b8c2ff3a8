import { Client } from 'pg';
import { z } from 'zod';
import { PROCESS_MANAGERS } from '../src/application/processes/process-managers';
import { cli, type CliResult } from './support/cli-runner';
import { createDeployment, type Deployment } from './support/e2e-server';
import { until } from './support/e2e-until';

const ORDERS = 25;
const EVENTS = ORDERS * 24;

const loadedSchema = z.object({ run: z.string(), orders: z.number(), events: z.number() });
const processesSchema = z.array(z.looseObject({ process: z.string(), shardsBehind: z.number() }));

describe('finished orders that are loaded', () => {
  let deployment: Deployment;

  const tiffin = (...args: readonly string[]): Promise<CliResult> =>
    cli({ DATABASE_URL: deployment.databaseUrl, DATA_DIR: deployment.dataDir }, args);

  async function sql(text: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: deployment.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  const processes = async () => processesSchema.parse((await tiffin('process', 'list', '--json')).json());

  beforeAll(async () => {
    deployment = await createDeployment({ withCity: false });
  }, 60_000);

  afterAll(() => deployment.remove());

  it('are valid, are shown by read models, and have nobody do anything', async () => {
    const { code, json } = await tiffin('load', '--orders', String(ORDERS), '--days', '3', '--json');
    expect(code).toBe(0);
    const { run, ...loaded } = loadedSchema.parse(json());
    expect(loaded).toEqual({ orders: ORDERS, events: EVENTS });
    // A store that has something in it is not seeded.
    await deployment.start();

    await until('every process has read it', async () =>
      (await processes()).every(({ shardsBehind }) => shardsBehind === 0) ? true : undefined,
    );
    expect(await processes()).toEqual(
      PROCESS_MANAGERS.map(({ name: process }): unknown =>
        expect.objectContaining({ process, overdue: 0, retrying: 0, parkedCommands: 0, parkedInputs: 0 }),
      ),
    );
    const events = await sql(
      `WITH e AS (SELECT metadata::json ->> 'partitionKey' AS key, metadata::json ->> 'correlationId' AS run FROM es_event)
       SELECT count(*) FILTER (WHERE run = $1)::integer AS loaded, count(*) FILTER (WHERE run <> $1)::integer AS added
       FROM e WHERE key IN (SELECT key FROM e WHERE run = $1)`,
      [run],
    );
    expect(events).toEqual([{ loaded: EVENTS, added: 0 }]);
    const left = await sql(
      `SELECT (SELECT count(*)::integer FROM process_instance WHERE next_due IS NOT NULL) AS timers,
              (SELECT count(*)::integer FROM notifications) AS notifications`,
    );
    expect(left).toEqual([{ timers: 0, notifications: 0 }]);

    await until('the view shows all of them', async () => {
      const rows = await sql(
        `SELECT status, payment_status, delivery_status, count(*)::integer FROM rm_order_view_v3 GROUP BY 1, 2, 3`,
      );
      const wanted = [
        { status: 'COMPLETED', payment_status: 'COD_COLLECTED', delivery_status: 'DELIVERED', count: ORDERS },
      ];
      return JSON.stringify(rows) === JSON.stringify(wanted) ? true : undefined;
    });
    expect(await tiffin('audit', 'verify')).toMatchObject({ code: 0 });
    expect(await tiffin('money', 'balances')).toMatchObject({ code: 0 });
    expect(await tiffin('projection', 'check', 'order-view', 'deliveries')).toMatchObject({ code: 0 });
  }, 60_000);
});
