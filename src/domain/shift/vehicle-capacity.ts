import type { Vehicle } from '../partner/partner-messages';

/** How many orders a courier is given at once, by what they ride. A second one is only offered where there is room. */
export const VEHICLE_CAPACITY: Readonly<Record<Vehicle, number>> = { bicycle: 1, scooter: 2, motorcycle: 2 };
