import { DEMO_PEOPLE } from '../src/main/demo/city/people';
import { DEMO_PASSWORD } from '../src/main/demo/demo-logins';
import { ApiClient, Traffic } from './api-client';
import { BusinessTime } from './business-time';
import { GatewayControl, type GatewayAddress } from './gateway-control';
import { exchange } from './http-exchange';
import { textOrNull } from './json';
import { peopleOf } from './newcomers';

/** The evening could not take place; the message says why, and what to do. */
export class CannotTakePlace extends Error {}

/** Everybody who is needed before the first guest comes. */
export interface House {
  readonly traffic: Traffic;
  readonly anyone: ApiClient;
  readonly admin: ApiClient;
  readonly support: ApiClient;
  readonly owners: readonly ApiClient[];
  readonly gateway: GatewayControl;
  readonly time: BusinessTime;
}

/**
 * Signs in those who run the place, and finds the gateway.
 * @throws CannotTakePlace when nothing answers there, or it is no sandbox with the demo city
 */
export async function openHouse(url: string): Promise<House> {
  const there = await exchange(new URL(`${url}/health/live`), { method: 'GET', headers: {} });
  if (there === null) throw new CannotTakePlace(`Nothing answers at ${url}: start it with npm start.`);
  if (there.status !== 200)
    throw new CannotTakePlace(`What answers at ${url} is not Tiffin (${there.status}).`);
  const traffic = new Traffic(url, `demo-${Date.now().toString(36)}-${process.pid.toString(36)}`);
  const anyone = new ApiClient(traffic);
  const staff = async (role: 'admin' | 'support' | 'restaurant'): Promise<readonly ApiClient[]> =>
    Promise.all(
      peopleOf(DEMO_PEOPLE, role).map(({ phone }) => anyone.as({ login: phone, password: DEMO_PASSWORD })),
    );
  try {
    const [[admin], [support], owners] = [
      await staff('admin'),
      await staff('support'),
      await staff('restaurant'),
    ];
    if (admin === undefined || support === undefined) throw new Error('the demo city has no staff');
    const time = new BusinessTime(admin);
    if ((await time.look()) !== 200) throw new CannotTakePlace(noSandbox(url));
    const locate = (): Promise<GatewayAddress> => gatewayOf(admin, url);
    const gateway = new GatewayControl(await locate(), locate);
    return { traffic, anyone, admin, support, owners, gateway, time };
  } catch (error) {
    if (error instanceof CannotTakePlace) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotTakePlace(`The people of the demo city cannot sign in at ${url}: ${why}`);
  }
}

async function gatewayOf(admin: ApiClient, at: string): Promise<GatewayAddress> {
  const { status, body } = await admin.ask('GET', '/sandbox/gateway');
  if (status !== 200) throw new CannotTakePlace(noSandbox(at));
  const [url, key] = [textOrNull(body, 'url'), textOrNull(body, 'control_key')];
  if (url !== null && key !== null) return { url, key };
  throw new CannotTakePlace(`Payments at ${at} do not go to a sandbox gateway.`);
}

const noSandbox = (url: string): string =>
  `${url} is no sandbox: the evening needs a clock that can be set, and money that is none.`;
