/**
 * The city as a plain drawing, for browsers without WebGL: the same dots, without zooming in.
 *
 * @import { Drawing, MapContent, Restaurant } from './scene.js'
 * @import { Place } from './live-city.js'
 */

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1_000;
const METRES_PER_DEGREE = 111_195;

/** @param {string} name @param {Record<string, string | number>} attributes */
function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * @param {HTMLElement} container
 * @param {MapContent} city
 */
export function openPlainMap(container, { centre, streets, restaurants }) {
  const places = restaurants.length > 0 ? restaurants.map(({ location }) => location) : [centre];
  const margin = 0.008;
  const west = Math.min(...places.map(({ lng }) => lng)) - margin;
  const east = Math.max(...places.map(({ lng }) => lng)) + margin;
  const south = Math.min(...places.map(({ lat }) => lat)) - margin;
  const north = Math.max(...places.map(({ lat }) => lat)) + margin;
  const narrowing = Math.cos((centre.lat * Math.PI) / 180);
  const scale = WIDTH / ((east - west) * narrowing);
  const height = Math.round((north - south) * scale);
  /** @param {number} lng */
  const x = (lng) => ((lng - west) * narrowing * scale).toFixed(1);
  /** @param {number} lat */
  const y = (lat) => ((north - lat) * scale).toFixed(1);

  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${height}`, class: 'plain-map', role: 'img' });
  svg.setAttribute('aria-label', 'The city as a drawing: streets, restaurants, orders and couriers');
  for (const { properties, geometry } of streets?.features ?? []) {
    const points = geometry.coordinates.map(([lng, lat]) => `${x(lng)},${y(lat)}`);
    svg.append(element('polyline', { points: points.join(' '), class: `street ${properties.class}` }));
  }
  const restaurantLayer = element('g', {});
  const liveLayer = element('g', {});
  svg.append(restaurantLayer, liveLayer);
  container.append(svg);

  /** @param {Place} place @param {number} radius @param {string} kind */
  const dot = ({ lat, lng }, radius, kind) =>
    element('circle', { cx: x(lng), cy: y(lat), r: radius, class: kind });

  /** @param {Restaurant[]} next */
  const showRestaurants = (next) =>
    restaurantLayer.replaceChildren(
      ...next.map(({ location, name, is_open: open }) => {
        const made = dot(location, 6, open ? 'restaurant' : 'restaurant closed');
        const title = element('title', {});
        title.textContent = name;
        made.append(title);
        return made;
      }),
    );
  showRestaurants(restaurants);

  return {
    metresPerPixel: METRES_PER_DEGREE / scale,
    showRestaurants,
    /** @param {Drawing} drawing */
    draw({ couriers, orders, trips }) {
      liveLayer.replaceChildren(
        ...trips.map(({ from, to }) =>
          element('line', { x1: x(from.lng), y1: y(from.lat), x2: x(to.lng), y2: y(to.lat), class: 'trip' }),
        ),
        ...orders.map(({ at, stage }) => dot(at, 5, stage)),
        ...couriers.map(({ at, task }) => dot(at, 8, `courier ${task}`)),
      );
    },
    onZoom: () => undefined,
  };
}
