import fc from 'fast-check';
import { normaliseEmail, normalisePhone } from './contact-details';

describe('a phone number', () => {
  it.each([
    '9876543210',
    '09876543210',
    '919876543210',
    '+919876543210',
    '0091 98765 43210',
    '+91-98765-43210',
    ' (+91) 98765.43210 ',
  ])('of India is stored in one form: %p', (text) => expect(normalisePhone(text)).toBe('+919876543210'));

  it.each([
    ['+14155552671', '+14155552671'],
    ['0044 20 7946 0018', '+442079460018'],
    ['+4930901820', '+4930901820'],
    ['+886912345678', '+886912345678'],
  ])('of another country keeps its code: %p', (text, stored) => expect(normalisePhone(text)).toBe(stored));

  it.each([
    '',
    '12345',
    '1234567890',
    '5876543210',
    '+91 12345 67890',
    '+9198765432101',
    '+0123456789',
    '+1234567890123456',
    '98765x43210',
    '९८७६५४३२१०',
    '++919876543210',
    '+91+9876543210',
  ])('is refused when it is none: %p', (text) => expect(normalisePhone(text)).toBeUndefined());

  it('is found again from the form it is stored in', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[+0-9 -]{0,18}$/), (text) => {
        const stored = normalisePhone(text);
        if (stored !== undefined) expect(normalisePhone(stored)).toBe(stored);
      }),
      { numRuns: 5_000 },
    ));
});

describe('an email address', () => {
  it('is stored in lower case', () =>
    expect(normaliseEmail(' Asha.Rao+food@Example.IN ')).toBe('asha.rao+food@example.in'));

  it.each([
    '',
    'asha',
    'asha@',
    '@example.in',
    'asha@example',
    'a b@example.in',
    'a@b@example.in',
    '<a@example.in>',
  ])('is refused when it is none: %p', (text) => expect(normaliseEmail(text)).toBeUndefined());

  it('has at most 254 characters', () =>
    expect(normaliseEmail(`${'a'.repeat(243)}@example.com`)).toBeUndefined());
});
