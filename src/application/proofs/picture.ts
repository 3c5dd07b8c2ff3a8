export const PICTURE_TYPES = ['image/jpeg', 'image/png'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** The largest picture that is taken. */
export const MAX_PICTURE_BYTES = 5 * 1024 * 1024;

const FIRST_BYTES: Readonly<Record<PictureType, Buffer>> = {
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
};

const EXTENSIONS: Readonly<Record<PictureType, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png' };

/** What the bytes begin as, whatever was said of them; null when that is no picture. */
export const pictureTypeOf = (bytes: Buffer): PictureType | null =>
  PICTURE_TYPES.find((type) => bytes.subarray(0, FIRST_BYTES[type].length).equals(FIRST_BYTES[type])) ?? null;

export const extensionOf = (type: PictureType): string => EXTENSIONS[type];

/** Where a picture from the door of an order is kept: the same bytes have the same name. */
export const doorPhotoName = (orderId: string, sha256: string, type: PictureType): string =>
  `proof/${orderId}/${sha256}.${EXTENSIONS[type]}`;
