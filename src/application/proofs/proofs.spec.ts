import { hash } from 'node:crypto';
import { MemoryBlobStore } from '../../adapters/driven/blobs/memory-blob-store';
import type { Actor } from '../../domain/kernel/actor';
import { asId, type OrderId } from '../../domain/kernel/ids';
import { courierAsha, courierBilal } from '../../domain/order/order.fixtures';
import { deliveryAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { DeliveryAccess } from '../couriers/delivery-access';
import { sealAddress } from '../customers/personal-data';
import { DeliveryCodes } from '../ordering/delivery-codes';
import { OrderAccess } from '../ordering/order-access';
import { north, TelemetryWorld } from '../../../test/support/telemetry-world';
import { MAX_PICTURES, RecordDoorPhoto, type DoorPicture } from './record-door-photo';
import { ShowDoorPhoto } from './show-door-photo';
import { VerifyPickup } from './verify-pickup';

const DOOR = { lat: north(2_000).lat, lng: north(2_000).lng };
const asha: Actor = { id: courierAsha, role: 'courier' };
const bilal: Actor = { id: courierBilal, role: 'courier' };
const customer: Actor = { id: 'customer-1', role: 'customer' };

let world: TelemetryWorld;
let blobs: MemoryBlobStore;
let orderId: OrderId;
let record: RecordDoorPhoto;
let show: ShowDoorPhoto;

beforeEach(async () => {
  world = new TelemetryWorld();
  blobs = new MemoryBlobStore();
  await world.goOnline();
  const address = await sealAddress(world.keys, 'customer-1', {
    ...{ line1: '4, Museum Road', line2: null, landmark: null, city: 'Bengaluru', state: null },
    ...{ pincode: '560001', location: DOOR },
  });
  orderId = await world.assign('order-1', courierAsha, { address });
  const orders = new OrderAccess(world.loader);
  const access = new DeliveryAccess(world.loader, orders);
  record = new RecordDoorPhoto(world.executor, world.loader, access, world.keys, blobs);
  show = new ShowDoorPhoto(world.loader, orders, blobs);
});

const picture = (text = 'a door', change: Partial<DoorPicture> = {}): DoorPicture => ({
  bytes: Buffer.from(text),
  type: 'image/jpeg',
  place: { lat: north(2_040).lat, lng: DOOR.lng, accuracyMetres: 12 },
  ...change,
});

let requests = 0;
const request = (actor = asha, key = `request ${(requests += 1)}`, body = key): CommandContext => ({
  commandId: key,
  fingerprint: body,
  correlationId: key,
  causationId: key,
  actor,
  at: world.now,
  traceparent: null,
});

const nameOf = (text: string): string => `proof/order-1/${hash('sha256', text, 'hex')}.jpg`;

const eventTypes = async (): Promise<readonly string[]> =>
  (await world.loader.history(deliveryAggregate, orderId)).events.map(({ event }) => event.type);

describe('a picture from the door', () => {
  it('is kept with how far from the door it was taken, and where only sealed', async () => {
    await world.handOver(orderId);
    const outcome = await record.execute(orderId, picture(), request());
    expect(outcome.kind).toBe('done');
    const proof = await show.latest(orderId);
    expect(proof).toMatchObject({
      ...{ courierId: courierAsha, blob: nameOf('a door'), sha256: hash('sha256', 'a door', 'hex') },
      ...{ contentType: 'image/jpeg', distanceMetres: 40, accuracyMetres: 12 },
    });
    expect(proof?.place?.subject).toBe('customer-1');
    expect(JSON.parse((proof?.place && (await world.keys.open(proof.place))) ?? '{}')).toEqual({
      lat: north(2_040).lat,
      lng: DOOR.lng,
    });
    expect(await show.execute(customer, orderId)).toEqual({
      bytes: Buffer.from('a door'),
      contentType: 'image/jpeg',
    });
  });

  it('is there before the event that names it', async () => {
    await world.handOver(orderId);
    jest.spyOn(blobs, 'put').mockRejectedValueOnce(new Error('the disk is full'));
    await expect(record.execute(orderId, picture(), request())).rejects.toThrow('the disk is full');
    expect(await eventTypes()).not.toContain('ProofRecorded');
  });

  it('is not kept before the handover', async () => {
    const outcome = await record.execute(orderId, picture(), request());
    expect(outcome).toMatchObject({ kind: 'rejected', rejection: { code: 'transition-not-allowed' } });
    expect(await blobs.get(nameOf('a door'))).toBeUndefined();
  });

  it('is not kept of somebody who does not bring the order; to them there is none', async () => {
    await world.handOver(orderId);
    for (const id of [orderId, asId<OrderId>('order-2')]) {
      const outcome = await record.execute(id, picture(), request(bilal));
      expect(outcome).toEqual({ kind: 'rejected', rejection: { code: 'delivery-not-found' } });
    }
    expect(await blobs.get(nameOf('a door'))).toBeUndefined();
  });

  it('is kept once for its request, and a request is for one picture', async () => {
    await world.handOver(orderId);
    const first = await record.execute(orderId, picture(), request(asha, 'key-1', 'body-1'));
    await world.deliver(orderId);
    const again = await record.execute(orderId, picture(), request(asha, 'key-1', 'body-1'));
    expect(again).toEqual({ ...first, repeated: true });
    const other = await record.execute(orderId, picture('a wall'), request(asha, 'key-1', 'body-2'));
    expect(other).toEqual({ kind: 'key-reused' });
    expect(await blobs.get(nameOf('a wall'))).toBeUndefined();
  });

  it('takes the place of the one before, up to five of them', async () => {
    await world.handOver(orderId);
    for (let n = 1; n <= MAX_PICTURES; n += 1) {
      expect((await record.execute(orderId, picture(`door ${n}`), request())).kind).toBe('done');
    }
    expect((await show.execute(customer, orderId))?.bytes.toString()).toBe(`door ${MAX_PICTURES}`);
    const oneMore = await record.execute(orderId, picture('one more'), request());
    expect(oneMore).toEqual({
      kind: 'rejected',
      rejection: { code: 'too-many-pictures', max: MAX_PICTURES },
    });
    expect(await blobs.get(nameOf('one more'))).toBeUndefined();
  });

  it('says nothing of where it was taken when the device does not know, or the customer was erased', async () => {
    await world.handOver(orderId);
    await record.execute(orderId, picture('a door', { place: null }), request());
    expect(await show.latest(orderId)).toMatchObject({
      place: null,
      distanceMetres: null,
      accuracyMetres: null,
    });
    await world.keys.erase('customer-1');
    await record.execute(orderId, picture('a wall'), request());
    expect(await show.latest(orderId)).toMatchObject({ place: null, distanceMetres: null });
  });

  it('is shown to its customer, its courier and staff', async () => {
    await world.handOver(orderId);
    await record.execute(orderId, picture(), request());
    const shownTo = async (id: string, role: Actor['role']): Promise<boolean> =>
      (await show.execute({ id, role }, orderId)) !== null;
    expect(await shownTo('customer-1', 'customer')).toBe(true);
    expect(await shownTo(courierAsha, 'courier')).toBe(true);
    expect(await shownTo('anyone', 'support')).toBe(true);
    expect(await shownTo('anyone', 'auditor')).toBe(true);
    expect(await shownTo('customer-2', 'customer')).toBe(false);
    expect(await shownTo(courierBilal, 'courier')).toBe(false);
    expect(await show.execute(customer, asId<OrderId>('order-2'))).toBeNull();
  });
});

describe('the code on a bag', () => {
  const codes = new DeliveryCodes(Buffer.alloc(32, 7));
  let verify: VerifyPickup;

  beforeEach(() => {
    verify = new VerifyPickup(world.executor, world.loader, codes);
  });

  const right = (): string => codes.pickupCodeOf(orderId);
  const wrong = (): string => (right() === '0000' ? '1111' : '0000');

  it('is noted on the delivery when the courier names it', async () => {
    expect(await verify.execute(orderId, right(), request())).toEqual({ kind: 'right' });
    expect((await eventTypes()).slice(-2)).toEqual(['ArrivedAtRestaurant', 'PickupVerified']);
  });

  it('changes nothing when it is of another bag', async () => {
    const before = await eventTypes();
    expect(await verify.execute(orderId, wrong(), request())).toEqual({ kind: 'wrong' });
    expect(await verify.execute(orderId, codes.codeOf(orderId), request())).toEqual({ kind: 'wrong' });
    expect(await eventTypes()).toEqual(before);
  });

  it('tells nothing to somebody who does not bring the order', async () => {
    for (const code of [right(), wrong()]) {
      expect(await verify.execute(orderId, code, request(bilal))).toEqual({ kind: 'not-found' });
    }
  });

  it('is not noted while the food is still cooked', async () => {
    orderId = await world.assign('order-2', courierAsha, {}, false);
    expect(await verify.execute(orderId, right(), request())).toEqual({ kind: 'right' });
    expect(await eventTypes()).not.toContain('PickupVerified');
  });

  it('has no meaning any more once the food was handed over', async () => {
    await world.handOver(orderId);
    expect(await verify.execute(orderId, right(), request())).toEqual({ kind: 'right' });
    expect(await eventTypes()).not.toContain('PickupVerified');
  });
});
