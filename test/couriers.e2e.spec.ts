import {
  AvailabilityReplyDto,
  CourierDeskDto,
  CourierMeDto,
  OffersDto,
} from '../src/adapters/driving/http/couriers/couriers.dto';
import { OrderCancelledDto } from '../src/adapters/driving/http/orders/orders.dto';
import { AssignmentsDto, DeliveriesDto } from '../src/adapters/driving/http/staff/staff-deliveries.dto';
import { CouriersDto } from '../src/adapters/driving/http/staff/staff.controller';
import type { Vehicle } from '../src/domain/partner/partner-messages';
import { goOnline, northOfKitchen } from './support/e2e-delivery';
import { EventReader } from './support/e2e-events';
import { expectHidden } from './support/e2e-hidden';
import {
  changed,
  confirmedOrder,
  goOnlineFarAway,
  showOrder,
  untilStatus,
  untilTimeline,
} from './support/e2e-orders';
import { register, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

type Offer = OffersDto['offers'][number];

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;
let orders: string[] = [];
let couriers: Person[] = [];

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
});

/** Nothing that a test leaves behind is offered to the couriers of the next, and none of its couriers is asked. */
afterEach(async () => {
  for (const id of orders) await people.support.http.put(`/orders/${id}/cancel`, {});
  for (const { http, id } of couriers) {
    await until(`courier ${id} is offline`, async () => {
      const reply = await http.post('/delivery/available', { available: false });
      return reply.status === 200 || undefined;
    });
  }
  orders = [];
  couriers = [];
});

afterAll(() => deployment.remove());

async function newCourier(vehicle?: Vehicle): Promise<Person> {
  const courier = await register(server.http, 'DELIVERY', vehicle);
  couriers.push(courier);
  return courier;
}

/** An order whose food is ready, so that somebody is looked for at once. */
async function readyOrder(): Promise<string> {
  const orderId = await confirmedOrder(people.customer);
  orders.push(orderId);
  const kitchen = `/restaurant/orders/${orderId}`;
  changed(await people.restaurant.http.post(`${kitchen}/accept`, { prep_minutes: 20 }));
  changed(await people.restaurant.http.post(`${kitchen}/ready`));
  return orderId;
}

const offersTo = async ({ http }: Person): Promise<readonly Offer[]> =>
  (await http.get('/delivery/orders/available')).body(OffersDto).offers;

const untilAsked = (courier: Person, orderId: string): Promise<Offer> =>
  until(`courier ${courier.id} is asked`, async () =>
    (await offersTo(courier)).find(({ order_id: id }) => id === orderId),
  );

const says = ({ http }: Person, orderId: string, step: string, body?: object) =>
  http.post(`/delivery/orders/${orderId}/${step}`, body);

const me = async ({ http }: Person): Promise<CourierMeDto> =>
  (await http.get('/delivery/me')).body(CourierMeDto);

const untilMe = (courier: Person, what: string, is: (me: CourierMeDto) => boolean): Promise<CourierMeDto> =>
  until(`courier ${courier.id} ${what}`, async () => {
    const row = await me(courier);
    return is(row) ? row : undefined;
  });

/** The order knows who brings it. */
const untilBrought = (courier: Person, orderId: string): Promise<true> =>
  until('the order knows its courier', async () => {
    const { delivery_partner_id: id } = await showOrder(people.support, orderId);
    return id === courier.id || undefined;
  });

const assign = (courier: Person, orderId: string) =>
  people.support.http.put(`/staff/orders/${orderId}/courier`, { courier_id: courier.id });

const advance = (minutes: number) => people.admin.http.put('/sandbox/clock', { advance_minutes: minutes });

const assignmentsOf = async (orderId: string): Promise<AssignmentsDto['steps']> =>
  (await people.support.http.get(`/staff/orders/${orderId}/assignments`)).body(AssignmentsDto).steps;

/** Asked and willing, and known to the order. */
async function accepted(courier: Person, orderId: string): Promise<void> {
  await untilAsked(courier, orderId);
  changed(await says(courier, orderId, 'accept'));
  await untilBrought(courier, orderId);
}

