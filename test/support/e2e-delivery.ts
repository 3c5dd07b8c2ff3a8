import { CourierMeDto, OffersDto } from '../../src/adapters/driving/http/couriers/couriers.dto';
import { OrderDto } from '../../src/adapters/driving/http/orders/orders.dto';
import { PIZZA_PALACE } from '../../src/main/demo/city/pizza-palace';
import { detailsOf } from '../../src/main/demo/demo-city';
import { changed, confirmedOrder, type OrderParties } from './e2e-orders';
import type { Person } from './e2e-people';
import { until } from './e2e-until';

/** Where Pizza Palace is. */
export const KITCHEN = detailsOf(PIZZA_PALACE).location;

/** So far north of Pizza Palace. */
export const northOfKitchen = (metres: number) => ({
  lat: Number((KITCHEN.lat + metres / 111_195).toFixed(6)),
  lng: KITCHEN.lng,
});

/**
 * A courier begins to take orders, at Pizza Palace unless told otherwise; with a new shift, if they bring nothing: within
 * one they cannot be somewhere else from one moment to the next.
 */
export async function goOnline(courier: Person, place = KITCHEN): Promise<void> {
  await courier.http.post('/delivery/available', { available: false });
  const reply = await courier.http.post('/delivery/available', { available: true, ...place });
  if (reply.status !== 200) throw new Error(reply.toString());
}

/** An order that its courier was offered and has accepted; the food waits at the restaurant. No other courier is near. */
export async function acceptedOrder({ customer, restaurant, courier }: OrderParties): Promise<string> {
  const orderId = await confirmedOrder(customer);
  await goOnline(courier);
  changed(await restaurant.http.post(`/restaurant/orders/${orderId}/accept`, { prep_minutes: 1 }));
  await until('the courier is asked', async () => {
    const { offers } = (await courier.http.get('/delivery/orders/available')).body(OffersDto);
    return offers.find(({ order_id: id }) => id === orderId);
  });
  changed(await courier.http.post(`/delivery/orders/${orderId}/accept`));
  changed(await restaurant.http.post(`/restaurant/orders/${orderId}/ready`));
  await until('the courier can fetch it', async () => {
    const reply = await courier.http.get(`/orders/${orderId}`);
    return (reply.status === 200 && reply.body(OrderDto).status === 'READY') || undefined;
  });
  return orderId;
}

/** The food is with the courier, and they are on their way. */
export async function pickedUpOrder(parties: OrderParties): Promise<string> {
  const orderId = await acceptedOrder(parties);
  const { courier } = parties;
  changed(await courier.http.put(`/delivery/orders/${orderId}/status`, { status: 'PICKED_UP' }));
  return orderId;
}

/** Brings everything that the courier has taken on to its end, so that they have room again. */
export async function clearDesk({ courier, support }: OrderParties): Promise<void> {
  const me = async (): Promise<CourierMeDto> => (await courier.http.get('/delivery/me')).body(CourierMeDto);
  // What they have just taken on shows a moment later.
  await until('the courier has room again', async () => {
    const { deliveries, load } = await me();
    for (const { order_id: orderId } of deliveries) {
      const reason = { reason: 'end-of-test' };
      const delivered = await support.http.post(`/staff/orders/${orderId}/deliver`, reason);
      if (delivered.status !== 200) await support.http.put(`/orders/${orderId}/cancel`, reason);
    }
    return load === 0 || undefined;
  });
}
