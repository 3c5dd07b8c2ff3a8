import { randomBytes, randomUUID } from 'node:crypto';
import { OrderListDto, type OrderDto } from '../src/adapters/driving/http/orders/orders.dto';
import { MAX_PICTURE_BYTES } from '../src/application/proofs/picture';
import { MAX_CODE_ATTEMPTS } from '../src/domain/order/order';
import { acceptedOrder, clearDesk, pickedUpOrder } from './support/e2e-delivery';
import { expectHidden } from './support/e2e-hidden';
import { Reply } from './support/e2e-http';
import { changed, showOrder, untilStatus } from './support/e2e-orders';
import { register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
});

afterEach(() => clearDesk(people));

afterAll(() => deployment.remove());

const jpeg = (more = randomBytes(64)): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), more]);

interface Sent {
  readonly bytes?: Buffer;
  readonly type?: string;
  readonly key?: string;
  readonly by?: Person;
  /** Of the query. */
  readonly taken?: string;
}

/** Sends bytes as they are. */
async function send(path: string, sent: Sent = {}): Promise<Reply> {
  const { bytes = jpeg(), type = 'image/jpeg', key, by = people.courier, taken = '' } = sent;
  const response = await fetch(`${server.http.url}/api/v1${path}${taken}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${by.accessToken}`,
      'content-type': type,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: new Uint8Array(bytes),
  });
  return new Reply(`POST ${path}`, response.status, response.headers, await response.text());
}

const sendPicture = (orderId: string, sent?: Sent): Promise<Reply> =>
  send(`/delivery/orders/${orderId}/proof`, sent);

/** The delivery hears of the handover a moment after the order does. */
const untilSent = (orderId: string, sent?: Sent): Promise<Reply> =>
  until('a picture is taken', async () => {
    const reply = await sendPicture(orderId, sent);
    return reply.status === 200 ? reply : undefined;
  });

const says = (orderId: string, body: object) =>
  people.courier.http.put(`/delivery/orders/${orderId}/status`, body);

async function addressOf(orderId: string): Promise<NonNullable<OrderDto['delivery_address']>> {
  const { delivery_address: address } = await showOrder(people.customer, orderId);
  if (address === null) throw new Error(`order ${orderId} has no address`);
  return address;
}

/** As the query of a picture taken so far north of the door. */
async function takenAt(orderId: string, metres: number): Promise<string> {
  const { latitude, longitude } = await addressOf(orderId);
  return `?lat=${latitude + metres / 111_195}&lng=${longitude}&accuracy=10`;
}

describe('the code on a bag', () => {
  const pickupCode = async (person: Person, orderId: string) =>
    (await showOrder(person, orderId)).pickup_code;

  it('is shown to the restaurant and to staff, and not to those who have to read it there', async () => {
    const orderId = await acceptedOrder(people);
    const code = await pickupCode(people.restaurant, orderId);
    expect(code).toMatch(/^\d{4}$/);
    const { orders } = (await people.restaurant.http.get('/restaurant/orders')).body(OrderListDto);
    expect(orders.find(({ order_id: id }) => id === orderId)?.pickup_code).toBe(code);
    expect(await pickupCode(people.support, orderId)).toBe(code);
    for (const person of [people.courier, people.customer, people.auditor]) {
      expect(await pickupCode(person, orderId)).toBeNull();
    }
    const { orders: brought } = (await people.courier.http.get('/delivery/orders')).body(OrderListDto);
    expect(brought.map(({ pickup_code: shown }) => shown).filter((shown) => shown !== null)).toEqual([]);
  });

  it('keeps a courier from leaving with another bag', async () => {
    const orderId = await acceptedOrder(people);
    const code = (await pickupCode(people.restaurant, orderId)) ?? '';
    const wrong = code === '0000' ? '1111' : '0000';
    (await says(orderId, { status: 'PICKED_UP', pickup_code: wrong })).refused('PICKUP_CODE_WRONG');
    expect((await showOrder(people.customer, orderId)).status).toBe('READY');
    const picked = changed(await says(orderId, { status: 'PICKED_UP', pickup_code: code }));
    expect(picked.events).toEqual(['OrderHandedOver']);
    const delivery = await server.tiffin.parts.eventStore.readStream(`delivery-${orderId}`);
    expect(delivery.map(({ type }) => type)).toContain('PickupVerified');
    const stranger = await register(server.http, 'DELIVERY');
    const ask = (id: string) =>
      stranger.http.put(`/delivery/orders/${id}/status`, { status: 'PICKED_UP', pickup_code: wrong });
    await expectHidden(ask, orderId);
  });
});

