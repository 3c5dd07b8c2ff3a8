/**
 * A moment as `YYYY-MM-DDTHH:mm:ss.sssZ`: UTC, milliseconds, fixed width, so that the order of the strings is
 * the order in time. Stored events hold instants in this form.
 */
export type Instant = string;

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Whether it is one, of a day that the calendar has. `Date.parse` takes 30 February for a day in March. */
export const isInstant = (value: string): boolean => {
  if (!ISO_INSTANT.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
};

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString();

export const epochMs = (instant: Instant): number => Date.parse(instant);

/** The instant `ms` milliseconds later (earlier if negative). */
export const plusMs = (instant: Instant, ms: number): Instant => instantOf(epochMs(instant) + ms);

export const plusMinutes = (instant: Instant, minutes: number): Instant => plusMs(instant, minutes * 60_000);

/** Milliseconds from `earlier` to `later`. */
export const msBetween = (earlier: Instant, later: Instant): number => epochMs(later) - epochMs(earlier);
