/**
 * How the map looks, by day and by night. Nothing of it comes from the network: the streets are this server's own, and
 * words are drawn with the fonts of the device.
 *
 * @typedef {{
 *   land: string, lane: string, arterial: string, ring: string, casing: string, word: string, halo: string,
 *   restaurant: string, closed: string, edge: string, trip: string,
 *   stages: Record<'placed' | 'cooking' | 'ready' | 'moving', string>,
 *   tasks: Record<'free' | 'fetching' | 'carrying', string>,
 * }} Palette
 */

/** @type {Palette} */
const DAY = {
  land: '#f4f0e8',
  lane: '#ffffff',
  arterial: '#fff3d6',
  ring: '#ffe2a8',
  casing: '#e0d8c8',
  word: '#6b6356',
  halo: '#f8f5ee',
  restaurant: '#44403c',
  closed: '#c2bbb0',
  edge: '#ffffff',
  trip: '#0f766e',
  stages: { placed: '#f59e0b', cooking: '#ea580c', ready: '#7c3aed', moving: '#0f9488' },
  tasks: { free: '#64748b', fetching: '#2563eb', carrying: '#0f9488' },
};

/** @type {Palette} */
const NIGHT = {
  land: '#171a20',
  lane: '#252a33',
  arterial: '#39352c',
  ring: '#544a33',
  casing: '#101216',
  word: '#a8a29a',
  halo: '#14161a',
  restaurant: '#e7e0d4',
  closed: '#57534e',
  edge: '#171a20',
  trip: '#2dd4bf',
  stages: { placed: '#fbbf24', cooking: '#fb923c', ready: '#a78bfa', moving: '#2dd4bf' },
  tasks: { free: '#94a3b8', fetching: '#60a5fa', carrying: '#2dd4bf' },
};

/** @param {boolean} isDark */
export const paletteOf = (isDark) => (isDark ? NIGHT : DAY);

/** What changes all the time, by the names of their sources. */
export const LIVE_SOURCES = /** @type {const} */ (['restaurants', 'trips', 'orders', 'couriers']);

const NOTHING = { type: 'FeatureCollection', features: [] };

/** Wider the closer one looks. @param {number} far @param {number} near */
const width = (far, near) => ['interpolate', ['exponential', 1.6], ['zoom'], 10, far, 17, near];

/** @param {string} kind @param {string} color @param {unknown} lineWidth */
const road = (kind, color, lineWidth, extra = {}) => ({
  id: `${kind}${'casing' in extra ? '-casing' : ''}`,
  type: 'line',
  source: 'streets',
  filter: ['==', ['get', 'class'], kind],
  layout: { 'line-cap': 'round', 'line-join': 'round' },
  paint: { 'line-color': color, 'line-width': lineWidth },
});

/** @param {Palette} p @param {unknown} streets GeoJSON */
export function styleOf(p, streets) {
  const fonts = { 'text-font': ['system-ui', 'sans-serif'] };
  return {
    version: 8,
    sources: {
      streets: { type: 'geojson', data: streets ?? NOTHING },
      ...Object.fromEntries(LIVE_SOURCES.map((name) => [name, { type: 'geojson', data: NOTHING }])),
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': p.land } },
      road('lane', p.lane, width(0.7, 16)),
      road('arterial', p.casing, width(2.6, 30), { casing: true }),
      road('arterial', p.arterial, width(1.7, 26)),
      road('ring', p.casing, width(3.6, 38), { casing: true }),
      road('ring', p.ring, width(2.6, 34)),
      {
        id: 'street-names',
        type: 'symbol',
        source: 'streets',
        minzoom: 11.5,
        filter: ['!=', ['get', 'class'], 'lane'],
        layout: {
          ...fonts,
          'symbol-placement': 'line',
          'text-field': ['get', 'name'],
          'text-size': 11,
          'symbol-spacing': 420,
        },
        paint: {
          'text-color': p.word,
          'text-halo-color': p.halo,
          'text-halo-width': 1.4,
          'text-opacity': 0.9,
        },
      },
      {
        id: 'trips',
        type: 'line',
        source: 'trips',
        layout: { 'line-cap': 'round' },
        paint: {
          'line-color': p.trip,
          'line-width': 2,
          'line-opacity': 0.8,
          'line-dasharray': [0.2, 2.2],
        },
      },
      {
        id: 'doors',
        type: 'circle',
        source: 'trips',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': 3.5,
          'circle-color': p.land,
          'circle-stroke-color': p.trip,
          'circle-stroke-width': 1.8,
        },
      },
      {
        id: 'restaurants',
        type: 'circle',
        source: 'restaurants',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 3, 15, 6],
          'circle-color': ['case', ['get', 'open'], p.restaurant, p.closed],
          'circle-stroke-color': p.edge,
          'circle-stroke-width': 1.2,
        },
      },
      {
        id: 'orders',
        type: 'circle',
        source: 'orders',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 3, 15, 4.5],
          'circle-color': ['match', ['get', 'stage'], ...Object.entries(p.stages).flat(), p.stages.placed],
          'circle-stroke-color': p.edge,
          'circle-stroke-width': 0.8,
        },
      },
      {
        id: 'couriers',
        type: 'symbol',
        source: 'couriers',
        layout: {
          'icon-image': ['concat', 'courier-', ['get', 'task']],
          'icon-rotate': ['get', 'bearing'],
          'icon-rotation-alignment': 'map',
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.8, 12, 1, 15, 1.3],
          'symbol-sort-key': ['match', ['get', 'task'], 'carrying', 2, 'fetching', 1, 0],
        },
      },
      {
        id: 'restaurant-names',
        type: 'symbol',
        source: 'restaurants',
        minzoom: 12.6,
        layout: {
          ...fonts,
          'text-field': ['get', 'name'],
          'text-size': 12,
          'text-offset': [0, 1.1],
          'text-anchor': 'top',
          'text-max-width': 9,
        },
        paint: { 'text-color': p.restaurant, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
      },
    ],
  };
}

/**
 * The picture of a courier: a disc with a nose that shows where they are going.
 * @param {string} color @param {string} edge @param {number} density pixels of the device per pixel
 */
export function courierIcon(color, edge, density) {
  const size = 26;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * density;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('there is nothing to draw on');
  context.scale(density, density);
  context.translate(size / 2, size / 2);
  const outline = new Path2D('M 0 -11 L 5.2 -4.6 A 7 7 0 1 1 -5.2 -4.6 Z');
  context.shadowColor = 'rgb(0 0 0 / 35%)';
  context.shadowBlur = 2.5 * density;
  context.fillStyle = edge;
  context.fill(outline);
  context.shadowBlur = 0;
  context.fillStyle = color;
  context.fill(new Path2D('M 0 -8.2 L 3.9 -3.5 A 5.2 5.2 0 1 1 -3.9 -3.5 Z'));
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
