import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { PROCESS_ROLES, type Config } from '../../src/main/config';
import type { PaymentConfig } from '../../src/main/payment-config';
import { startTiffin, type RunningTiffin } from '../../src/main/tiffin';
import { createCityDatabase, createTestDatabase } from './database';
import { HttpClient } from './e2e-http';
import { copyCityKey } from './test-city';

/** Cash only. */
export const NO_GATEWAY: PaymentConfig = { publicUrl: null, stripe: null, razorpay: null, sandbox: null };

/** A deployment: a database, a folder for its key, and the processes that run on them. */
export interface Deployment {
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Starts one more process. */
  start(config?: Partial<Config>): Promise<Process>;
  /** Stops what still runs, and leaves nothing behind. */
  remove(): Promise<void>;
}

/** One process of a deployment. */
export interface Process {
  readonly tiffin: RunningTiffin;
  /** Nobody's: signs in as whoever is wanted. */
  readonly http: HttpClient;
  stop(): Promise<void>;
}

/** @param withCity whether the demo city is in its database already; else the first process seeds an empty one */
export async function createDeployment({ withCity = true } = {}): Promise<Deployment> {
  const database = await (withCity ? createCityDatabase() : createTestDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'tiffin-e2e-'));
  if (withCity) copyCityKey(dataDir);
  const running = new Set<RunningTiffin>();
  return {
    databaseUrl: database.url,
    dataDir,
    async start(config = {}) {
      const tiffin = await startTiffin(
        {
          port: 0,
          host: '127.0.0.1',
          dataDir,
          blobDir: join(dataDir, 'blobs'),
          pushOutbox: join(dataDir, 'outbox', 'push.jsonl'),
          databaseUrl: database.url,
          roles: [...PROCESS_ROLES],
          masterKey: null,
          logLevel: 'silent',
          sandbox: true,
          payments: NO_GATEWAY,
          ...config,
        },
        () => undefined,
      );
      running.add(tiffin);
      return {
        tiffin,
        http: new HttpClient(tiffin.url),
        async stop() {
          if (running.delete(tiffin)) await tiffin.stop();
        },
      };
    },
    async remove() {
      for (const tiffin of running) await tiffin.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Keeps everybody from writing to a table while something is done.
 * @param blocked resolves once somebody waits; only for work that waits for it
 */
export async function withTableLocked<T>(
  databaseUrl: string,
  table: string,
  work: (blocked: () => Promise<boolean>) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    const result = await work(async () => {
      const { rowCount } = await client.query(
        'SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass',
        [table],
      );
      return (rowCount ?? 0) > 0;
    });
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end();
  }
}
