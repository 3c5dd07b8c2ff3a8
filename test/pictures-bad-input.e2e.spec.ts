import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { pngOf } from '../src/application/reviews/picture.fixtures';
import { acceptedOrder } from './support/e2e-delivery';
import { signInAll } from './support/e2e-people';
import { Refusals } from './support/e2e-refusals';
import { createDeployment, type Deployment } from './support/e2e-server';

let deployment: Deployment;
let refusals: Refusals;

beforeAll(async () => {
  deployment = await createDeployment();
  const server = await deployment.start();
  const people = await signInAll(server.http);
  refusals = new Refusals(server, people, { ACCEPTED: await acceptedOrder(people) });
}, 60_000);

afterAll(() => deployment.remove());

describe('a picture that is none', () => {
  const PICTURE = pngOf(['IHDR', 'size'], ['IDAT', 'a pizza']);
  const SIX_MB = 6 * 1024 * 1024;
  const proof = (payload: Buffer, type: string, query = '') =>
    refusals.send({
      ...{ role: 'courier', method: 'POST', path: `/delivery/orders/ACCEPTED/proof${query}` },
      ...{ payload, type },
    });
  const photo = (payload: Buffer, type: string) =>
    refusals.send({ role: 'customer', method: 'POST', path: '/ratings/photos', payload, type });
  const jpeg = (...more: readonly number[]) => Buffer.from([0xff, 0xd8, 0xff, ...more]);

  it.each([
    ['a photo', photo],
    ['a proof', proof],
  ] as const)('is not taken as %s', async (_, take) => {
    for (const [bytes, type] of [
      [Buffer.alloc(0), 'image/png'],
      [Buffer.from([0x89]), 'image/png'],
      [PICTURE, 'image/jpeg'],
      [jpeg(), 'image/png'],
      [Buffer.from('<svg onload="alert(1)"/>'), 'image/png'],
      [Buffer.from('GIF89a'), 'image/jpeg'],
    ] as const) {
      (await take(bytes, type)).refused('VALIDATION_ERROR');
    }
    for (const type of [
      'image/svg+xml',
      'image/gif',
      'text/html',
      'application/octet-stream',
      'image/*',
      '/',
    ]) {
      (await take(PICTURE, type)).refused('UNSUPPORTED_MEDIA_TYPE');
    }
    for (const type of ['application/json', 'application/json; charset=utf-8']) {
      (await take(Buffer.from('{}'), type)).refused('UNSUPPORTED_MEDIA_TYPE');
    }
    for (const type of ['image/png', 'image/jpeg']) {
      (await take(Buffer.alloc(SIX_MB, PICTURE), type)).refused('PAYLOAD_TOO_LARGE');
    }
  });

  it('is not shown with a review when its parts do not fit together', async () => {
    const segment = [0xe1, 0x00, 0x10];
    for (const bytes of [
      ...[jpeg(), jpeg(0xd8), jpeg(...segment), jpeg(0xe1, 0, 0), jpeg(0xe1, 0, 1), jpeg(0xe1, 0xff, 0xff)],
      jpeg(...segment, ...Buffer.from('Exif\0\0MM\0*\xff\xff\xff\xff', 'latin1')),
    ]) {
      (await photo(bytes, 'image/jpeg')).refused('VALIDATION_ERROR');
    }
    const tooLong = Buffer.from(PICTURE);
    tooLong.writeUInt32BE(0xffff_ffff, 8);
    (await photo(tooLong, 'image/png')).refused('VALIDATION_ERROR');
  });

  it('never is too much for whoever looks at it', async () => {
    const spoilt = fc
      .tuple(
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      )
      .map(([isPng, changes]) => {
        const bytes = isPng
          ? Buffer.concat([PICTURE, randomBytes(8)])
          : jpeg(
              0xe1,
              0,
              40,
              ...Buffer.from('Exif\0\0II*\0\x08\0\0\0'),
              ...randomBytes(40),
              0xff,
              0xda,
              0,
              2,
              0xff,
              0xd9,
            );
        for (const [at, byte] of changes) if (at >= 8 && at < bytes.length) bytes[at] = byte;
        return { bytes, type: isPng ? 'image/png' : 'image/jpeg' };
      });
    await fc.assert(
      fc.asyncProperty(spoilt, async ({ bytes, type }) => {
        expect([201, 400]).toContain((await photo(bytes, type)).status);
      }),
      { numRuns: 300 },
    );
  });

  it('was taken nowhere that is on the globe', async () => {
    for (const query of [
      ...[
        'lat=91&lng=0',
        'lat=0&lng=181',
        'lat=NaN&lng=0',
        'lat=1e400&lng=0',
        'lat=0',
        'lng=0',
        'lat=x&lng=y',
      ],
      ...['lat=1&lat=2&lng=0', 'lat[]=1&lng=0', 'lat=1&lng=1&accuracy=-1', 'lat=1&lng=1&accuracy=1e9'],
    ]) {
      (await proof(PICTURE, 'image/png', `?${query}`)).refused('VALIDATION_ERROR');
    }
  });
});

it('what was refused has left nothing behind', () => refusals.leftNothingBehind(100));
