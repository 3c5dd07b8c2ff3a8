import { AppenderProcess } from '../../../../../test/support/appender-process';
import { createTestDatabase } from '../../../../../test/support/database';
import { HELD, HeldAppends } from '../../../../../test/support/held-appends';
import { NO_STREAM, type Append, type RecordedEvent } from '../../../../application/ports/event-store';
import { sampleEvents } from '../../../contracts/sample-events';
import { APPEND_LOCK, APPEND_STATEMENT } from './append-statement';
import { PostgresEventStore } from './postgres-event-store';
import { WriterConnection } from './writer-connection';

const creation = (stream: string, type?: string): Append => ({
  stream,
  expectedRevision: NO_STREAM,
  events: sampleEvents(stream, { ...(type !== undefined && { type }) }),
});

const addition = (stream: string, to: Append, type?: string): Append => {
  const head = { revision: to.events.length - 1, hash: to.events.at(-1)?.hash ?? '' };
  const events = sampleEvents(stream, { head, ...(type !== undefined && { type }) });
  return { stream, expectedRevision: head.revision, events };
};

describe('the order of positions', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let stores: PostgresEventStore[];

  beforeEach(async () => {
    database = await createTestDatabase();
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  });

  /** The store as another process has it. */
  const openStore = (statement = APPEND_STATEMENT): PostgresEventStore => {
    const store = new PostgresEventStore(database.url, new WriterConnection(database.url, statement));
    stores.push(store);
    return store;
  };

  /** What a reader sees who tails the log while one process is in the middle of an append and another appends. */
  async function tailBesideAHeldAppend(statement: string): Promise<{ seen: string[]; stored: string[] }> {
    const [slow, fast, reader] = [openStore(statement), openStore(statement), openStore()];
    const appends = await HeldAppends.on(database.url);
    const first = slow.append(creation('slow', HELD));
    await appends.held();
    const second = fast.append(creation('fast'));
    await appends.queued(second);
    const seen = [...(await reader.readAll(0, { limit: 10 }))];
    await appends.release();
    await Promise.all([first, second]);
    seen.push(...(await reader.readAll(seen.at(-1)?.position ?? 0, { limit: 10 })));
    const stored = await reader.readAll(0, { limit: 10 });
    return { seen: seen.map(({ stream }) => stream), stored: stored.map(({ stream }) => stream) };
  }

  it('is the order of commits: a reader who tails them misses nothing', async () => {
    expect(await tailBesideAHeldAppend(APPEND_STATEMENT)).toEqual({
      seen: ['slow', 'fast'],
      stored: ['slow', 'fast'],
    });
  });

  it('would not be so without the lock', async () => {
    const unlocked = APPEND_STATEMENT.replace(
      `SELECT pg_advisory_xact_lock(${APPEND_LOCK.toString()})`,
      'SELECT',
    );
    expect(unlocked).not.toBe(APPEND_STATEMENT);
    expect(await tailBesideAHeldAppend(unlocked)).toEqual({ seen: ['fast'], stored: ['slow', 'fast'] });
  });

  it.each([
    ['creates a stream', (first: Append, type?: string) => creation(first.stream, type)],
    ['adds to a stream', (first: Append, type?: string) => addition(first.stream, first, type)],
  ])('lets a process lose that %s which has changed since its statement began', async (_, append) => {
    const [one, two] = [openStore(), openStore()];
    const first = creation('shared');
    const isAddition = append(first).expectedRevision === 0;
    if (isAddition) await one.append(first);
    const appends = await HeldAppends.on(database.url);
    const winner = one.append(append(first, HELD));
    await appends.held();
    const loser = two.append(append(first));
    const bystander = two.append(creation('bystander'));
    const outcomes = Promise.allSettled([winner, loser, bystander]);
    await appends.queued();
    await appends.release();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(loser).rejects.toMatchObject({ name: 'RevisionConflict', stream: 'shared' });
    expect((await one.readStream('shared')).map(({ type }) => type)).toEqual(
      isAddition ? ['NoteTaken', HELD] : [HELD],
    );
  });

  it('holds for several processes at once: a follower sees all that they were told is stored', async () => {
    const follower = openStore();
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    let expected = Infinity;
    const following = (async () => {
      for await (const batch of follower.follow(0, stop.signal)) {
        seen.push(...batch);
        if (seen.length >= expected) return;
      }
    })();
    const processes = ['p', 'q', 'r'].map((name) => new AppenderProcess(database.url, name, 400));
    expect(await Promise.all(processes.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    const told = processes
      .flatMap(({ acknowledged }) => acknowledged)
      .flatMap(({ stream, revision, positions, hashes }) =>
        hashes.map((hash, i) => ({
          stream,
          revision: revision - hashes.length + 1 + i,
          position: positions[i] ?? 0,
          hash,
        })),
      )
      .sort((a, b) => a.position - b.position);
    expected = told.length;
    if (seen.length >= expected) stop.abort();
    await following;
    expect(
      seen.map(({ stream, revision, position, hash }) => ({ stream, revision, position, hash })),
    ).toEqual(told);
    expect(told.length).toBeGreaterThan(1200);
  });
});
