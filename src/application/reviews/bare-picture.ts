import type { PictureType } from '../proofs/picture';

/** Orientation, and nothing else, as an EXIF segment. */
const orientationSegment = (orientation: number): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xe1, 0x00, 0x22]),
    Buffer.from('Exif\0\0MM\0*', 'latin1'),
    Buffer.from([0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]),
  ]);

/** Which way up a picture is (1 to 8), from the body of an EXIF segment; null when it does not say. */
function orientationIn(exif: Buffer): number | null {
  const tiff = exif.subarray(6);
  if (exif.toString('latin1', 0, 6) !== 'Exif\0\0' || tiff.length < 8) return null;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const read16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = first + 2 <= tiff.length ? read16(first) : 0;
  for (let entry = first + 2; entry < first + 2 + 12 * count && entry + 12 <= tiff.length; entry += 12) {
    if (read16(entry) !== 0x0112) continue;
    const orientation = read16(entry + 8);
    return orientation >= 1 && orientation <= 8 ? orientation : null;
  }
  return null;
}

const [APP0, APP1, APP2, APP14, APP15, COMMENT, SCAN, END] = [0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe, 0xda, 0xd9];

/** Whether a segment is needed to show the picture: no EXIF, comments, or data of some maker. */
function isPlain(marker: number, body: Buffer): boolean {
  if (marker === COMMENT) return false;
  if (marker < APP0 || marker > APP15) return true;
  if (marker === APP2) return body.toString('latin1', 0, 11) === 'ICC_PROFILE';
  return marker === APP0 || marker === APP14;
}

/** Where the next marker is, behind the data of a scan. */
function afterScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at + 1 < bytes.length;) {
    const next = bytes[at + 1] ?? 0;
    const isData = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isData) return at;
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  return -1;
}

function bareJpeg(bytes: Buffer): Buffer | null {
  const kept = [bytes.subarray(0, 2)];
  for (let at = 2; at + 4 <= bytes.length || bytes[at + 1] === END;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return null;
    if (marker === END) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length || end < at + 4) return null;
    const body = bytes.subarray(at + 4, end);
    const orientation = marker === APP1 ? orientationIn(body) : null;
    if (orientation !== null) kept.push(orientationSegment(orientation));
    const next = marker === SCAN ? afterScan(bytes, end) : end;
    if (next === -1) return null;
    if (isPlain(marker, body)) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return null;
}

/** Chunks that are needed to show a picture as it is meant. */
const PLAIN_CHUNKS = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
]);

function barePng(bytes: Buffer): Buffer | null {
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    if (PLAIN_CHUNKS.has(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return null;
}

/**
 * The picture without what a camera or a program wrote beside it: where it was taken, by what, previews of what was
 * cut off. Which way up it is stays. The picture itself is not decoded.
 * @param bytes that begin as a picture of the type
 * @returns null when its parts do not fit together
 */
export const barePicture = (bytes: Buffer, type: PictureType): Buffer | null =>
  type === 'image/jpeg' ? bareJpeg(bytes) : barePng(bytes);
