import { Problem } from './problems';

const MAX_LENGTH = 255;

/**
 * The key of an Idempotency-Key header, quoted as RFC 8941 strings are, or bare.
 * @throws Problem when it is absent or not 1–255 printable ASCII characters
 */
export function requireIdempotencyKey(header: string | readonly string[] | undefined): string {
  if (header === undefined || header === '') {
    throw new Problem(
      'IDEMPOTENCY_KEY_REQUIRED',
      'Send an Idempotency-Key header: a new UUID for each new request, the same one when you repeat it.',
    );
  }
  const key = typeof header === 'string' ? unquote(header.trim()) : '';
  if (key.length === 0 || key.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(key)) {
    throw new Problem('IDEMPOTENCY_KEY_INVALID', `Send 1 to ${MAX_LENGTH} printable ASCII characters.`);
  }
  return key;
}

const unquote = (value: string): string =>
  value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
