import type { AccountRole } from '../../../application/ports/accounts';
import type { Vehicle } from '../../../domain/partner/partner-messages';
import { NEIGHBOURHOOD_PEOPLE } from './neighbourhood-people';
import { point, type DemoAddress, type DemoPerson } from './demo-shapes';

/** Owns Pizza Palace. */
export const PIZZA_PALACE_OWNER = 'Vikram Shetty';

/** Owns the other restaurants that were written by hand. */
export const GROUP_OWNER = 'Nandini Hegde';

const ASHA_AT_HOME: DemoAddress = {
  type: 'HOME',
  line1: 'Flat 302, Lakeview Residency',
  line2: '12th Main Road, Indiranagar',
  landmark: 'Opposite the corner park',
  pincode: '560038',
  location: point(12.9719, 77.6412),
};

const ASHA_AT_WORK: DemoAddress = {
  type: 'WORK',
  line1: '5th Floor, Trinity Chambers',
  line2: 'Mahatma Gandhi Road',
  landmark: 'Beside the metro station',
  pincode: '560001',
  location: point(12.973, 77.6168),
};

const CUSTOMERS: readonly DemoPerson[] = [
  {
    name: 'Asha Rao',
    role: 'customer',
    phone: '+919000000001',
    email: 'asha.rao@tiffin.example',
    addresses: [ASHA_AT_HOME, ASHA_AT_WORK],
  },
  {
    name: 'Rahul Verma',
    role: 'customer',
    phone: '+919000000011',
    email: 'rahul.verma@tiffin.example',
    addresses: [
      {
        type: 'HOME',
        line1: '17, 1st Cross',
        line2: 'Koramangala 5th Block',
        landmark: 'Behind the swimming pool',
        pincode: '560095',
        location: point(12.9348, 77.6189),
      },
    ],
  },
  {
    name: 'Meera Iyer',
    role: 'customer',
    phone: '+919000000012',
    email: 'meera.iyer@tiffin.example',
    addresses: [
      {
        type: 'HOME',
        line1: '44, 8th Cross',
        line2: 'Malleswaram',
        landmark: 'Near the flower market',
        pincode: '560003',
        location: point(13.0012, 77.5706),
      },
      {
        type: 'WORK',
        line1: '2nd Floor, Cunningham Court',
        line2: 'Cunningham Road',
        landmark: null,
        pincode: '560052',
        location: point(12.986, 77.5959),
      },
    ],
  },
  {
    name: 'Imran Khan',
    role: 'customer',
    phone: '+919000000013',
    email: 'imran.khan@tiffin.example',
    addresses: [
      {
        type: 'HOME',
        line1: '9, Coles Road',
        line2: 'Frazer Town',
        landmark: 'Above the bookshop',
        pincode: '560005',
        location: point(12.9968, 77.6133),
      },
    ],
  },
  {
    name: 'Lakshmi Gowda',
    role: 'customer',
    phone: '+919000000014',
    email: 'lakshmi.gowda@tiffin.example',
    addresses: [
      {
        type: 'HOME',
        line1: '128, 11th Main',
        line2: 'Jayanagar 4th Block',
        landmark: 'Next to the shopping complex',
        pincode: '560011',
        location: point(12.9294, 77.5838),
      },
      {
        type: 'WORK',
        line1: 'Unit 6, Langford Gardens',
        line2: 'Richmond Town',
        landmark: null,
        pincode: '560025',
        location: point(12.9618, 77.6008),
      },
    ],
  },
  {
    name: "Daniel D'Souza",
    role: 'customer',
    phone: '+919000000015',
    email: 'daniel.dsouza@tiffin.example',
    addresses: [
      {
        type: 'HOME',
        line1: '3, Kensington Terrace',
        line2: 'Ulsoor',
        landmark: 'Facing the lake',
        pincode: '560008',
        location: point(12.9815, 77.6235),
      },
      {
        type: 'OTHER',
        line1: '21, Sankey Enclave',
        line2: 'Sadashivanagar',
        landmark: 'The house with the blue gate',
        pincode: '560080',
        location: point(13.0068, 77.5813),
      },
    ],
  },
];

const staff = (
  role: Exclude<AccountRole, 'customer'>,
  name: string,
  phone: string,
  email: string,
): DemoPerson => ({
  name,
  role,
  phone,
  email,
  addresses: [],
});

const courier = (
  name: string,
  phone: string,
  email: string,
  vehicle: Vehicle,
  vehicleNumber: string | null,
): DemoPerson => ({ ...staff('courier', name, phone, email), ride: { vehicle, vehicleNumber } });

/** Everyone who can sign in. The first of each role is the one that the demo introduces. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  ...CUSTOMERS,
  staff('restaurant', PIZZA_PALACE_OWNER, '+919000000002', 'vikram.shetty@tiffin.example'),
  staff('restaurant', GROUP_OWNER, '+919000000016', 'nandini.hegde@tiffin.example'),
  courier('Ravi Kumar', '+919000000003', 'ravi.kumar@tiffin.example', 'scooter', 'KA 01 EF 4107'),
  courier(
    'Manjunath Reddy',
    '+919000000017',
    'manjunath.reddy@tiffin.example',
    'motorcycle',
    'KA 03 HM 8821',
  ),
  courier('Sunita Pawar', '+919000000018', 'sunita.pawar@tiffin.example', 'scooter', 'KA 05 JX 2290'),
  courier('Arun Das', '+919000000019', 'arun.das@tiffin.example', 'bicycle', null),
  courier('Fatima Begum', '+919000000020', 'fatima.begum@tiffin.example', 'scooter', 'KA 51 EA 6634'),
  staff('support', 'Priya Nair', '+919000000004', 'priya.nair@tiffin.example'),
  staff('admin', 'Arjun Menon', '+919000000005', 'arjun.menon@tiffin.example'),
  staff('auditor', 'Kavya Bhat', '+919000000006', 'kavya.bhat@tiffin.example'),
  ...NEIGHBOURHOOD_PEOPLE,
];
