import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import { SubjectErased } from '../../../../application/identity/subject-erased';
import { subjectKeysContract } from '../../../contracts/subject-keys.contract';
import { VirtualClock } from '../../clocks/virtual-clock';
import { MasterKey } from '../../crypto/master-key';
import { Database } from '../database';
import { PostgresSubjectKeys } from './postgres-subject-keys';

const masterKey = new MasterKey(Buffer.alloc(32, 1));

let test: TestDatabase;
let database: Database;
let clock: VirtualClock;

/** The keys as one more process sees them: the same tables, a cache of its own. */
const aProcess = (key = masterKey): PostgresSubjectKeys =>
  new PostgresSubjectKeys(database, key, clock.system);

beforeAll(async () => {
  test = await createTestDatabase();
  database = new Database(test.url);
});

beforeEach(() => {
  clock = new VirtualClock('2026-03-01T19:00:00.000Z');
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

subjectKeysContract('PostgreSQL', () => {
  clock = new VirtualClock('2026-03-01T19:00:00.000Z');
  return Promise.resolve(aProcess());
});

describe('several processes', () => {
  it('agree on one key when all of them use a subject for the first time', async () => {
    const subject = randomUUID();
    const processes = Array.from({ length: 8 }, () => aProcess());
    const sealed = await Promise.all(
      processes.flatMap((keys) => Array.from({ length: 6 }, () => keys.seal(subject, 'Asha'))),
    );
    expect(new Set(sealed.map(({ keyId }) => keyId)).size).toBe(1);
    const { rows } = await database.query({
      text: 'SELECT key_id FROM subject_key WHERE subject = $1',
      values: [subject],
    });
    expect(rows).toEqual([{ key_id: sealed[0]?.keyId }]);
    expect(await aProcess().open(sealed[0]!)).toBe('Asha');
  });

  it('open a box whose key was made after they looked for it', async () => {
    const subject = randomUUID();
    const [one, two] = [aProcess(), aProcess()];
    await expect(two.open({ subject, keyId: 'none', box: '' })).rejects.toThrow('lost');
    expect(await two.open(await one.seal(subject, 'Asha'))).toBe('Asha');
  });

  it('stop reading an erased person within two seconds', async () => {
    const subject = randomUUID();
    const [one, two] = [aProcess(), aProcess()];
    const sealed = await one.seal(subject, 'Asha');
    expect(await two.open(sealed)).toBe('Asha');
    await one.erase(subject);
    expect(await one.open(sealed)).toBeUndefined();
    await clock.advance(2_000);
    expect(await two.open(sealed)).toBeUndefined();
    await expect(two.seal(subject, 'Asha')).rejects.toThrow(SubjectErased);
  });

  it('notice every one of many erasures at once', async () => {
    const subjects = Array.from({ length: 30 }, () => randomUUID());
    const [one, two, reader] = [aProcess(), aProcess(), aProcess()];
    const sealed = await Promise.all(subjects.map((subject) => one.seal(subject, 'Asha')));
    await Promise.all(sealed.map((each) => reader.open(each)));
    await Promise.all(subjects.map((subject, n) => (n % 2 === 0 ? one : two).erase(subject)));
    await clock.advance(2_000);
    expect(await Promise.all(sealed.map((each) => reader.open(each)))).toEqual(subjects.map(() => undefined));
  });

  it('leave no key behind when a first use meets an erasure', async () => {
    const subjects = Array.from({ length: 50 }, () => randomUUID());
    const [one, two] = [aProcess(), aProcess()];
    await Promise.all(
      subjects.flatMap((subject) => [one.seal(subject, 'Asha').catch(() => undefined), two.erase(subject)]),
    );
    const { rows } = await database.query({
      text: 'SELECT subject FROM subject_key WHERE subject = ANY ($1)',
      values: [subjects],
    });
    expect(rows).toEqual([]);
  });
});

it('does not keep a key that was read before its subject was erased', async () => {
  const subject = randomUUID();
  const [one, two] = [aProcess(), aProcess()];
  const sealed = await one.seal(subject, 'Asha');
  await two.open(await two.seal(randomUUID(), 'warm'));

  // The answer to the first read of the key arrives after the erasure.
  const query = database.query.bind(database);
  let arrive: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  let send: () => void = () => undefined;
  const sent = new Promise<void>((resolve) => (send = resolve));
  const spy = jest.spyOn(database, 'query').mockImplementationOnce(async (statement) => {
    const answer = await query(statement);
    send();
    await arrival;
    return answer;
  });
  const reading = two.open(sealed);
  await sent;
  await two.erase(subject);
  arrive();
  expect(await reading).toBe('Asha');
  spy.mockRestore();
  expect(await two.open(sealed)).toBeUndefined();
});

it('uses a cached key without asking the database', async () => {
  const keys = aProcess();
  const sealed = await keys.seal(randomUUID(), 'Asha');
  const query = jest.spyOn(database, 'query');
  await clock.advance(1_999);
  await keys.open(sealed);
  await keys.seal(sealed.subject, 'Asha');
  expect(query).not.toHaveBeenCalled();
  query.mockRestore();
});

it('opens nothing while it cannot find out who was erased', async () => {
  const keys = aProcess();
  const sealed = await keys.seal(randomUUID(), 'Asha');
  await clock.advance(2_000);
  const query = jest.spyOn(database, 'query').mockRejectedValueOnce(new Error('down'));
  await expect(keys.open(sealed)).rejects.toThrow('down');
  query.mockRestore();
  expect(await keys.open(sealed)).toBe('Asha');
});

it('stores keys so that another master key does not open them, and says so', async () => {
  const subject = randomUUID();
  const sealed = await aProcess().seal(subject, 'Asha');
  const stranger = aProcess(new MasterKey(Buffer.alloc(32, 2)));
  await expect(stranger.open(sealed)).rejects.toThrow('wrapped under another master key');
});

it('does not open a key that was moved to another subject', async () => {
  const [subject, thief] = [randomUUID(), randomUUID()];
  const sealed = await aProcess().seal(subject, 'Asha');
  await database.query({
    text: 'UPDATE subject_key SET subject = $2 WHERE subject = $1',
    values: [subject, thief],
  });
  await expect(aProcess().open({ ...sealed, subject: thief })).rejects.toThrow('wrapped under another');
});