describe('an order that is ready', () => {
  it('is declined by the nearest, brought by the next, and explained afterwards', async () => {
    const [near, further] = [await newCourier(), await newCourier('motorcycle')];
    await goOnline(near);
    await goOnline(further, northOfKitchen(2_000));
    const orderId = await readyOrder();

    const offer = await untilAsked(near, orderId);
    expect(offer).toMatchObject({ pickup: { name: 'Pizza Palace' }, pickup_distance_metres: 0, attempt: 1 });
    expect(offer.earning_minor).toBeGreaterThan(0);
    expect(offer.seconds_left).toBeGreaterThan(0);
    expect(JSON.stringify(offer)).not.toContain('Museum Road');
    await expectHidden((id) => near.http.get(`/orders/${id}`), orderId);
    await expectHidden((id) => says(further, id, 'accept'), orderId);
    changed(await says(near, orderId, 'decline', { reason: 'too-far' }));

    await untilAsked(further, orderId);
    expect(await offersTo(near)).toEqual([]);
    (await says(near, orderId, 'accept')).refused('OFFER_GONE');
    expect(changed(await says(further, orderId, 'accept')).events).toEqual(['AssignmentAccepted']);
    await untilBrought(further, orderId);
    const { delivery_address: address, ...shown } = await showOrder(further, orderId);
    expect(shown).toMatchObject({ pickup: { name: 'Pizza Palace' }, delivery_code: null });
    const desk = await until('it is theirs', async () => (await me(further)).deliveries[0]);
    expect([address === null, desk.order_id, desk.payment_method]).toEqual([false, orderId, 'COD']);
    changed(await says(further, orderId, 'arrived', { where: 'restaurant' }));
    await until('it shows', async () => {
      const { delivery_status: status } = await showOrder(people.customer, orderId);
      return status === 'AT_RESTAURANT' || undefined;
    });
    const status = `/delivery/orders/${orderId}/status`;
    changed(await further.http.put(status, { status: 'PICKED_UP' }));
    (await says(further, orderId, 'release', {})).refused('NOT_ALLOWED_NOW');
    await until('they are on their way', async () => {
      const reply = await says(further, orderId, 'arrived', { where: 'customer' });
      return reply.status === 200 || undefined;
    });
    (await says(further, orderId, 'fail', { reason: 'customer-unreachable' })).refused('WAIT_AT_THE_DOOR');
    const { delivery_code: code } = await showOrder(people.customer, orderId);
    changed(await further.http.put(status, { status: 'DELIVERED', code }));
    await untilMe(further, 'is free again', ({ load, deliveries }) => load === 0 && deliveries.length === 0);

    const steps = await assignmentsOf(orderId);
    expect(steps.map(({ type, courier_id: id }) => (id === null ? type : `${type} ${id}`))).toEqual([
      'CandidatesScored',
      `AssignmentOffered ${near.id}`,
      `AssignmentDeclined ${near.id}`,
      'CandidatesScored',
      `AssignmentOffered ${further.id}`,
      `AssignmentAccepted ${further.id}`,
    ]);
    const scorings = steps.flatMap(({ scoring }) => (scoring === null ? [] : [scoring]));
    expect(scorings.map((one) => one.is_reproduced)).toEqual([true, true]);
    expect(scorings[0]?.candidates.map(({ courier_id: id }) => id).sort()).toEqual(
      [near.id, further.id].sort(),
    );
    expect((await untilTimeline(people.customer, orderId, 'CodCollected')).map(([type]) => type)).toEqual(
      expect.arrayContaining(['PartnerSearchStarted', 'AssignmentAccepted', 'ArrivedAtRestaurant']),
    );
  });

  it('is taken on once, though two try at once on three devices', async () => {
    const [asked, other] = [await newCourier(), await newCourier()];
    await goOnline(asked);
    await goOnline(other, northOfKitchen(3_000));
    const orderId = await readyOrder();
    await untilAsked(asked, orderId);
    const [first, others, second] = await Promise.all([
      says(asked, orderId, 'accept'),
      says(other, orderId, 'accept'),
      says(asked, orderId, 'accept'),
    ]);
    others.refused('NOT_FOUND');
    expect([...changed(first).events, ...changed(second).events]).toEqual(['AssignmentAccepted']);
    await untilBrought(asked, orderId);
  });

  it('cannot be taken on any more when the offer has lapsed', async () => {
    const courier = await newCourier();
    await goOnline(courier);
    const orderId = await readyOrder();
    await untilAsked(courier, orderId);
    await advance(1);
    expect(await offersTo(courier)).toEqual([]);
    (await says(courier, orderId, 'accept')).refused('OFFER_GONE');
    await untilMe(courier, 'has room again', ({ load }) => load === 0);
  });

  it('goes to the next when its courier gives it back', async () => {
    const [first, second] = [await newCourier(), await newCourier()];
    await goOnline(first);
    const orderId = await readyOrder();
    await accepted(first, orderId);
    await goOnline(second);
    expect(changed(await says(first, orderId, 'release', { reason: 'flat-tyre' })).events).toEqual([
      'PartnerReassigned',
    ]);
    await accepted(second, orderId);
    await expectHidden((id) => first.http.get(`/orders/${id}`), orderId);
    await untilMe(first, 'is free', ({ load }) => load === 0);
  });

  it('is asked for on a live feed, which tells when it changes', async () => {
    const courier = await newCourier();
    await goOnline(courier);
    const feed = await EventReader.open(courier.http, '/delivery/feed');
    try {
      expect(await feed.next('snapshot')).toEqual({ offers: [], deliveries: [] });
      const orderId = await readyOrder();
      const told = (of: (desk: CourierDeskDto) => readonly { readonly order_id: string }[]) =>
        feed.next('changed', (data) =>
          of(CourierDeskDto.schema.parse(data)).some(({ order_id: id }) => id === orderId),
        );
      await told(({ offers }) => offers);
      changed(await says(courier, orderId, 'accept'));
      await told(({ deliveries }) => deliveries);
    } finally {
      feed.leave();
    }
  });
});

