import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { KEY_BYTES, MasterKey } from './master-key';

const FILE_NAME = 'master.key';

/**
 * The master key of this deployment: what the environment says, else the file `master.key` of the data folder,
 * which is made at the first start, readable by its owner only. Processes that start together get one key.
 * @param fromEnvironment the value of `MASTER_KEY`; undefined or empty if it is not set
 * @throws when the key is there but is not 32 bytes in base64
 */
export async function loadMasterKey(
  fromEnvironment: string | undefined,
  dataDir: string,
): Promise<MasterKey> {
  if (fromEnvironment !== undefined && fromEnvironment !== '') return MasterKey.parse(fromEnvironment);
  const file = path.join(dataDir, FILE_NAME);
  const present = await readIfPresent(file);
  if (present !== undefined) return MasterKey.parse(present);
  await mkdir(dataDir, { recursive: true });
  await createIfAbsent(file, randomBytes(KEY_BYTES).toString('base64'));
  return MasterKey.parse(await readFile(file, 'utf8'));
}

/** Whether the data folder has a key: {@link loadMasterKey} would make one. */
export const hasMasterKey = (dataDir: string): boolean => existsSync(path.join(dataDir, FILE_NAME));

/** A hard link appears whole or not at all, and never replaces a file: nobody reads half a key. */
async function createIfAbsent(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
