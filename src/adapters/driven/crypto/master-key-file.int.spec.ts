import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MasterKey } from './master-key';
import { loadMasterKey } from './master-key-file';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tiffin-master-key-'));
});

afterEach(() => rm(dataDir, { recursive: true }));

/** So that some are reading while others are still writing. */
async function startAfter(fileOperations: number, folder: string): Promise<MasterKey> {
  for (let n = 0; n < fileOperations; n += 1) await stat(dataDir);
  return loadMasterKey(undefined, folder);
}

const fingerprint = (key: MasterKey): string => key.derive('subject-keys').toString('hex');

it('makes a key at the first start and keeps it', async () => {
  const nested = path.join(dataDir, 'deep', 'data');
  const first = await loadMasterKey(undefined, nested);
  expect(fingerprint(await loadMasterKey('', nested))).toBe(fingerprint(first));
  expect(await readdir(nested)).toEqual(['master.key']);
});

it('makes a file that only its owner can read', async () => {
  await loadMasterKey(undefined, dataDir);
  if (process.platform === 'win32') return;
  expect((await stat(path.join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600);
});

it('gives processes that start together one key, and leaves no drafts', async () => {
  for (let round = 0; round < 10; round += 1) {
    const folder = path.join(dataDir, String(round));
    const keys = await Promise.all(Array.from({ length: 20 }, (_, n) => startAfter(n, folder)));
    expect(new Set(keys.map(fingerprint)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['master.key']);
  }
});

it('takes the key of the environment and writes no file', async () => {
  const text = Buffer.alloc(32, 5).toString('base64');
  expect(fingerprint(await loadMasterKey(text, dataDir))).toBe(fingerprint(MasterKey.parse(text)));
  expect(await readdir(dataDir)).toEqual([]);
});

it('does not start with a damaged key, and does not replace it', async () => {
  const file = path.join(dataDir, 'master.key');
  await writeFile(file, 'half a k');
  await expect(loadMasterKey(undefined, dataDir)).rejects.toThrow('must be 32 bytes');
  expect(await readFile(file, 'utf8')).toBe('half a k');
});
