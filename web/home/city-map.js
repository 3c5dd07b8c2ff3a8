/**
 * The map of the city, drawn by MapLibre.
 *
 * @import { Drawing, MapContent, Restaurant } from './scene.js'
 */
import { Map as MapLibre, NavigationControl, Popup } from '/home/maplibre-gl.mjs';
import { courierIcon, paletteOf, styleOf } from './map-style.js';

/** How many pixels stay free around the restaurants at first: for the clock above and the legend below. */
const MARGIN_PX = { top: 64, right: 40, bottom: 72, left: 40 };

const METRES_AT_ZOOM_0 = 78_271.517;

/** @param {{ lat: number, lng: number }} place */
const point = ({ lat, lng }) => ({ type: 'Point', coordinates: [lng, lat] });

/** @param {object} geometry @param {object} properties */
const feature = (geometry, properties = {}) => ({ type: 'Feature', geometry, properties });

/** @param {readonly object[]} features */
const collection = (features) => ({ type: 'FeatureCollection', features });

/**
 * @param {HTMLElement} container
 * @param {MapContent} city
 */
export async function openCityMap(container, { centre, streets, restaurants, isStill }) {
  const darkness = window.matchMedia('(prefers-color-scheme: dark)');
  const map = new MapLibre({
    container,
    style: /** @type {any} */ (styleOf(paletteOf(darkness.matches), streets)),
    center: [centre.lng, centre.lat],
    zoom: 11.5,
    minZoom: 9,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: isStill ? 0 : 200,
    // On a phone one finger scrolls the page, two move the map.
    cooperativeGestures: window.matchMedia('(pointer: coarse)').matches,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  fit(map, restaurants);

  const drawIcons = () => {
    const { tasks, edge } = paletteOf(darkness.matches);
    const density = Math.min(2, Math.ceil(window.devicePixelRatio));
    for (const [task, color] of Object.entries(tasks)) {
      map.addImage(`courier-${task}`, courierIcon(color, edge, density), { pixelRatio: density });
    }
  };

  /** @type {Restaurant[]} */
  let shown = restaurants;
  /** @param {string} source @param {readonly object[]} features */
  const put = (source, features) => {
    const found = /** @type {any} */ (map.getSource(source));
    found?.setData(collection(features));
  };
  const putRestaurants = () =>
    put(
      'restaurants',
      shown.map(({ name, cuisines, location, is_open: open }) =>
        feature(point(location), { name, cuisines: cuisines.join(', '), open }),
      ),
    );

  await new Promise((resolve, reject) => {
    // Not `load`, which comes when all is painted: on a slow machine that is seconds later.
    map.once('style.load', resolve);
    map.once('error', ({ error }) => reject(new Error('the map cannot be drawn', { cause: error })));
  });
  drawIcons();
  putRestaurants();
  darkness.addEventListener('change', () => {
    map.setStyle(/** @type {any} */ (styleOf(paletteOf(darkness.matches), streets)), { diff: false });
    map.once('style.load', () => {
      drawIcons();
      putRestaurants();
    });
  });
  tellOfRestaurants(map);

  return {
    get metresPerPixel() {
      return (METRES_AT_ZOOM_0 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** map.getZoom();
    },
    /** @param {Restaurant[]} next */
    showRestaurants(next) {
      shown = next;
      putRestaurants();
    },
    /** @param {Drawing} drawing */
    draw({ couriers, orders, trips }) {
      put(
        'couriers',
        couriers.map(({ at, task, bearing }) => feature(point(at), { task, bearing })),
      );
      put(
        'orders',
        orders.map(({ at, stage }) => feature(point(at), { stage })),
      );
      put(
        'trips',
        trips.flatMap(({ from, to }) => [
          feature({
            type: 'LineString',
            coordinates: [
              [from.lng, from.lat],
              [to.lng, to.lat],
            ],
          }),
          feature(point(to)),
        ]),
      );
    },
    /** @param {() => void} listener */
    onZoom: (listener) => map.on('zoom', listener),
  };
}

/** @param {MapLibre} map @param {Restaurant[]} restaurants */
function fit(map, restaurants) {
  const places = restaurants.map(({ location: { lng, lat } }) => ({ lng, lat }));
  if (places.length < 2) return;
  const [lngs, lats] = [places.map(({ lng }) => lng), places.map(({ lat }) => lat)];
  map.fitBounds(
    [
      [Math.min(...lngs), Math.min(...lats)],
      [Math.max(...lngs), Math.max(...lats)],
    ],
    { padding: MARGIN_PX, animate: false, maxZoom: 14 },
  );
}

/** @param {MapLibre} map */
function tellOfRestaurants(map) {
  map.on('click', 'restaurants', ({ features, lngLat }) => {
    const { name, cuisines, open } = features?.[0]?.properties ?? {};
    const box = document.createElement('div');
    const title = document.createElement('strong');
    // Text, never markup: the names are whatever people called their restaurants.
    title.textContent = String(name);
    const more = document.createElement('span');
    more.textContent = `${String(cuisines)} · ${open ? 'open' : 'closed'}`;
    box.append(title, more);
    new Popup({ closeButton: false, offset: 10 }).setLngLat(lngLat).setDOMContent(box).addTo(map);
  });
  map.on('mouseenter', 'restaurants', () => (map.getCanvas().style.cursor = 'pointer'));
  map.on('mouseleave', 'restaurants', () => (map.getCanvas().style.cursor = ''));
}
