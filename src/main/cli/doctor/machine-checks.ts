import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { findBinaries } from '../../../adapters/driven/embedded-postgres/binaries';
import type { Config } from '../../config';
import { messageOf } from '../exit-codes';
import { hasData } from '../session';
import { note, ok, wrong, type Verdict } from './verdict';

const OLDEST_NODE = [20, 19] as const;
const GIB = 1024 ** 3;
const LITTLE_SPACE = 1 * GIB;
const ANSWER_MS = 2_000;

export function checkNode(version: string): Verdict {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOldEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isOldEnough
    ? ok('node', version)
    : wrong('node', `${version} is too old`, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

export function checkConfig({ roles, sandbox, databaseUrl, dataDir, masterKey }: Config): Verdict {
  const where = databaseUrl === null ? `the embedded database in ${dataDir}` : 'the database of DATABASE_URL';
  return ok(
    'configuration',
    `${sandbox ? 'sandbox' : 'production'}, ${where}, roles ${roles.join(', ')}, ` +
      `master key ${masterKey === null ? `in ${dataDir}` : 'from MASTER_KEY'}`,
  );
}

/** The PostgreSQL that comes from npm, when it is the one to run. */
export function checkBinaries({ databaseUrl }: Config): Verdict {
  if (databaseUrl !== null) return note('postgresql binaries', 'not needed with DATABASE_URL');
  try {
    const { version } = findBinaries();
    return ok('postgresql binaries', `${version} for ${process.platform}-${process.arch}`);
  } catch (error) {
    return wrong(
      'postgresql binaries',
      messageOf(error),
      'Run npm ci on this machine, without --omit=optional; or set DATABASE_URL.',
    );
  }
}

export function checkDataFolder({ dataDir, databaseUrl }: Config): Verdict {
  const folder = existsSync(dataDir) ? dataDir : dirname(dataDir);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return wrong('data folder', messageOf(error), 'Give this user the folder, or set DATA_DIR to another.');
  }
  if (databaseUrl !== null || hasData(dataDir)) return ok('data folder', `${dataDir} can be written`);
  return note('data folder', `${dataDir} has no data yet`, 'npm start or tiffin seed makes them.');
}

export function checkDisk({ dataDir }: Config): Verdict {
  const { bavail, blocks, bsize } = statfsSync(existsSync(dataDir) ? dataDir : dirname(dataDir));
  const free = bavail * bsize;
  const says = `${(free / GIB).toFixed(1)} of ${((blocks * bsize) / GIB).toFixed(1)} GiB free`;
  return free >= LITTLE_SPACE
    ? ok('disk', says)
    : wrong('disk', says, 'Make room: without it nothing can be stored, and the database stops.');
}

/** Whether the server answers where it should, or could listen there. */
export async function checkPort({ host, port }: Config, isServed: boolean): Promise<Verdict> {
  const url = `http://${host}:${port}`;
  try {
    const reply = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_MS) });
    if (reply.ok) return ok('server', `ready at ${url}`);
    return reply.status === 503
      ? wrong('server', `${url} is not ready: ${await reply.text()}`, 'Look into its log.')
      : wrong('port', `something else answers at ${url}`, 'Choose another PORT.');
  } catch (error) {
    if (isServed) {
      return wrong(
        'server',
        `its database is in use, but nothing answers at ${url} (${messageOf(error)})`,
        'Give the HOST and PORT that it was started with; if it is those, look into its log.',
      );
    }
  }
  const inUse = await isInUse(host, port);
  return inUse === null
    ? note('server', `none runs; ${url} is free`)
    : wrong('port', `${url} cannot be listened at: ${inUse}`, 'Choose another PORT, or stop what has it.');
}

/** Why the port cannot be had; null when it can. */
function isInUse(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', (error) => resolve(error.message))
      .listen(port, host, () => server.close(() => resolve(null)));
  });
}
