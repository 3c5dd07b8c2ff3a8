import { hash } from 'node:crypto';
import type { CustomerId } from '../../domain/kernel/ids';
import { uuidv5 } from '../deterministic-ids';
import type { Blob, BlobStore } from '../ports/blob-store';
import { barePicture } from './bare-picture';
import { extensionOf, type PictureType } from '../proofs/picture';

const FOLDER = 'reviews/';

/**
 * Pictures that customers show with their reviews. A picture's name follows from whose it is and what is in it, and
 * tells neither: the same picture sent again has the same name, and nobody can show another's as their own.
 */
export class ReviewPhotos {
  constructor(private readonly blobs: BlobStore) {}

  /**
   * Keeps the bare picture: where it was taken is nobody's business.
   * @param sent begins as a picture of the type
   * @returns the name when the picture is durable; null when it is none
   */
  async keep(customerId: CustomerId, sent: Buffer, type: PictureType): Promise<string | null> {
    const bytes = barePicture(sent, type);
    if (bytes === null) return null;
    const name = nameOf(customerId, bytes, type);
    await this.blobs.put(`${FOLDER}${name}`, { bytes, contentType: type });
    return name;
  }

  async show(name: string): Promise<Blob | undefined> {
    return this.blobs.get(`${FOLDER}${name}`);
  }

  /** The name in the blob store of a picture that the customer has sent; null for any other. */
  async blobOf(customerId: CustomerId, name: string): Promise<string | null> {
    const blob = await this.show(name);
    if (blob === undefined) return null;
    const isOwn = nameOf(customerId, blob.bytes, blob.contentType as PictureType) === name;
    return isOwn ? `${FOLDER}${name}` : null;
  }
}

/** A picture's name as its customer was told it, from its name in the blob store. */
export const photoNameOf = (blob: string): string => blob.slice(FOLDER.length);

const nameOf = (customerId: CustomerId, bytes: Buffer, type: PictureType): string =>
  `${uuidv5('review-photo', customerId, hash('sha256', bytes, 'hex'))}.${extensionOf(type)}`;
