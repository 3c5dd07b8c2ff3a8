import { distanceInMetres, type GeoPoint } from '../../../domain/kernel/geo';
import { between, pick, wholeBetween } from '../seeded-choices';
import { CITY_CENTRE, DISTRICTS } from './city-plan';
import { streetNetwork } from './street-network';

/** A house on a lane. */
export interface StreetAddress {
  /** House number and lane, which names the district: `61, 5th Cross, Jayanagar`. */
  readonly line: string;
  readonly pincode: string;
  readonly location: GeoPoint;
}

/** Districts with a lane that is this close to the centre. */
export const districtsWithin = (metres: number): readonly string[] => {
  const { crossings, streets } = streetNetwork();
  const isNear = (i: number) => {
    const crossing = crossings[i];
    return crossing !== undefined && distanceInMetres(crossing, CITY_CENTRE) < metres;
  };
  return [
    ...new Set(
      streets.flatMap(({ district, path }) => (district !== null && path.some(isNear) ? [district] : [])),
    ),
  ];
};

/**
 * A house in a district, at most so far from the centre; which one follows from the seed.
 * @throws when there is no such district, or it lies further out
 */
export function addressIn(district: string, seed: string, metresFromCentre: number): StreetAddress {
  const pincode = DISTRICTS.flat().find(({ name }) => name === district)?.pincode;
  if (pincode === undefined) throw new Error(`no district ${district}`);
  const { crossings, streets } = streetNetwork();
  const corners = streets
    .filter((street) => street.district === district)
    .flatMap(({ name, path }) =>
      path.slice(1, -1).flatMap((i) => {
        const corner = crossings[i];
        const isNear = corner !== undefined && distanceInMetres(corner, CITY_CENTRE) < metresFromCentre;
        return isNear ? [{ name, corner }] : [];
      }),
    );
  if (corners.length === 0) throw new Error(`${district} has no corner within ${String(metresFromCentre)} m`);
  const { name, corner } = pick(corners, `${seed}/corner`);
  // A few houses from the corner; four decimals would be a house or two, five are a door.
  const beside = (degrees: number, axis: string) =>
    Number((degrees + between(-0.0003, 0.0003, `${seed}/${axis}`)).toFixed(5));
  return {
    line: `${String(wholeBetween(1, 180, `${seed}/number`))}, ${name}`,
    pincode,
    location: { lat: beside(corner.lat, 'lat'), lng: beside(corner.lng, 'lng') },
  };
}
