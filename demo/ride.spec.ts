import { Ride } from './ride';
import { metresBetween } from './stage';

const FROM = { lat: 12.9751, lng: 77.6046 };
const TO = { lat: 12.9348, lng: 77.6189 };
const START = 1_000_000;
const SPEED = 7;

const ride = new Ride(FROM, TO, START, SPEED);

test('it begins here and ends there', () => {
  expect(metresBetween(ride.placeAt(START), FROM)).toBeLessThan(1);
  expect(ride.placeAt(ride.endsAt + 1)).toEqual(TO);
  expect(ride.placeAt(START - 60_000)).toEqual(ride.placeAt(START));
});

test('it takes as long as the streets are long, which is no less than the crow flies', () => {
  const crow = metresBetween(FROM, TO);
  const metres = ((ride.endsAt - START) / 1_000) * SPEED;
  expect(metres).toBeGreaterThanOrEqual(crow);
  expect(metres).toBeLessThan(2.5 * crow);
});

test('nobody is faster than their speed', () => {
  for (let at = START; at < ride.endsAt; at += 10_000) {
    expect(metresBetween(ride.placeAt(at), ride.placeAt(at + 10_000))).toBeLessThanOrEqual(SPEED * 10 + 0.5);
  }
});

test('a ride to where one is takes no time', () => {
  const none = new Ride(TO, TO, START, SPEED);
  expect(none.endsAt - START).toBeLessThan(120_000);
  expect(none.placeAt(none.endsAt)).toEqual(TO);
});
