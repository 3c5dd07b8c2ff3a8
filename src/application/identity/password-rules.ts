export const PASSWORD_LENGTH = { min: 8, max: 128 } as const;

export type PasswordFault =
  'password-too-short' | 'password-too-long' | 'password-too-common' | 'password-is-contact';

/** The commonest passwords of eight characters and more, as lists of leaked ones have them. */
const COMMON = new Set(
  `12345678 123456789 1234567890 0123456789 987654321 9876543210 0987654321 87654321 11223344 123123123 12341234
   112233445566 147258369 789456123 123654789 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 zaq12wsx q1w2e3r4 q1w2e3r4t5
   qwertyuiop qwerty123 qwerty12 qwerty1234 qwertyui asdfghjkl asdfasdf asdf1234 zxcvbnm123 qazwsxedc abcd1234
   abc12345 abcdefgh abcdefg1 a1b2c3d4 aa123456 aa12345678 password password1 password12 password123 password1234
   passw0rd p@ssw0rd p@ssword pass1234 pass@123 password@123 admin123 admin1234 admin@123 administrator welcome1
   welcome123 welcome@123 letmein1 letmein123 iloveyou iloveyou1 iloveyou2 sunshine princess football baseball
   basketball superman batman123 starwars trustno1 whatever computer internet michelle jennifer charlie1 dragon123
   monkey123 shadow123 master123 michael1 liverpool chelsea1 arsenal1 india123 india@123 bharat123 krishna123
   hanuman123 saibaba123 omsairam jaimatadi ganesh123 cricket123 mumbai123 chennai123 test1234 test@123 changeme
   changeme123 default1 secret123 user1234 guest123 samsung1 google123 facebook tiffin123 tiffin1234`.split(
    /\s+/,
  ),
);

/**
 * What is wrong with a password; null when it may be used. Length is all that is asked of its form (NIST
 * SP 800-63B): rules about digits and signs make passwords worse.
 * @param contacts phone (E.164) and email of the account: what everyone who knows the person knows
 */
export function passwordFault(password: string, contacts: readonly string[]): PasswordFault | null {
  const length = Array.from(password).length;
  if (length < PASSWORD_LENGTH.min) return 'password-too-short';
  if (length > PASSWORD_LENGTH.max) return 'password-too-long';
  const plain = password.toLowerCase();
  if (COMMON.has(plain) || new Set(plain).size === 1) return 'password-too-common';
  return contacts.some((contact) => isContact(plain, contact)) ? 'password-is-contact' : null;
}

/** The contact itself, or a phone number in another spelling: without its country, with hyphens. */
function isContact(password: string, contact: string): boolean {
  if (!contact.startsWith('+')) return password === contact;
  const digits = password.replace(/[\s\-.()+]/g, '').replace(/^0+/, '');
  return digits.length >= PASSWORD_LENGTH.min && contact.endsWith(digits);
}
