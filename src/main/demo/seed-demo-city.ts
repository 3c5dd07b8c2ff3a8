import {
  customerAggregate,
  menuAggregate,
  partnerAggregate,
  restaurantAggregate,
} from '../../application/aggregates';
import type { Aggregate } from '../../application/commands/aggregate';
import type { CommandExecutor } from '../../application/commands/command-executor';
import { sealCourierProfile } from '../../application/couriers/courier-profile';
import { USUAL_RIDE } from '../../application/couriers/ensure-partner';
import { sealAddress, sealProfile } from '../../application/customers/personal-data';
import { fingerprintOf, uuidv5 } from '../../application/deterministic-ids';
import type { AccountRole, Accounts } from '../../application/ports/accounts';
import type { BusinessClock } from '../../application/ports/clock';
import type { PasswordHasher } from '../../application/ports/password-hasher';
import type { SubjectKeys } from '../../application/ports/subject-keys';
import type { CustomerCommand } from '../../domain/customer/customer';
import type { Actor } from '../../domain/kernel/actor';
import type { Instant } from '../../domain/kernel/instant';
import type { PartnerCommand } from '../../domain/partner/partner-messages';
import type { RestaurantCommand } from '../../domain/restaurant/restaurant';
import { DEMO_RESTAURANTS } from './city/all-restaurants';
import type { DemoPerson, DemoRestaurant } from './city/demo-shapes';
import { DEMO_PEOPLE } from './city/people';
import {
  accountIdOf,
  addressIdOf,
  courierIdOf,
  customerIdOf,
  detailsOf,
  menuOf,
  postalAddressOf,
  restaurantIdOf,
} from './demo-city';
import { DEMO_PASSWORD, demoLogins, type DemoLogin } from './demo-logins';

export interface DemoCityDeps {
  readonly executor: Pick<CommandExecutor, 'execute'>;
  readonly accounts: Pick<Accounts, 'byId' | 'create'>;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly keys: SubjectKeys;
  readonly clock: Pick<BusinessClock, 'now'>;
}

export interface DemoCity {
  readonly restaurants: readonly DemoRestaurant[];
  readonly people: readonly DemoPerson[];
}

const DEMO_CITY: DemoCity = { restaurants: DEMO_RESTAURANTS, people: DEMO_PEOPLE };

const ACTOR: Actor = { id: 'demo', role: 'system' };

/** Everything the seeding writes goes back to it. */
const SEEDING_ID = uuidv5('demo', 'seeding', 'city');

/**
 * Fills the demo city: accounts, restaurants with their menus, customers with their addresses, couriers.
 *
 * It may run any number of times, in several processes at once, and after one of them died half way: what was
 * seeded before stays as it is, whatever has become of it since, and only what is missing is added.
 * @param city a part of the city will do for a test
 * @returns one login per role
 * @throws when the store refuses or does not answer; running it again is safe
 */
export async function seedDemoCity(
  deps: DemoCityDeps,
  { restaurants, people }: DemoCity = DEMO_CITY,
): Promise<readonly DemoLogin[]> {
  const at = deps.clock.now();
  const those = (role: AccountRole) => people.filter((person) => person.role === role);
  await createAccounts(deps, people, at);
  await inTurns([
    ...restaurants.map((restaurant) => () => openRestaurant(deps, restaurant, at)),
    ...those('customer').map((person) => () => registerCustomer(deps, person, at)),
    ...those('courier').map((person) => () => registerCourier(deps, person, at)),
  ]);
  return demoLogins();
}

/** Enough to share commits; fewer than there are connections, so that no step waits for one until it gives up. */
const AT_ONCE = 8;

