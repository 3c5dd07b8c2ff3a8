import { BlobExists, type Blob, type BlobStore } from '../../application/ports/blob-store';

const picture = (text: string): Blob => ({ bytes: Buffer.from(text), contentType: 'image/png' });

/** What every store of blobs must do. */
export function blobStoreContract(name: string, open: () => Promise<BlobStore>): void {
  describe(`BlobStore contract: ${name}`, () => {
    let blobs: BlobStore;
    let names = 0;

    const newName = (): string => `proof/order-${(names += 1)}/0a1b.jpg`;

    beforeAll(async () => {
      blobs = await open();
    });

    it('has nothing under a new name', async () => expect(await blobs.get(newName())).toBeUndefined());

    it('gives back bytes and type as they were put', async () => {
      const blob = { bytes: Buffer.from([0xff, 0xd8, 0, 10, 13, 0xff]), contentType: 'image/jpeg' };
      const blobName = newName();
      await blobs.put(blobName, blob);
      expect(await blobs.get(blobName)).toEqual(blob);
    });

    it('keeps what was put when the caller changes the buffer, or what it was given', async () => {
      const blobName = newName();
      const blob = picture('as it was');
      await blobs.put(blobName, blob);
      blob.bytes.fill(0);
      (await blobs.get(blobName))?.bytes.fill(1);
      expect((await blobs.get(blobName))?.bytes.toString()).toBe('as it was');
    });

    it('takes the same bytes again, and the type stays the first', async () => {
      const blobName = newName();
      await blobs.put(blobName, picture('a door'));
      await blobs.put(blobName, { ...picture('a door'), contentType: 'image/jpeg' });
      expect(await blobs.get(blobName)).toEqual(picture('a door'));
    });

    it('refuses other bytes under a name that is taken', async () => {
      const blobName = newName();
      await blobs.put(blobName, picture('a door'));
      await expect(blobs.put(blobName, picture('a wall'))).rejects.toThrow(BlobExists);
      expect(await blobs.get(blobName)).toEqual(picture('a door'));
    });

    it('lets exactly one of many have a name', async () => {
      const blobName = newName();
      const puts = Array.from({ length: 10 }, (_, n) => blobs.put(blobName, picture(`door ${n}`)));
      const kept = (await Promise.allSettled(puts)).flatMap(({ status }, n) =>
        status === 'fulfilled' ? [n] : [],
      );
      expect(kept).toHaveLength(1);
      expect(await blobs.get(blobName)).toEqual(picture(`door ${kept[0] ?? -1}`));
    });

    it('takes the same bytes from many at once', async () => {
      const blobName = newName();
      await Promise.all(Array.from({ length: 10 }, () => blobs.put(blobName, picture('a door'))));
      expect(await blobs.get(blobName)).toEqual(picture('a door'));
    });

    it('removes a blob, and minds nothing when there is none', async () => {
      const blobName = newName();
      await blobs.put(blobName, picture('a door'));
      await blobs.remove(blobName);
      await blobs.remove(blobName);
      expect(await blobs.get(blobName)).toBeUndefined();
      await blobs.put(blobName, picture('a wall'));
      expect(await blobs.get(blobName)).toEqual(picture('a wall'));
    });

    it.each([
      '',
      '/',
      '/etc/passwd',
      '..',
      '../master.key',
      'proof/../../master.key',
      'proof//x',
      'proof/',
      'proof/.hidden',
      'proof/x~type',
      'PROOF/x',
      'proof\\..\\x',
      'proof/x\0.jpg',
      'proof/é',
      'a'.repeat(201),
    ])('knows no name %j', async (bad) => {
      await expect(blobs.put(bad, picture('x'))).rejects.toThrow('no name for a blob');
      await expect(blobs.get(bad)).rejects.toThrow('no name for a blob');
      await expect(blobs.remove(bad)).rejects.toThrow('no name for a blob');
    });
  });
}
