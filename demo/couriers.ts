import { DEMO_PEOPLE } from '../src/main/demo/city/people';
import { DEMO_PASSWORD } from '../src/main/demo/demo-logins';
import type { ApiClient } from './api-client';
import { MINUTE_MS } from './business-time';
import { Courier } from './courier';
import { newCourier, peopleOf } from './newcomers';
import { SeededRandom } from './seeded-random';
import type { Place, Stage } from './stage';
import type { SupportDesk } from './support-desk';

/** How many sign in at the same time: every password takes the server some work. */
const AT_A_TIME = 4;

/** The first so many of 100 are there when the evening begins, the others come within that time. */
const THERE_PERCENT = 40;
const COMES_WITHIN_MINUTES = 45;

/** Metres per second, in a city at dinner time. */
const SPEEDS = { bicycle: 4.5, scooter: 7, motorcycle: 8 } as const;

/** A courier, and when they come, in ms after the evening begins. */
export interface HiredCourier {
  readonly courier: Courier;
  readonly comesAfterMs: number;
}

/**
 * Signs so many couriers in: those of the city first, then newcomers.
 * @param kitchens where food comes from: they wait near one of them
 */
export async function hire(
  anyone: ApiClient,
  count: number,
  stage: Stage,
  support: SupportDesk,
  kitchens: readonly Place[],
  surprise: (what: string) => void,
): Promise<readonly HiredCourier[]> {
  const hired: HiredCourier[] = [];
  for (let i = 0; i < count; i += AT_A_TIME) {
    const some = Array.from({ length: Math.min(AT_A_TIME, count - i) }, (_, k) => i + k);
    hired.push(
      ...(await Promise.all(
        some.map(async (n) => {
          const random = SeededRandom.of(stage.seed, 'courier', n);
          const { client, vehicle, name } = await signIn(anyone, n);
          const near = random.oneOf(kitchens);
          const off = (): number => random.between(-60, 60) / 10_000;
          const home = { lat: near.lat + off(), lng: near.lng + off() };
          const note = (what: string): void => surprise(`${name}: ${what}`);
          const courier = new Courier(client, stage, random, support, home, SPEEDS[vehicle], note);
          const isThere = n * 100 < count * THERE_PERCENT;
          return { courier, comesAfterMs: isThere ? 0 : random.below(COMES_WITHIN_MINUTES * MINUTE_MS) };
        }),
      )),
    );
  }
  return hired;
}

async function signIn(
  anyone: ApiClient,
  n: number,
): Promise<{ readonly client: ApiClient; readonly vehicle: keyof typeof SPEEDS; readonly name: string }> {
  const ofTheCity = peopleOf(DEMO_PEOPLE, 'courier');
  const resident = ofTheCity[n];
  if (resident !== undefined) {
    const client = await anyone.as({ login: resident.phone, password: DEMO_PASSWORD });
    return { client, vehicle: resident.ride?.vehicle ?? 'scooter', name: resident.name };
  }
  const { name, phone } = newCourier(n - ofTheCity.length);
  const vehicle = n % 7 === 0 ? 'bicycle' : n % 3 === 0 ? 'motorcycle' : 'scooter';
  const account = { name, login: phone, password: DEMO_PASSWORD, role: 'DELIVERY', vehicle };
  return { client: await anyone.register(account), vehicle, name };
}
