import { epochMs, instantOf, isInstant, type Instant } from '../kernel/instant';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/**
 * A span of wall time, its end excluded, both ends as `HH:MM` (00:00–23:59). A `close` that is not after `open`
 * lies on the next day: 18:00–02:00 ends in the night, 00:00–00:00 is the whole day.
 */
export interface OpeningInterval {
  readonly open: string;
  readonly close: string;
}

/** What holds on one local date (`YYYY-MM-DD`) instead of the week's plan. No intervals: closed. */
export interface OpeningException {
  readonly date: string;
  readonly intervals: readonly OpeningInterval[];
}

/**
 * When a restaurant takes orders, as its own clock on the wall shows it. Across a change to or from summer time
 * the wall clock decides too: an hour that is skipped is not opened in, an hour that comes twice counts twice.
 */
export interface OpeningHours {
  /** IANA name, such as `Asia/Kolkata`. */
  readonly timeZone: string;
  readonly weekly: Readonly<Record<Weekday, readonly OpeningInterval[]>>;
  readonly exceptions: readonly OpeningException[];
}

/** How far ahead {@link nextOpening} looks. */
export const NEXT_OPENING_HORIZON_DAYS = 14;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The instant's place in the restaurant's calendar. */
interface LocalMoment {
  /** Local date as days since 1970-01-01. */
  readonly day: number;
  /** Minutes that the wall clock shows since midnight. */
  readonly minute: number;
}

/** A zone, and its offset in the minute that was asked for last: most questions are about now. */
interface Zone {
  readonly formatter: Intl.DateTimeFormat;
  minute: number;
  offsetMs: number;
}

// Making a formatter costs a thousand times what using one does.
const zones = new Map<string, Zone>();

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const zone = { formatter, minute: Number.NaN, offsetMs: 0 };
  zones.set(timeZone, zone);
  return zone;
}

/** `1/31/2026, GMT-05:00`; a zone at UTC shows `GMT` alone. */
const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2}))?/;

/** What has to be added to UTC to get the zone's wall time, in milliseconds. */
function zoneOffsetMs(timeZone: string, ms: number): number {
  const zone = zoneOf(timeZone);
  // Clocks are changed between minutes, never within one.
  const minute = Math.floor(ms / MINUTE_MS);
  if (zone.minute !== minute) {
    const [, sign, hours = '0', minutes = '0'] = OFFSET.exec(zone.formatter.format(ms)) ?? [];
    const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
    zone.offsetMs = sign === '-' ? -offset : offset;
    zone.minute = minute;
  }
  return zone.offsetMs;
}

function localMoment(timeZone: string, ms: number): LocalMoment {
  const wallMs = ms + zoneOffsetMs(timeZone, ms);
  const day = Math.floor(wallMs / DAY_MS);
  return { day, minute: Math.floor((wallMs - day * DAY_MS) / MINUTE_MS) };
}

const dateText = (day: number): string => instantOf(day * DAY_MS).slice(0, 10);

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7] ?? 'mon';

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const isOvernight = (interval: OpeningInterval): boolean =>
  minuteOf(interval.close) <= minuteOf(interval.open);

/** The intervals that begin on a local date. */
function intervalsOn(hours: OpeningHours, day: number): readonly OpeningInterval[] {
  if (hours.exceptions.length > 0) {
    const date = dateText(day);
    const exception = hours.exceptions.find((candidate) => candidate.date === date);
    if (exception !== undefined) return exception.intervals;
  }
  return hours.weekly[weekdayOf(day)];
}

function isOpenAt(hours: OpeningHours, ms: number): boolean {
  const { day, minute } = localMoment(hours.timeZone, ms);
  const openedToday = intervalsOn(hours, day).some(
    (interval) =>
      minute >= minuteOf(interval.open) && (isOvernight(interval) || minute < minuteOf(interval.close)),
  );
  const openSinceYesterday = () =>
    intervalsOn(hours, day - 1).some(
      (interval) => isOvernight(interval) && minute < minuteOf(interval.close),
    );
  return openedToday || openSinceYesterday();
}

/** Whether the hours, taken alone, are open at an instant. Expects hours without a problem. */
export const isOpen = (hours: OpeningHours, instant: Instant): boolean => isOpenAt(hours, epochMs(instant));

/** The minute at which the zone's offset changes between two moments, the first of which is before the change. */
function offsetChange(timeZone: string, from: number, to: number): number {
  const before = zoneOffsetMs(timeZone, from);
  let [last, first] = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (zoneOffsetMs(timeZone, middle * MINUTE_MS) === before) last = middle;
    else first = middle;
  }
  return first * MINUTE_MS;
}

