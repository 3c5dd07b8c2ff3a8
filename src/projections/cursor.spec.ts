import fc from 'fast-check';
import { decodeCursor, encodeCursor, InvalidCursor, pageOf, placeOf } from './cursor';

describe('a cursor', () => {
  it('survives its way to the client and back', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        fc.uuid(),
        (date, id) => {
          const cursor = { at: date.toISOString(), id };
          expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
        },
      ),
    );
  });

  it.each([
    '',
    'nonsense',
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('["a"]').toString('base64url'),
    encodeCursor({ at: 'tomorrow', id: 'a' }),
    encodeCursor({ at: '2026-02-30T00:00:00.000Z', id: 'a' }),
    encodeCursor({ at: '2026-01-01T24:00:00.000Z', id: 'a' }),
    encodeCursor({ at: '0000-01-01T00:00:00.000Z', id: 'a' }),
    encodeCursor({ at: '2026-02-31T99:00:00.000Z', id: 'a' }),
    encodeCursor({ at: '2026-01-01T00:00:00.000Z', id: 'a\0' }),
    encodeCursor({ at: '2026-01-01T00:00:00.000Z', id: 'a'.repeat(201) }),
  ])('is not made out of %p', (text) => {
    expect(decodeCursor(text)).toBeNull();
  });
});

describe('a page', () => {
  const first = { at: '-infinity', id: '' };
  const placeOfWord = (word: string) => ({ at: '2026-01-01T00:00:00.000Z', id: word });

  it('ends with a cursor to go on from, when there is more than it holds', () => {
    const { items, nextCursor } = pageOf(['a', 'b', 'c'], 2, placeOfWord);
    expect(items).toEqual(['a', 'b']);
    expect(placeOf(nextCursor!, first)).toEqual({ at: '2026-01-01T00:00:00.000Z', id: 'b' });
  });

  it('is the last when there is no more', () => {
    expect(pageOf(['a', 'b'], 2, placeOfWord)).toEqual({ items: ['a', 'b'], nextCursor: null });
  });

  it('begins at the beginning without a cursor, and nowhere with one that was made up', () => {
    expect(placeOf(undefined, first)).toBe(first);
    expect(() => placeOf('nonsense', first)).toThrow(InvalidCursor);
  });
});
