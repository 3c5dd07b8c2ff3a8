import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SUPERUSER } from './cluster';
import { DATABASE } from './embedded-postgres';
import { isErrno } from './errno';
import { occupantOf } from './running-server';

/** Which line of the server's lock file holds its port, counted from 0. */
const PORT_LINE = 3;

/**
 * Joins the embedded server that another process runs on a data folder.
 * @returns its connection string; null when none runs there
 */
export function attachToEmbeddedPostgres(dataFolder: string): string | null {
  try {
    const cluster = realpathSync(join(dataFolder, 'postgres'));
    const occupant = occupantOf(cluster);
    if (occupant.kind !== 'server' || occupant.owner === null) return null;
    const port = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[PORT_LINE];
    const password = readFileSync(join(dataFolder, 'postgres-password'), 'utf8').trim();
    return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port ?? ''}/${DATABASE}`;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
