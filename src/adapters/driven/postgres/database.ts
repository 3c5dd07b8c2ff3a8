import {
  Client,
  DatabaseError,
  Pool,
  type PoolClient,
  type PoolConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { GroupedCalls } from '../grouped-calls';
import { COLUMN_TYPES } from './column-types';

/** A statement with parameters `$1`, `$2`, …; with a name, each connection parses and plans it only once. */
export interface Statement {
  /** One name per text in the whole program. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** Rows returned or, by a statement that returns none, rows changed. */
  readonly rowCount: number;
}

/** What runs statements: the database, each in a transaction of its own, or one transaction. */
export interface Queryable {
  /**
   * Columns arrive as in {@link COLUMN_TYPES}. `Row` is the caller's word for what the statement selects: it is
   * not checked, so a spec against a real database has to.
   */
  query<Row extends QueryResultRow>(statement: Statement | string): Promise<Rows<Row>>;
}

/** The connection broke while committing: the transaction may or may not have happened. */
export class CommitUncertain extends Error {
  override readonly name = 'CommitUncertain';
}

export interface TransactionOptions {
  /**
   * Answer before the commit is on disk. A crash of the server may lose the transaction, never part of it: for what
   * can be derived again.
   */
  readonly asyncCommit?: boolean;
}

export interface DatabaseOptions {
  /** Shows in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Connections at most; 10 by default. */
  readonly maxConnections?: number;
  /** Told when an idle connection breaks. It is replaced when the next one is needed. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** More than one, so that a transaction that waits for a lock does not stop all others. */
const TRIPS_AT_A_TIME = 2;

type Sent = string | ReturnType<typeof configOf>;

/** What became of one transaction of a trip. */
type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

/** A pool of connections to PostgreSQL, with a deadline on everything. */
export class Database implements Queryable {
  readonly pool: Pool;
  private closed: Promise<void> | null = null;
  private readonly trips = new GroupedCalls<readonly Sent[], Outcome>((all) => this.makeTrip(all), {
    atATime: TRIPS_AT_A_TIME,
  });

  constructor(url: string, options: DatabaseOptions = {}) {
    this.pool = new Pool(poolConfig(url, options));
    // Without a listener, a connection that breaks ends the process: the pool listens to idle ones only.
    this.pool.on('error', (error) => {
      if (this.closed === null) options.onConnectionLost?.(error);
    });
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<Row extends QueryResultRow>(statement: Statement | string): Promise<Rows<Row>> {
    return rowsOf(await this.pool.query<Row>(configOf(statement)));
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects.
   * @throws CommitUncertain
   */
  async transaction<T>(
    work: (transaction: Queryable) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query(begin(options));
      const result = await work(transactionOn(client));
      await commit(client);
      client.release();
      return result;
    } catch (error) {
      if (error instanceof CommitUncertain) client.release(error);
      else await rollBackAndRelease(client);
      throw error;
    }
  }

  /**
   * Runs statements in one transaction, sent together and answered together: one trip to the server instead of one
   * each. Transactions of the same moment go in one trip, one after the other; each of them succeeds or fails by itself.
   * Nothing they return is looked at, so whatever has to undo a transaction has to fail as a statement.
   * @throws CommitUncertain; the error of the first statement that failed
   */
  async together(statements: readonly Statement[], options: TransactionOptions = {}): Promise<void> {
    const outcome = await this.trips.call([begin(options), ...statements.map(configOf), 'COMMIT']);
    if (!outcome.ok) throw outcome.error;
  }

  private async makeTrip(transactions: readonly (readonly Sent[])[]): Promise<readonly Outcome[]> {
    const client = await this.pool.connect();
    const outcomes: Outcome[] = [];
    for (const [n, outcome] of (await sendAll(client, transactions)).entries()) {
      // A failed transaction makes nothing ready, yet those behind it were sent as if it had: nothing of them was done.
      const again = isUnprepared(outcome) ? await sendAll(client, transactions.slice(n, n + 1)) : [outcome];
      outcomes.push(...again);
    }
    client.release(outcomes.some((outcome) => !outcome.ok && outcome.error instanceof CommitUncertain));
    return outcomes;
  }

  /** Waits for the connections in use, then closes all. May be called more than once. */
  close(): Promise<void> {
    this.closed ??= this.pool.end();
    return this.closed;
  }
}

const poolConfig = (url: string, options: DatabaseOptions): PoolConfig => ({
  connectionString: url,
  application_name: options.applicationName ?? 'tiffin',
  max: options.maxConnections ?? 10,
  connectionTimeoutMillis: 2_000,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 10_000,
  // Longer than the server's own limit, for a server that no longer answers at all.
  query_timeout: 12_000,
  keepAlive: true,
  // Statements may be sent before those before them are answered: see `together`.
  pipeline: true,
  types: COLUMN_TYPES,
});

const begin = ({ asyncCommit = false }: TransactionOptions): string =>
  asyncCommit ? 'BEGIN; SET LOCAL synchronous_commit = off' : 'BEGIN';

/** In one write: a system call and a packet each would be most of their cost. */
function sentTogether(client: PoolClient, statements: readonly Sent[]): readonly Promise<QueryResult>[] {
  const socket = client instanceof Client ? client.connection.stream : null;
  socket?.cork();
  const sent = statements.map((statement) => client.query(statement));
  socket?.uncork();
  return sent;
}

/** Transactions in one write, and what became of each. */
async function sendAll(
  client: PoolClient,
  transactions: readonly (readonly Sent[])[],
): Promise<readonly Outcome[]> {
  const results = await Promise.allSettled(sentTogether(client, transactions.flat()));
  let taken = 0;
  return transactions.map(({ length }) => outcomeOf(results.slice(taken, (taken += length))));
}

/** PostgreSQL's `invalid_sql_statement_name`: the session does not know a statement by its name. */
const isUnprepared = (outcome: Outcome): boolean =>
  !outcome.ok && outcome.error instanceof DatabaseError && outcome.error.code === '26000';

/** @param results of its statements, COMMIT the last of them */
function outcomeOf(results: readonly PromiseSettledResult<QueryResult>[]): Outcome {
  const committed = results.at(-1);
  // A failed statement makes COMMIT a rollback. If COMMIT itself got no answer, nobody knows.
  const isAnswered =
    committed?.status === 'fulfilled' ||
    (committed?.reason instanceof DatabaseError && committed.reason.severity === 'ERROR');
  if (!isAnswered) return { ok: false, error: new CommitUncertain('The connection broke while committing') };
  const failed = results.find((result) => result.status === 'rejected');
  return failed === undefined ? { ok: true } : { ok: false, error: failed.reason };
}

const configOf = (statement: Statement | string) =>
  typeof statement === 'string'
    ? { text: statement }
    : { ...statement, values: [...(statement.values ?? [])] };

const rowsOf = <Row extends QueryResultRow>({ rows, rowCount }: QueryResult<Row>): Rows<Row> => ({
  rows,
  rowCount: rowCount ?? 0,
});

const transactionOn = (client: PoolClient): Queryable => ({
  query: async <Row extends QueryResultRow>(statement: Statement | string) =>
    rowsOf(await client.query<Row>(configOf(statement))),
});

async function commit(client: PoolClient): Promise<void> {
  const result = await client.query('COMMIT').catch((error: unknown) => {
    if (error instanceof DatabaseError && error.severity === 'ERROR') throw error;
    throw new CommitUncertain('The connection broke while committing', { cause: error });
  });
  // After a statement failed, COMMIT rolls back and does not complain.
  if (result.command !== 'COMMIT')
    throw new Error('A statement of the transaction failed and was not reported');
}

/** A connection that cannot even roll back is closed, so that nobody gets it in the middle of a transaction. */
async function rollBackAndRelease(client: PoolClient): Promise<void> {
  const isBroken = await client.query('ROLLBACK').then(
    () => false,
    () => true,
  );
  client.release(isBroken);
}
