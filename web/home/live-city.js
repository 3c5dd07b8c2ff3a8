/**
 * Follows the city: keeps the picture that the server tells of, and comes back when the connection breaks.
 *
 * @typedef {{ lat: number, lng: number }} Place
 * @typedef {{ n: number, task: 'free' | 'fetching' | 'carrying', lat: number, lng: number }} CourierDot
 * @typedef {{ n: number, status: string, restaurant_id: string, courier: number | null, to: Place | null }} OrderDot
 * @typedef {{
 *   city_time: string, rate: number, open_orders: Record<string, number>,
 *   last_hour: { placed: number, delivered: number, cancelled: number },
 *   couriers: { online: number, busy: number },
 *   log_position: number, events_per_second: number, read_model_lag_ms: number,
 * }} CityCounts
 * @typedef {{ counts: CityCounts, couriers: Map<number, CourierDot>, orders: Map<number, OrderDot> }} Picture
 * @typedef {{ counts: CityCounts, couriers: CourierDot[], orders: OrderDot[] }} Snapshot
 * @typedef {Snapshot & { gone: { couriers: number[], orders: number[] } }} Changes
 * @typedef {MessageEvent<string>} Told
 * @typedef {{ is: 'connecting' } | { is: 'live' } | { is: 'waiting', seconds: number } | { is: 'paused' }} Connection
 */

/** Silence after which the connection counts as broken: the server tells something every second (ms). */
const SILENT_MS = 8_000;
/** How long to wait before the next try: longer each time (ms). */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;

/**
 * @param {string} url
 * @param {{ onPicture: (picture: Picture) => void, onConnection: (connection: Connection) => void }} tell
 */
export function followCity(url, { onPicture, onConnection }) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {Picture | null} */
  let picture = null;
  let waitMs = FIRST_WAIT_MS;
  let watchdog = 0;
  let ticking = 0;

  const drop = () => {
    window.clearTimeout(watchdog);
    window.clearInterval(ticking);
    source?.close();
    source = null;
  };

  const heard = () => {
    window.clearTimeout(watchdog);
    watchdog = window.setTimeout(comeBack, SILENT_MS);
  };

  function comeBack() {
    drop();
    // Not all at once after a restart.
    let seconds = Math.ceil((waitMs * (0.75 + Math.random() / 2)) / 1_000);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    onConnection({ is: 'waiting', seconds });
    ticking = window.setInterval(() => {
      seconds -= 1;
      if (seconds > 0) onConnection({ is: 'waiting', seconds });
      else open();
    }, 1_000);
  }

  function open() {
    drop();
    onConnection({ is: 'connecting' });
    source = new EventSource(url);
    source.onerror = comeBack;
    source.addEventListener('snapshot', (/** @type {Told} */ { data }) => {
      waitMs = FIRST_WAIT_MS;
      const { counts, couriers, orders } = /** @type {Snapshot} */ (JSON.parse(data));
      picture = { counts, couriers: byNumber(couriers), orders: byNumber(orders) };
      heard();
      onConnection({ is: 'live' });
      onPicture(picture);
    });
    source.addEventListener('changed', (/** @type {Told} */ { data }) => {
      if (picture === null) return;
      const { counts, couriers, orders, gone } = /** @type {Changes} */ (JSON.parse(data));
      picture.counts = counts;
      apply(picture.couriers, couriers, gone.couriers);
      apply(picture.orders, orders, gone.orders);
      heard();
      onPicture(picture);
    });
    heard();
  }

  // Nobody looks at a hidden page: it costs the server nothing.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      if (source === null) open();
    } else {
      drop();
      onConnection({ is: 'paused' });
    }
  });
  open();
}

/**
 * @template {{ n: number }} Dot
 * @param {readonly Dot[]} dots
 */
const byNumber = (dots) => new Map(dots.map((dot) => [dot.n, dot]));

/**
 * @template {{ n: number }} Dot
 * @param {Map<number, Dot>} dots
 * @param {readonly Dot[]} changed
 * @param {readonly number[]} gone
 */
function apply(dots, changed, gone) {
  for (const dot of changed) dots.set(dot.n, dot);
  for (const n of gone) dots.delete(n);
}
