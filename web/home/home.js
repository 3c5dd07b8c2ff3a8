/**
 * The page at the root of the server: counts, a map, and where to go next.
 *
 * @import { Connection, Picture } from './live-city.js'
 * @import { City, Restaurant, Streets } from './scene.js'
 */
import { followCity } from './live-city.js';
import { Scene, stageOf } from './scene.js';

/** How often things that glide are drawn anew (ms), and how often the restaurants are asked for (ms). */
const FRAME_MS = 60;
const RESTAURANTS_EVERY_MS = 20_000;
const READY_EVERY_MS = 10_000;
const CITY_AGAIN_MS = 3_000;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id @param {string} text */
const write = (id, text) => {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
};
const numbers = new Intl.NumberFormat('en-IN');
/** @param {number} value */
const shown = (value) => numbers.format(value);
/** @param {string} id @param {'good' | 'bad' | 'unknown'} state */
const light = (id, state) => (byId(id).dataset.state = state);

/** In the order in which an order goes through them. */
const STAGES = /** @type {const} */ (['placed', 'cooking', 'ready', 'moving']);
const STAGE_WORDS = { placed: 'placed', cooking: 'cooking', ready: 'ready', moving: 'on the way' };

/** @param {Picture} picture */
function showCounts({ counts }) {
  const byStage = { placed: 0, cooking: 0, ready: 0, moving: 0 };
  for (const [status, count] of Object.entries(counts.open_orders)) byStage[stageOf(status)] += count;
  const open = STAGES.reduce((sum, stage) => sum + byStage[stage], 0);
  write('open', shown(open));
  const parts = STAGES.filter((stage) => byStage[stage] > 0);
  const words = parts.map((stage) => `${shown(byStage[stage])} ${STAGE_WORDS[stage]}`).join(' · ');
  write('bar-words', words === '' ? 'none now' : words);
  const bar = byId('bar');
  bar.setAttribute('aria-label', words === '' ? 'No orders under way' : words);
  for (const stage of STAGES) {
    let part = /** @type {HTMLElement | null} */ (bar.querySelector(`.${stage}`));
    if (part === null) {
      part = document.createElement('i');
      part.className = stage;
      bar.append(part);
    }
    part.style.flexGrow = String(byStage[stage]);
  }
  write('placed', shown(counts.last_hour.placed));
  write('delivered', shown(counts.last_hour.delivered));
  write('cancelled', shown(counts.last_hour.cancelled));
  write('couriers', shown(counts.couriers.online));
  write('busy', counts.couriers.online === 0 ? '' : `${shown(counts.couriers.busy)} busy`);
  write('events', shown(counts.log_position));
  write('events-rate', `${shown(counts.events_per_second)}/s`);
  const lag = counts.read_model_lag_ms;
  write('lag', lag < 1_000 ? `${shown(lag)} ms` : `${(lag / 1_000).toFixed(1)} s`);
  light('views-lamp', lag < 2_000 ? 'good' : 'bad');
  write('views-words', lag < 2_000 ? 'up to date' : 'behind');

  byId('clock').hidden = false;
  const time = new Date(counts.city_time);
  write(
    'clock-time',
    time.toLocaleTimeString('en-GB', { timeZone: 'Asia/Kolkata', hour: '2-digit', minute: '2-digit' }),
  );
  write('clock-rate', counts.rate === 1 ? 'city time' : `city time, ${shown(counts.rate)}×`);
  const { placed } = counts.last_hour;
  byId('empty').hidden = open > 0 || placed > 0;
}

/** @param {Connection} connection */
function showConnection(connection) {
  const pill = byId('connection');
  pill.dataset.state = connection.is;
  const words = { connecting: 'Connecting', live: 'Live', waiting: 'No answer', paused: 'Paused' };
  write('connection', words[connection.is]);
  const banner = byId('banner');
  if (connection.is === 'live') banner.hidden = true;
  if (connection.is !== 'waiting') return;
  banner.hidden = false;
  banner.textContent = `The server does not answer, or too many watch. Next try in ${connection.seconds} s; what you see is from before.`;
}

/** @param {HTMLButtonElement} button */
async function copyFor(button) {
  const text = button.dataset.copy ?? '';
  let isCopied = true;
  try {
    // Without https there is no clipboard at all, except on this machine.
    await navigator.clipboard.writeText(text);
  } catch {
    isCopied = false;
  }
  button.textContent = isCopied ? 'Copied' : 'Select it';
  write('copied', isCopied ? `Copied ${text}` : 'It could not be copied');
  window.setTimeout(() => (button.textContent = 'Copy'), 1_600);
}

function offerCopies() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
    document.querySelectorAll('[data-copy]')
  )) {
    button.setAttribute('aria-label', `Copy ${button.dataset.copy}`);
    button.addEventListener('click', () => void copyFor(button));
  }
}

async function watchReadiness() {
  for (;;) {
    const answer = await fetch('/health/ready', { cache: 'no-store' }).catch(() => null);
    const isReady = answer?.ok === true;
    light('ready-lamp', isReady ? 'good' : 'bad');
    write(
      'ready-words',
      isReady ? 'ready' : answer === null ? 'no answer' : 'starting, or the database is away',
    );
    await new Promise((resolve) => window.setTimeout(resolve, READY_EVERY_MS));
  }
}

