import { TrackingDto, TrackingMessagesDto } from '../src/adapters/driving/http/tracking/tracking.dto';
import { AvailabilityReplyDto } from '../src/adapters/driving/http/couriers/couriers.dto';
import { OrderCancelledDto } from '../src/adapters/driving/http/orders/orders.dto';
import { asId } from '../src/domain/kernel/ids';
import type { Reply } from './support/e2e-http';
import {
  changed,
  confirmedOrder,
  orderAt,
  placeOrder,
  showOrder,
  type OrderParties,
} from './support/e2e-orders';
import { addAddress, openSession, register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { ticketOf, track, TrackingSocket, type Told } from './support/e2e-tracking';
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

const refusalOf = async (url: string): Promise<Reply> => {
  const opened = await TrackingSocket.open(url);
  if (opened instanceof TrackingSocket) throw new Error('a socket was opened');
  return opened;
};

const messagesOf = async (orderId: string, person = people.support): Promise<TrackingMessagesDto> =>
  (await person.http.get(`/tracking/${orderId}/messages`)).body(TrackingMessagesDto);

/** Somebody on shift whom only staff find: too far away to be offered anything. */
async function newCourier(): Promise<Person> {
  const courier = await register(server.http, 'DELIVERY');
  const reply = await courier.http.post('/delivery/available', { available: true, lat: 28.6, lng: 77.2 });
  reply.body(AvailabilityReplyDto);
  return courier;
}

const newParties = async (): Promise<OrderParties> => ({ ...people, courier: await newCourier() });

const whereCourierIs = (orderId: string, courier: Person, lat: number): void =>
  server.tiffin.parts.liveLocations.publish([
    {
      orderId: asId(orderId),
      courierId: asId(courier.id),
      lat,
      lng: 77.6033,
      at: server.tiffin.parts.businessClock.now(),
    },
  ]);

async function deliver(orderId: string, courier: Person): Promise<void> {
  const { delivery_code: code } = await showOrder(people.customer, orderId);
  const status = `/delivery/orders/${orderId}/status`;
  changed(await courier.http.put(status, { status: 'OUT_FOR_DELIVERY' }));
  changed(await courier.http.put(status, { status: 'DELIVERED', code }));
}

describe('a customer who follows an order over a socket', () => {
  it('is told of its whole life, resumes where a cut line left off, and is let go at the end', async () => {
    const { customer, restaurant, courier, support } = await newParties();
    const { order_id: orderId } = await placeOrder(customer);
    const first = await track(customer, orderId);
    await first.untilTold('that it was sent to the restaurant', ({ step }) => step === 'confirmed');
    changed(await restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    await first.untilTold('that it is cooked', ({ step }) => step === 'preparing');
    const last = Math.max(...first.seqs.map(Number));
    first.cut();

    changed(await support.http.put(`/staff/orders/${orderId}/courier`, { courier_id: courier.id }));
    const second = await track(customer, orderId, `&last_seq=${last}`);
    await second.untilTold('who brings it', ({ type }) => type === 'partner_assigned');
    whereCourierIs(orderId, courier, 12.99);
    changed(await restaurant.http.post(`/restaurant/orders/${orderId}/ready`));
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' }));
    await second.untilTold('that the courier has it', ({ step }) => step === 'picked-up');
    whereCourierIs(orderId, courier, 12.98);
    const located = await second.untilTold('where the courier is', ({ type }) => type === 'location_update');
    await deliver(orderId, courier);
    expect(await second.untilClosed()).toBe(4000);

    const { messages, is_over: isOver, last_seq: lastSeq } = await messagesOf(orderId);
    const isNumbered = ({ seq }: Told): boolean => seq !== undefined;
    expect([...first.told, ...second.told].filter(isNumbered)).toEqual(messages);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i + 1));
    expect([isOver, lastSeq]).toEqual([true, messages.length]);
    expect(messages.find(({ type }) => type === 'partner_assigned')).toMatchObject({
      partner: {
        name: expect.any(String) as string,
        phone: expect.stringMatching(/^\+91X{6}\d{4}$/) as string,
      },
    });
    expect(messages.at(-1)).toMatchObject({ v: 1, type: 'delivered', order_id: orderId, otp_verified: true });
    // Nobody saw where the courier was before they had the food.
    expect(located).toMatchObject({ v: 1, order_id: orderId, location: { lat: 12.98, lng: 77.6033 } });
    expect(located['distance_km']).toBe(4.2);
    // At three minutes a kilometre, and one at the door.
    expect(located['eta_minutes']).toBe(14);

    const again = await track(customer, orderId, `&last_seq=${lastSeq}`);
    expect(await again.untilClosed()).toBe(4000);
    expect(again.told).toEqual([]);
  });

  it('is told that it was called off, by whom and for what fee', async () => {
    const orderId = await confirmedOrder(people.customer);
    const socket = await track(people.customer, orderId, '&lang=hi');
    (await people.customer.http.put(`/orders/${orderId}/cancel`, {})).body(OrderCancelledDto);
    expect(await socket.untilClosed()).toBe(4000);
    expect(socket.told.at(-1)).toMatchObject({
      type: 'cancelled',
      how: 'cancelled',
      by: 'customer',
      cancellation_fee_minor: 0,
      message: 'आपका ऑर्डर रद्द कर दिया गया',
    });
  });

  it('hears the older names on request, and a pong to a ping', async () => {
    const parties = await newParties();
    const orderId = await orderAt('PICKED_UP', parties);
    const socket = await track(people.customer, orderId, '&v=0');
    await socket.untilTold('a status', ({ type }) => type === 'status');
    whereCourierIs(orderId, parties.courier, 12.98);
    const location = await socket.untilTold('a location', ({ type }) => type === 'location');
    expect(location).toMatchObject({ v: 0, lat: 12.98, lng: 77.6033, eta: '14 min' });
    expect(socket.told.find(({ status }) => status === 'PREPARING')).toMatchObject({
      type: 'status',
      eta: expect.stringMatching(/^\d+ min$/) as string,
    });
    socket.socket.send(JSON.stringify({ type: 'ping' }));
    await socket.untilTold('pong', ({ type }) => type === 'pong');
    socket.cut();
  });

  it('is closed when it sends what no client should', async () => {
    const socket = await track(people.customer, await confirmedOrder(people.customer));
    socket.socket.send('x'.repeat(2_000));
    expect(await socket.untilClosed()).toBe(1009);
  });

  it('is told to come back when the server stops', async () => {
    const other = await deployment.start();
    const orderId = await confirmedOrder(people.customer);
    const there = await openSession(other.tiffin, people.customer.id);
    const socket = await track(there, orderId);
    await other.stop();
    expect(await socket.untilClosed()).toBe(1012);
  });
});

