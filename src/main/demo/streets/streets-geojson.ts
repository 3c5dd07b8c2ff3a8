import { streetNetwork } from './street-network';
import type { StreetClass } from './street-shapes';

export interface StreetFeature {
  readonly type: 'Feature';
  readonly properties: {
    readonly name: string;
    /** The name in the city's own script; null for lanes. */
    readonly localName: string | null;
    readonly class: StreetClass;
  };
  readonly geometry: {
    readonly type: 'LineString';
    /** Longitude before latitude, as GeoJSON has it. */
    readonly coordinates: readonly (readonly [lng: number, lat: number])[];
  };
}

export interface StreetFeatures {
  readonly type: 'FeatureCollection';
  readonly features: readonly StreetFeature[];
}

/** Lanes first, so that a map which paints in order has the wide roads on top. */
const PAINT_ORDER: readonly StreetClass[] = ['lane', 'arterial', 'ring'];

/** The streets of the demo city for a map (RFC 7946). */
export function streetsGeoJson(): StreetFeatures {
  const { crossings, streets } = streetNetwork();
  const features = PAINT_ORDER.flatMap((of) =>
    streets
      .filter((street) => street.class === of)
      .map(({ name, localName, path }): StreetFeature => ({
        type: 'Feature',
        properties: { name, localName, class: of },
        geometry: {
          type: 'LineString',
          coordinates: path.flatMap((i) =>
            crossings.slice(i, i + 1).map(({ lng, lat }) => [lng, lat] as const),
          ),
        },
      })),
  );
  return { type: 'FeatureCollection', features };
}

let text: string | undefined;

/** {@link streetsGeoJson} as it is sent: written once per process. */
export const streetsGeoJsonText = (): string => (text ??= JSON.stringify(streetsGeoJson()));
