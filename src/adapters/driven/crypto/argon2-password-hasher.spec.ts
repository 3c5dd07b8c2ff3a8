import { Argon2PasswordHasher } from './argon2-password-hasher';

const hasher = new Argon2PasswordHasher({ memoryCost: 64, timeCost: 1, parallelism: 1 });

it('knows a password again, and no other', async () => {
  const hash = await hasher.hash('correct horse');
  expect(await hasher.verify(hash, 'correct horse')).toBe(true);
  expect(await hasher.verify(hash, 'correct horsE')).toBe(false);
  expect(await hasher.verify(hash, '')).toBe(false);
});

it('hashes one password differently each time', async () =>
  expect(await hasher.hash('correct horse')).not.toBe(await hasher.hash('correct horse')));

it('takes a password however its characters were typed', async () =>
  expect(await hasher.verify(await hasher.hash('caf\u00e9 tiffin'), 'cafe\u0301 tiffin')).toBe(true));

it('finds no password right for nobody', async () =>
  expect(await hasher.verify(undefined, 'correct horse')).toBe(false));

it('uses Argon2id at the recommended cost unless told otherwise', async () =>
  expect(await new Argon2PasswordHasher().hash('correct horse')).toMatch(
    /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
  ));
