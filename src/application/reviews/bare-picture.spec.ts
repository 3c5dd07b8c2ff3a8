import fc from 'fast-check';
import { barePicture } from './bare-picture';
import { jpegOf, pngOf, segment } from './picture.fixtures';

const frame = segment(0xc0, 'frame');

/** An EXIF body with where it was taken, and which way up it is. */
function exif(orientation: number, order: 'II' | 'MM'): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 24);
  const write16 = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  tiff.write(order, 'latin1');
  write16(42, 2);
  if (order === 'II') tiff.writeUInt32LE(8, 4);
  else tiff.writeUInt32BE(8, 4);
  write16(2, 8);
  write16(0x8825, 10);
  write16(0x0112, 22);
  write16(3, 24);
  write16(orientation, 30);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from('12.97N 77.59E')]);
}

describe('a picture that is shown to everybody', () => {
  it('of JPEG does not say where it was taken, by what, or what was cut off', () => {
    const written = jpegOf(
      segment(0xe0, 'JFIF\0'),
      segment(0xe1, exif(1, 'II')),
      segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0 12.97N'),
      segment(0xe2, 'MPF\0 another picture'),
      segment(0xe2, 'ICC_PROFILE\0 colours'),
      segment(0xed, 'Photoshop by Asha'),
      segment(0xfe, 'taken at home'),
      frame,
    );
    const bare = barePicture(Buffer.concat([written, Buffer.from('a second picture')]), 'image/jpeg')!;
    expect(bare.toString('latin1')).not.toMatch(/12\.97|Asha|home|second|another|adobe/);
    for (const part of [segment(0xe0, 'JFIF\0'), segment(0xe2, 'ICC_PROFILE\0 colours'), frame]) {
      expect(bare.includes(part)).toBe(true);
    }
    expect(bare.subarray(-9)).toEqual(written.subarray(-9));
  });

  it.each(['II', 'MM'] as const)('of JPEG is still the right way up (%s)', (order) => {
    const bare = barePicture(jpegOf(segment(0xe1, exif(6, order)), frame), 'image/jpeg')!;
    expect(bare).toEqual(barePicture(jpegOf(segment(0xe1, exif(6, 'MM')), frame), 'image/jpeg'));
    expect(bare).not.toEqual(barePicture(jpegOf(segment(0xe1, exif(3, order)), frame), 'image/jpeg'));
    // What is left says the same when it is read again.
    expect(barePicture(bare, 'image/jpeg')).toEqual(bare);
  });

  it('of PNG keeps the picture and its colours alone', () => {
    const picture = [
      ['IHDR', 'size'],
      ['sRGB', '\0'],
      ['IDAT', 'pizza'],
    ] as const;
    const written = pngOf(...picture, ['eXIf', '12.97N'], ['tEXt', 'by Asha'], ['iTXt', 'home']);
    expect(barePicture(Buffer.concat([written, Buffer.from('more')]), 'image/png')).toEqual(
      pngOf(...picture),
    );
  });

  it('is none when it is cut off anywhere', () => {
    const whole = [
      ['image/jpeg', jpegOf(segment(0xe1, exif(6, 'II')), frame)],
      ['image/png', pngOf(['IHDR', 'size'], ['IDAT', 'pizza'])],
    ] as const;
    for (const [type, bytes] of whole) {
      expect(barePicture(bytes, type)).not.toBeNull();
      for (let length = 8; length < bytes.length; length += 1) {
        expect(barePicture(bytes.subarray(0, length), type)).toBeNull();
      }
    }
  });

  it('is read to an end whatever the bytes', () => {
    const start = {
      'image/jpeg': [0xff, 0xd8, 0xff],
      'image/png': [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
    } as const;
    const byte = fc.oneof(fc.constantFrom(0xff, 0xe1, 0xda, 0xd9, 0, 2, 8), fc.nat(255));
    fc.assert(
      fc.property(
        fc.constantFrom('image/jpeg', 'image/png'),
        fc.array(byte, { maxLength: 80 }),
        (type, bytes) => {
          const bare = barePicture(Buffer.from([...start[type], ...bytes]), type);
          if (bare !== null) expect(barePicture(bare, type)).toEqual(bare);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