describe('staff', () => {
  it('choose somebody else while a courier is being asked', async () => {
    const [asked, chosen] = [await newCourier(), await newCourier()];
    await goOnline(asked);
    await goOnlineFarAway(chosen);
    const orderId = await readyOrder();
    await untilAsked(asked, orderId);
    changed(await assign(chosen, orderId));
    await untilMe(chosen, 'brings it', ({ deliveries }) => deliveries[0]?.order_id === orderId);
    await untilMe(asked, 'has room again', ({ load }) => load === 0);
    expect(await offersTo(asked)).toEqual([]);
    await expectHidden((id) => says(asked, id, 'accept'), orderId);
    const [withdrawn, assigned] = (await assignmentsOf(orderId)).slice(-2);
    expect([withdrawn?.type, assigned?.type]).toEqual(['AssignmentWithdrawn', 'PartnerAssigned']);
  });

  it('cannot give an order to who has no room, is offline or suspended', async () => {
    const courier = await newCourier('bicycle');
    const [first, second] = [await readyOrder(), await readyOrder()];
    (await assign(courier, first)).refused('COURIER_OFFLINE');
    await goOnlineFarAway(courier);
    changed(await assign(courier, first));
    await untilMe(courier, 'brings it', ({ deliveries }) => deliveries.length === 1);
    expect((await assign(courier, second)).refused('COURIER_BUSY')).toMatchObject({ capacity: 1 });
    const delivering = await courier.http.post('/delivery/available', { available: false });
    expect(delivering.refused('COURIER_DELIVERING')).toMatchObject({ order_ids: [first] });
    changed(await people.support.http.delete(`/staff/orders/${first}/courier`));
    await untilMe(courier, 'has room again', ({ load }) => load === 0);

    const suspend = `/staff/couriers/${courier.id}/suspend`;
    expect((await people.support.http.post(suspend, { reason: 'papers-missing' })).status).toBe(200);
    (await assign(courier, second)).refused('COURIER_SUSPENDED');
    (await courier.http.post('/delivery/available', { available: true, lat: 1, lng: 1 })).refused(
      'COURIER_SUSPENDED',
    );
    const listed = async () => {
      const { couriers: all } = (await people.support.http.get('/staff/couriers?limit=100')).body(
        CouriersDto,
      );
      return all.find(({ courier_id: id }) => id === courier.id);
    };
    const row = await until('the list shows it', async () => {
      const one = await listed();
      return one?.is_suspended === true && one.load === 0 ? one : undefined;
    });
    expect(row).toMatchObject({ vehicle: 'bicycle', is_online: true, capacity: 1 });
    expect((await people.support.http.post(`/staff/couriers/${courier.id}/reinstate`)).status).toBe(200);
    changed(await assign(courier, second));
  });

  it('send a second order only to a courier who has room for it', async () => {
    const [full, roomy] = [await newCourier('bicycle'), await newCourier('scooter')];
    await goOnline(full);
    await accepted(full, await readyOrder());
    await goOnline(full);
    await goOnline(roomy, northOfKitchen(4_000));
    const [second, third] = [await readyOrder(), await readyOrder()];
    for (const orderId of [second, third]) await accepted(roomy, orderId);
    expect(await offersTo(full)).toEqual([]);
    await untilMe(roomy, 'brings both', ({ load, deliveries }) => load === 2 && deliveries.length === 2);
  });
});

