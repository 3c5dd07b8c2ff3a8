import { randomUUID } from 'node:crypto';
import { LocationsTakenDto, TrackDto } from '../src/adapters/driving/http/telemetry/telemetry.dto';
import { asId } from '../src/domain/kernel/ids';
import type { LiveLocation } from '../src/application/ports/live-locations';
import { acceptedOrder, goOnline, northOfKitchen, pickedUpOrder } from './support/e2e-delivery';
import { expectHidden } from './support/e2e-hidden';
import { untilStatus } from './support/e2e-orders';
import { register, signInAll } from './support/e2e-people';
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

afterAll(() => deployment.remove());

const secondsAgo = (seconds: number): string => {
  const now = Date.parse(server.tiffin.parts.businessClock.now());
  return new Date(now - seconds * 1_000).toISOString();
};

/** Far from every restaurant: nobody there is asked to bring anything. */
const AWAY = { lat: 13.9, lng: 78.9 };

const send = (body: unknown, courier = people.courier) => courier.http.post('/delivery/location', body);

/** At most one a second is kept. */
const untilKept = (place: object): Promise<true> =>
  until('a place is kept', async () => (await send(place)).body(LocationsTakenDto).kept === 1 || undefined);

const positionOf = (id: string) => server.tiffin.parts.courierPositions.of(asId(id));

describe('where a courier is', () => {
  it('is taken from couriers on shift alone', async () => {
    const courier = await register(server.http, 'DELIVERY');
    (await send(AWAY, courier)).refused('NOT_ON_SHIFT');
    await goOnline(courier, AWAY);
    const reply = await courier.http.post('/location', { locations: [AWAY] });
    expect(reply.status).toBe(202);
    expect(reply.body(LocationsTakenDto).received).toBe(1);
  });

  it('is taken as a list too, for whatever order it is said to be, and the last of it counts', async () => {
    const courier = await register(server.http, 'DELIVERY');
    await goOnline(courier, AWAY);
    const further = { lat: AWAY.lat + 0.0002, lng: AWAY.lng };
    await until('a place is kept', async () => {
      const old = { ...AWAY, recorded_at: secondsAgo(300), order_id: 'of-somebody-else' };
      const reply = await send({ locations: [old, { ...further, accuracy: 8.5 }] }, courier);
      const { received, kept } = reply.body(LocationsTakenDto);
      expect(received).toBe(2);
      return kept === 1 || undefined;
    });
    expect(await positionOf(courier.id)).toMatchObject({ lat: 13.9002, lng: 78.9, accuracyMetres: 8.5 });
  });

  it.each([
    ['nothing', {}],
    ['half a place', { lat: 12.9 }],
    ['a place off the globe', { lat: 91, lng: 77 }],
    ['words', { lat: 'here', lng: 77 }],
    ['an empty list', { locations: [] }],
    ['a place and a list', { ...AWAY, locations: [AWAY] }],
    ['too long a list', { locations: Array.from({ length: 101 }, () => AWAY) }],
    ['a place at some time', { ...AWAY, recorded_at: 'yesterday' }],
    ['a place of negative accuracy', { ...AWAY, accuracy: -1 }],
  ])('is not taken as %s', async (_, body) => {
    (await send(body)).refused('VALIDATION_ERROR');
  });

  it('moves the order on when it leaves the restaurant, and is live until then for nobody', async () => {
    const shown: LiveLocation[] = [];
    const orderId = await acceptedOrder(people);
    server.tiffin.parts.liveLocations.subscribe((locations) => {
      shown.push(...locations.filter((location) => location.orderId === orderId));
    });
    (await send(northOfKitchen(30))).body(LocationsTakenDto);
    expect(shown).toEqual([]);
    const status = `/delivery/orders/${orderId}/status`;
    expect((await people.courier.http.put(status, { status: 'PICKED_UP' })).status).toBe(200);
    await untilKept(northOfKitchen(190));
    expect(shown.map(({ courierId }) => courierId)).toEqual([people.courier.id]);
    await untilStatus(people.customer, orderId, 'OUT_FOR_DELIVERY');
  });
});

describe('the track of a delivery', () => {
  it('is opened for staff, and for nobody else', async () => {
    const orderId = await pickedUpOrder(people);
    await untilKept(northOfKitchen(40));
    await untilKept({ ...northOfKitchen(60), mock: true });
    await server.tiffin.parts.tracks.writeAll();
    const track = (await people.auditor.http.get(`/staff/orders/${orderId}/track`)).body(TrackDto);
    const pings = track.segments.flatMap((segment) => segment.pings ?? []);
    expect(pings.slice(-2)).toMatchObject([
      { ...northOfKitchen(40), marks: [] },
      { ...northOfKitchen(60), marks: ['mock'] },
    ]);
    expect(track.segments.at(-1)?.courier_id).toBe(people.courier.id);
    for (const { http } of [people.customer, people.courier, people.restaurant]) {
      (await http.get(`/staff/orders/${orderId}/track`)).refused('FORBIDDEN');
    }
    await expectHidden((id) => people.support.http.get(`/staff/orders/${id}/track`), randomUUID());
  });
});
