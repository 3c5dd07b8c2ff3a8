import { Client } from 'pg';
import { z } from 'zod';
import { PROCESS_MANAGERS } from '../src/application/processes/process-managers';
import { READ_MODELS } from '../src/projections/read-models';
import { cli, type CliResult } from './support/cli-runner';
import { placeOrder, untilStatus } from './support/e2e-orders';
import { manyCustomers, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('the command line', () => {
  let deployment: Deployment;
  let server: Process;
  let customer: Person;
  let orderId: string;
  let env: Readonly<Record<string, string>>;

  const tiffin = (...args: readonly string[]): Promise<CliResult> => cli(env, args);

  async function sql(text: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: deployment.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  const owners = (): Promise<readonly unknown[]> =>
    sql(`SELECT consumer, shard, owner, epoch::text FROM consumer_shard ORDER BY consumer, shard`);

  beforeAll(async () => {
    deployment = await createDeployment();
    server = await deployment.start();
    [customer] = (await manyCustomers(server.tiffin, 1)) as [Person];
    orderId = (await placeOrder(customer)).order_id;
    await untilStatus(customer, orderId, 'CONFIRMED');
    const port = new URL(server.tiffin.url).port;
    env = {
      DATABASE_URL: deployment.databaseUrl,
      DATA_DIR: deployment.dataDir,
      PORT: port,
      SANDBOX_GATEWAY_PORT: '1',
    };
  }, 60_000);

  afterAll(() => deployment.remove());

  describe('order', () => {
    it('shows how an order stands, and nobody by name', async () => {
      const { code, out } = await tiffin('order', 'show', orderId);
      expect(code).toBe(0);
      expect(out).toContain(`order ${orderId}: CONFIRMED`);
      expect(out).toContain('payment      COD_APPROVED, COD');
      expect(out).toContain(`order-${orderId}: 2 events, hash chain holds`);
      expect(out).toContain('sealed');
      expect(out).not.toContain('+9');
    });

    it('names people when it is told to', async () => {
      const { code, out } = await tiffin('order', 'show', orderId, '--people');
      expect(code).toBe(0);
      expect(out).toMatch(/customer +.+, \+9\d+/);
      expect(out).toMatch(/address +\S+/);
    });

    it('prints JSON', async () => {
      const { json } = await tiffin('order', 'show', orderId, '--json');
      expect(json()).toMatchObject({
        order: { order_id: orderId, status: 'CONFIRMED' },
        people: null,
        events: [{ type: 'OrderPlaced', revision: 0 }, {}, {}],
      });
    });

    it('replays to the end, and to a revision', async () => {
      const whole = await tiffin('order', 'replay', orderId);
      expect(whole.code).toBe(0);
      expect(whole.out).toMatch(/OrderPlaced +customer .*→ PENDING/);
      expect(whole.out).toContain('"status": "CONFIRMED"');
      const first = await tiffin('order', 'replay', orderId, '--revision', '0', '--json');
      const states = z.object({ states: z.record(z.string(), z.object({ status: z.string() })) });
      expect(states.parse(first.json()).states[`order-${orderId}`]?.status).toBe('PENDING');
    });

    it('replays to a business time', async () => {
      const [row] = z
        .array(z.object({ at: z.string() }))
        .parse(
          await sql(
            `SELECT (metadata::json ->> 'occurredAt') AS at FROM es_event WHERE type = 'OrderPlaced'`,
          ),
        );
      const before = await tiffin('order', 'replay', orderId, '--at', '2020-01-01');
      expect(before).toMatchObject({ code: 2 });
      expect(before.err).toContain('Nothing had happened by 2020-01-01');
      const then = await tiffin('order', 'replay', orderId, '--at', row!.at);
      expect(then.code).toBe(0);
      expect(then.out).toContain('OrderPlaced');
    });

    it.each([
      ['order', 'show', UNKNOWN],
      ['order', 'replay', UNKNOWN],
      ['process', 'show', UNKNOWN],
      ['events', 'show', '999999999'],
      ['events', 'show', `order-${UNKNOWN}@0`],
      ['events', 'show', 'nonsense'],
      ['audit', 'verify', `order-${UNKNOWN}`],
      ['parked', 'show', 'order-view', UNKNOWN],
      ['parked', 'retry', 'dispatch', UNKNOWN],
      ['parked', 'skip', 'nothing', UNKNOWN],
      ['projection', 'rollback', 'refunds'],
    ])('%s %s %s: says in one line that there is no such thing, and ends with 2', async (...args) => {
      const { code, out, err } = await tiffin(...args);
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toMatch(/(There is no|Nothing is parked|No process knows|neither a position|no earlier)/);
      expect(err).not.toMatch(/\n\s+at /);
    });
  });

  describe('events', () => {
    it('tells the story of an order', async () => {
      const { code, out } = await tiffin('events', 'tail', '--order', orderId);
      expect(code).toBe(0);
      const types = out.split('\n').map((line) => line.trim().split(/ +/)[2]);
      expect(types).toEqual(expect.arrayContaining(['OrderPlaced', 'CodApproved', 'OrderConfirmed']));
      expect(types).toHaveLength(3);
    });

    it('prints one line of JSON per event, of the types that are asked for', async () => {
      const { out } = await tiffin(
        'events',
        'tail',
        '--from',
        '1',
        '--type',
        'MenuPublished',
        '--limit',
        '2',
        '--json',
      );
      const lines = out
        .split('\n')
        .map((line) => z.object({ type: z.string() }).parse(JSON.parse(line)).type);
      expect(lines).toEqual(['MenuPublished', 'MenuPublished']);
    });

    it('goes on with those that come until it is interrupted', async () => {
      const stop = new AbortController();
      const following = cli(
        env,
        ['events', 'tail', '--follow', '--type', 'OrderPlaced'],
        stop.signal,
        (line) => {
          if (line.includes('OrderPlaced') && !line.includes(orderId)) stop.abort();
        },
      );
      const { order_id } = await placeOrder(customer);
      const { code, out } = await following;
      expect(code).toBe(0);
      expect(out).toContain(`order-${order_id}@0`);
    });

    it('shows an event by its place, whole or byte for byte', async () => {
      const shown = await tiffin('events', 'show', `order-${orderId}@0`);
      expect(shown.code).toBe(0);
      expect(shown.out).toContain('bytes          are those of the hash');
      expect(shown.out).toMatch(/"address": "sealed for /);
      const { json } = await tiffin('events', 'show', `order-${orderId}@0`, '--json');
      const { position } = z.object({ position: z.number() }).parse(json());
      const raw = await tiffin('events', 'show', String(position), '--raw');
      const [stored] = z
        .array(z.object({ metadata: z.string(), data: z.string() }))
        .parse(await sql('SELECT metadata, data FROM es_event WHERE position = $1', [position]));
      expect(raw.out).toBe(`${stored!.metadata}\n${stored!.data}`);
    });
  });

  describe('process', () => {
    it('tells what an order waits for, and why', async () => {
      const { code, out } = await tiffin('process', 'show', orderId, '--state');
      expect(code).toBe(0);
      expect(out).toMatch(/restaurant-sla: \d+ reactions, the last OrderConfirmed/);
      expect(out).toMatch(/timer \S+: \S+Z, in .*, set by OrderConfirmed at/);
      expect(out).toContain('"customerId"');
    });

    it('lists every process with what it has in hand', async () => {
      const { code, json } = await tiffin('process', 'list', '--json');
      expect(code).toBe(0);
      const all = z
        .array(z.looseObject({ process: z.string(), waiting: z.number(), heldShards: z.number() }))
        .parse(json());
      expect(all.map(({ process }) => process)).toEqual(PROCESS_MANAGERS.map(({ name }) => name));
      expect(all.every(({ heldShards }) => heldShards === 16)).toBe(true);
      expect(all.find(({ process }) => process === 'restaurant-sla')?.waiting).toBeGreaterThan(0);
      expect((await tiffin('process', 'list')).out).toMatch(/^restaurant-sla +\d+ +\d+/m);
    });
  });

  describe('projection', () => {
    it('lists and checks the read models, and leaves what was there', async () => {
      const before = await tiffin('projection', 'list', '--json');
      const { code, json, err } = await tiffin('projection', 'check', '--json');
      expect(code).toBe(0);
      expect(json()).toEqual(
        READ_MODELS.map(({ name }): unknown => expect.objectContaining({ model: name, equal: true })),
      );
      expect(err).toContain('reading');
      const after = await tiffin('projection', 'list', '--json');
      const consumers = z.object({
        generations: z.array(z.object({ consumer: z.string(), state: z.string() })),
      });
      expect(consumers.parse(after.json())).toEqual(consumers.parse(before.json()));
    });

    it('finds a row that is not what the events come to', async () => {
      await sql(`UPDATE rm_order_view_v3_g1 SET total_minor = total_minor + 1 WHERE order_id = $1`, [
        orderId,
      ]);
      const { code, out } = await tiffin('projection', 'check', 'order-view', 'refunds');
      await sql(`UPDATE rm_order_view_v3_g1 SET total_minor = total_minor - 1 WHERE order_id = $1`, [
        orderId,
      ]);
      expect(code).toBe(1);
      expect(out).toMatch(/order-view +DIFFERS/);
      expect(out).toContain(`differs: ${orderId}`);
      expect(out).toMatch(/refunds +equal/);
    });

    it('rebuilds what is named, and wants to be told what', async () => {
      expect(await tiffin('projection', 'rebuild')).toMatchObject({ code: 2, out: '' });
      const { code, json } = await tiffin('projection', 'rebuild', 'payments', '--json');
      expect(code).toBe(0);
      expect(json()).toMatchObject([{ model: 'payments', swapped: true }]);
      expect(await tiffin('projection', 'rollback', 'payments')).toMatchObject({ code: 0 });
    });
  });

  it('lists, shows and lets go what is parked', async () => {
    expect(await tiffin('parked', 'list')).toMatchObject({ code: 0, out: '0 keys parked' });
    const [event] = z
      .array(z.object({ position: z.string(), shard: z.number() }))
      .parse(await sql(`SELECT position::text, shard FROM es_event WHERE type = 'OrderPlaced' LIMIT 1`));
    await sql(
      `INSERT INTO parked_event (consumer, partition_key, position, shard, type, cause, parked_at)
       VALUES ('order-timeline.v3.g1', 'a-key', $1, $2, 'OrderPlaced', 'TypeError: no', now())`,
      [event!.position, event!.shard],
    );
    const listed = await tiffin('parked', 'list', '--json');
    expect(listed.code).toBe(1);
    expect(listed.json()).toEqual([
      {
        ...{ consumer: 'order-timeline', key: 'a-key', what: 'OrderPlaced' },
        ...{ position: Number(event!.position), cause: 'TypeError: no', waiting: 1 },
      },
    ]);
    const shown = await tiffin('parked', 'show', 'order-timeline', 'a-key');
    expect(shown.out).toContain('"restaurantName": "Pizza Palace"');
    expect(await tiffin('doctor')).toMatchObject({ code: 1 });
    expect(await tiffin('parked', 'skip', 'order-timeline', 'a-key')).toMatchObject({ code: 0 });
    expect(await tiffin('parked', 'list')).toMatchObject({ code: 0 });
  });

  it('says that the installation is in order beside a server that works, and takes no shard from it', async () => {
    const { code, json } = await tiffin('doctor', '--json');
    const before = await owners();
    const verdicts = z.array(z.looseObject({ check: z.string(), verdict: z.string() })).parse(json());
    expect(verdicts.filter(({ verdict }) => verdict === 'wrong').map(({ check }) => check)).toEqual([
      'gateway',
    ]);
    expect(code).toBe(1);
    for (const args of [
      ['audit', 'verify'],
      ['order', 'show', orderId],
      ['process', 'list'],
      ['money', 'balances'],
    ]) {
      expect(await tiffin(...args)).toMatchObject({ code: 0 });
    }
    expect(await owners()).toEqual(before);
  });

  it('verifies, and names what was changed behind its back', async () => {
    const { code, json } = await tiffin('audit', 'verify', '--json');
    expect(code).toBe(0);
    expect(json()).toMatchObject({ findings: [] });
    const change = (from: string, to: string) =>
      sql(
        `UPDATE es_event SET data = replace(data, $1, $2)
         WHERE revision = 0 AND stream_no = (SELECT stream_no FROM es_stream WHERE name = $3)`,
        [from, to, `order-${orderId}`],
      );
    await change('Pizza Palace', 'Pizza Castle');
    const broken = await tiffin('audit', 'verify', '--stream', `order-${orderId}`);
    const shown = await tiffin('order', 'show', orderId);
    const event = await tiffin('events', 'show', `order-${orderId}@0`);
    await change('Pizza Castle', 'Pizza Palace');
    expect(broken).toMatchObject({ code: 1 });
    expect(broken.out).toContain(`BROKEN order-${orderId} at revision 0: altered`);
    expect(shown).toMatchObject({ code: 1 });
    expect(shown.out).toContain('BROKEN: altered at revision 0');
    expect(event).toMatchObject({ code: 1 });
  });

  it('reconciles and shows balances', async () => {
    const { json } = await tiffin('money', 'reconcile', '--json');
    expect(json()).toMatchObject({ breaks: [] });
    expect(await tiffin('money', 'reconcile', '--from', '2026-03-02', '--to', '2026-03-01')).toMatchObject({
      code: 2,
    });
    expect(Array.isArray((await tiffin('money', 'balances', '--json')).json())).toBe(true);
  });

  it('seeds what is missing, and never a production', async () => {
    const again = await tiffin('seed');
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toContain('nothing was added');
    for (const args of [['seed'], ['load', '--orders', '1']]) {
      const refused = await cli({ ...env, NODE_ENV: 'production' }, args);
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(refused.err).toContain('production');
    }
  });

  it.each([
    [['nonsense'], 2],
    [['order', 'show'], 2],
    [['projection', 'rebuild', 'nothing'], 2],
    [['load', '--orders', 'many'], 2],
    [['events', 'tail', '--type', 'Nothing'], 2],
    [['--help'], 0],
  ] as const)('ends %p with %d', async (args, code) => {
    expect(await tiffin(...args)).toMatchObject({ code });
  });

  it('says so when there is no Tiffin, or the environment is wrong', async () => {
    const nowhere = await cli({ DATA_DIR: `${deployment.dataDir}/nowhere` }, ['audit', 'verify']);
    expect(nowhere).toMatchObject({ code: 2, out: '' });
    expect(nowhere.err).toContain('There is no Tiffin in');
    const refused = await cli({ DATABASE_URL: 'postgres://tiffin@127.0.0.1:1/tiffin' }, ['audit', 'verify']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('ECONNREFUSED');
    expect(await cli({ PORT: 'many' }, ['doctor'])).toMatchObject({ code: 1 });
  });
});

describe('the help', () => {
  it('tells exit codes and an example for every command', async () => {
    const { out } = await cli({}, ['--help']);
    expect(out).toContain('Exit codes');
    for (const command of [
      'order show',
      'events tail',
      'projection check',
      'parked skip',
      'doctor',
      'load',
    ]) {
      const help = await cli({}, [...command.split(' '), '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toMatch(/Exit codes:\n {2}0 /);
      expect(help.out).toContain(`tiffin ${command}`);
    }
  });
});
