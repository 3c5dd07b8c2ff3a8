import { OutcomeUnknown, RevisionConflict, type Append } from '../../../../application/ports/event-store';
import { sampleEvents } from '../../../contracts/sample-events';
import { GroupCommitWriter } from './group-commit-writer';
import type { BatchOutcome } from './writer-connection';

const append = (stream: string, data = '{}'): Append => ({
  stream,
  expectedRevision: -1,
  events: sampleEvents(stream, { data: [data] }),
});

const committed = (batch: readonly Append[]): BatchOutcome => ({
  is: 'committed',
  appended: batch.map((_, i) => ({
    revision: 0,
    positions: [i + 1],
    recordedAt: '2026-11-23T12:00:00.000Z',
  })),
});

/** A connection whose batches are answered by the test. */
class ScriptedConnection {
  readonly batches: (readonly string[])[] = [];
  closed = false;
  /** What `open` says, in turn; then it succeeds. */
  openings: Error[] = [];
  private arrived: () => void = () => undefined;
  private answer: (outcome: BatchOutcome) => void = () => undefined;
  private batch: readonly Append[] = [];

  constructor(private readonly automatic: ((batch: readonly Append[]) => BatchOutcome) | null = null) {}

  open(): Promise<Error | undefined> {
    return Promise.resolve(this.openings.shift());
  }

  write(batch: readonly Append[]): Promise<BatchOutcome> {
    this.batches.push(batch.map(({ stream }) => stream));
    if (this.automatic !== null) return Promise.resolve(this.automatic(batch));
    this.batch = batch;
    return new Promise((resolve) => {
      this.answer = resolve;
      this.arrived();
    });
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  nextBatch(): Promise<void> {
    return new Promise((resolve) => {
      this.arrived = resolve;
    });
  }

  commit(): void {
    this.answer(committed(this.batch));
  }

  fail(outcome: BatchOutcome): void {
    this.answer(outcome);
  }
}

const writerOn = (connection: ScriptedConnection, patienceMs?: number): GroupCommitWriter =>
  new GroupCommitWriter(connection, () => undefined, patienceMs);

describe('group commit', () => {
  it('puts what one turn of the event loop brings into one batch', async () => {
    const connection = new ScriptedConnection(committed);
    const writer = writerOn(connection);
    const inThisTurn = ['a', 'b'].map((stream) => writer.append(append(stream)));
    await Promise.all([...inThisTurn, Promise.resolve().then(() => writer.append(append('c')))]);
    expect(connection.batches).toEqual([['a', 'b', 'c']]);
  });

  it('gathers what arrives while a batch is written, and sends one batch at a time', async () => {
    const connection = new ScriptedConnection();
    const writer = writerOn(connection);
    const first = connection.nextBatch();
    const answers = [writer.append(append('a'))];
    await first;
    answers.push(writer.append(append('b')), writer.append(append('c')));
    expect(connection.batches).toEqual([['a']]);
    const second = connection.nextBatch();
    connection.commit();
    await second;
    connection.commit();
    await Promise.all(answers);
    expect(connection.batches).toEqual([['a'], ['b', 'c']]);
  });

  it('answers nobody before the commit', async () => {
    const connection = new ScriptedConnection();
    const writer = writerOn(connection);
    const arrived = connection.nextBatch();
    let answered = false;
    const answer = writer.append(append('a')).finally(() => {
      answered = true;
    });
    await arrived;
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    connection.commit();
    await answer;
  });

  it('never puts two appends to one stream into one batch, and keeps their order', async () => {
    const connection = new ScriptedConnection(committed);
    const writer = writerOn(connection);
    const order: string[] = [];
    await Promise.all(
      ['a1', 'a2', 'b1', 'a3', 'b2'].map((name) =>
        writer.append(append(name.charAt(0))).then(() => order.push(name)),
      ),
    );
    expect(connection.batches).toEqual([['a', 'b'], ['a', 'b'], ['a']]);
    expect(order).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('keeps batches to 256 appends', async () => {
    const connection = new ScriptedConnection(committed);
    const writer = writerOn(connection);
    await Promise.all(Array.from({ length: 600 }, (_, i) => writer.append(append(`s${i}`))));
    expect(connection.batches.map((batch) => batch.length)).toEqual([256, 256, 88]);
  });

  it('closes a batch that holds a megabyte', async () => {
    const connection = new ScriptedConnection(committed);
    const writer = writerOn(connection);
    const large = 'x'.repeat(400_000);
    await Promise.all(Array.from({ length: 5 }, (_, i) => writer.append(append(`s${i}`, large))));
    expect(connection.batches.map((batch) => batch.length)).toEqual([3, 2]);
  });

  it('tells each append its own outcome', async () => {
    const appended = { revision: 0, positions: [7], recordedAt: '2026-11-23T12:00:00.000Z' };
    const connection = new ScriptedConnection(() => ({ is: 'committed', appended: [appended, undefined] }));
    const writer = writerOn(connection);
    const [won, lost] = [writer.append(append('a')), writer.append(append('b'))];
    await expect(lost).rejects.toEqual(new RevisionConflict('b', -1));
    expect(await won).toEqual(appended);
  });

  it('tries the appends of a refused batch one by one, so that only a bad one fails', async () => {
    const refusal = new Error('invalid byte sequence');
    const connection = new ScriptedConnection((batch) =>
      batch.some(({ stream }) => stream === 'bad') ? { is: 'refused', error: refusal } : committed(batch),
    );
    const writer = writerOn(connection);
    const outcomes = await Promise.allSettled(
      ['a', 'bad', 'b'].map((stream) => writer.append(append(stream))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toEqual({ status: 'rejected', reason: refusal });
  });

  it('cannot tell the outcome of what was under way when the connection broke, and goes on with the rest', async () => {
    const connection = new ScriptedConnection();
    const writer = writerOn(connection);
    const first = connection.nextBatch();
    const underWay = writer.append(append('a'));
    await first;
    const waiting = writer.append(append('b'));
    connection.openings = [new Error('refused'), new Error('refused')];
    const second = connection.nextBatch();
    connection.fail({ is: 'unknown', error: new Error('broken') });
    await expect(underWay).rejects.toThrow(OutcomeUnknown);
    await second;
    connection.commit();
    expect(await waiting).toMatchObject({ revision: 0 });
  });

  it('gives up on an append when the database stays out of reach', async () => {
    const connection = new ScriptedConnection(committed);
    connection.openings = [new Error('refused')];
    const writer = writerOn(connection, 0);
    await expect(writer.append(append('a'))).rejects.toThrow(OutcomeUnknown);
    expect(connection.batches).toEqual([]);
    expect(await writer.append(append('b'))).toMatchObject({ revision: 0 });
  });

  it('writes what is waiting before it closes, and takes nothing more', async () => {
    const connection = new ScriptedConnection(committed);
    const writer = writerOn(connection);
    const waiting = writer.append(append('a'));
    const closing = writer.close();
    await expect(writer.append(append('b'))).rejects.toThrow(OutcomeUnknown);
    await closing;
    expect(await waiting).toMatchObject({ revision: 0 });
    expect(connection.closed).toBe(true);
    expect(connection.batches).toEqual([['a']]);
  });
});
