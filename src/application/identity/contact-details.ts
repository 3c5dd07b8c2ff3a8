const INDIAN_MOBILE = /^[6-9]\d{9}$/;
const E164 = /^\+[1-9]\d{7,14}$/;
const EMAIL = /^[^\s@<>",;:\\()[\]]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const MAX_EMAIL_LENGTH = 254;

/**
 * A phone number in the one form that is stored: E.164 (`+919876543210`). Spaces, hyphens, dots and brackets are
 * dropped and `00` stands for `+`. A number without a country is an Indian mobile number: ten digits from 6 to 9
 * on, which may follow `0` or `91`.
 * @returns undefined when it is not a phone number
 */
export function normalisePhone(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/[\s\-.()]/g, '')
    .replace(/^00/, '+');
  const national = /^(?:\+91|91|0)?(\d{10})$/.exec(digits)?.[1];
  if (national !== undefined && INDIAN_MOBILE.test(national)) return `+91${national}`;
  return E164.test(digits) && !digits.startsWith('+91') ? digits : undefined;
}

/**
 * An email address in the one form that is stored: trimmed and in lower case.
 * @returns undefined when it does not look like an address
 */
export function normaliseEmail(text: string): string | undefined {
  const address = text.trim().toLowerCase();
  return address.length <= MAX_EMAIL_LENGTH && EMAIL.test(address) ? address : undefined;
}
