import { doorPhotoName, pictureTypeOf } from './picture';

describe('a picture', () => {
  it.each([
    [[0xff, 0xd8, 0xff, 0xe0, 1], 'image/jpeg'],
    [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0], 'image/png'],
    [[0xff, 0xd8], null],
    [[0x89, 0x50, 0x4e, 0x47], null],
    [[], null],
    [[...Buffer.from('<svg onload="alert(1)">')], null],
    [[...Buffer.from('GIF89a')], null],
  ])('that begins with %j is %p', (bytes, type) => {
    expect(pictureTypeOf(Buffer.from(bytes))).toBe(type);
  });

  it('has a name that says whose it is and what is in it', () => {
    expect(doorPhotoName('order-1', '0a1b', 'image/jpeg')).toBe('proof/order-1/0a1b.jpg');
    expect(doorPhotoName('order-1', '0a1b', 'image/png')).toBe('proof/order-1/0a1b.png');
  });
});