/**
 * Every moment at which a closed restaurant may open on the given local dates, in order: when the wall clock
 * shows the beginning of an interval, under each offset that the zone has around these dates, and when the
 * wall clock is put forward or back. It may still be closed at some of them.
 */
function possibleOpenings(hours: OpeningHours, days: readonly number[]): readonly number[] {
  const offsetOn = days.map((day) => zoneOffsetMs(hours.timeZone, day * DAY_MS));
  const changes = days.flatMap((day, i) =>
    i > 0 && offsetOn[i] !== offsetOn[i - 1]
      ? [offsetChange(hours.timeZone, (day - 1) * DAY_MS, day * DAY_MS)]
      : [],
  );
  const offsets = [...new Set(offsetOn)];
  const starts = days.flatMap((day) =>
    intervalsOn(hours, day).flatMap(({ open }) =>
      offsets.map((offset) => day * DAY_MS + minuteOf(open) * MINUTE_MS - offset),
    ),
  );
  return [...starts, ...changes].sort((a, b) => a - b);
}

/**
 * The first moment, not before the instant, at which the hours are open: the instant itself if they are open
 * then; null if they do not open within 14 days. Expects hours without a problem.
 */
export function nextOpening(hours: OpeningHours, instant: Instant): Instant | null {
  const from = epochMs(instant);
  if (isOpenAt(hours, from)) return instant;

  const until = from + NEXT_OPENING_HORIZON_DAYS * DAY_MS;
  const today = localMoment(hours.timeZone, from).day;
  // A day more at each end: local dates begin up to 14 hours before and 12 hours after those of UTC.
  const days = Array.from({ length: NEXT_OPENING_HORIZON_DAYS + 4 }, (_, i) => today - 1 + i);
  const opening = possibleOpenings(hours, days).find((ms) => ms > from && ms <= until && isOpenAt(hours, ms));
  return opening === undefined ? null : instantOf(opening);
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function isTimeZone(timeZone: string): boolean {
  // Offsets such as +05:30 are no IANA names, though some engines take them.
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    zoneOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

const isDate = (date: string): boolean =>
  isInstant(`${date}T00:00:00.000Z`) && dateText(epochMs(`${date}T00:00:00.000Z`) / DAY_MS) === date;

const badTime = (intervals: readonly OpeningInterval[]): string | undefined =>
  intervals.flatMap(({ open, close }) => [open, close]).find((time) => !TIME.test(time));

/** Whether two of the spans share a minute; each is [start, end) in minutes. */
function overlap(spans: readonly (readonly [start: number, end: number])[]): boolean {
  const sorted = [...spans].sort(([a], [b]) => a - b);
  return sorted.some(([start], i) => i > 0 && start < (sorted[i - 1]?.[1] ?? 0));
}

const DAY_MINUTES = 24 * 60;

/** Intervals as spans of minutes, counted from midnight of the Monday that day 0 is. */
const spansOf = (day: number, intervals: readonly OpeningInterval[]): [number, number][] =>
  intervals.map((interval) => [
    day * DAY_MINUTES + minuteOf(interval.open),
    (day + (isOvernight(interval) ? 1 : 0)) * DAY_MINUTES + minuteOf(interval.close),
  ]);

/**
 * What is wrong with opening hours, in words for whoever entered them; null if nothing is. An overnight
 * interval may run into an exception's date: a restaurant that is open twice over is simply open.
 */
export function openingHoursProblem(hours: OpeningHours): string | null {
  if (!isTimeZone(hours.timeZone)) return `unknown time zone: ${hours.timeZone}`;

  const plans = [
    ...WEEKDAYS.map((day) => ({ name: day, intervals: hours.weekly[day] })),
    ...hours.exceptions.map(({ date, intervals }) => ({ name: date, intervals })),
  ];
  for (const { name, intervals } of plans) {
    const time = badTime(intervals);
    if (time !== undefined) return `${name}: not a time of the form HH:MM: ${time}`;
    if (overlap(spansOf(0, intervals))) return `${name}: intervals overlap`;
  }

  // Monday stands at both ends, so that Sunday's night meets it too.
  const week = [...WEEKDAYS, WEEKDAYS[0]].flatMap((day, i) => spansOf(i, hours.weekly[day]));
  if (overlap(week)) return "an overnight interval runs into the next day's";

  const dates = hours.exceptions.map(({ date }) => date);
  const noDate = dates.find((date) => !isDate(date));
  if (noDate !== undefined) return `not a date: ${noDate}`;
  const twice = dates.find((date, i) => dates.indexOf(date) !== i);
  return twice === undefined ? null : `two exceptions for ${twice}`;
}
