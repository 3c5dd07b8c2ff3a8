import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createEmptyDatabase, type TestDatabase } from '../../../../test/support/database';
import { CommitUncertain, Database } from './database';

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await createEmptyDatabase();
  database = new Database(home.url, { maxConnections: 2 });
  await database.query('CREATE TABLE note (id integer PRIMARY KEY, text text NOT NULL)');
});

beforeEach(async () => {
  await database.query('TRUNCATE note');
});

afterAll(async () => {
  await database.close();
  await home.drop();
});

const insert = (id: number) => ({
  name: 'note-insert',
  text: 'INSERT INTO note (id, text) VALUES ($1, $2)',
  values: [id, 'hello'],
});

const ids = async (): Promise<readonly number[]> => {
  const { rows } = await database.query<{ id: number }>('SELECT id FROM note ORDER BY id');
  return rows.map(({ id }) => id);
};

const columnOf = async (expression: string): Promise<unknown> => {
  const { rows } = await database.query<{ it: unknown }>(`SELECT ${expression} AS it`);
  return rows[0]?.it;
};

/** Ends the session that runs the transaction, from outside, as a restart of the server would. */
const endSession = async (pid: number): Promise<void> => {
  const client = new Client({ connectionString: home.url });
  await client.connect();
  await client.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  await client.end();
};

