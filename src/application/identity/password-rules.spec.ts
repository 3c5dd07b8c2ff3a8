import { passwordFault } from './password-rules';

const contacts = ['+919812345670', 'asha@example.in'];

it.each(['correct horse', 'Xk4-9zpq', 'पासवर्ड-नया', 'a'.repeat(64) + 'b', '🍛🍚🥘🍲🫓🥭🍵🍨'])(
  'takes %p',
  (password) => expect(passwordFault(password, contacts)).toBeNull(),
);

it('asks for eight characters, counted as a person counts them', () => {
  expect(passwordFault('short-7', contacts)).toBe('password-too-short');
  expect(passwordFault('🍛🍚🥘🍲', contacts)).toBe('password-too-short');
});

it('takes 128 characters and no more', () => {
  expect(passwordFault('xy'.repeat(64), contacts)).toBeNull();
  expect(passwordFault('xy'.repeat(64) + 'z', contacts)).toBe('password-too-long');
});

it.each(['password', 'PassWord123', '12345678', 'qwertyuiop', 'aaaaaaaaaa'])(
  'refuses the common %p',
  (password) => expect(passwordFault(password, contacts)).toBe('password-too-common'),
);

it.each(['+919812345670', '9812345670', '98123-45670', '09812345670', '+91 98123 45670', 'Asha@Example.in'])(
  'refuses the account’s own contact %p',
  (password) => expect(passwordFault(password, contacts)).toBe('password-is-contact'),
);
