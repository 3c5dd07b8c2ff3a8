import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { BlobExists, BlobStore, type Blob } from '../../../application/ports/blob-store';
import { requireBlobName } from './blob-name';

/** Ends the name of the file that says what a blob is. No name of a blob holds a `~`. */
const TYPE_SUFFIX = '~type';

/**
 * Blobs as files of a folder: the bytes under the blob's name, and beside them a file with the content type. The
 * second one is written last, so a blob whose writing was cut off is not there. A name cannot be a folder of
 * other names.
 */
export class FolderBlobStore extends BlobStore {
  /** @param folder absolute; made when the first blob is put */
  constructor(private readonly folder: string) {
    super();
  }

  override async put(name: string, { bytes, contentType }: Blob): Promise<void> {
    const file = this.fileOf(name);
    await makeFolder(path.dirname(file), this.folder);
    if (!(await createDurably(file, bytes)) && !(await readFile(file)).equals(bytes)) {
      throw new BlobExists(name);
    }
    await createDurably(`${file}${TYPE_SUFFIX}`, Buffer.from(contentType));
    await syncFolder(path.dirname(file));
  }

  override async get(name: string): Promise<Blob | undefined> {
    const file = this.fileOf(name);
    const contentType = await readIfPresent(`${file}${TYPE_SUFFIX}`);
    const bytes = contentType === undefined ? undefined : await readIfPresent(file);
    if (contentType === undefined || bytes === undefined) return undefined;
    return { bytes, contentType: contentType.toString() };
  }

  override async remove(name: string): Promise<void> {
    const file = this.fileOf(name);
    await rm(`${file}${TYPE_SUFFIX}`, { force: true });
    await rm(file, { force: true });
  }

  private fileOf(name: string): string {
    return path.join(this.folder, ...requireBlobName(name).split('/'));
  }
}

/**
 * Writes a file that appears whole or not at all.
 * @returns false when there is a file of that name, which is left as it is
 */
async function createDurably(file: string, bytes: Buffer): Promise<boolean> {
  const draft = `${file}~${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

/** Makes the folder, and what is above it up to `top`, so that they outlive a power cut. */
async function makeFolder(folder: string, top: string): Promise<void> {
  if ((await mkdir(folder, { recursive: true })) === undefined) return;
  for (let made = folder; made.length >= top.length; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
  }
}

/** Makes the names in a folder durable. Windows has no such call; its names are journaled. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
