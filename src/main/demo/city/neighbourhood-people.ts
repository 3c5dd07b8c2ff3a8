import { ADDRESS_TYPES } from '../../../domain/customer/customer';
import { VEHICLES, type Vehicle } from '../../../domain/partner/partner-messages';
import { fraction, pick, shuffled, wholeBetween } from '../seeded-choices';
import { addressIn, districtsWithin } from '../streets/addresses';
import type { DemoAddress, DemoPerson } from './demo-shapes';
import { COURIER_NAMES, CUSTOMER_NAMES, OWNER_NAMES } from './people-names';

interface Named {
  readonly name: string;
  readonly email: string;
}

/** Reads `name = mailbox` entries between commas; without a mailbox it is the name in plain letters. */
const namesIn = (table: string): readonly Named[] =>
  table
    .split(/[,\n]/)
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const [name = '', mailbox] = entry.split('=').map((part) => part.trim());
      const plain = name
        .normalize('NFD')
        .replace(/\p{M}|'/gu, '')
        .toLowerCase()
        .replaceAll(' ', '.');
      return { name, email: `${mailbox ?? plain}@tiffin.example` };
    });

/** Each role has a hundred of its own. */
const phoneOf = (hundred: number, i: number): string => `+919000000${String(hundred + i)}`;

const OWNERS: readonly DemoPerson[] = namesIn(OWNER_NAMES).map(({ name, email }, i) => ({
  name,
  role: 'restaurant',
  phone: phoneOf(200, i),
  email,
  addresses: [],
}));

/** Names of those who own the restaurants beside the ones that were written by hand. */
export const NEIGHBOURHOOD_OWNERS: readonly string[] = OWNERS.map(({ name }) => name);

const SERIES = ['KA 01', 'KA 02', 'KA 03', 'KA 04', 'KA 05', 'KA 41', 'KA 51', 'KA 53', 'TN 70', 'AP 39'];

const letter = (seed: string): string => String.fromCharCode(65 + wholeBetween(0, 25, seed));

function plateOf(vehicle: Vehicle, name: string): string | null {
  if (vehicle === 'bicycle') return null;
  const letters = letter(`${name}/first`) + letter(`${name}/second`);
  return `${pick(SERIES, `${name}/series`)} ${letters} ${String(wholeBetween(1_000, 9_999, `${name}/number`))}`;
}

const COURIERS: readonly DemoPerson[] = namesIn(COURIER_NAMES).map(({ name, email }, i) => {
  const vehicle = pick([...VEHICLES, 'scooter', 'motorcycle'] as const, `${name}/vehicle`);
  return {
    name,
    role: 'courier',
    phone: phoneOf(300, i),
    email,
    addresses: [],
    ride: { vehicle, vehicleNumber: plateOf(vehicle, name) },
  };
});

const METRES_FROM_CENTRE = 5_800;

const LANDMARKS = [
  'Beside the temple tank',
  'Opposite the ration shop',
  'Behind the bus depot',
  'Above the pharmacy',
  'The gate with the bougainvillea',
  'Next to the government school',
  'ಬೇವಿನ ಮರದ ಹತ್ತಿರ',
  'मस्जिद के सामने',
  'தேவாலயம் அருகில்',
  null,
  null,
];

const HOMES = ['Shanti Nilaya', 'Gulmohar Apartments', 'Nandana', 'Sai Residency', 'Palm Court', 'ಶ್ರೀ ನಿವಾಸ'];

function addressesOf(name: string, districts: readonly string[]): readonly DemoAddress[] {
  const count = fraction(`${name}/addresses`) < 0.3 ? 2 : 1;
  return shuffled(districts, `${name}/districts`)
    .slice(0, count)
    .map((district, i) => {
      const seed = `${name}/${String(i)}`;
      const { line, pincode, location } = addressIn(district, seed, METRES_FROM_CENTRE);
      const flat = `${String(wholeBetween(1, 9, `${seed}/floor`))}0${String(wholeBetween(1, 6, `${seed}/door`))}`;
      return {
        type: ADDRESS_TYPES[i] ?? 'OTHER',
        line1: `${flat}, ${pick(HOMES, `${seed}/home`)}`,
        line2: line,
        landmark: pick(LANDMARKS, `${seed}/landmark`),
        pincode,
        location,
      };
    });
}

const DISTRICTS_OF_CUSTOMERS = districtsWithin(METRES_FROM_CENTRE - 800);

const CUSTOMERS: readonly DemoPerson[] = namesIn(CUSTOMER_NAMES).map(({ name, email }, i) => ({
  name,
  role: 'customer',
  phone: phoneOf(400, i),
  email,
  addresses: addressesOf(name, DISTRICTS_OF_CUSTOMERS),
}));

/** Everyone beside the people whom the tour introduces. */
export const NEIGHBOURHOOD_PEOPLE: readonly DemoPerson[] = [...CUSTOMERS, ...OWNERS, ...COURIERS];
