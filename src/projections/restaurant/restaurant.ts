import { never } from '../../domain/kernel/decider';
import type { Instant } from '../../domain/kernel/instant';
import type {
  RegisteredRestaurant,
  RestaurantDetails,
  RestaurantEvent,
} from '../../domain/restaurant/restaurant';
import { tableOf, type FeedEvent, type Projection } from '../projection';

/** A restaurant as it presents itself; the columns beside `details` are what it is found and sorted by. */
export interface RestaurantRow {
  readonly restaurant_id: string;
  readonly owner_id: string;
  readonly name: string;
  /** In lower case. */
  readonly cuisines: readonly string[];
  readonly lat: number;
  readonly lng: number;
  readonly delivery_radius_metres: number;
  readonly cost_for_two_minor: number;
  readonly is_veg: boolean;
  readonly prep_minutes: number;
  /** Whether the platform offers it at all. */
  readonly listed: boolean;
  /** The last pause, which may have run out. */
  readonly pause: RegisteredRestaurant['pause'];
  /** With the hours that hold now. */
  readonly details: RestaurantDetails;
  readonly updated_at: Instant;
  /** Of the restaurant's stream. */
  readonly revision: number;
  readonly position: number;
}

/** What the view shows nothing of: the pause that may follow is an event of its own. */
type ShownEvent = Exclude<RestaurantEvent, { type: 'OrderMissed' }>;

type Change = Partial<Pick<RestaurantRow, 'listed' | 'pause' | 'details'>>;

const registered = (details: RestaurantDetails) => ({
  restaurant_id: details.restaurantId,
  owner_id: details.ownerId,
  name: details.name,
  cuisines: details.cuisines.map((cuisine) => cuisine.toLowerCase()),
  lat: details.location.lat,
  lng: details.location.lng,
  delivery_radius_metres: details.deliveryRadiusMetres,
  cost_for_two_minor: details.costForTwoMinor,
  is_veg: details.isVeg,
  prep_minutes: details.prepMinutes,
  listed: true,
  pause: null,
  details,
});

function change(row: RestaurantRow, event: Exclude<ShownEvent, { type: 'RestaurantRegistered' }>): Change {
  switch (event.type) {
    case 'HoursChanged':
      return { details: { ...row.details, hours: event.hours } };
    case 'RestaurantPaused':
      return { pause: { reason: event.reason, until: event.until } };
    case 'RestaurantResumed':
      return { pause: null };
    case 'RestaurantDelisted':
      return { listed: false };
    case 'RestaurantRelisted':
      return { listed: true };
    default:
      return never(event);
  }
}

function evolve(row: RestaurantRow | null, { event, recorded }: FeedEvent<ShownEvent>): RestaurantRow {
  const { revision, position } = recorded;
  const common = { updated_at: event.at, revision, position };
  if (event.type === 'RestaurantRegistered') return { ...registered(event.details), ...common };
  if (row === null) throw new Error(`${event.type} of a restaurant that was never registered`);
  return { ...row, ...change(row, event), ...common };
}

/** Every restaurant: what its card and its page show, and what it is found by. */
export const restaurantView: Projection<RestaurantRow, ShownEvent> = {
  name: 'restaurant',
  version: 2,
  table: tableOf<RestaurantRow>({
    columns: {
      restaurant_id: 'text',
      owner_id: 'text',
      name: 'text',
      cuisines: 'jsonb',
      lat: 'double precision',
      lng: 'double precision',
      delivery_radius_metres: 'integer',
      cost_for_two_minor: 'bigint',
      is_veg: 'boolean',
      prep_minutes: 'integer',
      listed: 'boolean',
      pause: 'json',
      details: 'json',
      updated_at: 'timestamptz',
      revision: 'integer',
      position: 'bigint',
    },
    key: ['restaurant_id'],
    indexes: ['USING gist (point(lng, lat))', '(owner_id)'],
  }),
  reads: [
    'RestaurantRegistered',
    'HoursChanged',
    'RestaurantPaused',
    'RestaurantResumed',
    'RestaurantDelisted',
    'RestaurantRelisted',
  ],
  keysOf: ({ metadata }) => [metadata.partitionKey],
  evolve,
};
