import { ask, list, newPhone, record, register, signIn, text, type Person } from '../people';
import { entry, type Entry } from '../accepted';
import { addressNear, type World } from '../world';

const all = ({ customer, kitchen, staff }: World): readonly Person[] => [
  ...[customer, kitchen.owner, staff.support, staff.admin, staff.auditor],
];

/** A customer may keep twenty addresses: room is made for one more. */
async function roomForAddress(world: World): Promise<void> {
  const { addresses } = await world.ask(world.customer, 'GET', '/users/addresses');
  for (const one of Array.isArray(addresses) && addresses.length > 12 ? addresses : []) {
    const id = text(record(one), 'address_id');
    if (id !== world.addressId) await world.ask(world.customer, 'DELETE', `/users/addresses/${id}`);
  }
}

async function newAddress(world: World): Promise<string> {
  await roomForAddress(world);
  const body = { ...addressNear(world.place), is_default: false };
  return text(await world.ask(world.customer, 'POST', '/users/addresses', body), 'address_id');
}

/** Who signs up, in, on and out, and what they say of themselves. */
export const ACCOUNTS: readonly Entry[] = [
  entry(
    'POST /auth/register',
    () => {
      const phone = newPhone();
      const email = `somebody${phone.slice(1)}@tiffin.example`;
      const ride = { vehicle: 'bicycle', vehicle_number: 'KA 01 AB 1234' };
      const who = { name: 'Somebody New', phone, email, password: 'a-long-way-to-lunch' };
      return Promise.resolve({ by: [], body: { ...who, role: 'DELIVERY', ...ride } });
    },
    { statuses: [201], share: 0.5 },
  ),
  entry(
    'POST /auth/login',
    ({ customer: { phone, password } }) => {
      const body = { login: phone, phone, email: 'nobody@tiffin.example', password, device: 'A telephone' };
      return Promise.resolve({ by: [], body });
    },
    { keeps: true, share: 0.5 },
  ),
  entry('POST /auth/refresh', async ({ wire, customer }) => {
    const { refreshToken } = await signIn(wire, customer);
    return { by: [], body: { refresh_token: refreshToken } };
  }),
  entry('POST /auth/logout', async ({ wire, customer }) => ({ by: [await signIn(wire, customer)] }), {
    statuses: [204],
  }),
  entry('GET /users/profile', (world) => Promise.resolve({ by: all(world) })),
  entry(
    'PUT /users/profile',
    async ({ wire }) => {
      const somebody = await register(wire, 'customer');
      const { phone, password } = somebody;
      const body = { name: 'Somebody Else', phone, email: null, language: 'hi', current_password: password };
      return { by: [somebody], body };
    },
    { share: 0.5 },
  ),
  entry('GET /users/addresses', ({ customer }) => Promise.resolve({ by: [customer] })),
  entry(
    'POST /users/addresses',
    async (world) => {
      await roomForAddress(world);
      return { by: [world.customer], body: { ...addressNear(world.place), is_default: false } };
    },
    { statuses: [201] },
  ),
  entry('PUT /users/addresses/{id}', async (world) => ({
    by: [world.customer],
    ids: { id: await newAddress(world) },
    body: { ...addressNear(world.place), address_line1: '5, Museum Road', is_default: false },
  })),
  entry(
    'DELETE /users/addresses/{id}',
    async (world) => ({ by: [world.customer], ids: { id: await newAddress(world) } }),
    { statuses: [204] },
  ),
  entry('GET /notifications', ({ customer, kitchen, staff }) =>
    Promise.resolve({
      by: [customer, kitchen.owner, staff.support],
      query: { unread: 'false', lang: 'ta', limit: '20', cursor: '' },
    }),
  ),
  entry(
    'POST /notifications/read',
    ({ customer, kitchen, staff }) => Promise.resolve({ by: [customer, kitchen.owner, staff.support] }),
    { keeps: true },
  ),
  entry(
    'POST /notifications/{id}/read',
    async (world) => {
      const { wire, customer } = world;
      await world.confirmed();
      const [first] = list(await ask(wire, customer, 'GET', '/notifications'), 'notifications');
      // Whether there is such a notification is not told: any id is marked as read.
      const id = first === undefined ? world.addressId : text(first, 'notification_id');
      return { by: [customer], ids: { id } };
    },
    { keeps: true },
  ),
];