describe('a picture from the door', () => {
  it('is kept, and shown to its customer, its courier and staff as it was sent', async () => {
    const orderId = await pickedUpOrder(people);
    const bytes = jpeg();
    const reply = await untilSent(orderId, { bytes, taken: await takenAt(orderId, 30) });
    expect(changed(reply).events).toEqual(['ProofRecorded']);
    const { customer, courier, support, auditor, restaurant } = people;
    for (const { accessToken } of [customer, courier, support, auditor]) {
      const response = await fetch(`${server.http.url}/api/v1/orders/${orderId}/proof`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    }
    (await restaurant.http.get(`/orders/${orderId}/proof`)).refused('FORBIDDEN');
    for (const role of ['CUSTOMER', 'DELIVERY'] as const) {
      const stranger = await register(server.http, role);
      await expectHidden((id) => stranger.http.get(`/orders/${id}/proof`), orderId);
    }
    const [recorded] = (await server.tiffin.parts.eventStore.readStream(`delivery-${orderId}`)).filter(
      ({ type }) => type === 'ProofRecorded',
    );
    expect(JSON.parse(recorded?.data ?? '{}')).toMatchObject({ distanceMetres: 30, accuracyMetres: 10 });
    expect(recorded?.data).not.toContain(String((await addressOf(orderId)).longitude));
  });

  it('is kept once for its key', async () => {
    const orderId = await pickedUpOrder(people);
    const key = randomUUID();
    const bytes = jpeg();
    const first = changed(await untilSent(orderId, { bytes, key }));
    expect(changed(await sendPicture(orderId, { bytes, key }))).toEqual(first);
    (await sendPicture(orderId, { key })).refused('IDEMPOTENCY_KEY_REUSED');
  });

  it('is not taken before the handover, of other couriers, or of orders that are not there', async () => {
    const orderId = await acceptedOrder(people);
    (await sendPicture(orderId)).refused('NOT_ALLOWED_NOW');
    const stranger = await register(server.http, 'DELIVERY');
    await expectHidden((id) => sendPicture(id, { by: stranger }), orderId);
    (await sendPicture(orderId, { by: people.customer })).refused('FORBIDDEN');
  });

  it('is not taken when it is none, or too large, or half a place is said', async () => {
    const orderId = await pickedUpOrder(people);
    await untilSent(orderId);
    (await sendPicture(orderId, { bytes: Buffer.from('<svg/>') })).refused('VALIDATION_ERROR');
    (await sendPicture(orderId, { bytes: jpeg(), type: 'image/png' })).refused('VALIDATION_ERROR');
    (await sendPicture(orderId, { bytes: Buffer.from('{}'), type: 'application/json' })).refused(
      'UNSUPPORTED_MEDIA_TYPE',
    );
    (await sendPicture(orderId, { type: 'image/svg+xml' })).refused('UNSUPPORTED_MEDIA_TYPE');
    (await sendPicture(orderId, { taken: '?lat=12.9' })).refused('VALIDATION_ERROR');
    (await sendPicture(orderId, { taken: '?lat=here&lng=77' })).refused('VALIDATION_ERROR');
    const largest = jpeg(Buffer.alloc(MAX_PICTURE_BYTES - 4));
    expect((await sendPicture(orderId, { bytes: largest })).status).toBe(200);
    (await sendPicture(orderId, { bytes: Buffer.concat([largest, Buffer.alloc(1)]) })).refused(
      'PAYLOAD_TOO_LARGE',
    );
  });

  it('is taken on its own route alone', async () => {
    (await send('/delivery/location')).refused('UNSUPPORTED_MEDIA_TYPE');
    const tooMuch = jpeg(Buffer.alloc(200 * 1024));
    (await send('/delivery/location', { bytes: tooMuch })).refused('PAYLOAD_TOO_LARGE');
  });

  it('stands in for the code at the door when no code is taken any more', async () => {
    const orderId = await pickedUpOrder(people);
    (await says(orderId, { status: 'DELIVERED' })).refused('VALIDATION_ERROR');
    await untilSent(orderId, { taken: await takenAt(orderId, 2_000) });
    (await says(orderId, { status: 'DELIVERED' })).refused('NOT_ALLOWED_NOW');
    const { delivery_code: code } = await showOrder(people.customer, orderId);
    const wrong = code === '0000' ? '1111' : '0000';
    for (let n = 0; n < MAX_CODE_ATTEMPTS; n += 1) {
      (await says(orderId, { status: 'DELIVERED', code: wrong })).refused('DELIVERY_CODE_WRONG');
    }
    (await says(orderId, { status: 'DELIVERED', code })).refused('DELIVERY_CODE_LOCKED');
    const far = (await says(orderId, { status: 'DELIVERED' })).refused('NOT_ALLOWED_NOW');
    expect(far['distance_metres']).toBe(2_000);
    changed(await sendPicture(orderId, { taken: await takenAt(orderId, 20) }));
    changed(await says(orderId, { status: 'DELIVERED' }));
    await untilStatus(people.customer, orderId, 'DELIVERED');
  });
});
