import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/database';
import { PostgresEventStore } from '../../src/adapters/driven/postgres/event-store/postgres-event-store';
import { NO_STREAM } from '../registry/event-record';
import { GOLDEN_FOLDER, goldenFiles, isHistory, readHistory, type StoredEvent } from './golden.files';

/** The page that explains the stored bytes. */
const PAGE = readFileSync(join(GOLDEN_FOLDER, '..', 'README.md'), 'utf8').replaceAll('\r\n', '\n');

function blockOf(language: string): string {
  const block = PAGE.split(`\`\`\`${language}\n`)[1]?.split('```')[0];
  if (block === undefined) throw new Error(`the page has no ${language}`);
  return block;
}

const rowOf = ({ stream, revision, type, metadata, data, hash }: StoredEvent): object => ({
  stream,
  revision,
  type,
  metadata,
  data,
  hash,
});

const histories = goldenFiles()
  .filter(isHistory)
  .map((file) => readHistory(file));

describe('what the page of the event store tells to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiffin-golden-'));
  const program = join(folder, 'verify.mjs');
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    const store = new PostgresEventStore(database.url);
    for (const { events } of histories) {
      await store.append({ stream: events[0]!.stream, expectedRevision: NO_STREAM, events });
    }
    await store.close();
    writeFileSync(program, blockOf('js'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  const run = (stream: object): { readonly status: number | null; readonly said: string } => {
    const file = join(folder, 'stream.json');
    writeFileSync(file, JSON.stringify(stream));
    const { status, stdout } = spawnSync(process.execPath, [program, file], { encoding: 'utf8' });
    return { status, said: stdout.trim() };
  };

  it('takes streams out of PostgreSQL as they were stored, and verifies them', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    for (const { events, head } of histories) {
      const statement = blockOf('sql').replace('order-…', events[0]!.stream);
      const { rows } = await client.query<{ json_build_object: object }>(statement);
      const taken = rows[0]!.json_build_object;
      expect(taken).toEqual({ head, events: events.map(rowOf) });
      expect(run(taken)).toEqual({ status: 0, said: `ok: ${events.length} events` });
    }
    await client.end();
  });

  const { events, head } = readHistory('histories/order/delivered.json');
  const asUsha = events.map((event) => ({ ...event, data: event.data.replace('asha', 'usha') }));

  it.each([
    ['changed', asUsha, 4],
    ['left out', events.filter(({ revision }) => revision !== 2), 2],
    ['moved', [...events.slice(0, 3), events[4], events[3], ...events.slice(5)], 3],
  ])('names the first event that was %s', (_, changed, revision) => {
    expect(run({ events: changed, head })).toEqual({ status: 1, said: `broken at revision ${revision}` });
  });

  it('notices that the end was cut off', () => {
    expect(run({ events: events.slice(0, -1), head })).toEqual({ status: 1, said: 'the head is another' });
  });
});