describe('a courier', () => {
  it('who goes offline declines what they are asked, and the next is asked', async () => {
    const [leaving, staying] = [await newCourier(), await newCourier()];
    await goOnline(leaving);
    await goOnline(staying, northOfKitchen(1_000));
    const orderId = await readyOrder();
    await untilAsked(leaving, orderId);
    const reply = await leaving.http.post('/delivery/available', { available: false });
    expect(reply.body(AvailabilityReplyDto)).toEqual({ available: false, events: ['PartnerOffline'] });
    await untilAsked(staying, orderId);
    await untilMe(leaving, 'is offline', ({ is_online: online }) => !online);
  });

  it('who brings the food back is free once the restaurant has it', async () => {
    const courier = await newCourier();
    await goOnline(courier);
    const orderId = await readyOrder();
    await accepted(courier, orderId);
    changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' }));
    await until('they are on their way, and fail', async () => {
      const reply = await says(courier, orderId, 'fail', { reason: 'customer-refused' });
      return reply.status === 200 || undefined;
    });
    await untilStatus(people.customer, orderId, 'CANCELLED');
    expect((await showOrder(people.customer, orderId)).delivery_status).toBe('RETURNING');
    changed(await people.restaurant.http.post(`/restaurant/orders/${orderId}/returned`));
    await untilMe(courier, 'is free again', ({ load }) => load === 0);
  });
});

describe('a customer for whose order nobody is found', () => {
  const untilChoice = (orderId: string) =>
    until('the customer has the choice', async () => {
      const order = await showOrder(people.customer, orderId);
      return order.wait_or_cancel_until === null ? undefined : order;
    });

  it('waits on, and may still call it off for nothing', async () => {
    const orderId = await readyOrder();
    await until('somebody is looked for', async () => {
      const { delivery_status: status } = await showOrder(people.customer, orderId);
      return status === 'SEARCHING' || undefined;
    });
    (await people.customer.http.post(`/orders/${orderId}/wait`)).refused('NOT_ALLOWED_NOW');
    await advance(16);
    await untilChoice(orderId);
    await until('staff are called', async () => {
      const help = await people.support.http.get('/staff/deliveries?needs=help&limit=100');
      return help.body(DeliveriesDto).deliveries.find(({ order_id: id }) => id === orderId);
    });

    const stranger = await register(server.http);
    await expectHidden((id) => stranger.http.post(`/orders/${id}/wait`), orderId);
    expect(changed(await people.customer.http.post(`/orders/${orderId}/wait`)).events).toEqual([
      'CustomerChoseToWait',
    ]);
    const cancelled = await people.customer.http.put(`/orders/${orderId}/cancel`, {});
    expect(cancelled.body(OrderCancelledDto).cancellation_fee_minor).toBe(0);
    const order = await showOrder(people.customer, orderId, cancelled.body(OrderCancelledDto).position);
    expect(order).toMatchObject({
      status: 'CANCELLED',
      wait_or_cancel_until: null,
      cancellation: { by: 'customer', fault: 'platform' },
    });
  });

  it('pays for calling it off once somebody was found', async () => {
    const courier = await newCourier();
    const orderId = await readyOrder();
    await until('somebody is looked for', async () => {
      const { delivery_status: status } = await showOrder(people.customer, orderId);
      return status === 'SEARCHING' || undefined;
    });
    await advance(16);
    await untilChoice(orderId);
    await goOnlineFarAway(courier);
    changed(await assign(courier, orderId));
    await untilMe(courier, 'brings it', ({ deliveries }) => deliveries.length === 1);
    const cancelled = await people.customer.http.put(`/orders/${orderId}/cancel`, {});
    expect(cancelled.body(OrderCancelledDto).cancellation_fee_minor).toBeGreaterThan(0);
  });
});