describe('a socket', () => {
  const urlOf = (path: string): string => `${server.tiffin.url}${path}`;

  it('is opened with a ticket, once', async () => {
    const orderId = await confirmedOrder(people.customer);
    const url = urlOf(await ticketOf(people.customer, orderId));
    const opened = await TrackingSocket.open(url.replace('ticket=', 'token='));
    expect(opened).toBeInstanceOf(TrackingSocket);
    (await refusalOf(url)).refused('UNAUTHENTICATED');
    (await refusalOf(urlOf(`/ws/track?order_id=${orderId}`))).refused('UNAUTHENTICATED');
    (await refusalOf(urlOf(`/ws/track?order_id=${orderId}&ticket=guess`))).refused('UNAUTHENTICATED');
    if (opened instanceof TrackingSocket) opened.cut();
  });

  it('is opened for nobody else, and for no other order', async () => {
    const orderId = await confirmedOrder(people.customer);
    const stranger = await register(server.http);
    await addAddress(stranger);
    (await stranger.http.post(`/tracking/${orderId}/ticket`)).refused('NOT_FOUND');
    (await people.restaurant.http.post(`/tracking/${orderId}/ticket`)).refused('FORBIDDEN');
    (await people.courier.http.post(`/tracking/${orderId}/ticket`)).refused('FORBIDDEN');
    const { order_id: own } = await placeOrder(stranger);
    const ticket = await ticketOf(stranger, own);
    (await refusalOf(urlOf(ticket.replace(own, orderId)))).refused('FORBIDDEN');
    (await track(people.auditor, orderId)).cut();
  });

  it('needs a request that makes sense', async () => {
    const orderId = await confirmedOrder(people.customer);
    const ticket = async (): Promise<string> => urlOf(await ticketOf(people.customer, orderId));
    (await refusalOf(`${await ticket()}&last_seq=-1`)).refused('VALIDATION_ERROR');
    (await refusalOf(`${await ticket()}&v=7`)).refused('VALIDATION_ERROR');
    (await refusalOf((await ticket()).replace(orderId, 'mine'))).refused('VALIDATION_ERROR');
    (await refusalOf((await ticket()).replace('/ws/track', '/ws/other'))).refused('NOT_FOUND');
  });

  it('ends with the session of the one who follows', async () => {
    const orderId = await confirmedOrder(people.customer);
    const session = await openSession(server.tiffin, people.customer.id);
    const socket = await track(session, orderId);
    const url = urlOf(await ticketOf(session, orderId));
    await session.http.post('/auth/logout');
    expect(await socket.untilClosed()).toBe(4001);
    (await refusalOf(url)).refused('SESSION_ENDED');
  });

  it('is one of at most five of an account on an order', async () => {
    const orderId = await confirmedOrder(people.customer);
    const sockets = await Promise.all(Array.from({ length: 5 }, () => track(people.customer, orderId)));
    const url = async (person: Person): Promise<string> => urlOf(await ticketOf(person, orderId));
    (await refusalOf(await url(people.customer))).refused('TOO_MANY_FOLLOWERS');
    (await track(people.support, orderId)).cut();
    sockets[0]!.cut();
    await until('a place is free again', async () => {
      const opened = await TrackingSocket.open(await url(people.customer));
      if (opened instanceof TrackingSocket) sockets.push(opened);
      return opened instanceof TrackingSocket || undefined;
    });
    for (const socket of sockets) socket.cut();
  });
});

