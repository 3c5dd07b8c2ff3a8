import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { blobStoreContract } from '../../contracts/blob-store.contract';
import { FolderBlobStore } from './folder-blob-store';

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'tiffin-blobs-'));
});

afterAll(() => rm(parent, { recursive: true }));

blobStoreContract('folder', () => Promise.resolve(new FolderBlobStore(path.join(parent, 'contract'))));

const picture = { bytes: Buffer.from('a door'), contentType: 'image/png' };

it('makes a file that people can open, with its type beside it, and leaves no drafts', async () => {
  const folder = path.join(parent, 'deep', 'blobs');
  await new FolderBlobStore(folder).put('proof/order-1/0a1b.png', picture);
  expect(await readFile(path.join(folder, 'proof', 'order-1', '0a1b.png'), 'utf8')).toBe('a door');
  expect(await readdir(path.join(folder, 'proof', 'order-1'))).toEqual(['0a1b.png', '0a1b.png~type']);
});

it('has no blob whose writing was cut off, and finishes it when it is put again', async () => {
  const folder = path.join(parent, 'cut-off');
  const blobs = new FolderBlobStore(folder);
  await blobs.put('other', picture);
  await writeFile(path.join(folder, 'door.png'), picture.bytes);
  expect(await blobs.get('door.png')).toBeUndefined();
  await blobs.put('door.png', picture);
  expect(await blobs.get('door.png')).toEqual(picture);
});

it('keeps what it has when the process ends', async () => {
  const folder = path.join(parent, 'kept');
  await new FolderBlobStore(folder).put('door.png', picture);
  expect(await new FolderBlobStore(folder).get('door.png')).toEqual(picture);
});