describe('statements sent together', () => {
  it('are all committed', async () => {
    await database.together([insert(1), insert(2)], { asyncCommit: true });
    expect(await ids()).toEqual([1, 2]);
  });

  it.each([
    [[insert(1), insert(1), insert(2)]],
    [[insert(1), insert(2), insert(2)]],
    [[insert(1), insert(1)]],
  ])(
    'are all undone when one fails, wherever it stands; the error is its own, and the connection is good',
    async (statements) => {
      await expect(database.together(statements)).rejects.toMatchObject({ code: '23505' });
      expect(await ids()).toEqual([]);
      await database.together([insert(3)]);
      expect(await ids()).toEqual([3]);
    },
  );

  it('of several transactions succeed or fail each by itself, in whatever order they come', async () => {
    const outcomes = await Promise.allSettled([
      database.together([insert(1)]),
      database.together([insert(2), insert(1)]),
      database.together([insert(3)], { asyncCommit: true }),
      database.together([insert(4), insert(4)]),
      database.together([insert(5)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await ids()).toEqual([1, 3, 5]);
  });

  it('do not miss what another transaction of the moment failed to make ready', async () => {
    const fresh = new Database(home.url, { maxConnections: 1 });
    const late = (id: number) => ({ ...insert(id), name: 'note-late' });
    const failing = { text: 'SELECT 1 / 0' };
    const outcomes = await Promise.allSettled([
      fresh.together([failing, late(1)]),
      fresh.together([insert(2), late(3)]),
      fresh.together([late(4), late(4)]),
      fresh.together([late(5)]),
    ]);
    await fresh.close();
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ reason: { code: '22012' } });
    expect(outcomes[2]).toMatchObject({ reason: { code: '23505' } });
    expect(await ids()).toEqual([2, 3, 5]);
  });

  it('that wait for a lock do not stop the next ones', async () => {
    const wide = new Database(home.url, { maxConnections: 3 });
    const holder = await wide.pool.connect();
    try {
      await holder.query('BEGIN');
      await holder.query(insert(1));
      const waiting = wide.together([insert(1)]).catch((error: unknown) => error);
      await sleep(50);
      await wide.together([insert(2)]);
      await holder.query('COMMIT');
      expect(await waiting).toMatchObject({ code: '23505' });
      expect(await ids()).toEqual([1, 2]);
    } finally {
      holder.release(true);
      await wide.close();
    }
  });

  it('are of unknown outcome when the connection breaks before the answer to the commit', async () => {
    const end = { text: 'SELECT pg_terminate_backend(pg_backend_pid())' };
    await expect(database.together([insert(1), end])).rejects.toThrow(CommitUncertain);
    expect(await ids()).toEqual([]);
  });
});

describe('columns arrive', () => {
  it.each([
    ['64-bit integers as numbers', '9007199254740991::bigint', 9007199254740991],
    ['negative ones too', '(-42)::bigint', -42],
    ['sums of them as numbers', '(SELECT sum(n::bigint) FROM generate_series(1, 3) AS n)', 6],
    ['counts as numbers', '(SELECT count(*) FROM generate_series(1, 3))', 3],
    ['arrays of them as numbers', `'{1,NULL,3}'::bigint[]`, [1, null, 3]],
    ['moments as instants', `'2026-11-23 08:30:00.123456+05:30'::timestamptz`, '2026-11-23T03:00:00.123Z'],
    [
      'arrays of moments as instants',
      `'{2026-11-23 03:00:00+00}'::timestamptz[]`,
      ['2026-11-23T03:00:00.000Z'],
    ],
    ['days as text', `'2026-11-23'::date`, '2026-11-23'],
    ['times of no zone as text', `'2026-11-23 03:00'::timestamp`, '2026-11-23 03:00:00'],
    ['bytes as a buffer', `'\\x00ff'::bytea`, Buffer.from([0, 255])],
    ['JSON parsed', `'{"a":[1]}'::jsonb`, { a: [1] }],
    ['nothing as null', 'NULL::bigint', null],
  ])('%s', async (_, expression, value) => {
    expect(await columnOf(expression)).toEqual(value);
  });

  it.each(['9007199254740992::bigint', '1.5::numeric', `'infinity'::timestamptz`])(
    'not at all if they cannot be told exactly: %s',
    async (expression) => {
      await expect(columnOf(expression)).rejects.toThrow(RangeError);
      expect(await columnOf('1')).toBe(1);
    },
  );

  it('as the driver gives them for everyone else', async () => {
    const client = new Client({ connectionString: home.url });
    await client.connect();
    const { rows } = await client.query<{ it: unknown }>('SELECT 1::bigint AS it');
    await client.end();
    expect(rows).toEqual([{ it: '1' }]);
  });
});

describe('a transaction', () => {
  it('is committed when its work is done', async () => {
    const answer = await database.transaction(async (tx) => {
      const { rowCount } = await tx.query(insert(1));
      await tx.query(insert(2));
      return rowCount;
    });
    expect(answer).toBe(1);
    expect(await ids()).toEqual([1, 2]);
  });

  it('is rolled back when its work fails, and leaves the connection usable', async () => {
    const failing = () =>
      database.transaction(async (tx) => {
        await tx.query(insert(1));
        throw new Error('changed my mind');
      });
    for (let n = 0; n < 5; n += 1) await expect(failing()).rejects.toThrow('changed my mind');
    expect(await ids()).toEqual([]);
  });

  it('does not pass for committed when a failed statement was swallowed', async () => {
    const careless = database.transaction(async (tx) => {
      await tx.query(insert(1));
      await tx.query(insert(1)).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('was not reported');
    expect(await ids()).toEqual([]);
  });

  it('waits for the disk unless asked not to, and only that transaction does not', async () => {
    const setting = 'SHOW synchronous_commit';
    const during = await database.transaction((tx) => tx.query(setting), { asyncCommit: true });
    expect(during.rows).toEqual([{ synchronous_commit: 'off' }]);
    expect((await database.transaction((tx) => tx.query(setting))).rows).toEqual([
      { synchronous_commit: 'on' },
    ]);
    expect((await database.query(setting)).rows).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('whose session ends in the middle fails, and the next one gets another session', async () => {
    const broken = database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await endSession(rows[0]!.pid);
      await tx.query(insert(1));
    });
    await expect(broken).rejects.toThrow(/terminat|not queryable/i);
    await database.transaction((tx) => tx.query(insert(2)));
    expect(await ids()).toEqual([2]);
  });

  it('that cannot be rolled back takes its connection with it', async () => {
    const query = Client.prototype.query;
    const spy = jest.spyOn(Client.prototype, 'query');
    spy.mockImplementation(function (this: Client, ...args: unknown[]) {
      if (args[0] === 'ROLLBACK') return Promise.reject(new Error('no answer'));
      return Reflect.apply(query, this, args) as unknown;
    });
    const single = new Database(home.url, { maxConnections: 1 });
    const session = 'SELECT pg_backend_pid() AS pid';
    let abandoned: unknown;
    const failing = single.transaction(async (tx) => {
      abandoned = (await tx.query(session)).rows[0];
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect((await single.query(session)).rows[0]).not.toEqual(abandoned);
    spy.mockRestore();
    await single.close();
  });

  it('whose session ends before the commit is answered has an uncertain outcome', async () => {
    const broken = database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await endSession(rows[0]!.pid);
    });
    await expect(broken).rejects.toThrow(CommitUncertain);
  });

  it('whose commit is refused has a certain one', async () => {
    await database.query('CREATE TABLE pair (id integer REFERENCES note DEFERRABLE INITIALLY DEFERRED)');
    const refused = database.transaction((tx) => tx.query('INSERT INTO pair VALUES (99)'));
    await expect(refused).rejects.toMatchObject({ code: '23503' });
    expect(await columnOf('1')).toBe(1);
    await database.query('DROP TABLE pair');
  });
});

describe('the pool', () => {
  it('refuses work after a while instead of waiting for ever', async () => {
    const crowded = new Database(home.url, { maxConnections: 1 });
    await crowded.transaction(async () => {
      await expect(crowded.query('SELECT 1')).rejects.toThrow('timeout');
    });
    await crowded.close();
  });

  it('survives the loss of an idle connection and tells of it', async () => {
    let tell: (error: Error) => void;
    const lost = new Promise<Error>((resolve) => (tell = resolve));
    const idle = new Database(home.url, { maxConnections: 1, onConnectionLost: (error) => tell(error) });
    const { rows } = await idle.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await endSession(rows[0]!.pid);
    expect((await lost).message).toMatch(/terminating connection/);
    expect((await idle.query('SELECT 1')).rowCount).toBe(1);
    await idle.close();
  });

  it('may be closed twice', async () => {
    const closing = new Database(home.url);
    await closing.query('SELECT 1');
    await closing.close();
    await closing.close();
    await expect(closing.query('SELECT 1')).rejects.toThrow();
  });
});