/** @returns {Promise<City | null>} null when there is no city, or no answer to be had */
async function readCity() {
  const answer = await fetch('/api/v1/city', { cache: 'no-store' }).catch(() => null);
  return answer?.ok === true ? /** @type {Promise<City>} */ (answer.json()) : null;
}

/** The city, or null in production. Asks until there is an answer. @returns {Promise<City | null>} */
async function askForCity() {
  for (;;) {
    const answer = await fetch('/api/v1/city', { cache: 'no-store' }).catch(() => null);
    if (answer?.ok === true) return /** @type {Promise<City>} */ (answer.json());
    if (answer?.status === 404) return null;
    showConnection({ is: 'waiting', seconds: CITY_AGAIN_MS / 1_000 });
    await new Promise((resolve) => window.setTimeout(resolve, CITY_AGAIN_MS));
  }
}

/** @param {City} city */
function showLogins({ logins }) {
  const [first] = logins;
  if (first === undefined) return;
  byId('logins').hidden = false;
  write('password', first.password);
  byId('login-rows').replaceChildren(
    ...logins.map(({ role, name, login }) => {
      const row = document.createElement('tr');
      for (const text of [role, name, login]) row.insertCell().textContent = text;
      return row;
    }),
  );
}

/** @param {readonly Restaurant[]} restaurants */
function showRestaurants(restaurants) {
  write('restaurants', shown(restaurants.filter(({ is_open: isOpen }) => isOpen).length));
  write('restaurants-all', `of ${shown(restaurants.length)}`);
}

/** @param {City} city */
function showGateway({ payment_gateway: url }) {
  light('pay-lamp', url === null ? 'unknown' : 'good');
  if (url === null || !/^https?:\/\//.test(url)) {
    write('pay-words', 'none: cash only, or one of your own');
    return;
  }
  write('pay-words', `sandbox, ${new URL(url).host}`);
  const link = /** @type {HTMLAnchorElement} */ (byId('gateway-link'));
  link.href = url;
  link.hidden = false;
}

/** @param {string} url @returns {Promise<Streets | null>} */
async function readStreets(url) {
  const answer = await fetch(url).catch(() => null);
  return answer?.ok === true ? /** @type {Promise<Streets>} */ (answer.json()) : null;
}

/** @param {City} city @param {boolean} isStill whether nothing glides */
async function openMap({ centre, restaurants, streets: url }, isStill) {
  const streets = url === null ? null : await readStreets(url);
  const content = { centre, streets, restaurants, isStill };
  const container = byId('map');
  const note = byId('map-note');
  const canvas = document.createElement('canvas');
  const hasWebGl = canvas.getContext('webgl2') !== null;
  try {
    if (!hasWebGl) throw new Error('no WebGL');
    const { openCityMap } = await import('./city-map.js');
    const map = await openCityMap(container, content);
    note.hidden = true;
    return map;
  } catch {
    note.textContent =
      'This browser cannot draw the map (it has no WebGL). Here is the city as a plain drawing.';
    note.classList.add('small');
    container
      .querySelectorAll('.maplibregl-canvas-container, .maplibregl-control-container')
      .forEach((part) => part.remove());
    const { openPlainMap } = await import('./plain-map.js');
    return openPlainMap(container, content);
  }
}

async function start() {
  offerCopies();
  void watchReadiness();
  const city = await askForCity();
  if (city === null) {
    document.documentElement.classList.add('production');
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll('[data-only=sandbox]')
    )) {
      part.hidden = true;
    }
    byId('connection').hidden = true;
    byId('production').hidden = false;
    byId('banner').hidden = true;
    return;
  }
  showLogins(city);
  showGateway(city);
  showRestaurants(city.restaurants);
  const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const scene = new Scene(isStill);
  scene.placeRestaurants(city.restaurants);
  /** @type {Awaited<ReturnType<typeof openMap>> | null} */
  let map = null;
  let isDrawing = false;
  let lastMs = 0;
  /** @param {number} now */
  const frame = (now) => {
    if (map === null) return void (isDrawing = false);
    if (now - lastMs < FRAME_MS) return void requestAnimationFrame(frame);
    lastMs = now;
    const drawing = scene.drawing(now, map.metresPerPixel);
    map.draw(drawing);
    if (drawing.isMoving) requestAnimationFrame(frame);
    else isDrawing = false;
  };
  const draw = () => {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(frame);
  };
  followCity(city.feed, {
    onConnection: showConnection,
    onPicture: (picture) => {
      showCounts(picture);
      scene.take(picture, performance.now());
      draw();
    },
  });
  const opened = await openMap(city, isStill);
  map = opened;
  opened.onZoom(draw);
  draw();
  const again = async () => {
    const next = document.hidden ? null : await readCity();
    if (next === null) return;
    scene.placeRestaurants(next.restaurants);
    showRestaurants(next.restaurants);
    opened.showRestaurants(next.restaurants);
  };
  window.setInterval(() => void again(), RESTAURANTS_EVERY_MS);
}

void start();
