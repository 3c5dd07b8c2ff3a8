import type { CustomerLocation } from '../../../application/tracking/customer-location';
import type { CourierCards } from '../../../application/tracking/courier-cards';
import { courierAsha, historyTo, NOON } from '../../../domain/order/order.fixtures';
import { track, type TrackedOrder } from '../../../domain/tracking/tracked-order';
import { TrackingFrames } from '../tracking/tracking-wire';
import { CLOSE_CODES, TrackingConnection, type ClientSocket } from './tracking-connection';

class FakeSocket implements ClientSocket {
  bufferedAmount = 0;
  readonly sent: Readonly<Record<string, unknown>>[] = [];
  readonly closed: number[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Readonly<Record<string, unknown>>);
  }

  close(code: number): void {
    this.closed.push(code);
  }
}

const tracked = (status: Parameters<typeof historyTo>[0]): TrackedOrder =>
  historyTo(status).reduce<TrackedOrder | null>(track, null)!;

const location: CustomerLocation = {
  lat: 12.97,
  lng: 77.59,
  at: NOON,
  etaMinutes: 12,
  distanceMetres: 2_345,
};

describe('a client on a socket', () => {
  let socket: FakeSocket;
  let showCourier: () => void;
  let connection: TrackingConnection;

  beforeEach(() => {
    socket = new FakeSocket();
    const reading = new Promise<void>((resolve) => (showCourier = resolve));
    const cards = {
      of: () =>
        reading.then(() => ({ name: 'Asha', phone: '+91XXXXXX0001', vehicleNumber: null, rating: null })),
    } as unknown as CourierCards;
    connection = open(cards);
  });

  const open = (cards: CourierCards, version: 0 | 1 = 1): TrackingConnection =>
    new TrackingConnection(
      'order-1',
      socket,
      new TrackingFrames(cards),
      { version, language: 'en' },
      () => undefined,
    );

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is told everything in order, though the name of the courier has to be looked up', async () => {
    const order = tracked('READY');
    connection.told(order, order.messages);
    await settled();
    expect(socket.sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    showCourier();
    await settled();
    expect(socket.sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(socket.sent[4]).toMatchObject({ type: 'partner_assigned', partner: { name: 'Asha' } });
    expect(socket.closed).toEqual([]);
  });

  it('is closed for good after the last message of an order that is over', async () => {
    const order = tracked('DELIVERED');
    showCourier();
    connection.told(order, order.messages);
    await settled();
    expect(socket.sent.at(-1)).toMatchObject({ type: 'delivered', otp_verified: true });
    expect(socket.closed).toEqual([CLOSE_CODES.over]);
    connection.located(location);
    expect(socket.sent.at(-1)).toMatchObject({ type: 'delivered' });
  });

  it('is closed to resume when it reads too slowly, and then sent nothing more', async () => {
    const order = tracked('PREPARING');
    socket.bufferedAmount = 300_000;
    connection.told(order, order.messages);
    await settled();
    expect([socket.sent, socket.closed]).toEqual([[], [CLOSE_CODES.slow]]);
  });

  it('is closed to resume when more messages wait for it than an order can have', async () => {
    const order = tracked('PREPARING');
    const assigned = {
      seq: 1,
      type: 'partner_assigned',
      courierId: courierAsha,
      expectedAt: NOON,
      at: NOON,
    } as const;
    connection.told(
      order,
      Array.from({ length: 300 }, () => assigned),
    );
    expect(socket.closed).toEqual([CLOSE_CODES.slow]);
    showCourier();
    await settled();
    expect(socket.sent).toEqual([]);
  });

  it('is left out when a position comes that it could not read in time', () => {
    socket.bufferedAmount = 20_000;
    connection.located(location);
    expect(socket.sent).toEqual([]);
    socket.bufferedAmount = 0;
    connection.located(location);
    expect(socket.sent).toEqual([
      {
        v: 1,
        type: 'location_update',
        order_id: 'order-1',
        timestamp: NOON,
        location: { lat: 12.97, lng: 77.59 },
        eta_minutes: 12,
        distance_km: 2.3,
      },
    ]);
  });

  it('hears where the courier is after what it is told before, and then only of the last place', async () => {
    const order = tracked('READY');
    connection.told(order, order.messages);
    connection.located({ ...location, lat: 12.95 });
    connection.located(location);
    await settled();
    showCourier();
    await settled();
    expect(socket.sent.map(({ seq, type }) => seq ?? type)).toEqual([1, 2, 3, 4, 5, 6, 'location_update']);
    expect(socket.sent.at(-1)).toMatchObject({ location: { lat: 12.97 } });
  });

  it('is answered when it pings, and ignored when it says what nobody understands', () => {
    for (const text of ['{"type":"ping"}', '{"type":"dance"}', 'ping', 'null', ''])
      connection.received(text, 0);
    expect([socket.sent, socket.closed]).toEqual([[{ type: 'pong' }], []]);
  });

  it('is closed when it talks without end', () => {
    for (let i = 0; i < 60; i += 1) connection.received('{"type":"ping"}', i * 1_000);
    expect(socket.closed).toEqual([]);
    for (let i = 0; i < 31; i += 1) connection.received('{"type":"ping"}', 100_000);
    expect(socket.closed).toEqual([CLOSE_CODES.policy]);
  });

  it('has to come back when a courier cannot be looked up', async () => {
    connection = open({ of: () => Promise.reject(new Error('away')) } as unknown as CourierCards);
    const order = tracked('READY');
    connection.told(order, order.messages);
    await settled();
    expect(socket.sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(socket.closed).toEqual([CLOSE_CODES.failed]);
  });

  it('hears the older names when it asks for them', async () => {
    showCourier();
    connection = open({ of: () => Promise.resolve(null) } as unknown as CourierCards, 0);
    const order = tracked('PREPARING');
    connection.told(order, order.messages.slice(-1));
    connection.located(location);
    await settled();
    expect(socket.sent).toEqual([
      expect.objectContaining({ v: 0, seq: 4, type: 'status', status: 'PREPARING', eta: '31 min' }),
      expect.objectContaining({ v: 0, type: 'location', lat: 12.97, lng: 77.59, eta: '12 min' }),
    ]);
  });
});
