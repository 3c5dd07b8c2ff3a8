import { BlobExists, BlobStore, type Blob } from '../../../application/ports/blob-store';
import { requireBlobName } from './blob-name';

/** Blobs of one process, gone with it. */
export class MemoryBlobStore extends BlobStore {
  private readonly blobs = new Map<string, Blob>();

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal rejects
  override async put(name: string, { bytes, contentType }: Blob): Promise<void> {
    const known = this.blobs.get(requireBlobName(name));
    if (known === undefined) this.blobs.set(name, { bytes: Buffer.from(bytes), contentType });
    else if (!known.bytes.equals(bytes)) throw new BlobExists(name);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a name that is none rejects
  override async get(name: string): Promise<Blob | undefined> {
    const known = this.blobs.get(requireBlobName(name));
    return known === undefined ? undefined : { ...known, bytes: Buffer.from(known.bytes) };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a name that is none rejects
  override async remove(name: string): Promise<void> {
    this.blobs.delete(requireBlobName(name));
  }
}
