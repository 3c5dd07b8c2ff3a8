/**
 * A moment as `YYYY-MM-DDTHH:mm:ss.sssZ`: UTC, milliseconds, fixed width, so that the order of the strings is
 * the order in time. Stored events hold instants in this form.
 */
export type Instant = string;

const ISO_INSTANT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const LAST_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Whether it is one, of a day that the calendar has (`Date.parse` takes 30 February for a day in March). Every stored
 * event has some, and each is checked when it is read: to make a date of it would cost ten times as much.
 */
export const isInstant = (value: string): boolean => {
  if (!ISO_INSTANT.test(value)) return false;
  const day = Number(value.slice(8, 10));
  if (day <= 28) return true;
  const [year, month] = [Number(value.slice(0, 4)), Number(value.slice(5, 7))];
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeapYear ? 29 : (LAST_DAYS[month - 1] ?? 0));
};

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString();

export const epochMs = (instant: Instant): number => Date.parse(instant);

/** The instant `ms` milliseconds later (earlier if negative). */
export const plusMs = (instant: Instant, ms: number): Instant => instantOf(epochMs(instant) + ms);

export const plusMinutes = (instant: Instant, minutes: number): Instant => plusMs(instant, minutes * 60_000);

/** Milliseconds from `earlier` to `later`. */
export const msBetween = (earlier: Instant, later: Instant): number => epochMs(later) - epochMs(earlier);
