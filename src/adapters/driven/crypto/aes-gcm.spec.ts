import { createDecipheriv, createSecretKey } from 'node:crypto';
import { decrypt, encrypt } from './aes-gcm';

const bytes = Buffer.alloc(32, 3);
const key = createSecretKey(bytes);

it('writes nonce, ciphertext and tag, as any AES-256-GCM reads them', () => {
  const box = encrypt(key, 'asha|k1', 'Asha Rao');
  const decipher = createDecipheriv('aes-256-gcm', bytes, box.subarray(0, 12));
  decipher.setAAD(Buffer.from('asha|k1'));
  decipher.setAuthTag(box.subarray(-16));
  expect(Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]).toString()).toBe(
    'Asha Rao',
  );
});

it('opens only with the key and the context it was made with', () => {
  const box = encrypt(key, 'asha|k1', 'Asha Rao');
  expect(decrypt(key, 'asha|k1', box).toString()).toBe('Asha Rao');
  expect(() => decrypt(key, 'ravi|k1', box)).toThrow();
  expect(() => decrypt(createSecretKey(Buffer.alloc(32, 4)), 'asha|k1', box)).toThrow();
});

it('never uses a nonce twice, across draws of random bytes', () => {
  const nonces = Array.from({ length: 5_000 }, () => encrypt(key, '', 'x').toString('hex', 0, 12));
  expect(new Set(nonces).size).toBe(nonces.length);
});
