import fc from 'fast-check';
import { isPlainText, isPlainUrl } from './plain-text';

const isPlain = (value: unknown): boolean => {
  const json = JSON.stringify(value);
  return isPlainText(json, JSON.parse(json));
};

describe('the text of a request', () => {
  it('is fit to be stored whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => isPlain({ text }) || text.includes('\0')),
      { numRuns: 1_000 },
    );
  });

  it.each(['\0', 'a\0b', '\ud800', '\udc00', '\udc00\ud800', '😀\ud83d', 'a\udfffb'])(
    'is not with U+0000 or half a surrogate pair in it: %j',
    (text) => {
      expect([isPlain(text), isPlain({ name: text }), isPlain([{ [text]: 1 }])]).toEqual([
        false,
        false,
        false,
      ]);
    },
  );

  it.each(['\\u0000', '\\ud800', '😀', '\ud83d\ude00', 'tab\tand\nline'])(
    'is with what only looks so: %j',
    (text) => {
      expect(isPlain({ [text]: text })).toBe(true);
    },
  );

  it('is looked through however deep it lies', () => {
    const nested = (text: string) => `${'['.repeat(50_000)}"${text}"${']'.repeat(50_000)}`;
    expect(isPlainText(nested('\\u0000'), JSON.parse(nested('\\u0000')))).toBe(false);
    expect(isPlainText(nested('\\u00e9'), JSON.parse(nested('\\u00e9')))).toBe(true);
  });

  it('is not when a URL spells U+0000', () => {
    expect(isPlainUrl('/api/v1/restaurants?cuisine=%00')).toBe(false);
    expect(isPlainUrl('/api/v1/restaurants?cuisine=%2500')).toBe(true);
  });
});
