import {
  aboutThere,
  changesBetween,
  Growth,
  onTheStreet,
  OpaqueNumbers,
  type CityCounts,
  type CityPicture,
  type CourierDot,
  type OrderDot,
} from './city-picture';

const counts = (log_position: number): CityCounts => ({
  city_time: '2026-03-14T12:00:00.000Z',
  rate: 1,
  open_orders: {},
  last_hour: { placed: 0, delivered: 0, cancelled: 0 },
  couriers: { online: 0, busy: 0 },
  log_position,
  events_per_second: 0,
  read_model_lag_ms: 0,
});

const courier = (n: number, lat = 12.97): CourierDot => ({ n, task: 'free', lat, lng: 77.6 });

const order = (n: number, status: OrderDot['status'] = 'PENDING'): OrderDot => ({
  n,
  status,
  restaurant_id: 'r',
  courier: null,
  to: null,
});

const picture = (
  couriers: readonly CourierDot[],
  orders: readonly OrderDot[],
  position = 1,
): CityPicture => ({ counts: counts(position), couriers, orders });

describe('what has changed between two pictures of the city', () => {
  it('is what is new, what is different, and what is gone; and the counts', () => {
    const earlier = picture([courier(1), courier(2), courier(3)], [order(1), order(2), order(3)]);
    const later = picture(
      [courier(1), courier(2, 12.98), courier(4)],
      [order(2), order(3, 'CONFIRMED'), order(4)],
      9,
    );
    expect(changesBetween(earlier, later)).toEqual({
      counts: counts(9),
      couriers: [courier(2, 12.98), courier(4)],
      orders: [order(3, 'CONFIRMED'), order(4)],
      gone: { couriers: [3], orders: [1] },
    });
  });

  it('is nothing but counts when all is as it was', () => {
    const same = picture([courier(1)], [order(1)]);
    expect(changesBetween(same, structuredClone(same))).toEqual({
      counts: counts(1),
      couriers: [],
      orders: [],
      gone: { couriers: [], orders: [] },
    });
  });
});

describe('places on the map', () => {
  const door = { lat: 12.971_598_7, lng: 77.594_562_7 };

  it('are a block for customers, and a few metres for couriers', () => {
    expect(aboutThere(door)).toEqual({ lat: 12.972, lng: 77.595 });
    expect(onTheStreet(door)).toEqual({ lat: 12.9716, lng: 77.59456 });
  });
});

describe('opaque numbers', () => {
  it('stay the same as long as they are held, and are never given twice', () => {
    const numbers = new OpaqueNumbers();
    expect([numbers.of('a'), numbers.of('b'), numbers.of('a')]).toEqual([1, 2, 1]);
    numbers.holdOnly(new Set(['b']));
    expect([numbers.of('b'), numbers.of('a')]).toEqual([2, 3]);
  });
});

describe('growth', () => {
  it('is per second, over the window only', () => {
    const growth = new Growth(5_000);
    expect(growth.perSecond(100, 0)).toBe(0);
    expect(growth.perSecond(130, 1_000)).toBe(30);
    expect(growth.perSecond(130, 2_000)).toBe(15);
    for (let second = 3; second <= 7; second += 1) growth.perSecond(130, second * 1_000);
    expect(growth.perSecond(130, 8_000)).toBe(0);
  });

  it('is nothing when no time has passed', () => {
    const growth = new Growth(5_000);
    growth.perSecond(1, 0);
    expect(growth.perSecond(5, 0)).toBe(0);
  });
});
