import { Problem } from './problems';
import { requireIdempotencyKey } from './idempotency-key';

const codeOf = (header: string | readonly string[] | undefined): string => {
  try {
    requireIdempotencyKey(header);
    return 'accepted';
  } catch (error) {
    return error instanceof Problem ? error.code : 'other';
  }
};

describe('the Idempotency-Key header', () => {
  it('is taken bare or quoted, and both name the same key', () => {
    expect(requireIdempotencyKey('abc-1')).toBe('abc-1');
    expect(requireIdempotencyKey('"abc-1"')).toBe('abc-1');
    expect(requireIdempotencyKey('  abc-1 ')).toBe('abc-1');
  });

  it('must be there', () => {
    expect(codeOf(undefined)).toBe('IDEMPOTENCY_KEY_REQUIRED');
    expect(codeOf('')).toBe('IDEMPOTENCY_KEY_REQUIRED');
  });

  it('must be 1 to 255 printable characters without spaces, and only one', () => {
    expect(codeOf('x'.repeat(255))).toBe('accepted');
    expect(codeOf('x'.repeat(256))).toBe('IDEMPOTENCY_KEY_INVALID');
    expect(codeOf('""')).toBe('IDEMPOTENCY_KEY_INVALID');
    expect(codeOf('a b')).toBe('IDEMPOTENCY_KEY_INVALID');
    expect(codeOf('naïve')).toBe('IDEMPOTENCY_KEY_INVALID');
    expect(codeOf(['a', 'b'])).toBe('IDEMPOTENCY_KEY_INVALID');
  });
});
