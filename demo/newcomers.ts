import type { DemoPerson } from '../src/main/demo/city/demo-shapes';

/** Somebody who is not in the city yet, or came on an earlier evening. */
export interface Newcomer {
  readonly name: string;
  /** E.164. */
  readonly phone: string;
}

const FIRST_NAMES = [
  ...['Aarav', 'ಶ್ರೇಯಾ', 'Vivaan', 'अनन्या', 'Kabir', 'கவிதா', 'Rohan', 'ಮಂಜುನಾಥ', 'Zara', 'Nikhil'],
  ...['পূজা', 'Siddharth', 'ജ്യോതി', 'Tara', 'فاطمة', 'Aditya', 'గీత', 'Ishaan', 'दीपक', 'Mary'],
  ...['Pranav', 'સ્નેહા', 'Arjun', 'ಚೈತ್ರ', 'Samuel', 'ਹਰਪ੍ਰੀਤ', 'Neha', 'முருகன்', 'Yusuf', 'Lakshmi'],
  ...['José', 'रेखा', 'Tenzin', 'Anjali', 'ರವಿ', 'Wei', 'Farhan', 'സുധ', 'Gayatri', 'Björn'],
] as const;

const LAST_NAMES = [
  ...['Rao', 'Shetty', 'Iyer', 'ಗೌಡ', 'Menon', 'Reddy', 'शर्मा', 'Khan', 'Fernandes', 'ராமன்'],
  ...['Bose', 'Kulkarni', 'Patil', 'ഷാജി', 'Gupta', 'Singh', 'Das', 'ಹೆಗಡೆ', 'Thomas', 'Naidu'],
  ...['Desai', 'خان', 'Chatterjee', "D'Souza", 'Pillai', 'పటేల్', 'Kaur', 'Bhat', 'Li'],
] as const;

const at = <T>(values: readonly [T, ...T[]], i: number): T => values[i % values.length] ?? values[0];

/** The name of the i-th newcomer: none of the first thousand has that of another. */
const nameOf = (i: number): string => `${at(FIRST_NAMES, i)} ${at(LAST_NAMES, i)}`;

export const newCustomer = (i: number): Newcomer => ({
  name: nameOf(i),
  phone: `+9188${String(20_000_000 + i)}`,
});

export const newCourier = (i: number): Newcomer => ({
  name: nameOf(i + 17),
  phone: `+9177${String(20_000_000 + i)}`,
});

const STREETS = ['Residency Road', 'Lavelle Road', 'Infantry Road', 'Hosur Road', 'St Marks Road'] as const;

/** What a newcomer who lives there tells as their address. */
export const addressAt = (i: number, { lat, lng }: { readonly lat: number; readonly lng: number }) => ({
  address_type: 'HOME',
  address_line1: `${1 + (i % 90)}, ${at(STREETS, i)}`,
  landmark: null,
  city: 'Bengaluru',
  pincode: '560001',
  latitude: lat,
  longitude: lng,
  is_default: true,
});

/** Everybody of a role, in the order of the city. */
export const peopleOf = (people: readonly DemoPerson[], role: DemoPerson['role']): readonly DemoPerson[] =>
  people.filter((person) => person.role === role);