describe('an order at a glance', () => {
  it('is the same under both names, and shows who brings it and where they are', async () => {
    const parties = await newParties();
    const orderId = await orderAt('PICKED_UP', parties);
    whereCourierIs(orderId, parties.courier, 12.98);
    const shown = await until('the order is shown as picked up', async () => {
      const read = (await people.customer.http.get(`/orders/${orderId}/track`)).body(TrackingDto);
      return read.order_status === 'PICKED_UP' ? read : undefined;
    });
    expect(shown).toMatchObject({
      order_id: orderId,
      delivery_partner: {
        name: expect.any(String) as string,
        phone: expect.stringMatching(/^\+91X{6}\d{4}$/) as string,
        rating: null,
        location: { lat: 12.98, lng: 77.6033 },
      },
      is_over: false,
    });
    expect(shown.timeline.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['placed', 'confirmed', 'accepted', 'preparing', 'ready', 'picked-up']),
    );
    expect(shown.eta?.minutes).toBeGreaterThan(0);
    const stranger = await register(server.http);
    (await stranger.http.get(`/tracking/${orderId}`)).refused('NOT_FOUND');
    (await stranger.http.get(`/orders/${orderId}/track`)).refused('NOT_FOUND');
  });
});

describe('where sockets do not get through', () => {
  const eventsOf = async (
    person: Person,
    orderId: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    fetch(`${server.tiffin.url}/api/v1/tracking/${orderId}/events`, {
      headers: { authorization: `Bearer ${person.accessToken}`, ...headers },
    });

  it('a stream of events tells the same, goes on after the last id, and says when there is no more', async () => {
    const orderId = await confirmedOrder(people.customer);
    const reading = eventsOf(people.customer, orderId).then((response) => response.text());
    (await people.customer.http.put(`/orders/${orderId}/cancel`, {})).body(OrderCancelledDto);
    const { messages, last_seq: lastSeq } = await messagesOf(orderId, people.customer);
    const dataOf = (body: string): unknown[] =>
      [...body.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as unknown);
    const told = await reading;
    expect(dataOf(told)).toEqual(messages);
    expect(told).toContain(`id: ${lastSeq}\nevent: cancelled\n`);

    const resumed = await eventsOf(people.customer, orderId, { 'last-event-id': '1' });
    expect(dataOf(await resumed.text())).toEqual(messages.slice(1));
    const nothing = await eventsOf(people.customer, orderId, { 'last-event-id': String(lastSeq) });
    expect(nothing.status).toBe(204);
    const refused = await eventsOf(people.customer, orderId, { 'last-event-id': 'first' });
    expect(refused.status).toBe(400);
  });

  it('a request may wait for the next message', async () => {
    const orderId = await confirmedOrder(people.customer);
    const { last_seq: lastSeq } = await until('both messages are there', async () => {
      const read = await messagesOf(orderId, people.customer);
      return read.last_seq === 2 ? read : undefined;
    });
    const waiting = people.customer.http.get(`/tracking/${orderId}/messages?after_seq=${lastSeq}&wait=25`);
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 20 }));
    const { messages } = (await waiting).body(TrackingMessagesDto);
    expect(messages[0]).toMatchObject({ seq: 3, step: 'accepted' });
    const empty = await people.customer.http.get(`/tracking/${orderId}/messages?after_seq=90`);
    expect(empty.body(TrackingMessagesDto)).toMatchObject({ messages: [], last_seq: 90, is_over: false });
    const tooLong = await people.customer.http.get(`/tracking/${orderId}/messages?wait=26`);
    tooLong.refused('VALIDATION_ERROR');
  });
});