async function inTurns(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const queue = steps.values();
  const worker = async () => {
    for (const step of queue) await step();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** An account that was erased, or whose phone someone else has now, is not made again. */
async function createAccounts(
  { accounts, hasher }: DemoCityDeps,
  people: readonly DemoPerson[],
  createdAt: Instant,
): Promise<void> {
  const missing: DemoPerson[] = [];
  const look = async (person: DemoPerson) => {
    if ((await accounts.byId(accountIdOf(person.name))) === undefined) missing.push(person);
  };
  await inTurns(people.map((person) => () => look(person)));
  if (missing.length === 0) return;
  const passwordHash = await hasher.hash(DEMO_PASSWORD);
  await inTurns(
    missing.map(
      ({ name, role, phone, email }) =>
        () =>
          accounts.create({
            accountId: accountIdOf(name),
            role,
            name,
            phone,
            email,
            language: 'en',
            passwordHash,
            isActive: true,
            createdAt,
          }),
    ),
  );
}

async function openRestaurant(deps: DemoCityDeps, restaurant: DemoRestaurant, at: Instant): Promise<void> {
  const id = restaurantIdOf(restaurant.name);
  await send(deps, restaurantAggregate, id, 'register', at, (): RestaurantCommand => ({
    type: 'RegisterRestaurant',
    details: detailsOf(restaurant),
    at,
  }));
  await send(deps, menuAggregate, id, 'publish', at, () => ({ ...menuOf(restaurant), at }));
  const { pausedFor: reason } = restaurant;
  if (reason === null) return;
  await send(deps, restaurantAggregate, id, 'pause', at, (): RestaurantCommand => ({
    type: 'PauseRestaurant',
    reason,
    until: null,
    at,
  }));
}

async function registerCustomer(deps: DemoCityDeps, person: DemoPerson, at: Instant): Promise<void> {
  const { name, phone, email } = person;
  const customerId = customerIdOf(name);
  await send(deps, customerAggregate, customerId, 'register', at, async (): Promise<CustomerCommand> => ({
    type: 'RegisterCustomer',
    customerId,
    profile: await sealProfile(deps.keys, customerId, { name, phone, email }),
    at,
  }));
  for (const [i, address] of person.addresses.entries()) {
    const addressId = addressIdOf(name, address);
    await send(
      deps,
      customerAggregate,
      customerId,
      `add-address/${addressId}`,
      at,
      async (): Promise<CustomerCommand> => ({
        type: 'AddAddress',
        addressId,
        addressType: address.type,
        sealed: await sealAddress(deps.keys, customerId, postalAddressOf(address)),
        isDefault: i === 0,
        at,
      }),
    );
  }
}

async function registerCourier(
  deps: DemoCityDeps,
  { name, phone, ride = USUAL_RIDE }: DemoPerson,
  at: Instant,
): Promise<void> {
  const courierId = courierIdOf(name);
  const { vehicle, vehicleNumber } = ride;
  await send(deps, partnerAggregate, courierId, 'register', at, async (): Promise<PartnerCommand> => ({
    type: 'RegisterPartner',
    courierId,
    profile: await sealCourierProfile(deps.keys, courierId, { name, phone, vehicleNumber }),
    vehicle,
    at,
  }));
}

/**
 * Runs a command of the seeding. Its id and fingerprint name the step, not what is in it: a city that an earlier
 * version has seeded keeps what it has. `command` is asked only if the step was not done before, so that nothing
 * is sealed for a person who was erased since.
 */
async function send<C, S, E extends { readonly type: string }, R extends { readonly code: string }>(
  { executor }: DemoCityDeps,
  aggregate: Aggregate<C, S, E, R>,
  id: string,
  step: string,
  at: Instant,
  command: () => C | Promise<C>,
): Promise<void> {
  const name = [aggregate.category, id, step];
  const outcome = await executor.execute(
    aggregate,
    id,
    {
      commandId: uuidv5('demo', 'command', ...name),
      fingerprint: fingerprintOf(name),
      correlationId: SEEDING_ID,
      causationId: SEEDING_ID,
      actor: ACTOR,
      at,
      traceparent: null,
    },
    async () => ({ ok: true, command: await command() }),
  );
  if (outcome.kind === 'done') return;
  const why = outcome.kind === 'rejected' ? outcome.rejection.code : outcome.kind;
  throw new Error(`the demo city was not seeded: ${name.join(' ')}: ${why}`);
}
