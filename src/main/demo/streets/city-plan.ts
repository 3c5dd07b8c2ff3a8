import type { GeoPoint } from '../../../domain/kernel/geo';

/** Where the highways meet. */
export const CITY_CENTRE: GeoPoint = { lat: 12.9716, lng: 77.5946 };

/** A road that leads out of the city. */
export interface Highway {
  readonly name: string;
  /** The name as the signs of the city have it. */
  readonly localName: string;
  /** Degrees clockwise from north. */
  readonly bearing: number;
}

/** Clockwise, beginning in the north. */
export const HIGHWAYS: readonly Highway[] = [
  { name: 'Ballari Road', localName: 'ಬಳ್ಳಾರಿ ರಸ್ತೆ', bearing: 2 },
  { name: 'Hennur Road', localName: 'ಹೆಣ್ಣೂರು ರಸ್ತೆ', bearing: 36 },
  { name: 'Old Madras Road', localName: 'ಹಳೇ ಮದ್ರಾಸ್ ರಸ್ತೆ', bearing: 68 },
  { name: 'Airport Road', localName: 'ವಿಮಾನ ನಿಲ್ದಾಣ ರಸ್ತೆ', bearing: 99 },
  { name: 'Sarjapur Road', localName: 'ಸರ್ಜಾಪುರ ರಸ್ತೆ', bearing: 128 },
  { name: 'Hosur Road', localName: 'ಹೊಸೂರು ರಸ್ತೆ', bearing: 157 },
  { name: 'Bannerghatta Road', localName: 'ಬನ್ನೇರುಘಟ್ಟ ರಸ್ತೆ', bearing: 184 },
  { name: 'Kanakapura Road', localName: 'ಕನಕಪುರ ರಸ್ತೆ', bearing: 214 },
  { name: 'Mysuru Road', localName: 'ಮೈಸೂರು ರಸ್ತೆ', bearing: 247 },
  { name: 'Magadi Road', localName: 'ಮಾಗಡಿ ರಸ್ತೆ', bearing: 281 },
  { name: 'Tumakuru Road', localName: 'ತುಮಕೂರು ರಸ್ತೆ', bearing: 320 },
];

export interface RingRoad {
  readonly name: string;
  readonly localName: string;
  /** Metres from the centre, before the lie of the land bends it. */
  readonly radius: number;
}

/** From the centre outwards. */
export const RING_ROADS: readonly RingRoad[] = [
  { name: 'Cubbon Circle', localName: 'ಕಬ್ಬನ್ ವೃತ್ತ', radius: 900 },
  { name: 'Inner Ring Road', localName: 'ಒಳ ವರ್ತುಲ ರಸ್ತೆ', radius: 2_800 },
  { name: 'Middle Ring Road', localName: 'ಮಧ್ಯ ವರ್ತುಲ ರಸ್ತೆ', radius: 5_000 },
  { name: 'Outer Ring Road', localName: 'ಹೊರ ವರ್ತುಲ ರಸ್ತೆ', radius: 7_300 },
  { name: 'Peripheral Ring Road', localName: 'ಬಾಹ್ಯ ವರ್ತುಲ ರಸ್ತೆ', radius: 9_400 },
];

/** Roads that begin at this ring, half way between two highways; the wards inside need none. */
export const FIRST_RING_OF_AVENUES = 2;

export interface District {
  readonly name: string;
  readonly pincode: string;
}

const district = (name: string, pincode: string): District => ({ name, pincode });

/**
 * The districts between two rings, clockwise from the first highway: one to a sector inside, two to a sector,
 * left and right of its avenue, from {@link FIRST_RING_OF_AVENUES} on.
 */
export const DISTRICTS: readonly (readonly District[])[] = [
  [
    district('Vasanth Nagar', '560052'),
    district('Shivajinagar', '560051'),
    district('Ulsoor', '560008'),
    district('Ashok Nagar', '560025'),
    district('Richmond Town', '560025'),
    district('Langford Town', '560025'),
    district('Wilson Garden', '560027'),
    district('Kalasipalya', '560002'),
    district('Chickpet', '560053'),
    district('Gandhinagar', '560009'),
    district('Seshadripuram', '560020'),
  ],
  [
    district('Jayamahal', '560046'),
    district('Frazer Town', '560005'),
    district('Halasuru East', '560008'),
    district('Domlur', '560071'),
    district('Viveknagar', '560047'),
    district('Adugodi', '560030'),
    district('Jayanagar', '560011'),
    district('Basavanagudi', '560004'),
    district('Chamarajpet', '560018'),
    district('Rajajinagar', '560010'),
    district('Malleswaram', '560003'),
  ],
  [
    district('RT Nagar', '560032'),
    district('Kaval Byrasandra', '560045'),
    district('Cox Town', '560005'),
    district('Banaswadi', '560043'),
    district('Indiranagar', '560038'),
    district('CV Raman Nagar', '560093'),
    district('Jeevanbhima Nagar', '560075'),
    district('Murugeshpalya', '560017'),
    district('Koramangala', '560034'),
    district('Ejipura', '560047'),
    district('Madiwala', '560068'),
    district('Tavarekere', '560029'),
    district('Jayanagar East', '560041'),
    district('JP Nagar', '560078'),
    district('Banashankari', '560070'),
    district('Padmanabhanagar', '560070'),
    district('Girinagar', '560085'),
    district('Deepanjali Nagar', '560026'),
    district('Vijayanagar', '560040'),
    district('Basaveshwaranagar', '560079'),
    district('Yeshwanthpur', '560022'),
    district('Sadashivanagar', '560080'),
  ],
  [
    district('Hebbal', '560024'),
    district('Nagavara', '560045'),
    district('Kalyan Nagar', '560043'),
    district('Horamavu', '560113'),
    district('KR Puram', '560036'),
    district('Mahadevapura', '560048'),
    district('Marathahalli', '560037'),
    district('Munnekollal', '560037'),
    district('Bellandur', '560103'),
    district('Agara', '560102'),
    district('HSR Layout', '560102'),
    district('Bommanahalli', '560068'),
    district('Bilekahalli', '560076'),
    district('Arekere', '560076'),
    district('Jaraganahalli', '560078'),
    district('Uttarahalli', '560061'),
    district('Rajarajeshwari Nagar', '560098'),
    district('Kengeri', '560060'),
    district('Nagarbhavi', '560072'),
    district('Sunkadakatte', '560091'),
    district('Peenya', '560058'),
    district('Jalahalli', '560013'),
  ],
];
