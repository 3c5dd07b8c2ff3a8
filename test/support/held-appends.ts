import { Client } from 'pg';
import { APPEND_LOCK } from '../../src/adapters/driven/postgres/event-store/append-statement';

/** Events of this type stop in the middle of their append: position taken, nothing committed. */
export const HELD = 'Held';

const HOLD = 4711n;

/** Stops appends inside their transaction, so that a test can look at what happens meanwhile. */
export class HeldAppends {
  private constructor(private readonly session: Client) {}

  /** From now on, events of type {@link HELD} are held, until `release`. */
  static async on(databaseUrl: string): Promise<HeldAppends> {
    const session = new Client({ connectionString: databaseUrl });
    await session.connect();
    await session.query(`
      CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock_shared(${HOLD.toString()}); RETURN NEW; END
      $$;
      CREATE OR REPLACE TRIGGER hold BEFORE INSERT ON es_event FOR EACH ROW WHEN (NEW.type = '${HELD}')
        EXECUTE FUNCTION hold();
      SELECT pg_advisory_lock(${HOLD.toString()})`);
    return new HeldAppends(session);
  }

  /** Resolves when an append is being held. */
  async held(): Promise<void> {
    await this.waitingFor(HOLD);
  }

  /** Resolves when somebody waits for the lock that appends take in turn, or when `otherwise` settles. */
  async queued(otherwise?: Promise<unknown>): Promise<void> {
    const enough = new AbortController();
    void otherwise?.finally(() => enough.abort());
    await this.waitingFor(APPEND_LOCK, enough.signal);
  }

  /** Cuts the connections of all event stores to the database. Resolves when they are gone from the server. */
  async breakConnections(): Promise<void> {
    const stores = `application_name LIKE 'tiffin-event-%' AND datname = current_database()`;
    await this.session.query(`SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE ${stores}`);
  }

  async release(): Promise<void> {
    await this.session.end();
  }

  private async waitingFor(key: bigint, enough?: AbortSignal): Promise<void> {
    let waiting = 0;
    while (waiting === 0 && enough?.aborted !== true) {
      const { rowCount } = await this.session.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (classid::bigint << 32 | objid::bigint) = $1`,
        [key],
      );
      waiting = rowCount ?? 0;
    }
  }
}
