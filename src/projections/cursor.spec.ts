import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor';

describe('a cursor', () => {
  it('survives its way to the client and back', () => {
    fc.assert(
      fc.property(fc.record({ at: fc.string(), id: fc.string({ unit: 'grapheme' }) }), (cursor) => {
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  it.each([
    '',
    'nonsense',
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('["a"]').toString('base64url'),
  ])('is not made out of %p', (text) => {
    expect(decodeCursor(text)).toBeNull();
  });
});
